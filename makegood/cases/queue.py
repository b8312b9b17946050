"""A merchant's queue: open cases by clock, money or age, narrowed and paged. Every page costs the same, however many cases
there are: so many are looked at, and where too few of them fit, the cursor leads on from the last one looked at.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from makegood.cases.facts import OrderFacts
from makegood.cases.model import CaseType
from makegood.cases.store import StoredCase
from makegood.db.narrowing import Conditions
from makegood.db.writes import Connection
from makegood.kit.errors import Invalid
from makegood.kit.ids import bucket_of

LOOKED_AT = 20_000
MOST_COUNTED = 1000
MOST = 100


class QueueTab(StrEnum):
    """Parts of the queue. `turn`: the merchant has the ball, whatever for."""

    TURN = "turn"
    ANSWER = "answer"
    RETURNS = "returns"
    INSPECT = "inspect"
    DISPUTES = "disputes"
    QUESTIONS = "questions"
    WAITING = "waiting"
    ALL = "all"


class QueueSort(StrEnum):
    """The next to run out first; the most money first, of one currency; the oldest first. All cases: the newest first."""

    CLOCK = "clock"
    MONEY = "money"
    AGE = "age"
    NEWEST = "newest"


_IN_TAB = {
    QueueTab.TURN: "owner = 'merchant'",
    QueueTab.ANSWER: "owner = 'merchant' AND stage = 'awaiting_merchant' AND NOT state ? 'question'",
    QueueTab.RETURNS: "stage IN ('awaiting_return', 'in_return_transit')",
    QueueTab.INSPECT: "stage = 'awaiting_inspection'",
    QueueTab.DISPUTES: "stage IN ('dispute_evidence', 'dispute_ruling', 'dispute_jury', 'dispute_review', 'dispute_senior',"
    " 'under_appeal')",
    QueueTab.QUESTIONS: "owner = 'merchant' AND state ? 'question'",
    QueueTab.WAITING: "owner <> 'merchant'",
    QueueTab.ALL: "true",
}
_ORDER = {
    QueueSort.CLOCK: "due_at, id",
    QueueSort.MONEY: "requested_minor DESC, id DESC",
    QueueSort.AGE: "id",
    QueueSort.NEWEST: "id DESC",
}
_COUNTS = (
    "SELECT count(*) AS looked_at, "
    + ", ".join(f"count(*) FILTER (WHERE {condition}) AS {tab.value}" for tab, condition in _IN_TAB.items())
    + " FROM (SELECT owner, stage, state FROM cases WHERE merchant_id = $1 AND owner IS NOT NULL"
    " ORDER BY due_at, id LIMIT $2) c"
)


@dataclass(frozen=True, slots=True)
class QueueFilters:
    """What the queue is narrowed to; amounts in minor units of what is asked for. `product` is part of an item's title."""

    tab: QueueTab = QueueTab.TURN
    sort: QueueSort = QueueSort.CLOCK
    currency: str = ""
    type: CaseType | None = None
    reason: str = ""
    product: str = ""
    least_minor: int | None = None
    most_minor: int | None = None
    order_id: int | None = None
    buyer_id: int | None = None

    @property
    def sorted_by(self) -> QueueSort:
        """How the list is sorted in fact: all cases have no clock, and money is compared within a currency."""
        if self.tab is QueueTab.ALL:
            return QueueSort.NEWEST
        if self.sort is QueueSort.NEWEST or (self.sort is QueueSort.MONEY and not self.currency):
            return QueueSort.CLOCK
        return self.sort


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Some cases with their orders; `next_cursor` is None at the end. `is_cut`: it ends before it is full, to go on."""

    cases: list[tuple[StoredCase, OrderFacts]]
    next_cursor: str | None
    is_cut: bool = False


class _Place(Struct, frozen=True, array_like=True):
    sort: QueueSort
    id: Annotated[int, Meta(ge=0, le=2**63 - 1)]
    due_at: Annotated[datetime, Meta(tz=True)] | None = None
    amount_minor: Annotated[int, Meta(ge=0, le=10**15)] = 0


async def queue_of(
    connection: Connection, merchant_id: int, filters: QueueFilters, cursor: str | None, limit: int,
    looked_at: int = LOOKED_AT,
) -> QueuePage:  # fmt: skip
    """A page of a merchant's queue. Raises Invalid for a cursor of another list."""
    order = _ORDER[filters.sorted_by]
    window = _window(merchant_id, filters, _place(cursor, filters.sorted_by) if cursor else None)
    edge = f"FROM cases c WHERE {window} ORDER BY {order}"
    looked = f"SELECT * {edge} LIMIT {int(looked_at)}"
    values = len(window.values)
    wanted = _wanted(filters, window)
    limit = max(1, min(limit, MOST))
    rows = await connection.fetch(
        "SELECT s.stream::text AS case_read, o.facts::text AS order_read, c.id, c.due_at, c.requested_minor FROM"
        f" (SELECT * FROM ({looked}) w WHERE {wanted} ORDER BY {order} LIMIT {limit + 1}) c"
        " JOIN case_streams s ON (s.bucket, s.id) = (c.bucket, c.id)"
        f" JOIN order_facts o ON (o.bucket, o.id) = (c.bucket, c.order_id) ORDER BY {_of_c(order)}",
        *window.values,
    )
    if len(rows) > limit:
        return QueuePage(_cases(rows[:limit]), _cursor(filters.sorted_by, rows[limit - 1]))
    last = await connection.fetchrow(
        f"SELECT id, due_at, requested_minor {edge} OFFSET {int(looked_at) - 1} LIMIT 1",
        *window.values[:values],
    )
    return QueuePage(_cases(rows), _cursor(filters.sorted_by, last) if last else None, last is not None)


