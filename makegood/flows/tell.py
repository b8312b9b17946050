"""A story: what the outbox holds is told to whoever subscribed."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from makegood.db.job_outcome import Backoff
from makegood.db.job_rows import Job
from makegood.db.pool import Pool
from makegood.kit.clock import Clock
from makegood.kit.ids import IdMaker
from makegood.kit.settings import Mode, Settings
from makegood.webhooks import BACKOFF, DELIVER, Deliverer, FanOut, HttpSender, webhook_client


@dataclass(frozen=True, slots=True)
class WebhookWork:
    """The parts of webhooks that a worker runs: the lay-out of events, and the handler of deliveries."""

    fan_out: FanOut
    client: Any
    handlers: Mapping[str, Callable[[Job], Awaitable[None]]]
    backoff: Mapping[str, Backoff]

    async def run(self) -> None:
        """Lay out events until cancelled."""
        try:
            await self.fan_out.run()
        finally:
            await self.client.aclose()


def webhook_work(pool: Pool, clock: Clock, settings: Settings, ids: IdMaker) -> WebhookWork:
    """Webhooks for a worker. Only production insists on https."""
    client = webhook_client()
    sender = HttpSender(client, settings.private_receivers, https_only=settings.mode is Mode.PRODUCTION)
    deliverer = Deliverer(pool, clock, sender, ids)
    return WebhookWork(FanOut(pool, ids), client, {DELIVER: deliverer}, {DELIVER: BACKOFF})
