"""Putting down what was decided about an advance: the row, and the event that tells of it."""

from datetime import datetime

from makegood.advances.decide import Outcome
from makegood.advances.losing import give_up, lock_order
from makegood.advances.model import StoredAdvance
from makegood.advances.rows import read_advance
from makegood.db.writes import Connection, Writes
from makegood.kit.errors import NotFound
from makegood.kit.ids import IdMaker

_CHANGE = """
UPDATE advances SET status = $3, due_at = $4, written_off_minor = written_off_minor + $5,
    ended_at = CASE WHEN $5 > 0 THEN $6::timestamptz END
WHERE bucket = $1 AND id = $2
"""


async def locked(connection: Connection, advance_id: int) -> StoredAdvance:
    """One advance with its order, locked. Raises NotFound."""
    seen = await read_advance(connection, advance_id)
    if seen is None:
        raise NotFound(what="advance")
    await lock_order(connection, seen)
    found = await read_advance(connection, advance_id, for_update=True)
    assert found is not None
    return found


async def carry_out(
    connection: Connection,
    advance: StoredAdvance,
    outcome: Outcome,
    ids: IdMaker,
    now: datetime,
    who: str = "",
    note: str = "",
) -> StoredAdvance:
    """Do what was decided, inside the caller's transaction. Raises OrderStillOpen."""
    given_up = 0
    if outcome.given_up:
        given_up = await give_up(connection, advance, ids, now, was_right=outcome.what == "waived")
    await connection.execute(
        _CHANGE, advance.bucket, advance.id, outcome.status.value, outcome.due_at, given_up, now
    )
    await tell(connection, advance, outcome.what, now, who, given_up, note)
    changed = await read_advance(connection, advance.id)
    assert changed is not None
    return changed


async def tell(
    connection: Connection,
    advance: StoredAdvance,
    what: str,
    now: datetime,
    who: str = "",
    amount_minor: int = 0,
    note: str = "",
) -> None:
    """Append an event."""
    writes = Writes()
    writes.add(
        "tell_advances",
        {
            "bucket": advance.bucket, "id": advance.id, "at": now, "what": what, "who": who, "amount_minor": amount_minor,
            "note": note,
        },
    )  # fmt: skip
    await writes.send(connection)
