"""Lists of cases: filtered, newest first or most urgent first, paged by cursor."""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from makegood.accounts import Principal, PrincipalRole, Reach, authorise
from makegood.cases.facts import OrderFacts
from makegood.cases.model import CaseType, Role, Stage
from makegood.cases.store import StoredCase
from makegood.db.narrowing import Conditions
from makegood.db.writes import Connection
from makegood.kit.errors import Invalid
from makegood.kit.ids import bucket_of

MOST = 100


class Cursor(Struct, frozen=True, array_like=True):
    """Where a page ended."""

    id: Annotated[int, Meta(ge=0, le=2**63 - 1)]
    due_at: Annotated[datetime, Meta(tz=True)] | None = None
    seq: Annotated[int, Meta(ge=0, le=2**31 - 1)] = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to. `open_only` leaves out what has ended; `urgent` sorts by the clock.

    `due_before`: only cases whose clock runs out until then.
    """

    stage: Stage | None = None
    type: CaseType | None = None
    ball: Role | None = None
    order_id: int | None = None
    open_only: bool = False
    urgent: bool = False
    merchant_id: int | None = None
    buyer_id: int | None = None
    due_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some cases with their orders, and where the next page begins (None at the end)."""

    cases: list[tuple[StoredCase, OrderFacts]]
    next_cursor: str | None


async def cases_for(
    connection: Connection, viewer: Principal, filters: Filters, cursor: str | None, limit: int
) -> Page:
    """A page of the cases that a principal may see."""
    where = Conditions()
    _reach(where, viewer)
    _narrow(where, filters)
    _after(where, filters, decode_cursor(cursor) if cursor else None)
    limit = max(1, min(limit, MOST))
    order = "c.due_at, c.id" if filters.urgent else "c.id DESC"
    rows = await connection.fetch(
        "SELECT s.stream::text AS case_read, o.facts::text AS order_read, c.id, c.due_at FROM"
        f" (SELECT * FROM cases c WHERE {where} ORDER BY {order} LIMIT {limit + 1}) c"
        " JOIN case_streams s ON (s.bucket, s.id) = (c.bucket, c.id)"
        f" JOIN order_facts o ON (o.bucket, o.id) = (c.bucket, c.order_id) ORDER BY {order}",
        *where.values,
    )
    cases = [
        (
            msgspec.json.decode(row["case_read"], type=StoredCase),
            msgspec.json.decode(row["order_read"], type=OrderFacts),
        )
        for row in rows[:limit]
    ]
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(
        cases, encode_cursor(Cursor(last["id"], last["due_at"] if filters.urgent else None)) if last else None
    )


def _reach(where: Conditions, viewer: Principal) -> None:
    if authorise(viewer, "case.read") is Reach.ANY:
        return
    subject = viewer.subject or 0
    if viewer.role is PrincipalRole.BUYER:
        where.add("c.bucket = {} AND c.buyer_id = {}", bucket_of(subject), subject)
    else:
        where.add("c.merchant_id = {}", subject)


def _narrow(where: Conditions, filters: Filters) -> None:
    if filters.stage:
        where.add("c.stage = {}", filters.stage.value)
    if filters.type:
        where.add("c.type = {}", filters.type.value)
    if filters.ball:
        where.add("c.owner = {}", filters.ball.value)
    if filters.order_id is not None:
        where.add("c.bucket = {} AND c.order_id = {}", bucket_of(filters.order_id), filters.order_id)
    if filters.open_only or filters.urgent:
        where.add("c.owner IS NOT NULL")
    if filters.merchant_id is not None:
        where.add("c.merchant_id = {}", filters.merchant_id)
    if filters.buyer_id is not None:
        where.add("c.bucket = {} AND c.buyer_id = {}", bucket_of(filters.buyer_id), filters.buyer_id)
    if filters.due_before is not None:
        where.add("c.owner IS NOT NULL AND c.due_at <= {}", filters.due_before)


def _after(where: Conditions, filters: Filters, cursor: Cursor | None) -> None:
    if cursor is None:
        return
    if filters.urgent:
        where.add("(c.due_at, c.id) > ({}, {})", cursor.due_at, cursor.id)
    else:
        where.add("c.id < {}", cursor.id)


def encode_cursor(cursor: Cursor) -> str:
    """A cursor as it goes out: opaque to clients."""
    return base64.urlsafe_b64encode(msgspec.json.encode(cursor)).decode().rstrip("=")


def decode_cursor(text: str) -> Cursor:
    """A cursor as it comes in. Raises Invalid for one that is not ours."""
    try:
        cursor = msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=Cursor)
        due_at = cursor.due_at.astimezone(UTC) if cursor.due_at else None
        return Cursor(cursor.id, due_at, cursor.seq)
    except (ValueError, OverflowError, msgspec.MsgspecError):
        raise Invalid(field="cursor", problem="take it from next_cursor of the page before") from None
