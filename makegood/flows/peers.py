"""What shops are like is counted again, now and then, by whichever worker comes to it."""

from datetime import datetime

from makegood.cases import count_peers
from makegood.db.pool import Pool


async def count_peers_again(pool: Pool, now: datetime) -> None:
    """Count the medians of all trades, unless that was done a short while ago."""
    async with pool.acquire() as connection, connection.transaction():
        await count_peers(connection, now)
