"""Rows of parcels, of what is in them, of what was told of them; in the caller's transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from makegood.carriers.couriers import number_of
from makegood.carriers.model import TrackingEvent
from makegood.carriers.rows import ParcelFile, StoredParcel, StoredPickup, Unit
from makegood.db.writes import Connection
from makegood.kit.errors import NotFound
from makegood.kit.ids import bucket_of, stable_bucket

_FIELDS = StoredParcel.__struct_fields__
_AS_TEXT = frozenset({"sender", "consignee"})
_UNIT_TYPES = ("bigint", "bigint", "smallint", "integer", "bigint")
"""Of the fields of a unit, in their order."""
COLUMNS = ", ".join(f"p.{name}::text AS {name}" if name in _AS_TEXT else f"p.{name}" for name in _FIELDS)


_NEW_PARCEL = f"""
WITH parcel AS (
    INSERT INTO carried_parcels (bucket, {", ".join(_FIELDS)})
    VALUES ($1, {", ".join(f"${number}" for number in range(2, len(_FIELDS) + 2))})
)
INSERT INTO carried_units (bucket, parcel_id, order_id, case_id, line_no, quantity, value_minor)
SELECT $1, $2, unit.* FROM unnest(
    {", ".join(f"${number}::{kind}[]" for number, kind in enumerate(_UNIT_TYPES, len(_FIELDS) + 2))}
) AS unit
"""


async def insert_parcel(connection: Connection, parcel: StoredParcel, units: Iterable[Unit]) -> None:
    """A new parcel with its units."""
    values = [_value(parcel, name) for name in _FIELDS]
    by_field = list(zip(*map(msgspec.structs.astuple, units), strict=True)) or [()] * len(_UNIT_TYPES)
    await connection.execute(_NEW_PARCEL, bucket_of(parcel.id), *values, *by_field)


async def add_units(connection: Connection, parcel_id: int, units: Iterable[Unit]) -> None:
    """Units that travel in a parcel; those that are there stay as they are."""
    for unit in units:
        await connection.execute(
            "INSERT INTO carried_units (bucket, parcel_id, order_id, case_id, line_no, quantity, value_minor)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
            bucket_of(parcel_id), parcel_id, unit.order_id, unit.case_id, unit.line_no, unit.quantity, unit.value_minor,
        )  # fmt: skip


async def change_parcel(connection: Connection, parcel: StoredParcel, **changes: Any) -> StoredParcel:
    """Write some fields of a parcel. The names are part of the program, never of any input. What somebody has come to wish
    since the parcel was read keeps its time: who did not know of it does not put it off.
    """
    changed = msgspec.structs.replace(parcel, **changes)
    sets = [f"{name} = ${number}" for number, name in enumerate(changes, 3)]
    values = [_value(changed, name) for name in changes]
    if "next_look_at" in changes and "wish" not in changes:
        place = list(changes).index("next_look_at")
        values.append(parcel.wish)
        sets[place] = (
            f"next_look_at = CASE WHEN wish = ${len(values) + 2} THEN ${place + 3}::timestamptz ELSE next_look_at END"
        )
    await connection.execute(
        f"UPDATE carried_parcels SET {', '.join(sets)} WHERE bucket = $1 AND id = $2",
        bucket_of(parcel.id), parcel.id, *values,
    )  # fmt: skip
    return changed


async def read_parcel(connection: Connection, parcel_id: int, *, lock: bool = False) -> StoredParcel:
    """A parcel, locked if wanted. Raises NotFound."""
    row = await connection.fetchrow(
        f"SELECT {COLUMNS} FROM carried_parcels p WHERE p.bucket = $1 AND p.id = $2"
        + (" FOR NO KEY UPDATE" if lock else ""),
        bucket_of(parcel_id), parcel_id,
    )  # fmt: skip
    if row is None:
        raise NotFound(what="parcel")
    return parcel_of(row)


async def parcels_of_case(connection: Connection, case_id: int) -> list[StoredParcel]:
    """The parcels in which something of a case travels, the oldest first."""
    rows = await connection.fetch(
        f"SELECT {COLUMNS} FROM carried_parcels p WHERE p.bucket = $1 AND p.id IN"
        " (SELECT u.parcel_id FROM carried_units u WHERE u.bucket = $1 AND u.case_id = $2) ORDER BY p.id",
        bucket_of(case_id), case_id,
    )  # fmt: skip
    return [parcel_of(row) for row in rows]


_KEPT = """
SELECT w.named AS parcel_id,
    (SELECT json_agg(u ORDER BY u.case_id, u.line_no) FROM carried_units u
        WHERE (u.bucket, u.parcel_id) = (w.of_bucket, w.named))::text AS units,
    (SELECT json_agg(e ORDER BY e.at) FROM tracking_events e
        WHERE (e.bucket, e.parcel_id) = (w.of_bucket, w.named))::text AS events,
    (SELECT json_agg(k ORDER BY k.attempt) FROM pickups k
        WHERE (k.bucket, k.parcel_id) = (w.of_bucket, w.named))::text AS pickups
