"""A story: what has served its time is forgotten: old answers to idempotency keys, deliveries, workers that are gone, files
that nobody attached."""

from datetime import datetime, timedelta

from makegood.accounts import forget_codes, forget_sessions, forget_tries
from makegood.cases import sweep_claims
from makegood.db.jobs import forget_workers
from makegood.db.pool import Pool
from makegood.evidence import FileStore, forget_unattached, sweep_contents
from makegood.notifications import forget_notifications
from makegood.orders import forget_order_addresses
from makegood.webhooks import sweep_deliveries

ANSWERS_KEPT = timedelta(days=30)
DELIVERIES_KEPT = timedelta(days=30)
NOTIFICATIONS_KEPT = timedelta(days=90)


async def forget_old(pool: Pool, now: datetime, real_now: datetime) -> None:
    """Forget answers that nobody will ask for again. `now` is the product's time, `real_now` the machine's."""
    await pool.execute("DELETE FROM idempotency_keys WHERE at < $1", now - ANSWERS_KEPT)
    while await sweep_deliveries(pool, now - DELIVERIES_KEPT):
        pass
    while await forget_notifications(pool, now - NOTIFICATIONS_KEPT):
        pass
    while await forget_order_addresses(pool, now):
        pass
    await sweep_claims(pool, now)
    await forget_sign_ins(pool, real_now)
    await forget_workers(pool, real_now - timedelta(days=1))


PARTS = 256
HOURS_FOR_ALL = 24


async def forget_files(pool: Pool, files: FileStore, now: datetime, real_now: datetime) -> None:
    """Forget files that were never attached, and look for orphans in the share of the folder that is this hour's; in a
    day everything has been looked at. Two clocks, as above.
    """
    await forget_unattached(pool, now)
    for part in range(real_now.hour, PARTS, HOURS_FOR_ALL):
        await sweep_contents(pool, files, part, real_now)


async def forget_sign_ins(pool: Pool, real_now: datetime) -> None:
    """Forget sessions, codes and counted tries that are long over; they go by the machine's time."""
    await forget_sessions(pool, real_now)
    await forget_codes(pool, real_now)
    await forget_tries(pool, real_now)
