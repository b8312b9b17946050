"""Rows of answers to chargebacks, and what of an order and its case goes into one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from makegood.cases import FileRef, Ruling, read_case
from makegood.chargebacks.evidence import Bought, OnRecord, Sent
from makegood.chargebacks.model import Chargeback
from makegood.chargebacks.refusals import NotOfThisOrder
from makegood.chargebacks.views import AnswerFile, AnswerView
from makegood.db.writes import Connection
from makegood.evidence import files_named
from makegood.kit.ids import bucket_of
from makegood.kit.money import money_text
from makegood.kit.personal import masked_name

MOST_SHOWN = 100
_INSERT = """
INSERT INTO chargeback_answers (bucket, id, chargeback_id, texts, files, status, who, asked_at)
VALUES ($1, $2, $3, $4::text::jsonb, $5::text::jsonb, 'waiting', $6, $7)
"""
_NEWEST = """
SELECT id, texts::text AS texts, files::text AS files, status, detail, who, asked_at, ended_at FROM chargeback_answers
WHERE bucket = $1 AND chargeback_id = $2 ORDER BY id DESC LIMIT 1
"""
_ORDER = """
SELECT o.external_id, o.placed_at, o.currency, b.name FROM orders o JOIN buyers b ON (b.bucket, b.id) = (o.bucket, o.buyer_id)
WHERE o.bucket = $1 AND o.id = $2
"""
_LINES = """
SELECT title, quantity, paid_minor FROM order_lines WHERE bucket = $1 AND order_id = $2 AND kind = 'goods' ORDER BY line_no
"""
_PARCELS = """
SELECT carrier, tracking_no, shipped_at, delivered_at FROM followed_parcels
WHERE bucket = $1 AND order_id = $2 ORDER BY parcel_no
"""
# What a bank has paid, or what only settled what the buyer owed, did not go back to the buyer by us.
_REFUNDED = """
SELECT coalesce(sum(minor), 0)::bigint AS minor, coalesce(sum(minor) FILTER (WHERE is_here), 0)::bigint AS here_minor
FROM (
    SELECT (leg ->> 'amount_minor')::bigint AS minor,
        leg ->> 'processor' = $3 AND (leg ->> 'payment_no')::smallint = $4 AS is_here
    FROM cases c CROSS JOIN LATERAL jsonb_array_elements(c.state -> 'legs') leg
    WHERE c.bucket = $1 AND c.order_id = $2 AND leg ->> 'status' = 'paid' AND leg ->> 'way' NOT IN ('bank', 'debt')
) legs
"""
# What the parties showed each other, and what the merchant uploaded: nothing that only the desk or the buyer sees.
_FILES = """
SELECT id, name, media_type, uploaded_by FROM files
WHERE bucket = $1 AND order_id = $2 AND leaving_at IS NULL AND erased_at IS NULL
    AND (attached_at IS NOT NULL OR uploaded_by = $3) AND media_type IN ('image/jpeg', 'image/png', 'application/pdf')
ORDER BY id LIMIT $4
"""


async def write_answer(
    connection: Connection,
    one: Chargeback,
    answer_id: int,
    texts: dict[str, str],
    files: Sequence[AnswerFile],
    who: str,
    now: datetime,
) -> None:
    """Put an answer down that waits to be sent."""
    await connection.execute(
        _INSERT, bucket_of(one.id), answer_id, one.id, _text(texts), _text(list(files)), who, now
    )


async def newest_answer(connection: Connection, chargeback_id: int) -> AnswerView | None:
    """The answer that was given last, if there is one."""
    row = await connection.fetchrow(_NEWEST, bucket_of(chargeback_id), chargeback_id)
    if row is None:
        return None
    told = {name: row[name] for name in ("status", "detail", "who", "asked_at", "ended_at")}
    return AnswerView(
        texts=msgspec.json.decode(row["texts"]),
        files=msgspec.json.decode(row["files"], type=list[AnswerFile]),
        **told,
    )


async def end_answer(
    connection: Connection, chargeback_id: int, status: str, detail: str, now: datetime
) -> bool:
    """Put down what became of the answer that waits; whether one waited."""
    found = await connection.fetchval(
        "UPDATE chargeback_answers SET status = $3, detail = $4, ended_at = $5"
        " WHERE bucket = $1 AND chargeback_id = $2 AND status = 'waiting' RETURNING 1",
        bucket_of(chargeback_id), chargeback_id, status, detail[:300], now,
    )  # fmt: skip
    return found is not None


async def files_of(connection: Connection, one: Chargeback) -> list[FileRef]:
    """The files of the order that an answer may show."""
    merchant = f"merchant:{one.merchant_id}"
    rows = await connection.fetch(_FILES, bucket_of(one.order_id), one.order_id, merchant, MOST_SHOWN)
    return [
        FileRef(
            str(row["id"]),
            row["name"] if row["uploaded_by"] == merchant else masked_name(row["name"]),
            row["media_type"],
        )
        for row in rows
    ]


async def require_files(connection: Connection, one: Chargeback, files: Sequence[AnswerFile]) -> int:
    """How much is in the files, in bytes. Raises NotOfThisOrder."""
    allowed = {file.id for file in await files_of(connection, one)}
    for file in files:
        if file.file_id not in allowed:
            raise NotOfThisOrder(file=file.file_id)
    return sum(each.size_bytes for each in await files_named(connection, [file.file_id for file in files]))


async def on_record(connection: Connection, one: Chargeback) -> OnRecord:
    """What is known of the order and its case that speaks to a bank."""
    place = bucket_of(one.order_id), one.order_id
    order = await connection.fetchrow(_ORDER, *place)
    lines = await connection.fetch(_LINES, *place)
    parcels = await connection.fetch(_PARCELS, *place)
    return OnRecord(
        order_number=order["external_id"], placed_at=order["placed_at"], buyer_name=order["name"],
        goods=tuple(Bought(line["title"], line["quantity"], _paid(line, one.currency)) for line in lines),
        parcels=tuple(Sent(**dict(parcel)) for parcel in parcels), **await _case(connection, one),
        **await _refunded(connection, one),
    )  # fmt: skip


async def _case(connection: Connection, one: Chargeback) -> dict[str, Any]:
    """What the case says: why it was refused, what was found, what was ruled."""
    if one.case_id is None:
        return {}
    case, _ = await read_case(connection, one.case_id)
    state = case.state
    said = []
    if state.inspection is not None and state.inspection.note:
        said.append(f"The merchant on the goods that came back: {state.inspection.note}")
    if state.ruling is not None:
        said.append(_ruled(state.ruling))
    return {"refusal": state.refusal.note if state.refusal else "", "statements": tuple(said)}


async def _refunded(connection: Connection, one: Chargeback) -> dict[str, Any]:
    """What went back to the buyer already in any case of the order: the bank is not to pay it a second time."""
    row = await connection.fetchrow(
        _REFUNDED, bucket_of(one.order_id), one.order_id, one.processor, one.payment_no
    )
    told = {"refunded": row["minor"], "refunded_here": row["here_minor"]}
    return {name: money_text(minor, one.currency, "en") for name, minor in told.items() if minor}


def _ruled(ruling: Ruling) -> str:
    return f"The marketplace heard both sides and decided for the {ruling.favour.value}: {ruling.reason}"


def _paid(line: Any, currency: str) -> str:
    return money_text(line["paid_minor"], currency, "en")


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()
