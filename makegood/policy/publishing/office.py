"""What the API and the command line work with to change versions: pool, clock, shelf, the check, and who calls."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from makegood.accounts import Principal, Reach, authorise
from makegood.db.once import Kept, once
from makegood.db.pool import Pool
from makegood.db.writes import Connection
from makegood.kit.clock import Clock
from makegood.kit.errors import NotFound, NotPermitted
from makegood.policy.catalogue import Catalogue
from makegood.policy.pack import Pack
from makegood.policy.publishing.shelf import Shelf
from makegood.policy.publishing.versions import Notice, PackVersion

Finding = Mapping[str, Any]
Lint = Callable[[Pack, Sequence[Pack], Catalogue, bool], Sequence[Finding]]
"""A pack, those beside it, the catalogue and whether it is a merchant's, to findings as JSON objects: `severity`
(`error` forbids publication, or `warning`), `text` ({en, zh}), and what else the check has to say.
"""
Act = Callable[[Connection], Awaitable[Any]]


@dataclass(frozen=True)
class PolicyOffice:
    """Given to the controllers as the dependency `policy_office`."""

    pool: Pool
    clock: Clock
    shelf: Shelf
    lint: Lint
    notice: Notice = field(default_factory=Notice)

    async def check(self, pack: Pack, merchant_id: int | None) -> tuple[Finding, ...]:
        """What the check finds in a pack beside those that hold or are announced. One check at a time, off the loop."""
        beside = self.shelf.beside(pack, merchant_id, self.clock.now())
        catalogue = self.shelf.edition.catalogue
        async with self.shelf.checking:
            found = await asyncio.to_thread(self.lint, pack, beside, catalogue, merchant_id is not None)
        return tuple(found)

    async def write(
        self,
        principal: Principal,
        key: str | None,
        status: int,
        act: Act,
        *content: Any,
        dry_run: bool = False,
    ) -> Kept:
        """Do `act` in a transaction, once for each Idempotency-Key, and read the shelf again. A dry run is rolled back."""
        if dry_run:
            return await self._rehearsed(act)

        async def work(connection: Connection) -> tuple[int, Any]:
            return status, await act(connection)

        kept = await once(self.pool, principal.label, key, content, self.clock.now(), work)
        await self.shelf.refresh()
        return kept

    async def _rehearsed(self, act: Act) -> Kept:
        async with self.pool.acquire() as connection:
            transaction = connection.transaction()
            await transaction.start()
            try:
                return Kept(200, msgspec.Raw(msgspec.json.encode(await act(connection))))
            finally:
                await transaction.rollback()


def person_of(principal: Principal) -> str:
    """Who somebody is to the rule of the second person: two keys or names of one merchant are two people."""
    if principal.subject is None:
        return principal.label
    if principal.key_id is not None:
        return f"{principal.label}:key-{principal.key_id}"
    return f"{principal.label}:{principal.name}" if principal.name else principal.label


def owner_of(principal: Principal, operation: str) -> int | None:
    """Whose packs the caller reaches with an operation: a merchant's id, or None for everybody's. Raises NotPermitted."""
    if authorise(principal, operation) is Reach.ANY:
        return None
    if principal.subject is None:
        raise NotFound(what="merchant")
    return principal.subject


def managed(principal: Principal) -> Reach | None:
    """How far somebody who is not to be refused manages packs; None when not at all."""
    try:
        return authorise(principal, "policy.draft")
    except NotPermitted:
        return None


def manages(principal: Principal, version: PackVersion) -> bool:
    """Whether somebody sees a version's drafts and people: operators all, merchants their own."""
    reach = managed(principal)
    own = principal.subject is not None and version.merchant_id == principal.subject
    return reach is Reach.ANY or (reach is Reach.OWN and own)
