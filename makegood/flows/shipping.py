"""A story: goods were promised to leave by a time, and did not. What is owed for it is found by itself, line by line, as soon
as it is known how late they are; what the buyer gave up before that time owes nothing. Nor is it shipping where the shop said
that goods had left and their carrier has never had them.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from makegood.cases import GivenUp, LineFacts, OrderFacts, ParcelFacts, order_without, promised_to_ship_by
from makegood.claims import KINDS, ClaimOffice, Wanted
from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of
from makegood.ledger import order_escrow
from makegood.orders import Delivered

EVERY_DAY = timedelta(days=1)
_UNTIL_ASKED = timedelta(hours=2)
"""Carriers are asked as often about a parcel that they have not scanned."""
_LEFT = ("shipped", "delivered", "completed")
_NONE_LEFT = "out_of_stock"
_SHIPPED, _ASKED = "shipped", "asked"
_CANCELLED_AT = """
SELECT max(t.at) FROM ledger_transactions t JOIN ledger_postings p ON (p.bucket, p.transaction_id) = (t.bucket, t.id)
WHERE t.bucket = $1 AND t.subject = $2 AND t.kind = 'order' AND p.source = $3 AND p.destination LIKE 'outside:%'
"""


class Late(Struct, frozen=True):
    """A line that left, or was given up, after the promised time; `left_at` None: it has not left at all."""

    line_no: int
    due_at: datetime
    left_at: datetime | None


async def keep_shipping(
    connection: Connection,
    office: ClaimOffice,
    order: OrderFacts,
    given_up: Sequence[GivenUp],
    gone_after: timedelta,
) -> datetime | None:
    """Compensate shipping that is late, false or stands still, once it is known; when to look again."""
    now, told = office.clock.now(), told_of(order)
    cancelled_at = await _cancelled_at(connection, order) if order.status == "cancelled" else None
    if order.status == "cancelled" and cancelled_at is None and not given_up:
        return None
    kept = order_without(order, gone_in_time(order, given_up))
    if order.status != "cancelled" and is_failed(told):
        if any(line.kind == "goods" for line in kept.lines):
            await office.find(connection, kept, Wanted(kind=KINDS["late_shipping"], line_no=0), None)
        return None
    false = await _never_handed_over(connection, office, kept)
    rest = [line for line in goods_lines(kept) if line.line_no not in false]
    found = [
        scan_awaited(line, kept, now) or _standing(line, kept, given_up, cancelled_at, now, gone_after)
        for line in rest
    ]
    await _compensate(connection, office, kept, [each for each in found if isinstance(each, Late)])
    looks = [each for each in found if isinstance(each, datetime)]
    unanswered = [line for line in rest if is_scan_open(line, kept) and not scan_awaited(line, kept, now)]
    looks += [now + _UNTIL_ASKED] if unanswered else []
    if order.status == "shipped" and (
        told.get("tracking_stopped_at", "never") != "never" or is_moving(order)
    ):
        left = order_without(order, (one for one in given_up if not one.is_open))
        lost = [await _lost(connection, office, left, line_no) for line_no in stopped_alike(left)]
        looks += [] if lost and all(lost) else [now + EVERY_DAY]
    return min(looks, default=None)


async def _never_handed_over(connection: Connection, office: ClaimOffice, order: OrderFacts) -> list[int]:
    """Compensate what was said to be shipped and was never handed over, each line by its own parcels; which lines those are."""
    found = [line.line_no for line in goods_lines(order) if is_not_scanned(line, order)]
    for line_no in [0] if found and stopped_alike(order) == [0] else found:
        await office.find(connection, order, Wanted(kind=KINDS["late_shipping"], line_no=line_no), None)
    return found


def is_not_scanned(line: LineFacts, order: OrderFacts) -> bool:
    """Whether a carrier never had one of the parcels of a line, a day after the shop said that it had left. PURE."""
    return any(each.is_not_scanned for each in _under_way(line, order))


def scan_awaited(line: LineFacts, order: OrderFacts, now: datetime) -> datetime | None:
    """Until when the carriers of a line's parcels have to scan them; None where all have, or that time has passed. Whether they
    left late is not known before. PURE.
    """
    due = [each.scan_due_at for each in _under_way(line, order) if _not_seen(each)]
    return min((at for at in due if at > now), default=None)


def is_scan_open(line: LineFacts, order: OrderFacts) -> bool:
    """Whether a carrier of a line's parcels has still to say whether it has them. PURE."""
    return any(_not_seen(each) for each in _under_way(line, order))


def _under_way(line: LineFacts, order: OrderFacts) -> list[ParcelFacts]:
    return [each for each in order.parcels if holds(each, line)] if order.status == _SHIPPED else []


def _not_seen(parcel: ParcelFacts) -> bool:
    """Whether the carrier that follows a parcel has not said that it has it."""
    told = parcel.followed
    return (
        told is not None
        and parcel.delivered_at is None
        and (told.unscanned_at is not None or told.status == _ASKED)
    )


