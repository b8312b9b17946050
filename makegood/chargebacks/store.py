"""Rows of chargebacks: what is written with what was told, and what is read under the lock of the order."""

from collections.abc import Sequence
from typing import Any

import msgspec

from makegood.cases import PaymentFacts
from makegood.chargebacks.model import Chargeback, ChargebackMove
from makegood.db.writes import Connection
from makegood.kit.errors import NotFound
from makegood.kit.ids import bucket_of

FIELDS = Chargeback.__struct_fields__
COLUMNS = ", ".join(FIELDS)
_GAPS = ", ".join(f"${number}" for number in range(2, len(FIELDS) + 2))
_CHANGING = (
    "case_id", "reason", "reason_code", "state", "amount_minor", "taken_minor", "fee_minor", "escrow_minor", "merchant_minor",
    "room_minor", "limit_minor", "evidence_due_at", "answered_at", "remind_at", "told_at", "changed_at",
    "version",
)  # fmt: skip
_WRITE = (
    f"INSERT INTO chargebacks (bucket, {COLUMNS}) VALUES ($1, {_GAPS}) ON CONFLICT (bucket, id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _CHANGING)
)
_EVENT = """
INSERT INTO chargeback_events (bucket, chargeback_id, seq, name, who, at, data) VALUES ($1, $2, $3, $4, $5, $6, $7::text::jsonb)
"""
_PAYMENTS = """
SELECT p.order_id, p.payment_no, p.tender, p.processor, p.processor_reference, p.amount_minor, p.refunded_minor, p.rank,
    p.charged_back_minor, p.by_bank_minor, p.beyond_room_minor, o.buyer_id, o.merchant_id, o.currency
FROM order_payments p JOIN orders o ON (o.bucket, o.id) = (p.bucket, p.order_id)
WHERE p.processor = $1 AND p.processor_reference = ANY($2::text[]) ORDER BY p.order_id, p.payment_no
"""
# An open case first, the newest of them: it is where the parties already talk about the matter.
_CASE = "SELECT id FROM cases WHERE bucket = $1 AND order_id = $2 ORDER BY (owner IS NOT NULL) DESC, id DESC LIMIT 1"


class Paid(msgspec.Struct, frozen=True):
    """A payment with the order that it paid."""

    order_id: int
    buyer_id: int
    merchant_id: int
    currency: str
    payment: PaymentFacts


async def payments_named(connection: Connection, processor: str, references: Sequence[str]) -> list[Paid]:
    """The payments that a processor calls by one of these names: one as a rule, or one of each order that was paid together."""
    return [_paid(row) for row in await connection.fetch(_PAYMENTS, processor, list(references))]


def _paid(row: Any) -> Paid:
    told = {name: row[name] for name in PaymentFacts.__struct_fields__}
    return Paid(row["order_id"], row["buyer_id"], row["merchant_id"], row["currency"], PaymentFacts(**told))


async def lock_orders(connection: Connection, order_ids: Sequence[int]) -> None:
    """The lock of everything that happens to these orders."""
    await connection.fetch(
        "SELECT 1 FROM orders WHERE (bucket, id) IN (SELECT * FROM unnest($1::smallint[], $2::bigint[]))"
        " ORDER BY bucket, id FOR NO KEY UPDATE",
        [bucket_of(one) for one in order_ids], list(order_ids),
    )  # fmt: skip


async def find_chargeback(
    connection: Connection, processor: str, reference: str, order_id: int, payment_no: int
) -> Chargeback | None:
    """A chargeback by the processor's name of it."""
    row = await connection.fetchrow(
        f"SELECT {COLUMNS} FROM chargebacks"
        " WHERE bucket = $1 AND processor = $2 AND reference = $3 AND order_id = $4 AND payment_no = $5",
        bucket_of(order_id), processor, reference, order_id, payment_no,
    )  # fmt: skip
    return chargeback_of(row) if row else None


async def read_chargeback(connection: Connection, chargeback_id: int) -> Chargeback:
    """A chargeback by our id, without a lock. Raises NotFound."""
    row = await connection.fetchrow(
        f"SELECT {COLUMNS} FROM chargebacks WHERE bucket = $1 AND id = $2",
        bucket_of(chargeback_id),
        chargeback_id,
    )
    if row is None:
        raise NotFound(what="chargeback")
    return chargeback_of(row)


async def locked_chargeback(connection: Connection, chargeback_id: int) -> Chargeback:
    """A chargeback, read after the lock of its order was taken. Raises NotFound."""
    found = await read_chargeback(connection, chargeback_id)
    await lock_orders(connection, [found.order_id])
    return await read_chargeback(connection, chargeback_id)


async def case_concerned(connection: Connection, order_id: int) -> int | None:
    """The case that a chargeback of an order's payment is about, if there is one."""
    found = await connection.fetchval(_CASE, bucket_of(order_id), order_id)
    return None if found is None else int(found)


async def write_chargeback(connection: Connection, move: ChargebackMove) -> None:
    """The chargeback as it is now, and what happened: one event a version, which names all of it."""
    after, bucket = move.after, bucket_of(move.after.id)
    values = [_plain(getattr(after, name)) for name in FIELDS]
    await connection.execute(_WRITE, bucket, *values)
    data = {
        "names": list(move.names),
        "taken_minor": move.taken_minor,
        "fee_minor": move.fee_minor,
    } | move.data
    await connection.execute(
        _EVENT,
        bucket,
        after.id,
        after.version,
        move.names[-1],
        move.who,
        move.at,
        msgspec.json.encode(data).decode(),
    )


def chargeback_of(row: Any) -> Chargeback:
    """A row as a chargeback."""
    return msgspec.convert(dict(row), Chargeback)


def _plain(value: Any) -> Any:
    return value.value if hasattr(value, "value") else value
