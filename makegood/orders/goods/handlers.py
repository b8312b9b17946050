"""Telling what happened to goods: lock, decide, write; in the caller's transaction."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from makegood.db.writes import Connection, Writes
from makegood.kit.errors import NotFound
from makegood.orders.goods.changes import is_known, require_possible
from makegood.orders.goods.model import GoodsRecord
from makegood.orders.goods.store import add_record, lock_line
from makegood.orders.goods.virtual import Delivered, Used

UnitsAskedBack = Callable[[Connection, int, int], Awaitable[int]]
"""An order's id and a line's number to the units of it whose money open cases ask for."""


async def record_happening(
    connection: Connection,
    order_id: int,
    line_no: int,
    record: GoodsRecord,
    told_by: str,
    now: datetime,
    units_asked_back: UnitsAskedBack,
) -> bool:
    """Keep what happened to a line; False when it was known already, and then nothing was written.

    Raises NotFound and the refusals of refusals.py.
    """
    line = await lock_line(connection, order_id, line_no)
    if line is None:
        raise NotFound(what="line")
    if is_known(record, line.records):
        return False
    is_taken = isinstance(record, Delivered | Used)
    asked_back = await units_asked_back(connection, order_id, line_no) if is_taken else 0
    require_possible(record, line.goods, line.records, line.placed_at, now, line.quantity, asked_back)
    writes = Writes()
    add_record(writes, order_id, line_no, record, told_by, now, line.records)
    await writes.send(connection)
    return True
