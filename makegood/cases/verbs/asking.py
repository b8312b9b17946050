"""PURE: asking, and changing what is asked. Units and money are taken from what is left of each order line."""

from collections.abc import Sequence

from msgspec import structs

from makegood.cases import commands as c
from makegood.cases import events as e
from makegood.cases import refusals
from makegood.cases.claims import claims_of
from makegood.cases.facts import Asked, Facts, LineFacts, OrderFacts, Promises, goods_of
from makegood.cases.families.cancellation.asked import AMOUNTS, ITEMS
from makegood.cases.families.new_circumstances.conditions import is_ruled
from makegood.cases.families.new_circumstances.hearing import brought
from makegood.cases.families.order_change import asking as changing
from makegood.cases.families.price_reduction.asked import require_fitting_amount
from makegood.cases.families.price_reduction.deducted import less_deducted
from makegood.cases.families.replacement.asking import plan_changed, plan_of, refuse_part_of_units
from makegood.cases.kin import OF_SENT_GOODS, REFUNDS, kin_of, offers_of
from makegood.cases.model import BuyerTender, CaseState, CaseType, Goods, Item, Role
from makegood.cases.outbound_freight import (
    WITH_FREIGHT,
    freight_in,
    freight_items,
    freight_lines,
    is_still_due,
)
from makegood.cases.repricing import withheld_in, withheld_items
from makegood.cases.terms import DEFAULT_TENDERS, Terms
from makegood.cases.verbs.informing import asked_of, terms_of, told
from makegood.cases.verbs.showing import shown
from makegood.cases.wish import wish_of
from makegood.kit.money import share_of_remaining


def open_case(command: c.OpenCase, case_id: int, bucket: int, facts: Facts, actor: Role) -> e.CaseOpened:
    """A new case, if what is asked for was paid and nobody has asked for it before."""
    order = facts.order
    if order.status == "cancelled":
        raise refusals.OrderNotPaid()
    goods = goods_of(order, [asked.line_no for asked in command.items], facts.now)
    if command.type in OF_SENT_GOODS and goods is Goods.NOT_SHIPPED:
        raise refusals.NotShippedYet()
    items = _of_its_family(command.type, items_asked(command.items, order, {}), facts, {})
    replacement = plan_of(command.replacement, command.type, items, order)
    refuse_part_of_units(command.type, command.amount_minor)
    require_fitting_amount(command.type, command.amount_minor, items, order.currency)
    requested = _asked_for(command.type, command.amount_minor, items, order, {})
    refund_to = tender_asked(command.refund_to, order, facts.promises)
    change = changing.change_of(command, items, facts)
    given = told(command.facts, facts, actor)
    files = shown(command.files, facts)
    tender = refund_to.tender if refund_to else None
    asked = Asked(command.type, command.reason, items, requested, goods, tender, given)
    terms = terms_of(structs.replace(asked, wish=wish_of(replacement, change)), facts)
    changing.require_payable(change, facts)
    requested, refund_to = changing.money_of(change, requested, refund_to, order)
    requested = _within_terms(command.type, less_deducted(requested, items, terms), terms)
    back = (
        *_withheld(command.type, command.amount_minor, items, order, {}),
        *_freight(command.type, command.amount_minor, items, order, terms, {}),
    )
    return e.CaseOpened(
        id=case_id, bucket=bucket, order_id=order.id, buyer_id=order.buyer_id, merchant_id=order.merchant_id,
        type=command.type, currency=order.currency, items=(*items, *back),
        requested_minor=requested + sum(item.value_minor for item in back),
        reason=command.reason, goods=goods,
        note=command.note, refund_to=refund_to, given=given, terms=terms, files=files,
        replacement=replacement, change=change,
        freight_waits=command.amount_minor is None and is_still_due(command.type, (*items, *back), order, terms),
    )  # fmt: skip


