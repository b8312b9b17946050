"""The rows of people who sit on panels: who is ready, what the marketplace says of them, and what they did before."""

from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta, Struct

from makegood.db.writes import Connection
from makegood.jury.model import Marks, Record
from makegood.kit.errors import NotFound
from makegood.kit.ids import bucket_of

Digest = Annotated[str, Meta(max_length=100, pattern=r"^[A-Za-z0-9+/=_-]*$")]


class Confirmation(Struct, frozen=True, forbid_unknown_fields=True):
    """What the marketplace says of somebody: that they are a real person, since when they are registered, and digests (not
    the things themselves) of device, address and payment instrument, which are compared and used for nothing else.
    """

    registered_at: datetime
    device: Digest = ""
    address: Digest = ""
    instrument: Digest = ""


class JurorView(Struct, frozen=True):
    """Somebody as they see it themselves. `is_ready`: they asked to sit; `is_confirmed`: the marketplace knows who they are.

    `votes` counted; `with_majority` of them found what the panel found; `missed` invitations were left unanswered.
    """

    is_ready: bool
    is_confirmed: bool
    votes: int = 0
    with_majority: int = 0
    missed: int = 0
    rests_until: datetime | None = None


_JOIN = """
INSERT INTO jurors (bucket, buyer_id, joined_at) VALUES ($1, $2, $3)
ON CONFLICT (bucket, buyer_id) DO UPDATE SET joined_at = CASE WHEN jurors.joined_at IS NULL OR jurors.left_at IS NOT NULL
    THEN excluded.joined_at ELSE jurors.joined_at END, left_at = NULL
"""
_CONFIRM = """
INSERT INTO jurors (bucket, buyer_id, confirmed_at, registered_at, device, address, instrument)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (bucket, buyer_id) DO UPDATE SET confirmed_at = coalesce(jurors.confirmed_at, excluded.confirmed_at),
    registered_at = excluded.registered_at, device = excluded.device, address = excluded.address,
    instrument = excluded.instrument
"""


async def join(connection: Connection, buyer_id: int, now: datetime) -> None:
    """Somebody is ready to sit; again changes nothing."""
    await connection.execute(_JOIN, bucket_of(buyer_id), buyer_id, now)


async def leave(connection: Connection, buyer_id: int, now: datetime) -> None:
    """Somebody does not want to sit any more; seats that they hold stay theirs until they lapse."""
    await connection.execute(
        "UPDATE jurors SET left_at = $3 WHERE bucket = $1 AND buyer_id = $2 AND left_at IS NULL",
        bucket_of(buyer_id), buyer_id, now,
    )  # fmt: skip


async def confirm(connection: Connection, buyer_id: int, said: Confirmation, now: datetime) -> None:
    """Keep what the marketplace says of somebody. Raises NotFound for who is no buyer here."""
    known = await connection.fetchval(
        "SELECT 1 FROM buyers WHERE bucket = $1 AND id = $2", bucket_of(buyer_id), buyer_id
    )
    if known is None:
        raise NotFound(what="buyer")
    await connection.execute(
        _CONFIRM, bucket_of(buyer_id), buyer_id, now, said.registered_at, said.device, said.address, said.instrument
    )  # fmt: skip


async def juror_view(connection: Connection, buyer_id: int) -> JurorView:
    """How somebody stands; who was never heard of is not ready."""
    row = await connection.fetchrow(
        "SELECT joined_at IS NOT NULL AND left_at IS NULL AS is_ready, confirmed_at IS NOT NULL AS is_confirmed,"
        " counted AS votes, with_majority, missed, rests_until FROM jurors WHERE bucket = $1 AND buyer_id = $2",
        bucket_of(buyer_id), buyer_id,
    )  # fmt: skip
    return JurorView(**row) if row else JurorView(False, False)


def marks_of(row: Any) -> Marks:
    """The marks in a row."""
    return Marks(row["device"], row["address"], row["instrument"])


def record_of(row: Any) -> Record:
    """The counts in a row."""
    return Record(
        row["counted"], row["with_majority"], row["set_aside"], row["declined"], row["missed"]
    )  # fmt: skip
