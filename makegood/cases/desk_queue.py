"""The desk's queue: cases by clock, money, age or risk, with who works on them, what was flagged, and the buyer's language.

So many cases are looked at for a page, whatever it is narrowed to; the cursor leads on from the last one looked at. By risk,
these are sorted among themselves, and those that run out after them follow. A page is one statement.
"""

import base64
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from makegood.accounts import Principal, authorise
from makegood.cases.desk_claims import Claim
from makegood.cases.desk_narrowing import (
    BUYERS_LANGUAGE,
    IN_TAB,
    DeskFilters,
    DeskSort,
    DeskTab,
    require_usable,
    wanted_of,
    window_of,
)
from makegood.cases.desk_risk import FLAGS, HOW_MANY, WHICH, DeskRisk
from makegood.cases.facts import OrderFacts
from makegood.cases.store import StoredCase
from makegood.db.narrowing import Conditions
from makegood.db.writes import Connection
from makegood.kit.errors import Invalid

LOOKED_AT = 5000
MOST = 100
MOST_COUNTED = 1000
KEEPS_FOR = timedelta(days=1)
"""A list by risk is of the moment of its first page, for so long."""


class DeskRow(Struct, frozen=True):
    """A case of the queue. `flags` are kinds that nobody has judged yet; `handed_over`: a colleague left a note."""

    case: StoredCase
    order: OrderFacts
    language: str
    flags: tuple[str, ...]
    handed_over: bool
    claim: Claim | None
    risks: tuple[DeskRisk, ...]
    opened_at: datetime


class DeskPage(Struct, frozen=True):
    """Some cases; `next_cursor` is None at the end. `is_cut`: it ends before it is full, to go on."""

    rows: list[DeskRow]
    next_cursor: str | None
    is_cut: bool


_Number = Annotated[int, Meta(ge=0, le=2**63 - 1)]
_Moment = Annotated[datetime, Meta(tz=True)]


class _Place(Struct, frozen=True, array_like=True):
    """A case, after which the list goes on. By risk: `of` is the moment of the list, `risk` how many reasons the case has
    (None: the window ended with it), `after` the case before the window, by clock and id.
    """

    sort: DeskSort
    id: _Number
    due_at: _Moment
    amount_minor: Annotated[int, Meta(ge=0, le=10**15)]
    of: _Moment | None = None
    risk: Annotated[int, Meta(ge=0, le=len(DeskRisk))] | None = None
    after: tuple[_Moment, _Number] | None = None


_ORDER = {
    DeskSort.CLOCK: "c.due_at, c.id",
    DeskSort.MONEY: "c.requested_minor DESC, c.id DESC",
    DeskSort.AGE: "c.id",
    DeskSort.RISK: "c.due_at, c.id",
}
"""The order in which cases are looked at."""
_BACKWARDS = {
    DeskSort.CLOCK: "due_at DESC, id DESC",
    DeskSort.MONEY: "requested_minor, id",
    DeskSort.AGE: "id DESC",
    DeskSort.RISK: "due_at DESC, id DESC",
}
_PAGE = """
WITH page AS MATERIALIZED (
    SELECT * FROM (SELECT c.*, {risk} AS risk FROM (SELECT * FROM cases c WHERE {window} ORDER BY {order} LIMIT {looked_at}) c
        WHERE {wanted}) c
    WHERE {follows} ORDER BY {shown} LIMIT {limit} + 1
), edge AS (
    SELECT e.id, e.due_at, e.requested_minor FROM (SELECT w.*, count(*) OVER () AS seen FROM (
        SELECT c.id, c.due_at, c.requested_minor FROM cases c WHERE {window} ORDER BY {order} LIMIT {looked_at}) w) e
    WHERE e.seen = {looked_at} AND (SELECT count(*) FROM page) <= {limit} ORDER BY {backwards} LIMIT 1
)
SELECT c.id, c.due_at, c.requested_minor, c.risk, c.opened_at, s.stream::text AS case_read, o.facts::text AS order_read,
    ({language}) AS language, ARRAY(SELECT DISTINCT unnest(f.kinds) {flags} ORDER BY 1) AS flags,
    EXISTS (SELECT 1 FROM desk_notes n WHERE (n.bucket, n.case_id) = (c.bucket, c.id)) AS noted,
    CASE WHEN c.id IS NOT NULL THEN array_remove(ARRAY[{which}], NULL) END AS risks, d.person, d.name, d.claimed_at, d.until,
    e.id AS edge_id, e.due_at AS edge_due_at, e.requested_minor AS edge_minor
FROM (VALUES (1)) one LEFT JOIN edge e ON true LEFT JOIN page c ON true
LEFT JOIN case_streams s ON (s.bucket, s.id) = (c.bucket, c.id)
LEFT JOIN order_facts o ON (o.bucket, o.id) = (c.bucket, c.order_id)
LEFT JOIN desk_claims d ON (d.bucket, d.case_id) = (c.bucket, c.id) AND d.until > $2
ORDER BY {shown}
"""