FROM unnest($1::smallint[], $2::bigint[]) AS w(of_bucket, named)
"""


async def files_of(connection: Connection, parcels: Sequence[StoredParcel]) -> list[ParcelFile]:
    """Parcels with all that is kept of them, in the same order."""
    if not parcels:
        return []
    rows = await connection.fetch(_KEPT, [bucket_of(one.id) for one in parcels], [one.id for one in parcels])
    kept = {row["parcel_id"]: row for row in rows}
    return [_file(parcel, kept[parcel.id]) for parcel in parcels]


def _file(parcel: StoredParcel, kept: Any) -> ParcelFile:
    return ParcelFile(
        parcel,
        tuple(msgspec.json.decode(kept["units"] or "[]", type=list[Unit])),
        tuple(_event(parcel, told) for told in msgspec.json.decode(kept["events"] or "[]")),
        tuple(msgspec.json.decode(kept["pickups"] or "[]", type=list[StoredPickup])),
    )


async def file_of(connection: Connection, parcel: StoredParcel) -> ParcelFile:
    """A parcel with all that is kept of it."""
    return (await files_of(connection, [parcel]))[0]


async def add_events(
    connection: Connection, parcel: StoredParcel, events: Iterable[TrackingEvent], now: datetime
) -> int:
    """What a carrier told; how much of it was new."""
    added = 0
    for event in events:
        answer = await connection.execute(
            "INSERT INTO tracking_events (bucket, parcel_id, at, scan, place, raw_code, words, weight_grams, recorded_at,"
            " freight_minor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING",
            bucket_of(parcel.id), parcel.id, event.at, event.scan.value, event.place, event.raw_code, event.words,
            event.weight_grams, now, event.freight_minor,
        )  # fmt: skip
        added += answer == "INSERT 0 1"
    return added


async def take_number(connection: Connection, courier: str, tracking_no: str, parcel_id: int) -> bool:
    """Have a number lead to a parcel; whether it does. It does not while another parcel that lives has it."""
    found = await connection.fetchval(
        "INSERT INTO tracking_numbers AS n (bucket, courier, tracking_no, parcel_id) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (bucket, courier, tracking_no) DO UPDATE SET parcel_id = excluded.parcel_id, is_over = false"
        " WHERE n.is_over OR n.parcel_id = excluded.parcel_id RETURNING n.parcel_id",
        *_number(courier, tracking_no), parcel_id,
    )  # fmt: skip
    return found is not None


async def take_new_number(
    connection: Connection, courier: str, tracking_no: str, parcel_id: int, *, is_over: bool = False
) -> bool:
    """Have a number that leads to no parcel yet lead to one, which may have arrived already; whether it was such a number."""
    found = await connection.fetchval(
        "INSERT INTO tracking_numbers (bucket, courier, tracking_no, parcel_id, is_over) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT DO NOTHING RETURNING parcel_id",
        *_number(courier, tracking_no), parcel_id, is_over,
    )  # fmt: skip
    return found is not None


async def free_number(connection: Connection, parcel: StoredParcel) -> None:
    """The parcel is over: a carrier may use its number again."""
    await connection.execute(
        "UPDATE tracking_numbers SET is_over = true WHERE bucket = $1 AND courier = $2 AND tracking_no = $3 AND parcel_id = $4",
        *_number(parcel.courier, parcel.tracking_no), parcel.id,
    )  # fmt: skip


async def lock_buyer(connection: Connection, buyer_id: int) -> None:
    """Until the transaction ends nobody else puts down a parcel of this buyer, which has no row of its own to lock yet."""
    await connection.execute(
        "SELECT 1 FROM buyers WHERE bucket = $1 AND id = $2 FOR NO KEY UPDATE", bucket_of(buyer_id), buyer_id
    )


async def lock_buyer_of_case(connection: Connection, case_id: int) -> None:
    """The same for the buyer of a case that has not been read yet."""
    await connection.execute(
        "SELECT 1 FROM buyers WHERE bucket = $1 AND id = (SELECT buyer_id FROM cases WHERE bucket = $1 AND id = $2)"
        " FOR NO KEY UPDATE",
        bucket_of(case_id), case_id,
    )  # fmt: skip


async def parcel_with_number(connection: Connection, courier: str, tracking_no: str) -> int | None:
    """The parcel that a number leads to."""
    found: int | None = await connection.fetchval(
        "SELECT parcel_id FROM tracking_numbers WHERE bucket = $1 AND courier = $2 AND tracking_no = $3",
        *_number(courier, tracking_no),
    )
    return found


def _number(courier: str, tracking_no: str) -> tuple[int, str, str]:
    number = number_of(tracking_no)
    return stable_bucket(f"{courier} {number}"), courier, number


def _value(parcel: StoredParcel, name: str) -> Any:
    value = getattr(parcel, name)
    if name in _AS_TEXT:
        return None if value is None else msgspec.json.encode(value).decode()
    return value.value if name in ("direction", "handover", "status") else value


def parcel_of(row: Any) -> StoredParcel:
    """A parcel out of a row of COLUMNS."""
    found = {name: row[name] for name in _FIELDS}
    for name in _AS_TEXT:
        found[name] = None if found[name] is None else msgspec.json.decode(found[name])
    return msgspec.convert(found, StoredParcel)


def _event(parcel: StoredParcel, row: Any) -> TrackingEvent:
    found = {
        name: row[name]
        for name in ("scan", "at", "place", "weight_grams", "raw_code", "words", "freight_minor")
    }
    return msgspec.convert(
        found | {"courier": parcel.courier, "tracking_no": parcel.tracking_no}, TrackingEvent
    )
