"""The shelf: every published version, parsed and in memory, and the books that are bound from them.

`refresh` reads the database (one small query when nothing has changed); everything else is memory alone, so that it may
be called from inside the write path.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime

import asyncpg
import structlog

from makegood.db.pool import CONNECTION_LOST, Pool
from makegood.db.writes import Connection
from makegood.kit.errors import Refused
from makegood.policy.book import Book, PackRef, make_book
from makegood.policy.catalogue import Catalogue
from makegood.policy.pack import Pack
from makegood.policy.publishing import store
from makegood.policy.publishing.editions import Edition
from makegood.policy.publishing.versions import PackVersion, Standing

MOST_BOOKS = 500
REFRESHED_EVERY_SECONDS = 1.0

ReadPack = Callable[[str, str, Catalogue], Pack]
"""Text, file name and catalogue to a pack. Raises PackRefused."""
ReadCatalogue = Callable[[Mapping[str, str]], Catalogue]
"""The files of an edition to its catalogue. Raises PackRefused."""
_WAITING = (Standing.DRAFT, Standing.IN_REVIEW, Standing.APPROVED, Standing.ANNOUNCED)

log = structlog.get_logger()


class TextMissing(Refused):
    """The text that was decided with ({what}) is not kept here, so the decision cannot be made again."""

    status = 422


@dataclass(frozen=True, slots=True)
class Shelved:
    """A version and its rules."""

    version: PackVersion
    pack: Pack


@dataclass(frozen=True, slots=True)
class Shadow:
    """A version that decides beside what is in force, and the book in which it stands in the place of its name."""

    ref: PackRef
    book: Book


@dataclass(frozen=True)
class _Contents:
    """All that one reading of the database gave. `turns`: by owner, the moments at which something begins or ends."""

    revision: int
    by_owner: Mapping[int | None, tuple[Shelved, ...]]
    shadows: tuple[Shelved, ...]
    turns: Mapping[int | None, tuple[datetime, ...]]


_EMPTY = _Contents(-1, {}, (), {})


class Shelf:
    """All published versions. `known`: packs that are parsed already, by which starting is faster."""

    def __init__(self, pool: Pool, edition: Edition, read: ReadPack, known: Iterable[Pack] = ()) -> None:
        self.edition = edition
        self._pool = pool
        self._read = read
        self._parsed: dict[str, Pack] = {pack.digest: pack for pack in known}
        self._contents = _EMPTY
        self._books: dict[tuple[object, ...], Book] = {}
        self._refreshing = asyncio.Lock()
        self.checking = asyncio.Lock()
        """Held while a pack is checked: the solver does one thing at a time."""

    @property
    def revision(self) -> int:
        """The revision of what is held; -1 before the first refresh."""
        return self._contents.revision

    async def refresh(self) -> bool:
        """Read what has changed; whether anything had. Raises PackRefused when a pack of the platform cannot be read."""
        async with self._refreshing, self._pool.acquire() as connection:
            if await store.read_revision(connection) == self._contents.revision:
                return False
            async with connection.transaction(isolation="repeatable_read", readonly=True):
                revision = await store.read_revision(connection)
                versions = await store.shelved_versions(connection)
        shelved = self._shelved(versions)
        self._contents = _sorted(revision, shelved)
        self._books = {}
        held = {each.version.digest for each in shelved}
        self._parsed = {digest: pack for digest, pack in self._parsed.items() if digest in held}
        return True

    def packs_for(self, market: str | None, merchant_id: int | None, at: datetime) -> tuple[Pack, ...]:
        """The packs in force at a moment: the platform's and the merchant's own; with a market, those that hold there."""
        return tuple(each.pack for each in self._in_force(market, merchant_id, at))

    def book(
        self, market: str | None, merchant_id: int | None, purchased_at: datetime, decided_at: datetime
    ) -> Book:
        """What decides about an order of this merchant: what was promised at the purchase, and later law as it is then."""
        key = self._key(market, merchant_id, purchased_at, decided_at)
        book = self._books.get(key)
        if book is None:
            book = self._bound(
                market,
                self.packs_for(market, merchant_id, purchased_at),
                self.packs_for(market, merchant_id, decided_at),
            )
            if len(self._books) >= MOST_BOOKS:
                self._books.clear()
            self._books[key] = book
        return book

    def shadows(
        self, market: str | None, merchant_id: int | None, purchased_at: datetime, decided_at: datetime
    ) -> tuple[Shadow, ...]:
        """The books of the versions that decide in the shadow here; usually none."""
        return tuple(
            self._shadow(each, market, merchant_id, purchased_at, decided_at)
            for each in self._contents.shadows
            if each.version.merchant_id in (None, merchant_id)
            and _holds_in(each.pack, market)
            and each.version.standing(decided_at) in _WAITING
        )

    def beside(self, pack: Pack, merchant_id: int | None, at: datetime) -> tuple[Pack, ...]:
        """The packs that stand beside one in some market of its own, now or as announced: what it is checked against."""
        owners = (None, merchant_id) if merchant_id is not None else (None,)
        return tuple(
            each.pack
            for owner in owners
            for each in self._contents.by_owner.get(owner, ())
            if each.version.name != pack.name
            and each.version.standing(at) in (Standing.IN_FORCE, Standing.ANNOUNCED)
            and (not pack.markets or not each.pack.markets or set(pack.markets) & set(each.pack.markets))
        )

    def parse(self, version: PackVersion) -> Pack:
        """A version's rules, under its own name and version. Raises PackRefused."""
        pack = self._parsed.get(version.digest)
        if pack is None:
            pack = self._read(version.content, f"{version.name}.yaml", self.edition.catalogue)
            self._parsed[version.digest] = pack
        return pack if pack.version == version.version else replace(pack, version=version.version)

    def read(self, content: str, name: str) -> Pack:
        """A text as a pack. Raises PackRefused."""
        return self._read(content, f"{name}.yaml", self.edition.catalogue)

    async def exact(
        self, connection: Connection, packs: Sequence[PackRef], catalogue: str, read: ReadCatalogue
    ) -> tuple[Catalogue, tuple[Pack, ...]]:
        """The very texts that a decision names, read with the very catalogue. Raises TextMissing and PackRefused."""
        if catalogue == self.edition.digest:
            edition, held = self.edition.catalogue, self._parsed
        else:
            files = await store.read_catalogue_files(connection, catalogue)
            if files is None:
                raise TextMissing(what=f"catalogue {catalogue[:12]}")
            edition, held = read(files), {}
        texts = await store.read_texts(connection, {ref.digest for ref in packs} - held.keys())
        return edition, tuple(self._again(ref, held.get(ref.digest), texts, edition) for ref in packs)

    def _again(self, ref: PackRef, held: Pack | None, texts: Mapping[str, str], catalogue: Catalogue) -> Pack:
        """A text as it was; one that is held is that very text, since it is known by its digest."""
        if held is None:
            if ref.digest not in texts:
                raise TextMissing(what=f"{ref.name} {ref.version}")
            held = self._read(texts[ref.digest], f"{ref.name}.yaml", catalogue)
        return held if held.version == ref.version else replace(held, version=ref.version)

    def _shelved(self, versions: Iterable[PackVersion]) -> list[Shelved]:
        shelved = []
        for version in versions:
            try:
                shelved.append(Shelved(version, self.parse(version)))
            except Refused as refused:
                # Without the law or the platform's rules nothing may be decided; without one promise the rest may.
                if version.merchant_id is None and version.is_public:
                    raise
                log.error("policy_unreadable", name=version.name, version=version.version, error=str(refused))
        return shelved

    def _in_force(self, market: str | None, merchant_id: int | None, at: datetime) -> list[Shelved]:
        owners = (None,) if merchant_id is None else (None, merchant_id)
        return [
            each
            for owner in owners
            for each in self._contents.by_owner.get(owner, ())
            if each.version.in_force(at) and _holds_in(each.pack, market)
        ]

    def _key(
        self, market: str | None, merchant_id: int | None, purchased_at: datetime, decided_at: datetime
    ) -> tuple[object, ...]:
        """Between two turns nothing changes, so all moments there have one book; merchants without packs share theirs."""
        turns = self._contents.turns
        key: tuple[object, ...] = (market, *_places(turns.get(None, ()), purchased_at, decided_at))
        own = turns.get(merchant_id) if merchant_id is not None else None
        return key if own is None else (*key, merchant_id, *_places(own, purchased_at, decided_at))

    def _shadow(
        self, shadow: Shelved, market: str | None, merchant_id: int | None, purchased_at: datetime, decided_at: datetime
    ) -> Shadow:  # fmt: skip
        ref = PackRef(shadow.version.name, shadow.version.version, shadow.version.digest)
        key = (ref, *self._key(market, merchant_id, purchased_at, decided_at))
        book = self._books.get(key)
        if book is None:
            then, now = (
                (*(pack for pack in packs if pack.name != ref.name), shadow.pack)
                for packs in (
                    self.packs_for(market, merchant_id, purchased_at),
                    self.packs_for(market, merchant_id, decided_at),
                )
            )
            book = self._books[key] = self._bound(market, then, now)
        return Shadow(ref, book)

    def _bound(self, market: str | None, then: Sequence[Pack], now: Sequence[Pack]) -> Book:
        return make_book(self.edition.catalogue, then, now, market)


