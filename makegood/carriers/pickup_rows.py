"""Rows of appointments at the door, and of labels; in the caller's transaction."""

from datetime import datetime
from typing import Any

from makegood.carriers.model import Label, PickupStatus, Slot
from makegood.carriers.rows import StoredParcel, StoredPickup
from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of


async def ask_pickup(
    connection: Connection, parcel: StoredParcel, attempt: int, slot: Slot, now: datetime
) -> None:
    """An appointment that the carrier has still to be asked for."""
    await connection.execute(
        "INSERT INTO pickups (bucket, parcel_id, attempt, starts_at, ends_at, status, asked_at)"
        " VALUES ($1, $2, $3, $4, $5, 'asked', $6)",
        bucket_of(parcel.id), parcel.id, attempt, slot.starts_at, slot.ends_at, now,
    )  # fmt: skip


async def change_pickup(
    connection: Connection, pickup: StoredPickup, status: PickupStatus, **texts: Any
) -> None:
    """How an appointment stands now; `reference` and `failure` may be written with it."""
    sets = "".join(f", {name} = ${number}" for number, name in enumerate(texts, 5))
    await connection.execute(
        f"UPDATE pickups SET status = $4{sets} WHERE bucket = $1 AND parcel_id = $2 AND attempt = $3",
        bucket_of(pickup.parcel_id), pickup.parcel_id, pickup.attempt, status.value, *texts.values(),
    )  # fmt: skip


async def keep_label(connection: Connection, parcel_id: int, label: Label) -> None:
    """The label of a parcel; a second one takes the place of the first."""
    await connection.execute(
        "INSERT INTO parcel_labels (bucket, parcel_id, media_type, content) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (bucket, parcel_id) DO UPDATE SET media_type = excluded.media_type, content = excluded.content",
        bucket_of(parcel_id), parcel_id, label.media_type, label.content,
    )  # fmt: skip


async def read_label(connection: Connection, parcel_id: int) -> Label | None:
    """The label of a parcel, if its carrier gave one."""
    row = await connection.fetchrow(
        "SELECT media_type, content FROM parcel_labels WHERE bucket = $1 AND parcel_id = $2",
        bucket_of(parcel_id), parcel_id,
    )  # fmt: skip
    return Label(row["media_type"], row["content"]) if row else None


async def has_label(connection: Connection, parcel_id: int) -> bool:
    """Whether there is a label, without reading it."""
    found: bool = await connection.fetchval(
        "SELECT EXISTS (SELECT 1 FROM parcel_labels WHERE bucket = $1 AND parcel_id = $2)",
        bucket_of(parcel_id), parcel_id,
    )  # fmt: skip
    return found
