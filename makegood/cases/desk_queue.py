"""The desk's queue: cases by clock, money or age, with who works on them, what was flagged in them, and the buyer's language.

So many cases are looked at for a page, whatever it is narrowed to; the cursor leads on from the last one looked at.
"""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from makegood.accounts import Principal, authorise
from makegood.cases.desk_claims import Claim, claims_of
from makegood.cases.facts import OrderFacts
from makegood.cases.model import CaseType, Stage
from makegood.cases.queue import QueueSort
from makegood.cases.store import StoredCase
from makegood.db.narrowing import Conditions
from makegood.db.writes import Connection
from makegood.kit.errors import Invalid

LOOKED_AT = 5000
MOST = 100
MOST_COUNTED = 1000


class DeskTab(StrEnum):
    """Parts of the queue: appeals that wait (also while what was ruled is carried out), with the desk, with a senior,
    what I have claimed, what the desk waits to be answered.
    """

    APPEALS = "appeals"
    DESK = "desk"
    SENIOR = "senior"
    MINE = "mine"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class DeskFilters:
    """What the queue is narrowed to. `language` is the buyer's; `free`: nobody works on it; `flagged`: something to judge."""

    tab: DeskTab = DeskTab.DESK
    sort: QueueSort = QueueSort.CLOCK
    currency: str = ""
    stage: Stage | None = None
    type: CaseType | None = None
    language: str = ""
    free: bool = False
    flagged: bool = False

    @property
    def sorted_by(self) -> QueueSort:
        """How the list is sorted in fact: money is compared within a currency."""
        plain = self.sort is QueueSort.NEWEST or (self.sort is QueueSort.MONEY and not self.currency)
        return QueueSort.CLOCK if plain else self.sort


class DeskRow(Struct, frozen=True):
    """A case of the queue. `flags` are kinds that nobody has judged yet; `handed_over`: a colleague left a note."""

    case: StoredCase
    order: OrderFacts
    language: str
    flags: tuple[str, ...]
    handed_over: bool
    claim: Claim | None


class DeskPage(Struct, frozen=True):
    """Some cases; `next_cursor` is None at the end. `is_cut`: it ends before it is full, to go on."""

    rows: list[DeskRow]
    next_cursor: str | None
    is_cut: bool


class _Place(Struct, frozen=True, array_like=True):
    sort: QueueSort
    id: Annotated[int, Meta(ge=0, le=2**63 - 1)]
    due_at: Annotated[datetime, Meta(tz=True)]
    amount_minor: Annotated[int, Meta(ge=0, le=10**15)]


_ORDER = {
    QueueSort.CLOCK: "c.due_at, c.id",
    QueueSort.MONEY: "c.requested_minor DESC, c.id DESC",
    QueueSort.AGE: "c.id",
}
_IN_TAB = {
    DeskTab.APPEALS: "c.state -> 'appeal' ->> 'outcome' = 'open'",
    DeskTab.DESK: "c.owner = 'desk' AND c.stage <> 'under_appeal'",
    DeskTab.SENIOR: "c.owner = 'senior'",
    DeskTab.WAITING: "c.owner IS NOT NULL AND c.state -> 'question' ->> 'by' IN ('desk', 'senior')",
    DeskTab.MINE: "c.owner IS NOT NULL AND (c.bucket, c.id) IN"
    " (SELECT d.bucket, d.case_id FROM desk_claims d WHERE d.person = {} AND d.until > {})",
}
_CLAIMED = "SELECT 1 FROM desk_claims d WHERE (d.bucket, d.case_id) = (c.bucket, c.id)"
_FLAGGED = "SELECT {what} FROM message_flags f WHERE (f.bucket, f.case_id) = (c.bucket, c.id) AND f.settled_at IS NULL"
_NOTED = "SELECT 1 FROM desk_notes n WHERE (n.bucket, n.case_id) = (c.bucket, c.id)"
_BUYER = "SELECT b.language FROM buyers b WHERE (b.bucket, b.id) = (c.bucket, c.buyer_id)"


