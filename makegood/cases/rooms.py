"""The room for advances, held fast before one is given; to decide, it is read without a lock: most decisions give none."""

import msgspec

from makegood.cases.store import Loaded, rooms_from
from makegood.db.writes import Connection, Writes

_OPEN = "open_advances"
"""What writes an advance (makegood/flows/advance.py)."""
_LOCK = "SELECT lock_advance_rooms($1)"


async def rooms_stand(connection: Connection, writes: Writes, loaded: Loaded) -> bool:
    """Lock the rooms that advances are given out of, and say whether they are as the decisions saw them.

    Two first advances of one buyer, or two of several buyers at the end of the room of all, would otherwise both stand.
    """
    given = writes.rows(_OPEN)
    if not given:
        return True
    wanted = [{name: row[name] for name in ("bucket", "order_id", "buyer_id", "currency")} for row in given]
    rooms = rooms_from(await connection.fetchval(_LOCK, msgspec.json.encode(wanted).decode()))
    return all(loaded.rooms.get(order_id) == room for order_id, room in rooms.items())
