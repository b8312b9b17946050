"""From the outbox to a real receiver: signed, retried, given up, redelivered; nothing lost and nothing doubled."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import asyncpg
import httpx
import pytest

from makegood.db.jobs import JobRunner, RunnerSettings
from makegood.kit.errors import NotFound
from makegood.webhooks import (
    DELIVER,
    Answer,
    Deliverer,
    FanOut,
    delete_endpoint,
    disable_endpoint,
    enable_endpoint,
    list_attempts,
    list_deliveries,
    read_endpoint,
    redeliver,
    rotate_secret,
    sweep_deliveries,
)
from makegood.webhooks.model import EndpointDisabled
from makegood.webhooks.schedule import PAUSES
from tests.webhooks.receiver import Receiver, answer
from tests.webhooks.world import LAMP_SHOP, NOON, REFUNDED, RETURNED, TEA_HOUSE, World, sender_for

DAY = timedelta(days=1)


async def test_an_event_arrives_signed_as_the_specification_says(world: World, receiver: Receiver) -> None:
    _, secret = await world.endpoint(receiver.url())
    event_id = await world.happen(seq=3)
    await world.settle()
    (request,) = receiver.requests
    assert request.verified(secret) == {
        "type": RETURNED,
        "timestamp": "2026-03-01T12:00:00Z",
        "data": {"case_id": "9007199254740993", "seq": 3},
    }
    assert request.headers["webhook-id"] == f"msg_{event_id}"
    assert request.headers["content-type"] == "application/json"
    assert await world.rows("outbox") == []
    assert await world.rows("webhook_deliveries", "status, attempts, next_attempt_at") == [
        ("delivered", 1, None)
    ]
    assert await world.rows("jobs") == []


async def test_the_signature_is_dated_by_the_real_clock_however_far_the_demo_is(
    world: World, receiver: Receiver
) -> None:
    _, secret = await world.endpoint(receiver.url())
    await world.happen()
    await world.settle(after=400 * DAY)
    dated = datetime.fromtimestamp(int(receiver.requests[0].headers["webhook-timestamp"]), UTC)
    assert abs(datetime.now(UTC) - dated) < timedelta(minutes=1)
    assert receiver.requests[0].verified(secret)


async def test_each_hears_of_what_they_asked_for_and_a_merchant_only_of_their_own(
    world: World, receiver: Receiver
) -> None:
    await world.endpoint(receiver.url("/operator"))
    await world.endpoint(receiver.url("/lamps"), RETURNED, owner=LAMP_SHOP)
    await world.endpoint(receiver.url("/tea"), owner=TEA_HOUSE)
    await world.happen(RETURNED, LAMP_SHOP)
    await world.happen(REFUNDED, LAMP_SHOP)
    await world.happen(RETURNED, TEA_HOUSE)
    await world.happen(RETURNED, None)
    await world.settle()
    assert Counter(request.path for request in receiver.requests) == {"/operator": 4, "/lamps": 1, "/tea": 1}


async def test_failures_are_tried_again_on_the_schedule_and_then_given_up(
    world: World, receiver: Receiver
) -> None:
    endpoint, secret = await world.endpoint(receiver.url())
    receiver.answers.extend([answer(500)] * 50)
    await world.happen()
    for pause in PAUSES:
        await world.settle(after=pause)
        tries = len(receiver.requests)
        await world.settle(after=timedelta(0))
        assert len(receiver.requests) == tries, "never sooner than the schedule says"
        world.clock.advance(pause * 0.21)  # the jitter
        await world.settle()
    await world.settle(after=30 * DAY)
    assert len(receiver.requests) == len(PAUSES) == 10
    assert {request.headers["webhook-id"] for request in receiver.requests} != set()
    assert len({request.headers["webhook-id"] for request in receiver.requests}) == 1
    assert receiver.requests[-1].verified(secret)
    (delivery,) = await list_deliveries(world.pool, endpoint.id, None)
    assert (delivery.status, delivery.attempts, delivery.next_attempt_at) == ("failed", 10, None)
    attempts = await list_attempts(world.pool, endpoint.id, delivery.id, None, limit=4)
    assert [attempt.number for attempt in attempts] == [10, 9, 8, 7]
    assert {(attempt.status_code, attempt.error) for attempt in attempts} == {(500, "answered 500")}
    rest = await list_attempts(world.pool, endpoint.id, delivery.id, None, before_number=7)
    assert [attempt.number for attempt in rest] == [6, 5, 4, 3, 2, 1]


async def test_a_receiver_that_asks_for_time_gets_it(world: World, receiver: Receiver) -> None:
    await world.endpoint(receiver.url())
    receiver.answers.append(answer(429, "retry-after: 3600"))
    await world.happen()
    await world.settle()
    await world.settle(after=timedelta(minutes=59))
    assert len(receiver.requests) == 1
    await world.settle(after=timedelta(minutes=1))
    assert len(receiver.requests) == 2


async def test_one_that_is_gone_is_switched_off_and_the_others_are_told(
    world: World, receiver: Receiver
) -> None:
    gone, _ = await world.endpoint(receiver.url("/gone"), owner=LAMP_SHOP)
    receiver.answers.append(answer(410))
    await world.happen()
    await world.settle()
    _, secret = await world.endpoint(receiver.url("/operator"))
    await world.settle()
    assert (await read_endpoint(world.pool, gone.id, LAMP_SHOP)).disabled_reason == "gone"
    told = receiver.requests[-1].verified(secret)
    assert told["type"] == "webhook_endpoint.disabled"
    assert told["data"]["endpoint_id"] == str(gone.id)
    assert told["data"]["reason"] == "gone"
    await world.happen()
    await world.settle()
    assert [request.path for request in receiver.requests] == ["/gone", "/operator", "/operator"]


async def test_one_where_nothing_arrived_for_days_is_switched_off(world: World, receiver: Receiver) -> None:
    dead, _ = await world.endpoint(receiver.url())
    receiver.answers.extend([answer(503)] * 30)
    await world.happen()
    await world.settle()
    failing_since = (await read_endpoint(world.pool, dead.id, None)).failing_since
    await world.happen()
    await world.settle(after=3 * DAY)
    assert (await read_endpoint(world.pool, dead.id, None)).failing_since == failing_since == NOON
    await world.settle(after=3 * DAY)
    assert (await read_endpoint(world.pool, dead.id, None)).disabled_reason == "failing"
    statuses = Counter(status for (status,) in await world.rows("webhook_deliveries", "status"))
    assert statuses["pending"] + statuses["discarded"] + statuses["failed"] == 2


async def test_one_success_forgets_the_failures(world: World, receiver: Receiver) -> None:
    endpoint, _ = await world.endpoint(receiver.url())
    receiver.answers.append(answer(503))
    await world.happen()
    await world.settle()
    await world.settle(after=6 * DAY)
    found = await read_endpoint(world.pool, endpoint.id, None)
    assert (found.failing_since, found.disabled_at, len(receiver.requests)) == (None, None, 2)


async def test_what_was_laid_out_for_one_that_is_off_is_discarded_and_can_be_redelivered(
    world: World, receiver: Receiver
) -> None:
    endpoint, secret = await world.endpoint(receiver.url())
    await world.happen()
    await world.fan_out.once()
    await disable_endpoint(world.pool, endpoint.id, None, now=world.clock.now(), ids=world.ids)
    await world.settle()
    (delivery,) = await list_deliveries(world.pool, endpoint.id, None, status="discarded")
    again = {"now": world.clock.now(), "ids": world.ids}
    with pytest.raises(EndpointDisabled):
        await redeliver(world.pool, endpoint.id, delivery.id, None, **again)
    await enable_endpoint(world.pool, endpoint.id, None)
    async with world.pool.acquire() as connection, connection.transaction():
        await redeliver(connection, endpoint.id, delivery.id, None, **again)
    await world.settle()
    assert receiver.requests[0].verified(secret)


async def test_redelivery_by_hand_keeps_the_message_id_and_begins_a_new_round(
    world: World, receiver: Receiver
) -> None:
    endpoint, _ = await world.endpoint(receiver.url())
    await world.happen()
    await world.settle()
    (delivery,) = await list_deliveries(world.pool, endpoint.id, None)
    pending = await redeliver(
        world.pool, endpoint.id, delivery.id, None, now=world.clock.now(), ids=world.ids
    )
    assert pending.status == "pending"
    await world.settle()
    first, second = receiver.requests
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    assert [row.number for row in await list_attempts(world.pool, endpoint.id, delivery.id, None)] == [2, 1]


async def test_a_pending_delivery_can_be_sent_now_rather_than_tomorrow(
    world: World, receiver: Receiver
) -> None:
    endpoint, _ = await world.endpoint(receiver.url())
    receiver.answers.append(answer(503, "retry-after: 80000"))
    await world.happen()
    await world.settle()
    (delivery,) = await list_deliveries(world.pool, endpoint.id, None, status="pending")
    await redeliver(world.pool, endpoint.id, delivery.id, None, now=world.clock.now(), ids=world.ids)
    assert len(await world.rows("jobs")) == 1
    await world.settle()
    assert len(receiver.requests) == 2
    assert await world.rows("jobs") == []


async def test_nothing_is_sent_to_a_deleted_endpoint_and_its_log_is_not_shown(
    world: World, receiver: Receiver
) -> None:
    endpoint, _ = await world.endpoint(receiver.url())
    await world.happen()
    await world.fan_out.once()
    await delete_endpoint(world.pool, endpoint.id, None)
    await world.settle()
    assert receiver.requests == []
    assert await world.rows("webhook_deliveries", "status") == [("discarded",)]
    assert await world.rows("webhook_secrets") == []
    with pytest.raises(NotFound):
        await list_deliveries(world.pool, endpoint.id, None)


async def test_after_a_rotation_both_secrets_verify_for_a_day(world: World, receiver: Receiver) -> None:
    endpoint, old = await world.endpoint(receiver.url())
    _, new = await rotate_secret(world.pool, endpoint.id, None, now=world.clock.now())
    assert old != new
    await world.happen()
    await world.settle()
    assert receiver.requests[0].verified(old) == receiver.requests[0].verified(new)
    assert receiver.requests[0].headers["webhook-signature"].count("v1,") == 2
    await world.happen()
    await world.settle(after=DAY)
    assert receiver.requests[1].verified(new)
    assert receiver.requests[1].headers["webhook-signature"].count("v1,") == 1


async def test_however_often_the_secret_is_rotated_only_three_sign(world: World, receiver: Receiver) -> None:
    endpoint, secret = await world.endpoint(receiver.url())
    secrets = [secret]
    for _ in range(6):
        _, secret = await rotate_secret(world.pool, endpoint.id, None, now=world.clock.now())
        secrets.append(secret)
    await world.happen()
    await world.settle()
    assert receiver.requests[0].headers["webhook-signature"].count("v1,") == 3
    for living in secrets[-3:]:
        assert receiver.requests[0].verified(living)


async def test_two_fan_outs_side_by_side_lay_out_once(world: World, receiver: Receiver) -> None:
    for path in ("/a", "/b"):
        await world.endpoint(receiver.url(path))
    for seq in range(700):
        await world.happen(seq=seq, bucket=seq % 9)
    workers = [asyncio.create_task(FanOut(world.pool, world.ids, 0.01).run()) for _ in range(4)]
    async with asyncio.timeout(30):
        while await world.pool.fetchval("SELECT count(*) FROM outbox"):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    await _cancel(*workers)
    assert await world.pool.fetchval("SELECT count(*) FROM webhook_deliveries") == 1400
    assert await world.pool.fetchval("SELECT count(*) FROM jobs") == 1400


async def test_killed_in_the_middle_nothing_is_lost(
    world: World, receiver: Receiver, client: httpx.AsyncClient
) -> None:
    """Fan-out and delivery are cancelled at random moments, without any grace; every event still arrives."""
    endpoint, _ = await world.endpoint(receiver.url())
    dice = random.Random(3)
    for seq in range(120):
        await world.happen(seq=seq, bucket=seq % 9)
    for _ in range(12):
        fan_out = asyncio.create_task(FanOut(world.pool, world.ids, 0.001).run())
        hasty = RunnerSettings(concurrency=4, poll_seconds=0.01, grace_seconds=0)
        runner = JobRunner(world.pool, world.clock, {DELIVER: world.deliverer}, settings=hasty)
        work = asyncio.create_task(runner.run())
        await asyncio.sleep(dice.uniform(0, 0.08))
        await _cancel(fan_out, work)
    await world.settle()
    # What a killed worker could not put back is free again once its lease is over.
    later = JobRunner(
        world.pool, world.clock, {DELIVER: world.deliverer},
        real_now=lambda: datetime.now(UTC) + 2 * timedelta(seconds=hasty.lease_seconds),
    )  # fmt: skip
    await later.run_ready()
    deliveries = await list_deliveries(world.pool, endpoint.id, None, limit=500)
    assert Counter(delivery.status for delivery in deliveries) == {"delivered": 120}
    assert len({request.headers["webhook-id"] for request in receiver.requests}) == 120
    assert await world.rows("jobs") == []


async def test_a_slow_receiver_holds_up_nobody_else(
    world: World, receiver: Receiver, client: httpx.AsyncClient
) -> None:
    slow_url, quick_url = receiver.url("/slow"), receiver.url("/quick")
    arrived = asyncio.Event()

    class Slow:
        """Hangs for one address."""

        async def send(self, url: str, headers: dict[str, str], body: str) -> Answer:
            if url == slow_url:
                await asyncio.sleep(60)
            arrived.set()
            return Answer(204, 1, None)

    await world.endpoint(slow_url, RETURNED)
    for _ in range(100):
        await world.happen(RETURNED)
    await world.endpoint(quick_url, REFUNDED)
    await world.fan_out.once()
    await world.happen(REFUNDED)
    await world.fan_out.once()
    deliverer = Deliverer(world.pool, world.clock, Slow(), world.ids, at_once_per_endpoint=4)
    settings = RunnerSettings(concurrency=16, poll_seconds=0.01, grace_seconds=0)
    work = asyncio.create_task(
        JobRunner(world.pool, world.clock, {DELIVER: deliverer}, settings=settings).run()
    )
    await asyncio.wait_for(arrived.wait(), 10)
    await _cancel(work)


async def test_a_refused_address_is_in_the_log_in_words(world: World, client: httpx.AsyncClient) -> None:
    async def rebound(host: str, port: int) -> list[str]:
        return ["169.254.169.254"]

    world.deliverer.sender = sender_for(client, resolve=rebound)
    endpoint, _ = await world.endpoint("https://evil.example/")
    await world.happen()
    await world.settle()
    (delivery,) = await list_deliveries(world.pool, endpoint.id, None)
    (attempt,) = await list_attempts(world.pool, endpoint.id, delivery.id, None)
    assert attempt.error == "the host is in a network we do not send to (link-local)"
    assert attempt.status_code is None


async def test_old_deliveries_are_swept_and_pending_ones_stay(world: World, receiver: Receiver) -> None:
    await world.endpoint(receiver.url())
    await world.happen()
    await world.settle()
    receiver.answers.append(answer(500))
    await world.happen()
    await world.settle()
    assert await sweep_deliveries(world.pool, NOON) == 0
    assert await sweep_deliveries(world.pool, NOON + DAY) == 1
    assert await world.rows("webhook_deliveries", "status") == [("pending",)]
    assert await world.pool.fetchval("SELECT count(*) FROM webhook_attempts") == 1


async def test_the_database_itself_refuses_to_lay_out_twice(world: World, receiver: Receiver) -> None:
    await world.endpoint(receiver.url())
    await world.happen()
    await world.fan_out.once()
    with pytest.raises(asyncpg.UniqueViolationError):
        await world.pool.execute(
            "INSERT INTO webhook_deliveries (bucket, id, endpoint_id, event_id, event, subject, body, at, next_attempt_at) "
            "SELECT bucket, id + 1, endpoint_id, event_id, event, subject, body, at, at FROM webhook_deliveries"
        )


async def _cancel(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
