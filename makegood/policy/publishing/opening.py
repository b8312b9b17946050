"""The shelf of an installation, opened: what the release ships is put on it, and all of it is read."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from makegood.db.pool import Pool
from makegood.policy.pack import Pack
from makegood.policy.publishing.editions import Edition
from makegood.policy.publishing.handlers import ensure_shipped
from makegood.policy.publishing.shelf import Shelf
from makegood.policy.publishing.shipped import POLICIES, load_shipped
from makegood.policy.reading.pack import read_pack
from makegood.policy.reading.pack_files import facts_files


@cache
def shipped_edition() -> tuple[Edition, tuple[Pack, ...]]:
    """The catalogue of facts of this release with its files, and the packs. Raises PackRefused."""
    catalogue, packs = load_shipped()
    files = {path.name: path.read_text(encoding="utf-8") for path in facts_files(POLICIES)}
    return Edition(catalogue, files), packs


async def open_shelf(pool: Pool, now: datetime, *, at_once: bool) -> Shelf:
    """Every published version, with the release's own. `at_once`: what is new in it holds from now (a demo), else it is a
    draft for people to review. Raises PackRefused, VersionTaken.
    """
    edition, packs = shipped_edition()
    async with pool.acquire() as connection, connection.transaction():
        await ensure_shipped(connection, edition, packs, now, at_once=at_once)
    shelf = Shelf(pool, edition, read_pack, packs)
    await shelf.refresh()
    return shelf