async def _lost(connection: Connection, office: ClaimOffice, order: OrderFacts, line_no: int) -> bool:
    wanted = Wanted(kind=KINDS["lost_on_the_way"], line_no=line_no)
    return await office.find(connection, order, wanted, None) is not None


def is_moving(order: OrderFacts) -> bool:
    """Whether carriers tell of a parcel of it that has not arrived. PURE."""
    return any(each.followed and each.followed.moved_at for each in order.parcels)


def stopped_alike(order: OrderFacts) -> list[int]:
    """The lines whose parcels are to be judged, each by its own; 0 for all where they travel together. PURE."""
    lines = goods_lines(order)
    parcels = {tuple(at for at, each in enumerate(order.parcels) if holds(each, line)) for line in lines}
    return [0] if len(parcels) == 1 else [line.line_no for line in lines]


def holds(parcel: ParcelFacts, line: LineFacts) -> bool:
    """Whether units of a line are in a parcel. PURE."""
    return not parcel.lines or line.line_no in parcel.lines


def goods_lines(order: OrderFacts) -> list[LineFacts]:
    """The lines that may travel or be delivered."""
    return [line for line in order.lines if line.kind == "goods"]


def told_of(order: OrderFacts) -> dict[str, Any]:
    """What the marketplace told with the order, on any of its lines or on the whole."""
    return {name: value for line in order.lines for name, value in line.facts.items()} | dict(order.facts)


def is_failed(told: dict[str, Any]) -> bool:
    """Whether it is told that nothing is left, or was shipped falsely: then nobody has to wait."""
    return bool(told.get("none_left")) or told.get("false_shipping", "none") != "none"


def gone_in_time(order: OrderFacts, given_up: Sequence[GivenUp]) -> Iterator[GivenUp]:
    """What was given up before it was late, and not because the merchant has none. PURE."""
    for one in given_up:
        line = order.line(one.line_no)
        due_at = promised_to_ship_by(line, order) if line else None
        none_left = one.reason == _NONE_LEFT and bool(told_of(order).get("none_left"))
        if not one.is_open and not none_left and (due_at is None or one.asked_at <= due_at):
            yield one


def _standing(
    line: LineFacts,
    order: OrderFacts,
    given_up: Sequence[GivenUp],
    cancelled_at: datetime | None,
    now: datetime,
    gone_after: timedelta,
) -> Late | datetime | None:
    """How late a line is; when to look again where that is not known yet; None where it is not late, or nobody knows."""
    due_at = promised_to_ship_by(line, order)
    if due_at is None:
        return None
    if is_waiting(line, given_up):
        return now + EVERY_DAY
    left_at = _left_at(line, order) or _ended_at(line, given_up, cancelled_at)
    if left_at is None and _may_have_left(line, order):
        return None
    if left_at is not None:
        return Late(line.line_no, due_at, left_at) if left_at > due_at else None
    return Late(line.line_no, due_at, None) if now >= due_at + gone_after else due_at + gone_after


def is_waiting(line: LineFacts, given_up: Sequence[GivenUp]) -> bool:
    """Whether a cancellation of the line is not decided yet. PURE."""
    return any(one.is_open and one.line_no == line.line_no for one in given_up)


def _left_at(line: LineFacts, order: OrderFacts) -> datetime | None:
    if line.is_virtual:
        delivered = line.happened(Delivered)
        return delivered.record.at if delivered else None
    return min(
        (each.shipped_at for each in order.parcels if holds(each, line)),
        default=None,
    )


def _ended_at(line: LineFacts, given_up: Sequence[GivenUp], cancelled_at: datetime | None) -> datetime | None:
    """When nothing of the line was to be shipped any more."""
    asked = [one for one in given_up if one.line_no == line.line_no and not one.is_open]
    if asked and not line.left_quantity:
        return max(one.asked_at for one in asked)
    return cancelled_at


def _may_have_left(line: LineFacts, order: OrderFacts) -> bool:
    """Whether it may have left without anybody telling when. Other parcels of an order on its way say what left already."""
    return order.status in _LEFT[1:] or (order.status == "shipped" and not order.parcels)


async def _compensate(
    connection: Connection, office: ClaimOffice, order: OrderFacts, late: Sequence[Late]
) -> None:
    """One claim where all goods are late alike; else one for each line that is."""
    alike = len({(each.due_at, each.left_at) for each in late}) == 1 and len(late) == len(goods_lines(order))
    for each in late[:1] if alike else late:
        known = {"shipped_at": each.left_at or "never", "ship_by": each.due_at}
        line_no = 0 if alike else each.line_no
        await office.find(
            connection, order, Wanted(kind=KINDS["late_shipping"], line_no=line_no, known=known), None
        )


async def _cancelled_at(connection: Connection, order: OrderFacts) -> datetime | None:
    """When the marketplace told that it had cancelled a paid order, and what was paid left the book."""
    at: datetime | None = await connection.fetchval(
        _CANCELLED_AT, bucket_of(order.id), order.id, order_escrow(order.id)
    )
    return at
