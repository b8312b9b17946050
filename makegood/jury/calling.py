"""Holding a case's commands to the setting: where there are no panels, nobody agrees to one and none is called."""

from datetime import datetime

from makegood.cases import OrderFacts, Request, StoredCase
from makegood.db.writes import Connection, Writes
from makegood.jury.settings import require_on

_ABOUT = ("agree_jury", "call_jury")


async def require_jury_on(
    connection: Connection, request: Request, case: StoredCase, order: OrderFacts, now: datetime, writes: Writes
) -> None:  # fmt: skip
    """Let pass what is not about a panel. Raises JuryOff."""
    if request.command.name in _ABOUT:
        await require_on(connection)