def revise(command: c.Revise, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """Change the request; what the case holds already counts as left for it."""
    held = claims_of(state)
    items = items_asked(command.items, facts.order, held) if command.items else _with_units(state.items)
    asked = command.amount_minor
    if asked is None and command.items is None:
        asked = state.requested_minor - withheld_in(state.items)
    type_ = command.type or state.type
    refuse_other_kind(type_, state)
    refuse_return_of_unsent(type_, state, facts)
    items = _of_its_family(type_, items, facts, held)
    refuse_part_of_units(type_, command.amount_minor)
    require_fitting_amount(type_, asked, items, state.currency)
    replacement = plan_changed(command, type_, items, state, facts.order)
    refund_to = state.refund_to
    if command.refund_to is not None:
        refund_to = tender_asked(command.refund_to, facts.order, facts.promises)
    changed = structs.replace(
        state,
        type=type_,
        items=items,
        requested_minor=_asked_for(type_, asked, items, facts.order, held),
        reason=command.reason or state.reason,
        note=state.note if command.note is None else command.note,
        refund_to=refund_to,
    )
    terms = terms_of(_asked_again(state, changed, facts), facts)
    requested = _within_terms(type_, less_deducted(changed.requested_minor, items, terms), terms)
    back = _withheld(type_, command.amount_minor, items, facts.order, held)
    if command.items is None and withheld_in(state.items) == freight_in(state.items, facts.order):
        back = ()  # less was asked for on purpose
    asks_for_all = command.amount_minor is None and _asks_for_all(command, state, facts.order)
    if command.amount_minor is not None or asks_for_all:
        back = (*back, *_freight(type_, command.amount_minor, items, facts.order, terms, held))
    return [
        e.CaseRevised(
            type=changed.type,
            items=(*changed.items, *back),
            requested_minor=requested + withheld_in(back),
            reason=changed.reason,
            note=changed.note,
            refund_to=changed.refund_to,
            terms=terms,
            replacement=replacement,
            freight_waits=asks_for_all and is_still_due(type_, (*items, *back), facts.order, terms),
        )
    ]


def _of_its_family(
    type_: CaseType, items: tuple[Item, ...], facts: Facts, held: dict[int, tuple[int, int]]
) -> tuple[Item, ...]:
    """The items as the type of the request takes them, or its refusal."""
    take = (ITEMS | changing.ITEMS).get(type_)
    return take(items, facts, held) if take else items


def _withheld(
    type_: CaseType,
    amount_minor: int | None,
    items: Sequence[Item],
    order: OrderFacts,
    held: dict[int, tuple[int, int]],
) -> tuple[Item, ...]:
    """What earlier returns of the same bundle had kept back and this one brings back, unless less is asked for."""
    return withheld_items(items, order, held) if type_ in REFUNDS and amount_minor is None else ()


def _asks_for_all(command: c.Revise, state: CaseState, order: OrderFacts) -> bool:
    """Whether a change that names no amount asks for all that its items bring back, freight too."""
    if command.items is not None or freight_in(state.items, order):
        return True
    value = sum(item.value_minor for item in _with_units(state.items))
    return state.requested_minor - withheld_in(state.items) >= value - state.terms.deduction_minor


def _asked_for(
    type_: CaseType,
    amount_minor: int | None,
    items: Sequence[Item],
    order: OrderFacts,
    held: dict[int, tuple[int, int]],
) -> int:
    """What is asked for the items themselves; an amount may go beyond them as far as freight may come back with them."""
    most = sum(item.value_minor for item in items)
    room = sum(line.left_minor + held.get(line.line_no, (0, 0))[1] for line in freight_lines(order))
    if amount_minor is not None and type_ in WITH_FREIGHT and most < amount_minor <= most + room:
        amount_minor = most
    return amount_asked(amount_minor, items, order.currency)


def _freight(
    type_: CaseType,
    amount_minor: int | None,
    items: Sequence[Item],
    order: OrderFacts,
    terms: Terms,
    held: dict[int, tuple[int, int]],
) -> tuple[Item, ...]:
    """The freight that comes back with the items: all of it, or what of the amount goes beyond them. Raises MoreThanPaid."""
    due = freight_items(type_, items, order, terms, held)
    most = sum(item.value_minor for item in items)
    if amount_minor is None:
        return due
    beyond, found = amount_minor - most, []
    for item in due:
        if beyond > 0:
            found.append(structs.replace(item, value_minor=min(beyond, item.value_minor)))
            beyond -= item.value_minor
    if beyond > 0:
        raise refusals.MoreThanPaid(
            most_minor=most + sum(item.value_minor for item in due), currency=order.currency
        )
    return tuple(found)


def _with_units(items: Sequence[Item]) -> tuple[Item, ...]:
    return tuple(item for item in items if item.quantity)


def _within_terms(type_: CaseType, requested_minor: int, terms: Terms) -> int:
    """The amount as far as the terms let it come back, for types that leave it to policy."""
    limit = AMOUNTS.get(type_)
    return limit(requested_minor, terms) if limit else requested_minor


def _asked_again(before: CaseState, after: CaseState, facts: Facts) -> Asked:
    """What a changed request asks of policy: another remedy, reason or item is asked for now, less money as before."""
    asked = structs.replace(asked_of(after, before.given), held=claims_of(before))
    units = _with_units(before.items), _with_units(after.items)
    same = (before.type, before.reason, units[0]) == (after.type, after.reason, units[1])
    return asked if same else structs.replace(asked, asked_at=facts.now)


def reopen(command: c.Reopen, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """Take the case up again, if its units have not been claimed by another case since. What was ruled to be the merchant's
    nobody could claim: such a case is taken up as it was, with what is new.
    """
    new = brought(command, state, facts)
    if is_ruled(state):
        return [e.CaseReopened(items=state.items, requested_minor=state.requested_minor, **new)]
    asked = [c.ItemAsked(item.line_no, item.quantity) for item in _with_units(state.items)]
    items = items_asked(asked, facts.order, {})
    most = sum(item.value_minor for item in items)
    wanted = state.requested_minor - withheld_in(state.items)
    amount = amount_asked(min(wanted, most), items, state.currency)
    freight = freight_in(state.items, facts.order)
    back = withheld_items(items, facts.order) if withheld_in(state.items) > freight else ()
    if freight:
        back = (*back, *freight_items(state.type, items, facts.order, state.terms))
    return [e.CaseReopened(items=(*items, *back), requested_minor=amount + withheld_in(back), **new)]


def refuse_other_kind(type_: CaseType, state: CaseState) -> None:
    """Raises NotOfThisKind where a case cannot become what is named."""
    if type_ not in kin_of(state.type):
        raise refusals.NotOfThisKind(type=type_.value, given=state.type.value)


def refuse_other_offer(type_: CaseType, state: CaseState) -> None:
    """Raises NotOfThisKind where an offer cannot be of what is named."""
    if type_ not in offers_of(state.type):
        raise refusals.NotOfThisKind(type=type_.value, given=state.type.value)


def refuse_return_of_unsent(type_: CaseType, state: CaseState, facts: Facts) -> None:
    """Raises NotShippedYet where goods would be asked back that have not left even by now."""
    if type_ not in OF_SENT_GOODS or state.goods is not Goods.NOT_SHIPPED:
        return
    if goods_of(facts.order, [item.line_no for item in state.items], facts.now) is Goods.NOT_SHIPPED:
        raise refusals.NotShippedYet()


def items_asked(
    asked: Sequence[c.ItemAsked], order: OrderFacts, held: dict[int, tuple[int, int]]
) -> tuple[Item, ...]:
    """Items with their value; `held` is what the case itself has claimed of each line (units, minor units)."""
    numbers = [each.line_no for each in asked]
    for number in numbers:
        if numbers.count(number) > 1:
            raise refusals.LineNamedTwice(line_no=number)
    return tuple(_item(each, order.line(each.line_no), held.get(each.line_no, (0, 0))) for each in asked)


def _item(asked: c.ItemAsked, line: LineFacts | None, held: tuple[int, int]) -> Item:
    if line is None:
        raise refusals.NoSuchLine(line_no=asked.line_no)
    left = line.left_quantity + held[0]
    quantity = left if asked.quantity is None else asked.quantity
    if not 0 < quantity <= left:
        raise refusals.UnitsNotLeft(left=left, line_no=line.line_no, asked=asked.quantity or 1)
    value = share_of_remaining(line.left_minor + held[1], left, quantity)
    return Item(line.line_no, line.title, quantity, value)


def tender_asked(
    external_id: str | None, order: OrderFacts, promises: Promises | None = None
) -> BuyerTender | None:
    """The buyer's own tender that the refund shall go to; None means the payments of the order.

    Another channel than the one paid by takes the buyer's express consent (Interim Measures for Seven-Day No-Reason
    Returns, art. 14 and 15): naming it here is that consent. Which kinds are open the packs say, where there are any.
    Raises NoSuchTender and NotRefundableThere.
    """
    if not external_id:
        return None
    tender = order.tender(external_id)
    if tender is None:
        raise refusals.NoSuchTender()
    if promises is None and tender.tender not in DEFAULT_TENDERS:
        raise refusals.NotRefundableThere(tender=tender.tender)
    return tender


def amount_asked(amount_minor: int | None, items: Sequence[Item], currency: str) -> int:
    """The amount of a request: all that was paid for its items unless less is asked for."""
    most = sum(item.value_minor for item in items)
    if most == 0:
        raise refusals.NothingPaid()
    if amount_minor is not None and amount_minor > most:
        raise refusals.MoreThanPaid(most_minor=most, currency=currency)
    return most if amount_minor is None else amount_minor
