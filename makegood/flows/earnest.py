"""A story: a merchant took an earnest (定金) in a presale and does not ship. As much again as the earnest is owed to the buyer
(Civil Code art. 587), and is found without anybody asking. Art. 588: it is not added to damages that were agreed, so of both
one claim holds (makegood/claims/kinds.py).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from makegood.cases import GivenUp, OrderFacts, order_without
from makegood.claims import KINDS, ClaimOffice, Wanted
from makegood.db.writes import Connection
from makegood.flows.shipping import EVERY_DAY, gone_in_time, is_waiting, told_of
from makegood.orders import Presale

_MERCHANTS_DOING = frozenset({"not_shipped_in_time", "out_of_stock"})
"""Reasons for which a contract is given up because of the merchant."""


async def keep_earnest(
    connection: Connection,
    office: ClaimOffice,
    order: OrderFacts,
    given_up: Sequence[GivenUp],
    gone_after: timedelta,
) -> datetime | None:
    """Make the claim once it is clear that the merchant does not ship; when to look again. `gone_after`: how long after the
    promised time goods count as gone; `given_up`: what the buyer gave up, and with it the earnest unless the merchant was
    late. Under the lock of the order.
    """
    if order.status != "paid" or order.parcels:
        return None
    backed_out = [one for one in given_up if not one.is_open and one.reason not in _MERCHANTS_DOING]
    in_time = [one for one in gone_in_time(order, given_up) if one not in backed_out]
    kept = order_without(order, [*backed_out, *in_time])
    due = [promised for line in kept.lines if (promised := _promised(line.goods)) is not None]
    if not due:
        return None
    if any(is_waiting(line, given_up) for line in kept.lines):
        return office.clock.now() + EVERY_DAY
    gone_at, reason = min(due) + gone_after, "not_shipped_in_time"
    if told_of(order).get("none_left"):
        reason = "out_of_stock"
    elif office.clock.now() < gone_at:
        return gone_at
    await office.find(connection, kept, Wanted(kind=KINDS["double_earnest"], line_no=0, reason=reason), None)
    return None


def _promised(goods: object) -> datetime | None:
    """By when an earnest's goods were to ship; None where it is not the merchant who has the next step: the buyer was to pay
    the balance before, and has not.
    """
    if not isinstance(goods, Presale) or goods.deposit_kind != "earnest" or not goods.awaits_balance:
        return None
    buyer_failed = goods.balance_until is not None and goods.balance_until <= goods.ship_by
    return None if buyer_failed else goods.ship_by
