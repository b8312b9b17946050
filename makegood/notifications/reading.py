"""What somebody has not read yet, remembered for a few seconds since every page shows it, and that they looked at a case."""

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from makegood.accounts import Principal, PrincipalRole
from makegood.db.writes import Connection
from makegood.notifications.choosing import choices_of
from makegood.notifications.kinds import kinds_in_app
from makegood.notifications.model import person_of, recipients_of
from makegood.notifications.store import is_read, last_seq, mark_case, unread_cases

REMEMBERED_SECONDS = 5.0
MOST_REMEMBERED = 10_000
NOBODY = (PrincipalRole.SYSTEM, PrincipalRole.MARKETPLACE)


class Unread:
    """How many cases have something new for somebody. One for each process."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool
        self._known: dict[str, tuple[float, int]] = {}

    async def count(self, principal: Principal) -> int:
        """The number on the bell, up to 100."""
        recipients = recipients_of(principal)
        if not recipients:
            return 0
        person = person_of(principal)
        kept = self._known.get(person)
        if kept and kept[0] > time.monotonic():
            return kept[1]
        count = await self._count(person, principal.role.value, recipients)
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[person] = (time.monotonic() + REMEMBERED_SECONDS, count)
        return count

    def forget(self, principal: Principal) -> None:
        """Count again the next time: something was read."""
        if principal.role not in NOBODY:
            self._known.pop(person_of(principal), None)

    async def _count(self, person: str, role: str, recipients: Sequence[str]) -> int:
        kinds = kinds_in_app(role, await choices_of(self._pool, person))
        return await unread_cases(self._pool, recipients, kinds, person)


async def note_seen(connection: Connection, principal: Principal, case_id: int, now: datetime) -> bool:
    """Note that somebody has looked at a case: what they were told of it is read. Whether that was news."""
    recipients = recipients_of(principal)
    if not recipients:
        return False
    person = person_of(principal)
    seq = await last_seq(connection, recipients, case_id)
    if not seq or await is_read(connection, person, case_id, seq):
        return False
    await mark_case(connection, person, case_id, seq, now)
    return True