async def queue_counts(
    connection: Connection, merchant_id: int, most: int = MOST_COUNTED
) -> tuple[dict[QueueTab, int], bool]:
    """How many open cases are in each part, of the `most` that run out first; and whether there are more."""
    row = await connection.fetchrow(_COUNTS, merchant_id, most + 1)
    return {tab: row[tab.value] for tab in QueueTab if tab is not QueueTab.ALL}, row["looked_at"] > most


async def queue_currencies(connection: Connection, merchant_id: int) -> list[str]:
    """The currencies of a merchant's open cases: one step through the index for each."""
    rows = await connection.fetch(
        "WITH RECURSIVE found(currency) AS (SELECT min(currency) FROM cases WHERE merchant_id = $1 AND owner IS NOT NULL"
        " UNION ALL SELECT (SELECT min(c.currency) FROM cases c WHERE c.merchant_id = $1 AND c.owner IS NOT NULL"
        " AND c.currency > found.currency) FROM found WHERE found.currency IS NOT NULL)"
        " SELECT currency FROM found WHERE currency IS NOT NULL",
        merchant_id,
    )
    return [row["currency"] for row in rows]


async def cases_named(
    connection: Connection, merchant_id: int, case_ids: Sequence[int]
) -> list[tuple[StoredCase, OrderFacts]]:
    """Cases of a merchant by their ids, in that order; those that are not the merchant's are left out."""
    rows = await connection.fetch(
        "SELECT s.stream::text AS case_read, o.facts::text AS order_read, c.id"
        " FROM unnest($1::smallint[], $2::bigint[]) WITH ORDINALITY AS w(bucket, id, place)"
        " JOIN cases c ON (c.bucket, c.id) = (w.bucket, w.id) AND c.merchant_id = $3"
        " JOIN case_streams s ON (s.bucket, s.id) = (c.bucket, c.id)"
        " JOIN order_facts o ON (o.bucket, o.id) = (c.bucket, c.order_id) ORDER BY w.place",
        [bucket_of(one) for one in case_ids], case_ids, merchant_id,
    )  # fmt: skip
    return _cases(rows)


async def cases_of_parcel(connection: Connection, merchant_id: int, tracking_no: str) -> list[int]:
    """The cases of a merchant whose goods come back in a parcel with this number, be it the one that was stopped on its way:
    the open ones, or else the newest.
    """
    written = sorted({tracking_no, tracking_no.upper(), tracking_no.lower()})
    rows = await connection.fetch(
        "SELECT id, owner IS NOT NULL AS is_open FROM cases WHERE merchant_id = $1 AND state ? 'shipment'"
        " AND state -> 'shipment' ->> 'tracking_no' = ANY($2::text[])"
        " UNION SELECT id, owner IS NOT NULL FROM cases WHERE merchant_id = $1 AND state ? 'reception'"
        " AND (state -> 'reception' -> 'parcels' @> $3 OR state -> 'reception' -> 'parcels' @> $4"
        " OR state -> 'reception' -> 'parcels' @> $5)"
        " UNION SELECT c.id, c.owner IS NOT NULL FROM cases c JOIN parcels p ON (p.bucket, p.order_id) = (c.bucket, c.order_id)"
        " WHERE c.merchant_id = $1 AND c.type = 'intercept' AND c.stage <> 'withdrawn'"
        " AND upper(p.tracking_no) = ANY($2::text[])"
        " ORDER BY id DESC LIMIT 50",
        merchant_id, written, *(_holding(each) for each in (tracking_no, tracking_no.upper(), tracking_no.lower())),
    )  # fmt: skip
    still_open = [row["id"] for row in rows if row["is_open"]]
    return still_open or [row["id"] for row in rows[:1]]


