"""Cases that somebody is looking at: one query a second for all of them, and those who wait are told of a change."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing, asynccontextmanager, contextmanager, suppress
from typing import ClassVar

import asyncpg

from makegood.db.pool import CONNECTION_LOST, Pool
from makegood.kit.errors import Refused
from makegood.kit.ids import bucket_of

LOOKED_EVERY_SECONDS = 1.0
HEARTBEAT_SECONDS = 15.0
LONGEST_SECONDS = 600.0
"""Then the browser connects anew, so that somebody whose session has ended does not go on listening."""
MOST_OF_A_PERSON = 12
MOST = 5_000

_VERSIONS = """
SELECT c.id, c.version FROM cases c
JOIN unnest($1::smallint[], $2::bigint[]) AS w(bucket, id) ON (c.bucket, c.id) = (w.bucket, w.id)
"""


class TooManyLivePages(Refused):
    """Too many pages stay up to date by themselves; close some of them."""

    status: ClassVar[int] = 429


class Watch:
    """One page that stays open. `version` is the case's newest that is known."""

    def __init__(self, version: int) -> None:
        self.version = version
        self._changed = asyncio.Event()

    def tell(self, version: int) -> None:
        """The case has this version now."""
        if version > self.version:
            self.version = version
            self._changed.set()

    def wake(self) -> None:
        """Let whoever waits look up, though nothing has changed."""
        self._changed.set()

    async def wait(self, seconds: float) -> bool:
        """Wait for a change, but no longer than so many seconds; whether there was one."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), seconds)
        changed = self._changed.is_set()
        self._changed.clear()
        return changed


class LiveCases:
    """The cases that pages of this process look at."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._watches: dict[int, set[Watch]] = {}
        self._people: Counter[str] = Counter()
        self.is_closed = False

    @contextmanager
    def watching(self, case_id: int, who: str, version: int) -> Generator[Watch, None, None]:
        """A watch of a case, as long as the context lasts. Raises TooManyLivePages for somebody with too many of them.

        Looked at and counted in one step, with nothing awaited between: pages opened at the same moment count each other.
        """
        if self._people[who] >= MOST_OF_A_PERSON or self._people.total() >= MOST:
            raise TooManyLivePages()
        watch = Watch(version)
        self._watches.setdefault(case_id, set()).add(watch)
        self._people[who] += 1
        try:
            yield watch
        finally:
            self._people[who] -= 1
            if not self._people[who]:
                del self._people[who]
            self._watches[case_id].discard(watch)
            if not self._watches[case_id]:
                del self._watches[case_id]

    def close(self) -> None:
        """End every stream, so that a server which stops need not wait for browsers."""
        self.is_closed = True
        for watches in self._watches.values():
            for watch in watches:
                watch.wake()

    async def look(self) -> None:
        """Ask for the versions of all watched cases, and tell those that changed."""
        ids = list(self._watches)
        if not ids:
            return
        for row in await self._pool.fetch(_VERSIONS, [bucket_of(one) for one in ids], ids):
            for watch in self._watches.get(row["id"], ()):
                watch.tell(row["version"])

    async def _look_on(self) -> None:
        while True:
            await asyncio.sleep(LOOKED_EVERY_SECONDS)
            with suppress(*CONNECTION_LOST, TimeoutError, asyncpg.PostgresError):
                await self.look()

    async def open(self, case_id: int, who: str, version: int) -> AsyncGenerator[bytes, None]:
        """A stream that is counted from now on, before its answer begins. Raises TooManyLivePages."""
        events = self.stream(case_id, who, version)
        return _from(await anext(events), events)

    async def stream(self, case_id: int, who: str, version: int) -> AsyncGenerator[bytes, None]:
        """The version now and after every change, as server-sent events with heartbeats between them.

        It is counted with its first event, when it raises TooManyLivePages where there is no room.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + LONGEST_SECONDS
        with self.watching(case_id, who, version) as watch:
            yield b"retry: 2000\n" + _event(watch.version)
            while not self.is_closed and loop.time() < until:
                changed = await watch.wait(HEARTBEAT_SECONDS)
                if not self.is_closed:
                    yield _event(watch.version) if changed else b": here\n\n"


async def _from(first: bytes, events: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    """A stream of which the first event was taken already."""
    async with aclosing(events):
        yield first
        async for event in events:
            yield event


def _event(version: int) -> bytes:
    return f"event: version\ndata: {version}\n\n".encode()


@asynccontextmanager
async def watch_cases(pool: Pool) -> AsyncGenerator[LiveCases, None]:
    """Watched cases are looked at while the context lasts."""
    live = LiveCases(pool)
    task = asyncio.create_task(live._look_on())
    try:
        yield live
    finally:
        live.close()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
