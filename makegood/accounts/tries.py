"""How often something may be tried, kept in the database so that every server counts the same.

One row a name holds the moment when all earlier tries have been worked off (the generic cell rate algorithm): `count`
tries at once are let pass, then one each `per / count`. The name is a keyed hash: addresses and accounts are not kept.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from makegood.accounts.refusals import TooManyTries
from makegood.accounts.seal import Seal
from makegood.db.pool import Pool
from makegood.db.writes import Connection
from makegood.kit.ids import BUCKETS


class Limit(Struct, frozen=True):
    """`count` tries at once, and so many within `per` thereafter, of one `what`."""

    what: str
    count: int
    per: timedelta


class Counted(Struct, frozen=True):
    """A limit for one account, order or address."""

    limit: Limit
    names: tuple[str, ...]


_TRY = """
INSERT INTO tries AS t (bucket, name, free_at) VALUES ($1, $2, $3::timestamptz + $4::interval)
ON CONFLICT (bucket, name) DO UPDATE SET free_at = greatest(t.free_at, $3) + $4
WHERE greatest(t.free_at, $3) + $4 <= $3 + $5::interval
RETURNING free_at
"""
_FREE_AT = "SELECT free_at FROM tries WHERE (bucket, name) = ($1, $2)"
_FORGET = "DELETE FROM tries WHERE (bucket, name) = ($1, $2)"


class Tries:
    """Counts tries."""

    def __init__(self, pool: Pool, seal: Seal) -> None:
        self._pool = pool
        self._seal = seal

    async def count(self, now: datetime, *counted: Counted) -> None:
        """Count a try of each. Raises TooManyTries, which says how long to wait."""
        for one in counted:
            bucket, name = self._row(one)
            limit = one.limit
            each = limit.per / limit.count
            if await self._pool.fetchval(_TRY, bucket, name, now, each, limit.per) is None:
                free_at = await self._pool.fetchval(_FREE_AT, bucket, name) or now
                raise too_many(free_at + each - limit.per - now)

    async def forget(self, counted: Sequence[Counted]) -> None:
        """Start anew, after a try that was right."""
        for one in counted:
            await self._pool.execute(_FORGET, *self._row(one))

    def _row(self, counted: Counted) -> tuple[int, bytes]:
        name = self._seal.mark("tries", counted.limit.what, *counted.names)
        return int.from_bytes(name[:2]) % BUCKETS, name


def too_many(wait: timedelta) -> TooManyTries:
    """The refusal for having to wait; `retry_after_seconds` is for the header."""
    seconds = max(1, int(wait.total_seconds()) + 1)
    return TooManyTries(minutes=-(-seconds // 60), retry_after_seconds=seconds)


async def forget_tries(connection: Connection, now: datetime) -> None:
    """Forget what has been worked off long ago."""
    await connection.execute("DELETE FROM tries WHERE free_at < $1", now - timedelta(days=1))
