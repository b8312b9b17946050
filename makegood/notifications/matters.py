"""Matters of the installation, of which its operators are told: once for each, however often and by whomever it is noticed."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec
from msgspec import Struct

from makegood.db.writes import Connection
from makegood.kit.ids import IdMaker, bucket_of
from makegood.notifications.model import Told
from makegood.notifications.store import mark_case

OPERATORS = "operator"
"""The recipient: all operators."""
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_TELL = f"""
INSERT INTO notifications (bucket, id, recipient, kind, case_id, seq, at, fields)
SELECT r.bucket, r.id, '{OPERATORS}', r.kind, r.number, r.seq, $6, r.fields::jsonb
FROM unnest($1::smallint[], $2::bigint[], $3::text[], $4::bigint[], $5::integer[], $7::text[])
    AS r(bucket, id, kind, number, seq, fields)
ON CONFLICT ON CONSTRAINT told_once DO NOTHING RETURNING case_id
"""


class Matter(Struct, frozen=True):
    """Something that operators are told of. `number` is a case's id, or made by `matter_number`; with the same `seq` it
    is told once. `by` is who brought it about (the label of a principal), to whom it is no news.
    """

    kind: str
    number: int
    seq: int
    told: Told
    by: str = ""


def matter_number(about: str) -> int:
    """The number of what is no case, out of its name; the same on every machine. It carries a bucket as ids do."""
    return int.from_bytes(hashlib.blake2b(about.encode(), digest_size=8).digest()) >> 1


def count_of(moment: datetime, every: timedelta) -> int:
    """A `seq` that grows with time: how many whole spans there have been until a moment; so a matter is told once in each."""
    return (moment - _EPOCH) // every


async def tell_operators(
    connection: Connection, ids: IdMaker, matters: Sequence[Matter], now: datetime
) -> int:
    """Tell the operators what they have not been told yet, in the caller's transaction; of how many matters."""
    buckets = [bucket_of(one.number) for one in matters]
    rows = await connection.fetch(
        _TELL, buckets, [ids(bucket) for bucket in buckets], [one.kind for one in matters],
        [one.number for one in matters], [one.seq for one in matters], now,
        [msgspec.json.encode(one.told).decode() for one in matters],
    )  # fmt: skip
    fresh = {row["case_id"] for row in rows}
    for one in matters:
        if one.by and one.number in fresh:
            await mark_case(connection, one.by, one.number, one.seq, now)
    return len(rows)
