"""The fake does as it is told, with its books in memory and in PostgreSQL alike; the latter are shared."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from makegood.kit.clock import SetClock
from makegood.payments import Failed, Notification, Pending, Succeeded, Unknown, reconcile
from makegood.payments.adapters.fake import FakeProcessor
from makegood.payments.fake_processor.book import Book, MemoryBook
from makegood.payments.fake_processor.script import Script, script_of
from makegood.payments.fake_processor.sql_book import SqlBook
from tests.payments.worlds import NOON, WEBHOOK_SECRET, order

MINUTE = timedelta(minutes=1)


class Told:
    """A fake on a set clock, and what it said of its own accord."""

    def __init__(self, book: Book) -> None:
        self.clock = SetClock(NOON)
        self.heard: list[Notification] = []
        self.fake = FakeProcessor(self.clock, book, notify=self.hear, webhook_secret=WEBHOOK_SECRET)

    async def hear(self, notification: Notification) -> None:
        self.heard.append(notification)


@pytest.fixture
def told(book: Book) -> Told:
    return Told(book)


@pytest.mark.parametrize(
    ("script", "first", "second", "moved_minor"),
    [
        (Script.SUCCEED, Succeeded, Succeeded, 700),
        (Script.FAIL, Failed, Failed, 0),
        (Script.FAIL_ONCE, Failed, Succeeded, 700),
        (Script.TIMEOUT_BEFORE, Unknown, Succeeded, 700),
        (Script.TIMEOUT_AFTER, Unknown, Succeeded, 700),
        (Script.LATE, Pending, Pending, 700),
        (Script.LATE_FAIL, Pending, Pending, 0),
        (Script.TWICE, Succeeded, Succeeded, 700),
        (Script.EARLY, Succeeded, Succeeded, 700),
    ],
)
@pytest.mark.parametrize("by", ["reference", "follow"])
async def test_each_script(told: Told, by: str, script: Script, first, second, moved_minor: int) -> None:
    reference = f"pay_1-{script}" if by == "reference" else "pay_1"
    ordered = order(reference, 700)
    if by == "follow":
        told.fake.follow(script)
    assert isinstance(await told.fake.refund(ordered), first)
    assert isinstance(await told.fake.refund(ordered), second)
    assert await told.fake.book.moved_minor(reference) == moved_minor
    assert await told.fake.book.calls(reference) == 2


@pytest.mark.parametrize(
    ("reference", "calls", "script"),
    [
        ("pay_1", 1, Script.SUCCEED),
        ("pay_1-late-fail", 1, Script.LATE_FAIL),
        ("pay_1-fail", 3, Script.FAIL),
        ("pay_1-fail-once", 1, Script.FAIL_ONCE),
        ("pay_1-fail-once", 2, Script.SUCCEED),
        ("pay_1-timeout-before", 2, Script.SUCCEED),
        ("pay_1-timeout-after", 2, Script.TIMEOUT_AFTER),
        ("fail", 1, Script.SUCCEED),
    ],
)
def test_script_by_reference(reference: str, calls: int, script: Script) -> None:
    assert script_of(reference, calls) is script


async def test_failing_for_now_and_for_good(told: Told) -> None:
    told.fake.follow(Script.FAIL_ONCE)
    for_now = await told.fake.refund(order("pay_1", 700))
    for_good = await told.fake.refund(order("pay_1-fail", 700))
    assert isinstance(for_now, Failed)
    assert isinstance(for_good, Failed)
    assert (for_now.retryable, for_good.retryable) == (True, False)


@pytest.mark.parametrize(("script", "outcome"), [("late", Succeeded), ("late-fail", Failed)])
async def test_late_outcome_is_found_by_asking(told: Told, script: str, outcome: type) -> None:
    ordered = order(f"pay_1-{script}", 700)
    assert isinstance(await told.fake.refund(ordered), Pending)
    told.clock.advance(MINUTE - timedelta(seconds=1))
    assert isinstance(await told.fake.find(ordered), Pending)
    told.clock.advance(timedelta(seconds=1))
    assert isinstance(await told.fake.find(ordered), outcome)
    assert isinstance(await told.fake.refund(ordered), outcome)


async def test_late_outcome_is_told_when_it_is_due(told: Told) -> None:
    ordered = order("pay_1-late", 700)
    answer = await told.fake.refund(ordered)
    assert isinstance(answer, Pending)
    assert await told.fake.deliver() == 0
    told.clock.advance(MINUTE)
    assert await told.fake.deliver() == 1
    assert await told.fake.deliver() == 0
    (said,) = told.heard
    assert (said.processor, said.idempotency_key) == ("fake", ordered.idempotency_key)
    assert (said.refund_reference, said.answer) == (
        answer.refund_reference,
        Succeeded(answer.refund_reference),
    )


@pytest.mark.parametrize(
    ("script", "before_the_answer", "in_all"),
    [("succeed", 0, 1), ("twice", 0, 2), ("early", 1, 1), ("fail", 0, 1)],
)
async def test_notifications(told: Told, script: str, before_the_answer: int, in_all: int) -> None:
    answer = await told.fake.refund(order(f"pay_1-{script}", 700))
    assert len(told.heard) == before_the_answer
    assert await told.fake.deliver() == in_all - before_the_answer
    assert len(told.heard) == in_all
    assert {(said.event_id, said.answer) for said in told.heard} == {(told.heard[0].event_id, answer)}


async def test_a_notification_that_is_not_taken_stays_owed(told: Told, book: Book) -> None:
    async def deaf(notification: Notification) -> None:
        raise ConnectionError

    fake = FakeProcessor(told.clock, book, notify=deaf)
    await fake.refund(order("pay_1-twice", 700))
    with pytest.raises(ConnectionError):
        await fake.deliver()
    assert await told.fake.deliver() == 2


async def test_without_anybody_to_tell_nothing_is_owed(told: Told, book: Book) -> None:
    silent = FakeProcessor(told.clock, book)
    await silent.refund(order("pay_1", 700))
    assert await silent.deliver() == 0
    assert await told.fake.deliver() == 0


async def test_notification_over_http(told: Told) -> None:
    await told.fake.refund(order("pay_1-fail", 700))
    await told.fake.deliver()
    headers, body = told.fake.signed_request(told.heard[0])
    lowered = {name.lower(): value for name, value in headers.items()}
    assert told.fake.notification(lowered, body) == told.heard[0]


async def test_books_in_the_database_are_shared_and_outlive_the_process(pool: asyncpg.Pool) -> None:
    server, worker = Told(SqlBook(pool)), Told(SqlBook(pool))
    ordered = order("pay_1-late", 700)
    assert isinstance(await server.fake.refund(ordered), Pending)
    worker.clock.advance(MINUTE)
    assert isinstance(await worker.fake.find(ordered), Succeeded)
    handed_over = await asyncio.gather(
        worker.fake.deliver(), *(Told(SqlBook(pool)).fake.deliver() for _ in "ab")
    )
    assert sum(handed_over) == len(worker.heard) == 1


async def test_who_takes_a_notification_takes_it_from_the_others(pool: asyncpg.Pool) -> None:
    await Told(SqlBook(pool)).fake.refund(order("pay_1", 700))
    async with pool.acquire() as connection, connection.transaction():
        assert len(await SqlBook(connection).take_owed(NOON)) == 1
        assert await asyncio.wait_for(SqlBook(pool).take_owed(NOON), 5) == []


async def test_an_entry_is_decided_once_however_many_saw_it_undecided(book: Book) -> None:
    ordered = order("pay_1", 700)
    seen = [await book.called(ordered, NOON) for _ in range(5)]
    decided = await asyncio.gather(
        *(book.decide(entry, "succeeded", NOON, Script.SUCCEED, 0) for entry in seen),
        book.decide(seen[0], "declined", NOON, Script.FAIL, 0),
    )
    (status,) = {entry.status for entry in decided}
    assert await book.moved_minor("pay_1") == (700 if status == "succeeded" else 0)


async def test_refusal_after_a_late_failure_leaves_room(told: Told) -> None:
    await told.fake.book.set_captured("pay_1", 1000)
    told.fake.follow(Script.LATE_FAIL)
    await told.fake.refund(order("pay_1", 1000))
    assert isinstance(await told.fake.refund(order("pay_1", 1000)), Succeeded)
    assert await told.fake.book.moved_minor("pay_1") == 1000


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    calls=st.lists(st.tuples(st.integers(1, 4), st.sampled_from(Script)), max_size=25),
    captured_minor=st.integers(0, 400),
)
async def test_whatever_it_is_told_each_key_pays_once_and_never_too_much(calls, captured_minor: int) -> None:
    told = Told(MemoryBook())
    await told.fake.book.set_captured("pay_1", captured_minor)
    orders = {number: order("pay_1", 100, f"key-{number}") for number in range(1, 5)}
    for number, script in calls:
        told.fake.follow(script)
        await told.fake.refund(orders[number])
        told.clock.advance(MINUTE / 4)
    told.clock.advance(MINUTE)
    outcomes = [await reconcile(told.fake, orders[number], 1) for number in {number for number, _ in calls}]
    paid = sum(isinstance(outcome, Succeeded) for outcome in outcomes)
    assert all(isinstance(outcome, Succeeded | Failed) for outcome in outcomes)
    assert await told.fake.book.moved_minor("pay_1") == 100 * paid <= captured_minor
    assert await told.fake.book.calls("pay_1") >= len(calls)
