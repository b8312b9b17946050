"""PURE: what the check gives to changes of an order, and what of them no later decision looks at."""

from collections.abc import Iterator
from datetime import datetime

from msgspec import structs

from makegood.cases.commands import Command
from makegood.cases.facts import OrderFacts
from makegood.cases.families.order_change import commands as c
from makegood.cases.families.order_change.asked import AddressAsked, ChangeAsked, VariantAsked
from makegood.cases.families.order_change.asking import CHANGING
from makegood.cases.families.order_change.plan import OrderChange
from makegood.cases.model import CaseState, CaseType, Role


def changes(type_: CaseType, order: OrderFacts, is_plain: bool) -> Iterator[ChangeAsked | None]:
    """What may be changed: the address, the tender, a line to each ware; None for requests that change nothing.

    `is_plain`: no amount and no other tender is named, with which nothing is changed.
    """
    if type_ not in CHANGING:
        yield None
        return
    if not is_plain:
        return
    own = ("", *(tender.external_id for tender in order.tenders))
    if type_ is CaseType.MODIFY_ADDRESS:
        yield ChangeAsked(AddressAsked("1 Other Street"))
    elif type_ is CaseType.MODIFY_PAYMENT:
        yield from (ChangeAsked(pay_with=each) for each in own)
    else:
        for ware in order.wares:
            yield from (ChangeAsked(wanted=(VariantAsked(1, ware.sku),), pay_with=each) for each in own)


def canonical_change(state: CaseState, now: datetime) -> OrderChange | None:
    """The plan without times and numbers."""
    plan = state.change
    if plan is None:
        return None
    return structs.replace(plan, payment_no=0, made_at=now if plan.made_at else None)


def _declined(state: CaseState, order: OrderFacts, actor: Role) -> Iterator[Command]:
    yield c.DeclineChange("it is packed")


PAYLOADS = {"decline_change": _declined}