async def desk_queue(
    connection: Connection, viewer: Principal, filters: DeskFilters, cursor: str | None, limit: int, now: datetime,
    looked_at: int = LOOKED_AT,
) -> DeskPage:  # fmt: skip
    """A page of the queue. Raises NotPermitted, and Invalid for a cursor of another list."""
    authorise(viewer, "desk.read")
    order = _ORDER[filters.sorted_by]
    window = _window(viewer, filters, _place(cursor, filters.sorted_by) if cursor else None, now)
    edge = f"FROM cases c WHERE {window} ORDER BY {order}"
    seen = len(window.values)
    wanted = _wanted(filters, window, now)
    limit = max(1, min(limit, MOST))
    rows = await connection.fetch(
        "SELECT s.stream::text AS case_read, o.facts::text AS order_read, c.id, c.due_at, c.requested_minor,"
        f" ({_BUYER}) AS language, EXISTS ({_NOTED}) AS noted,"
        f" ARRAY({_FLAGGED.format(what='DISTINCT unnest(f.kinds)')} ORDER BY 1) AS flags"
        f" FROM (SELECT * FROM (SELECT * {edge} LIMIT {int(looked_at)}) c WHERE {wanted} ORDER BY {order} LIMIT {limit + 1}) c"
        " JOIN case_streams s ON (s.bucket, s.id) = (c.bucket, c.id)"
        f" JOIN order_facts o ON (o.bucket, o.id) = (c.bucket, c.order_id) ORDER BY {order}",
        *window.values,
    )
    last = rows[limit - 1] if len(rows) > limit else None
    is_cut = last is None
    if last is None:
        last = await connection.fetchrow(
            f"SELECT c.id, c.due_at, c.requested_minor {edge} OFFSET {int(looked_at) - 1} LIMIT 1",
            *window.values[:seen],
        )
    claims = await claims_of(connection, [row["id"] for row in rows[:limit]], now)
    return DeskPage(
        [_row(row, claims) for row in rows[:limit]],
        _cursor(filters.sorted_by, last) if last else None,
        is_cut and last is not None,
    )


async def desk_counts(connection: Connection, viewer: Principal, now: datetime) -> dict[DeskTab, int]:
    """How many cases are in each part, a thousand at most."""
    authorise(viewer, "desk.read")
    counts = {}
    for tab in DeskTab:
        where = _window(viewer, DeskFilters(tab=tab), None, now)
        counts[tab] = await connection.fetchval(
            f"SELECT count(*) FROM (SELECT 1 FROM cases c WHERE {where} LIMIT {MOST_COUNTED}) c",
            *where.values,
        )
    return counts


async def desk_currencies(connection: Connection) -> list[str]:
    """The currencies of what is with the desk, the most cases first, of the next so many to run out."""
    rows = await connection.fetch(
        "SELECT currency FROM (SELECT currency FROM cases WHERE owner IN ('desk', 'senior') LIMIT $1) c"
        " GROUP BY currency ORDER BY count(*) DESC, currency",
        LOOKED_AT,
    )
    return [row["currency"] for row in rows]


def _window(viewer: Principal, filters: DeskFilters, after: _Place | None, now: datetime) -> Conditions:
    """The cases that are looked at: what an index alone can tell."""
    where = Conditions()
    where.add(_IN_TAB[filters.tab], *([viewer.label, now] if filters.tab is DeskTab.MINE else []))
    if filters.currency:
        where.add("c.currency = {}", filters.currency)
    if after is None:
        return where
    match filters.sorted_by:
        case QueueSort.MONEY:
            where.add("(c.requested_minor, c.id) < ({}, {})", after.amount_minor, after.id)
        case QueueSort.AGE:
            where.add("c.id > {}", after.id)
        case _:
            where.add("(c.due_at, c.id) > ({}, {})", after.due_at, after.id)
    return where


def _wanted(filters: DeskFilters, window: Conditions, now: datetime) -> Conditions:
    """Which of the cases that are looked at are shown; its values follow those of the window."""
    where = Conditions(window.values)
    if filters.stage:
        where.add("c.stage = {}", filters.stage.value)
    if filters.type:
        where.add("c.type = {}", filters.type.value)
    if filters.language:
        where.add(f"({_BUYER}) = {{}}", filters.language)
    if filters.free:
        where.add(f"NOT EXISTS ({_CLAIMED} AND d.until > {{}})", now)
    if filters.flagged:
        where.add(f"EXISTS ({_FLAGGED.format(what='1')})")
    return where


def _row(row: Any, claims: dict[int, Claim]) -> DeskRow:
    return DeskRow(
        msgspec.json.decode(row["case_read"], type=StoredCase),
        msgspec.json.decode(row["order_read"], type=OrderFacts),
        row["language"] or "", tuple(row["flags"]), row["noted"], claims.get(row["id"]),
    )  # fmt: skip


def _cursor(sort: QueueSort, row: Any) -> str:
    place = _Place(sort, row["id"], row["due_at"], row["requested_minor"])
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def _place(text: str, sort: QueueSort) -> _Place:
    try:
        place = msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=_Place)
        if place.sort is not sort:
            raise ValueError
        return msgspec.structs.replace(place, due_at=place.due_at.astimezone(UTC))
    except (ValueError, OverflowError, msgspec.MsgspecError):
        raise Invalid(field="cursor", problem="take it from next_cursor of the page before") from None
