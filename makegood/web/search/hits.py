"""What a search finds, with the names that a reader may see: rows of orders, cases and people by their ids."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from makegood.cases import Stage
from makegood.kit.ids import bucket_of

_ORDERS = """
SELECT o.id, o.external_id, o.status, o.placed_at, o.paid_minor, o.currency, o.buyer_id, o.merchant_id,
    b.name AS buyer, m.name AS merchant,
    (SELECT c.id FROM cases c WHERE c.bucket = o.bucket AND c.order_id = o.id ORDER BY c.id DESC LIMIT 1) AS case_id,
    (SELECT l.title FROM order_lines l WHERE l.bucket = o.bucket AND l.order_id = o.id AND l.kind = 'goods'
        ORDER BY l.line_no LIMIT 1) AS title
FROM unnest($1::smallint[], $2::bigint[]) WITH ORDINALITY AS w(bucket, id, place)
JOIN orders o ON (o.bucket, o.id) = (w.bucket, w.id)
JOIN buyers b ON (b.bucket, b.id) = (o.bucket, o.buyer_id) JOIN merchants m ON m.id = o.merchant_id
ORDER BY w.place
"""
_CASES = """
SELECT c.id, c.type, c.stage, c.owner, c.due_at, c.currency, c.requested_minor, c.order_id, c.buyer_id, c.merchant_id,
    o.external_id AS order_number, b.name AS buyer, m.name AS merchant,
    (SELECT i ->> 'title' FROM jsonb_array_elements(c.state -> 'items') i LIMIT 1) AS title, c.state ? 'question' AS question
FROM unnest($1::smallint[], $2::bigint[]) WITH ORDINALITY AS w(bucket, id, place)
JOIN cases c ON (c.bucket, c.id) = (w.bucket, w.id) JOIN orders o ON (o.bucket, o.id) = (c.bucket, c.order_id)
JOIN buyers b ON (b.bucket, b.id) = (c.bucket, c.buyer_id) JOIN merchants m ON m.id = c.merchant_id
ORDER BY w.place
"""


class OrderHit(Struct, frozen=True):
    """An order. `case_id` is its newest case, if it has one; names are shortened for merchants."""

    id: str
    number: str
    title: str
    status: str
    placed_at: datetime
    paid_minor: int
    currency: str
    buyer: str
    merchant: str
    case_id: str | None


class CaseHit(Struct, frozen=True):
    """A case, with whose ball it is and until when. `question`: one stands, and who has the ball owes the answer."""

    id: str
    order_number: str
    title: str
    type: str
    stage: Stage
    question: bool
    ball: str | None
    due_at: datetime | None
    requested_minor: int
    currency: str
    buyer: str
    merchant: str


class PersonHit(Struct, frozen=True):
    """A buyer or a merchant."""

    role: str
    id: str
    name: str


async def orders_by_id(pool: Any, ids: Sequence[int], shown: Any) -> list[OrderHit]:
    """Orders in the order of their ids; `shown` writes a buyer's name for the reader."""
    rows = await pool.fetch(_ORDERS, [bucket_of(one) for one in ids], list(ids))
    return [
        OrderHit(
            str(row["id"]), row["external_id"], row["title"] or "", row["status"], row["placed_at"],
            row["paid_minor"], row["currency"], shown(row["buyer"]), row["merchant"],
            str(row["case_id"]) if row["case_id"] else None,
        )
        for row in rows
    ]  # fmt: skip


async def cases_by_id(pool: Any, ids: Sequence[int], shown: Any) -> list[CaseHit]:
    """Cases in the order of their ids."""
    rows = await pool.fetch(_CASES, [bucket_of(one) for one in ids], list(ids))
    return [
        CaseHit(
            str(row["id"]), row["order_number"], row["title"] or "", row["type"], Stage(row["stage"]),
            row["question"], row["owner"], row["due_at"], row["requested_minor"], row["currency"],
            shown(row["buyer"]), row["merchant"],
        )
        for row in rows
    ]  # fmt: skip