def _holding(tracking_no: str) -> str:
    """What the parcels of a reception contain that has a parcel of this number, as JSON."""
    return msgspec.json.encode([{"tracking_no": tracking_no}]).decode()


async def cases_of_order(connection: Connection, merchant_id: int, order_id: int) -> list[int]:
    """The cases of an order of a merchant, the open ones and the newest first."""
    rows = await connection.fetch(
        "SELECT id FROM cases WHERE bucket = $1 AND order_id = $2 AND merchant_id = $3"
        " ORDER BY owner IS NULL, id DESC LIMIT 20",
        bucket_of(order_id), order_id, merchant_id,
    )  # fmt: skip
    return [row["id"] for row in rows]


def _window(merchant_id: int, filters: QueueFilters, after: _Place | None) -> Conditions:
    """The cases that are looked at: what an index alone can tell."""
    where = Conditions()
    where.add("c.merchant_id = {}", merchant_id)
    if filters.tab is not QueueTab.ALL:
        where.add("c.owner IS NOT NULL")
    if filters.currency:
        where.add("c.currency = {}", filters.currency)
    if after is None:
        return where
    match filters.sorted_by:
        case QueueSort.CLOCK:
            where.add("(c.due_at, c.id) > ({}, {})", after.due_at, after.id)
        case QueueSort.MONEY:
            where.add("(c.requested_minor, c.id) < ({}, {})", after.amount_minor, after.id)
        case QueueSort.AGE:
            where.add("c.id > {}", after.id)
        case QueueSort.NEWEST:
            where.add("c.id < {}", after.id)
    return where


def _wanted(filters: QueueFilters, window: Conditions) -> Conditions:
    """Which of the cases that are looked at are shown; its values follow those of the window."""
    where = Conditions(window.values)
    where.add(_IN_TAB[filters.tab])
    if filters.type:
        where.add("w.type = {}", filters.type.value)
    if filters.reason:
        where.add("w.state ->> 'reason' = {}", filters.reason)
    if filters.product:
        where.add(
            "EXISTS (SELECT 1 FROM jsonb_array_elements(w.state -> 'items') i WHERE strpos(lower(i ->> 'title'), {}) > 0)",
            filters.product.lower(),
        )
    if filters.least_minor is not None:
        where.add("w.requested_minor >= {}", filters.least_minor)
    if filters.most_minor is not None:
        where.add("w.requested_minor <= {}", filters.most_minor)
    if filters.order_id is not None:
        where.add("w.order_id = {}", filters.order_id)
    if filters.buyer_id is not None:
        where.add("w.buyer_id = {}", filters.buyer_id)
    return where


def _of_c(order: str) -> str:
    return ", ".join(f"c.{part}" for part in order.split(", "))


def _cases(rows: Sequence[Any]) -> list[tuple[StoredCase, OrderFacts]]:
    return [
        (
            msgspec.json.decode(row["case_read"], type=StoredCase),
            msgspec.json.decode(row["order_read"], type=OrderFacts),
        )
        for row in rows
    ]


def _cursor(sort: QueueSort, row: Any) -> str:
    place = _Place(sort, row["id"], row["due_at"], row["requested_minor"])
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def _place(text: str, sort: QueueSort) -> _Place:
    try:
        place = msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=_Place)
        if place.sort is not sort or (sort is QueueSort.CLOCK and place.due_at is None):
            raise ValueError
        return _Place(
            place.sort, place.id, place.due_at.astimezone(UTC) if place.due_at else None, place.amount_minor
        )
    except (ValueError, OverflowError, msgspec.MsgspecError):
        raise Invalid(field="cursor", problem="take it from next_cursor of the page before") from None
