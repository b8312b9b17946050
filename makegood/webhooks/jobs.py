"""Deferred work of webhooks: laying events out for the endpoints that want them, and sending them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from weakref import WeakValueDictionary

import asyncpg
import structlog

from makegood.db.jobs import DATABASE_LOST, Backoff, Job, RunLater
from makegood.db.writes import Connection, Writes
from makegood.kit.clock import Clock
from makegood.kit.ids import IdMaker
from makegood.webhooks.delivery_store import (
    delivery_order,
    discard,
    drop_from_outbox,
    record_attempt,
    take_outbox,
)
from makegood.webhooks.endpoint_store import endpoint_row, endpoints_wanting
from makegood.webhooks.events import message_body
from makegood.webhooks.handlers import delivery_job, disable_endpoint
from makegood.webhooks.model import Answer, DeliveryOrder, DisabledReason, Endpoint, OutboxEvent, Verdict
from makegood.webhooks.schedule import judge
from makegood.webhooks.signing import message_id, signed_headers

log = structlog.get_logger(__name__)

LAID_OUT_AT_ONCE = 200
IDLE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 5.0
AT_ONCE_PER_ENDPOINT = 16
PATIENCE_SECONDS = 0.5
CROWDED = timedelta(seconds=2)
# A delivery has a schedule of its own; this one is for troubles of ours, which must not lose it.
BACKOFF = Backoff(attempts=10_000, first_seconds=1, longest_seconds=300)


class Sender(Protocol):
    """Sends one request. Every outcome is an answer, none an exception."""

    async def send(self, url: str, headers: dict[str, str], body: str) -> Answer: ...


async def lay_out(connection: Connection, ids: IdMaker, limit: int = LAID_OUT_AT_ONCE) -> int:
    """Turn the oldest events into deliveries and jobs, in a transaction; says how many events went."""
    events = await take_outbox(connection, limit)
    if not events:
        return 0
    merchant_ids = {event.merchant_id for event in events if event.merchant_id is not None}
    endpoints = await endpoints_wanting(connection, merchant_ids, {event.event for event in events})
    writes = Writes()
    for event in events:
        _lay_out_one(writes, event, endpoints, ids)
    await writes.send(connection)
    await drop_from_outbox(connection, events)
    return len(events)


def _lay_out_one(writes: Writes, event: OutboxEvent, endpoints: Sequence[Endpoint], ids: IdMaker) -> None:
    wanting = [
        endpoint
        for endpoint in endpoints
        if endpoint.wants(event.event, event.merchant_id) and endpoint.id != event.subject
    ]
    body = message_body(event) if wanting else ""
    for endpoint in wanting:
        made_id = ids(event.bucket)
        writes.add(
            "lay_out_deliveries",
            {
                "bucket": event.bucket,
                "id": made_id,
                "endpoint_id": endpoint.id,
                "event_id": event.id,
                "event": event.event,
                "subject": event.subject,
                "body": body,
                "at": event.at,
            },
        )
        writes.add("defer_jobs", delivery_job(made_id, made_id, endpoint.id, event.at))


@dataclass
class FanOut:
    """Lays out the outbox. Many may work side by side; killed in the middle, nothing happened."""

    pool: asyncpg.Pool[Any]
    ids: IdMaker
    idle_seconds: float = IDLE_SECONDS

    async def run(self) -> None:
        """Work until cancelled."""
        pause_seconds = self.idle_seconds
        while True:
            try:
                laid_out = await self.once()
                pause_seconds = self.idle_seconds
            except DATABASE_LOST as error:
                log.warning("outbox_database_trouble", error=type(error).__name__)
                laid_out = 0
                pause_seconds = min(pause_seconds * 2, LONGEST_PAUSE_SECONDS)
            if laid_out < LAID_OUT_AT_ONCE:
                await asyncio.sleep(pause_seconds)

    async def once(self) -> int:
        """One batch, in one transaction."""
        async with self.pool.acquire() as connection, connection.transaction():
            return await lay_out(connection, self.ids)


@dataclass
class Deliverer:
    """The handler of `deliver_webhook` jobs: one attempt, its entry in the log, and what follows from it.

    `clock` dates the log and the next attempt; `real_now` dates the signature.
    """

    pool: asyncpg.Pool[Any]
    clock: Clock
    sender: Sender
    ids: IdMaker
    real_now: Callable[[], datetime] = lambda: datetime.now(UTC)
    dice: random.Random = field(default_factory=random.Random)
    at_once_per_endpoint: int = AT_ONCE_PER_ENDPOINT

    def __post_init__(self) -> None:
        self._gates: WeakValueDictionary[int, asyncio.Semaphore] = WeakValueDictionary()

    async def __call__(self, job: Job) -> None:
        """One attempt. Raises `RunLater` when there is to be another."""
        delivery_id = int(job.payload["delivery_id"])
        endpoint_id = int(job.payload["endpoint_id"])
        order = await delivery_order(self.pool, delivery_id, endpoint_id, self.clock.now())
        if order is None or order.status != "pending":
            return
        if order.url is None or order.disabled_at is not None:
            await discard(self.pool, delivery_id)
            return
        verdict = await self._attempt(order, order.url)
        if verdict.retry_in is not None:
            raise RunLater(verdict.retry_in)

    async def _attempt(self, order: DeliveryOrder, url: str) -> Verdict:
        async with self._place(order):
            headers = signed_headers(order.secrets, message_id(order.event_id), self.real_now(), order.body)
            answer = await self.sender.send(url, headers, order.body)
        return await self._record(order, answer)

    @asynccontextmanager
    async def _place(self, order: DeliveryOrder) -> AsyncIterator[None]:
        """One of the endpoint's places. A receiver that is slow holds up no more than its own deliveries:
        when its places are taken, the others go back into the queue, at once if it has been failing.
        """
        gate = self._gates.setdefault(order.endpoint_id, asyncio.Semaphore(self.at_once_per_endpoint))
        try:
            async with asyncio.timeout(0 if order.failing_since else PATIENCE_SECONDS):
                await gate.acquire()
        except TimeoutError:
            raise RunLater(CROWDED * self.dice.uniform(0.5, 1.5)) from None
        try:
            yield
        finally:
            gate.release()

    async def _record(self, order: DeliveryOrder, answer: Answer) -> Verdict:
        now = self.clock.now()
        verdict = judge(order, answer, now, self.dice)
        if verdict.disable is None:
            await record_attempt(self.pool, order, answer, verdict, now)
        else:
            await self._record_and_disable(order, answer, verdict, verdict.disable, now)
        return verdict

    async def _record_and_disable(
        self, order: DeliveryOrder, answer: Answer, verdict: Verdict, reason: DisabledReason, now: datetime
    ) -> None:
        async with self.pool.acquire() as connection, connection.transaction():
            await record_attempt(connection, order, answer, verdict, now)
            if await endpoint_row(connection, order.endpoint_id):
                await disable_endpoint(
                    connection, order.endpoint_id, None, now=now, ids=self.ids, reason=reason
                )
        log.warning("webhook_endpoint_disabled", endpoint=order.endpoint_id, reason=reason)
