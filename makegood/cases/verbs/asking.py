"""PURE: asking, and changing what is asked. Units and money are taken from what is left of each order line."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import structs

from makegood.cases import commands as c
from makegood.cases import events as e
from makegood.cases import refusals
from makegood.cases.claims import claims_of
from makegood.cases.facts import Asked, Facts, LineFacts, OrderFacts, Promises
from makegood.cases.model import BuyerTender, CaseState, CaseType, Goods, Item, Role
from makegood.cases.terms import DEFAULT_TENDERS
from makegood.cases.verbs.informing import asked_of, terms_of, told
from makegood.kit.money import share_of_remaining


def open_case(command: c.OpenCase, case_id: int, bucket: int, facts: Facts, actor: Role) -> e.CaseOpened:
    """A new case, if what is asked for was paid and nobody has asked for it before."""
    order = facts.order
    if order.status == "cancelled":
        raise refusals.OrderNotPaid()
    goods = goods_of(order, [asked.line_no for asked in command.items], facts.now)
    if command.type is CaseType.RETURN_REFUND and goods is Goods.NOT_SHIPPED:
        raise refusals.NotShippedYet()
    items = items_asked(command.items, order, {})
    requested = amount_asked(command.amount_minor, items, order.currency)
    refund_to = tender_asked(command.refund_to, order, facts.promises)
    given = told(command.facts, facts, actor)
    tender = refund_to.tender if refund_to else None
    asked = Asked(command.type, command.reason, items, requested, goods, tender, given)
    return e.CaseOpened(
        id=case_id, bucket=bucket, order_id=order.id, buyer_id=order.buyer_id, merchant_id=order.merchant_id,
        type=command.type, currency=order.currency, items=items,
        requested_minor=requested, reason=command.reason, goods=goods, note=command.note, refund_to=refund_to,
        given=given, terms=terms_of(asked, facts),
    )  # fmt: skip


def revise(command: c.Revise, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """Change the request; what the case holds already counts as left for it."""
    items = items_asked(command.items, facts.order, claims_of(state)) if command.items else state.items
    asked = command.amount_minor
    if asked is None and command.items is None:
        asked = state.requested_minor
    type_ = command.type or state.type
    refuse_return_of_unsent(type_, state, facts)
    refund_to = state.refund_to
    if command.refund_to is not None:
        refund_to = tender_asked(command.refund_to, facts.order, facts.promises)
    changed = structs.replace(
        state,
        type=type_,
        items=items,
        requested_minor=amount_asked(asked, items, state.currency),
        reason=command.reason or state.reason,
        note=state.note if command.note is None else command.note,
        refund_to=refund_to,
    )
    return [
        e.CaseRevised(
            type=changed.type,
            items=changed.items,
            requested_minor=changed.requested_minor,
            reason=changed.reason,
            note=changed.note,
            refund_to=changed.refund_to,
            terms=terms_of(_asked_again(state, changed, facts), facts),
        )
    ]


def _asked_again(before: CaseState, after: CaseState, facts: Facts) -> Asked:
    """What a changed request asks of policy: another remedy, reason or item is asked for now, less money as before."""
    asked = asked_of(after, before.given)
    same = (before.type, before.reason, before.items) == (after.type, after.reason, after.items)
    return asked if same else structs.replace(asked, asked_at=facts.now)


def reopen(command: c.Reopen, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """Take the case up again, if its units have not been claimed by another case since."""
    asked = [c.ItemAsked(item.line_no, item.quantity) for item in state.items]
    items = items_asked(asked, facts.order, {})
    most = sum(item.value_minor for item in items)
    amount = amount_asked(min(state.requested_minor, most), items, state.currency)
    return [e.CaseReopened(items=items, requested_minor=amount, note=command.note)]


def refuse_return_of_unsent(type_: CaseType, state: CaseState, facts: Facts) -> None:
    """Raises NotShippedYet where goods would be asked back that have not left even by now."""
    if type_ is not CaseType.RETURN_REFUND or state.goods is not Goods.NOT_SHIPPED:
        return
    if goods_of(facts.order, [item.line_no for item in state.items], facts.now) is Goods.NOT_SHIPPED:
        raise refusals.NotShippedYet()


def goods_of(order: OrderFacts, line_nos: Sequence[int], now: datetime) -> Goods:
    """Where the goods of some lines are, by their parcels; the least far of them counts."""
    parcels = [p for p in order.parcels if not p.lines or set(p.lines) & set(line_nos)]
    if not parcels:
        return {
            "delivered": Goods.WITH_BUYER,
            "completed": Goods.WITH_BUYER,
            "shipped": Goods.IN_TRANSIT,
        }.get(order.status, Goods.NOT_SHIPPED)
    delivered = all(p.delivered_at is not None and p.delivered_at <= now for p in parcels)
    return Goods.WITH_BUYER if delivered else Goods.IN_TRANSIT


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