@asynccontextmanager
async def follow_shelf(
    shelf: Shelf, every_seconds: float = REFRESHED_EVERY_SECONDS
) -> AsyncGenerator[None, None]:
    """Read the shelf now, and keep it as the database has it while the context lasts. Raises what `refresh` raises."""
    await shelf.refresh()
    task = asyncio.create_task(_follow(shelf, every_seconds))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _follow(shelf: Shelf, every_seconds: float) -> None:
    while True:
        await asyncio.sleep(every_seconds)
        try:
            await shelf.refresh()
        except (*CONNECTION_LOST, TimeoutError, asyncpg.PostgresError, Refused) as error:
            # What is held goes on deciding: better the rules of a minute ago than none.
            log.warning("policy_not_refreshed", error=type(error).__name__)


def _sorted(revision: int, shelved: Sequence[Shelved]) -> _Contents:
    by_owner: dict[int | None, list[Shelved]] = {}
    for each in shelved:
        if each.version.is_public:
            by_owner.setdefault(each.version.merchant_id, []).append(each)
    shadows = tuple(each for each in shelved if each.version.shadow)
    turns = {owner: _turns(each.version for each in owned) for owner, owned in by_owner.items()}
    return _Contents(revision, {owner: tuple(owned) for owner, owned in by_owner.items()}, shadows, turns)


def _turns(versions: Iterable[PackVersion]) -> tuple[datetime, ...]:
    moments = {at for version in versions for at in (version.in_force_from, version.in_force_until)}
    return tuple(sorted(at for at in moments if at is not None))


def _places(turns: Sequence[datetime], *moments: datetime) -> tuple[int, ...]:
    return tuple(bisect_right(turns, moment) for moment in moments)


def _holds_in(pack: Pack, market: str | None) -> bool:
    return market is None or not pack.markets or market in pack.markets
