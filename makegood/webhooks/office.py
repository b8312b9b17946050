"""What the API of webhooks works with: the installation's pool, clock, ids and rules, and the caller's reach."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import asyncpg

from makegood.accounts import Principal, Reach, authorise
from makegood.db.once import Kept, once
from makegood.db.writes import Connection
from makegood.kit.clock import Clock
from makegood.kit.errors import NotFound
from makegood.kit.ids import IdMaker

Act = Callable[[Connection], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class WebhookOffice:
    """Given to the controllers as the dependency `webhook_office`.

    `allowed_hosts` may be private and plain http; `https_only` holds for all others.
    """

    pool: asyncpg.Pool[Any]
    clock: Clock
    ids: IdMaker
    https_only: bool
    allowed_hosts: tuple[str, ...] = ()

    async def write(
        self, principal: Principal, key: str | None, status: int, act: Act, *content: Any
    ) -> Kept:
        """Do `act` in a transaction, once for each Idempotency-Key. `content` is what the key must repeat."""

        async def work(connection: Connection) -> tuple[int, Any]:
            return status, await act(connection)

        return await once(self.pool, principal.label, key, content, self.clock.now(), work)


def owner_of(principal: Principal) -> int | None:
    """Whose endpoints the caller reaches: a merchant's id, or None for everybody's. Raises `NotPermitted`."""
    if authorise(principal, "webhook.manage") is Reach.ANY:
        return None
    if principal.subject is None:
        raise NotFound(what="merchant")
    return principal.subject
