"""A story: what has served its time is forgotten: old answers to idempotency keys, deliveries, workers that are gone."""

from datetime import datetime, timedelta

from makegood.db.jobs import forget_workers
from makegood.db.pool import Pool
from makegood.webhooks import sweep_deliveries

ANSWERS_KEPT = timedelta(days=30)
DELIVERIES_KEPT = timedelta(days=30)


async def forget_old(pool: Pool, now: datetime, real_now: datetime) -> None:
    """Forget answers that nobody will ask for again. `now` is the product's time, `real_now` the machine's."""
    await pool.execute("DELETE FROM idempotency_keys WHERE at < $1", now - ANSWERS_KEPT)
    while await sweep_deliveries(pool, now - DELIVERIES_KEPT):
        pass
    await forget_workers(pool, real_now - timedelta(days=1))
