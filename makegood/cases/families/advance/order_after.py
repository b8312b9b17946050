"""PURE: what instant refunds change of an order's facts: the room of its payments, and the room for advances."""

from collections.abc import Iterable

from msgspec import structs

from makegood.cases.events import Recorded, RefundStarted
from makegood.cases.facts import OrderFacts
from makegood.cases.families.advance.events import AdvanceGiven, AdvanceOwedBack
from makegood.cases.model import LegWay


def after_advance(order: OrderFacts, recorded: Iterable[Recorded]) -> OrderFacts:
    """The order after the events of a decision."""
    for each in recorded:
        match each.event:
            case AdvanceGiven() as given:
                order = _given(order, given)
            case AdvanceOwedBack() as owed:
                order = _owes(order, owed.amount_minor)
            case RefundStarted() as started:
                order = _settled(order, started)
            case _:
                pass
    return order


def _given(order: OrderFacts, given: AdvanceGiven) -> OrderFacts:
    used = {leg.payment_no: leg.amount_minor for leg in given.advanced}
    payments = tuple(
        structs.replace(each, refunded_minor=each.refunded_minor + used.get(each.payment_no, 0))
        for each in order.payments
    )
    room = order.advance.after_giving(given.amount_minor, given.opened_minor) if order.advance else None
    return structs.replace(order, payments=payments, advance=room)


def _owes(order: OrderFacts, amount_minor: int) -> OrderFacts:
    room = order.advance
    if room is None:
        return order
    return structs.replace(order, advance=structs.replace(room, owes_minor=room.owes_minor + amount_minor))


def _settled(order: OrderFacts, started: RefundStarted) -> OrderFacts:
    back = {LegWay.ADVANCE: 0, LegWay.DEBT: 0}
    for leg in started.legs:
        if leg.way in back:
            back[leg.way] += leg.amount_minor
    room = order.advance
    if room is None or not any(back.values()):
        return order
    room = structs.replace(
        room.after_settling(sum(back.values())), owes_minor=room.owes_minor - back[LegWay.DEBT]
    )
    return structs.replace(order, advance=room)


def share_room(orders: dict[int, OrderFacts], before: OrderFacts, after: OrderFacts) -> None:
    """What a decision took of the room for advances, the next decisions of the same batch have not: changes `orders`."""
    was, room = before.advance, after.advance
    if was is None or room is None or was == room:
        return
    for order in [
        each for each in orders.values() if each.currency == after.currency and each.id != after.id
    ]:
        if order.advance is None:
            continue
        shared = structs.replace(order.advance, total_room_minor=room.total_room_minor)
        if order.buyer_id == after.buyer_id:
            shared = room
        orders[order.id] = structs.replace(order, advance=shared)