async def desk_queue(
    connection: Connection, viewer: Principal, filters: DeskFilters, cursor: str | None, limit: int, now: datetime,
    looked_at: int = LOOKED_AT,
) -> DeskPage:  # fmt: skip
    """A page of the queue. Raises NotPermitted, Invalid for a cursor of another list, and the refusals of filters."""
    authorise(viewer, "desk.read")
    require_usable(filters)
    sort, limit = filters.sorted_by, max(1, min(limit, MOST))
    place = _place(cursor, sort, now) if cursor else None
    of = place.of if place and place.of else now
    window = window_of([of, now], viewer.label, filters, now)
    _go_on(window, place)
    wanted = wanted_of(window, filters, now)
    follows = _following(wanted, place)
    is_by_risk = sort is DeskSort.RISK
    query = _PAGE.format(
        risk=HOW_MANY if is_by_risk else "0", window=window, wanted=wanted, follows=follows, order=_ORDER[sort],
        shown="c.risk DESC, c.due_at, c.id" if is_by_risk else _ORDER[sort], backwards=_BACKWARDS[sort],
        looked_at=int(looked_at), limit=limit, language=BUYERS_LANGUAGE, flags=FLAGS, which=WHICH,
    )  # fmt: skip
    found = await connection.fetch(query, *window.values)
    rows = [row for row in found if row["id"] is not None]
    return DeskPage(
        [_row(row) for row in rows[:limit]],
        _next_cursor(rows, found[0], limit, sort, of, place),
        len(rows) <= limit and found[0]["edge_id"] is not None,
    )


async def desk_counts(connection: Connection, viewer: Principal, now: datetime) -> dict[DeskTab, int]:
    """How many cases are in each part, a thousand at most."""
    authorise(viewer, "desk.read")
    values: list[Any] = []
    parts = []
    for tab in DeskTab:
        where = Conditions(values)
        where.add(IN_TAB[tab], *([viewer.label, now] if tab is DeskTab.MINE else []))
        parts.append(
            f"(SELECT count(*) FROM (SELECT 1 FROM cases c WHERE {where} LIMIT {MOST_COUNTED}) c) AS {tab.value}"
        )
    row = await connection.fetchrow(f"SELECT {', '.join(parts)}", *values)
    return {tab: row[tab.value] for tab in DeskTab}


async def desk_currencies(connection: Connection) -> list[str]:
    """The currencies of what is with the desk, the most cases first, of the next so many to run out."""
    rows = await connection.fetch(
        "SELECT currency FROM (SELECT currency FROM cases WHERE owner IN ('desk', 'senior') LIMIT $1) c"
        " GROUP BY currency ORDER BY count(*) DESC, currency",
        LOOKED_AT,
    )
    return [row["currency"] for row in rows]


def _go_on(window: Conditions, place: _Place | None) -> None:
    """Where the window begins."""
    if place is None:
        return
    match place.sort:
        case DeskSort.MONEY:
            window.add("(c.requested_minor, c.id) < ({}, {})", place.amount_minor, place.id)
        case DeskSort.AGE:
            window.add("c.id > {}", place.id)
        case DeskSort.RISK if place.risk is not None:
            if place.after:
                window.add("(c.due_at, c.id) > ({}, {})", *place.after)
        case _:
            window.add("(c.due_at, c.id) > ({}, {})", place.due_at, place.id)


def _following(wanted: Conditions, place: _Place | None) -> Conditions:
    """What of a window sorted by risk comes after a place in it; its values follow those of what is wanted."""
    where = Conditions(wanted.values)
    if place is not None and place.risk is not None:
        where.add(
            "(c.risk < {} OR (c.risk = {} AND (c.due_at, c.id) > ({}, {})))",
            place.risk, place.risk, place.due_at, place.id,
        )  # fmt: skip
    return where


def _row(row: Any) -> DeskRow:
    return DeskRow(
        msgspec.json.decode(row["case_read"], type=StoredCase),
        msgspec.json.decode(row["order_read"], type=OrderFacts),
        row["language"] or "", tuple(row["flags"]), row["noted"],
        Claim(str(row["id"]), row["person"], row["name"], row["claimed_at"], row["until"]) if row["person"] else None,
        tuple(DeskRisk(each) for each in row["risks"]), row["opened_at"],
    )  # fmt: skip


def _next_cursor(
    rows: list[Any], edge: Any, limit: int, sort: DeskSort, of: datetime, place: _Place | None
) -> str | None:
    is_by_risk = sort is DeskSort.RISK
    if len(rows) > limit:
        last = rows[limit - 1]
        found = _Place(sort, last["id"], last["due_at"], last["requested_minor"])
        if is_by_risk:
            found = msgspec.structs.replace(found, of=of, risk=last["risk"], after=_before(place))
    elif edge["edge_id"] is not None:
        found = _Place(
            sort, edge["edge_id"], edge["edge_due_at"], edge["edge_minor"], of if is_by_risk else None
        )
    else:
        return None
    return base64.urlsafe_b64encode(msgspec.msgpack.encode(found)).decode().rstrip("=")


def _before(place: _Place | None) -> tuple[datetime, int] | None:
    """The case before the window in which a list by risk is: as it was, or the one with which the last window ended."""
    if place is None:
        return None
    return (place.due_at, place.id) if place.risk is None else place.after


def _place(text: str, sort: DeskSort, now: datetime) -> _Place:
    try:
        place = msgspec.msgpack.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=_Place)
        if place.sort is not sort or (place.of is None) is (sort is DeskSort.RISK):
            raise ValueError
        if place.of and not now - KEEPS_FOR <= place.of <= now:
            raise ValueError
        return msgspec.structs.replace(
            place, due_at=place.due_at.astimezone(UTC), of=place.of and place.of.astimezone(UTC),
            after=place.after and (place.after[0].astimezone(UTC), place.after[1]),
        )  # fmt: skip
    except (ValueError, OverflowError, msgspec.MsgspecError):
        raise Invalid(field="cursor", problem="take it from next_cursor of the page before") from None
