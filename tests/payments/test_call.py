"""Calling a processor: time is limited, surprises are Unknown, and no personal data gets into the log."""

import asyncio

import msgspec
import pytest
import structlog

from makegood.payments import (
    Failed,
    NotFound,
    Notification,
    RefundAnswer,
    RefundOrder,
    Succeeded,
    Unknown,
    call,
    reconcile,
)
from tests.payments.worlds import order

DONE = Succeeded("re_1")


class Deaf:
    """Never answers."""

    name = "deaf"

    async def refund(self, order: RefundOrder) -> RefundAnswer:
        await asyncio.sleep(60)
        return DONE


class Broken:
    """Fails as no adapter should, quoting what it was sent."""

    name = "broken"

    def __init__(self, error: Exception) -> None:
        self.error = error

    async def refund(self, order: RefundOrder) -> RefundAnswer:
        raise self.error


class Recorded:
    """Answers as told and remembers what it was asked."""

    name = "recorded"

    def __init__(self, found: RefundAnswer | NotFound) -> None:
        self.found = found
        self.asked: list[str] = []

    async def refund(self, order: RefundOrder) -> RefundAnswer:
        self.asked.append("refund")
        return DONE

    async def find(self, order: RefundOrder) -> RefundAnswer | NotFound:
        self.asked.append("find")
        return self.found


async def test_time_is_limited() -> None:
    assert await call(Deaf(), order("pay_1", 1), 0.02) == Unknown("timed_out")


@pytest.mark.parametrize("error", [RuntimeError("Lin Wei, +86 139"), ConnectionResetError(), TimeoutError()])
async def test_a_surprise_is_unknown(error: Exception) -> None:
    assert isinstance(await call(Broken(error), order("pay_1", 1), 1), Unknown)


async def test_the_log_holds_no_personal_data() -> None:
    with structlog.testing.capture_logs() as lines:
        answer = await call(Broken(RuntimeError("Lin Wei")), order("pay_1", 1, "event-9"), 1)
    assert answer == Unknown("RuntimeError")
    assert lines == [
        {
            "event": "refund_outcome_unknown",
            "log_level": "warning",
            "processor": "broken",
            "key": "event-9",
            "reason": "RuntimeError",
        }
    ]


async def test_being_stopped_is_not_an_answer() -> None:
    calling = asyncio.create_task(call(Deaf(), order("pay_1", 1), 60))
    await asyncio.sleep(0)
    calling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await calling


@pytest.mark.parametrize(
    ("found", "answer", "asked"),
    [
        (NotFound(), DONE, ["find", "refund"]),
        (Succeeded("re_0"), Succeeded("re_0"), ["find"]),
        (Failed("no", "no"), Failed("no", "no"), ["find"]),
        (Unknown("down"), Unknown("down"), ["find"]),
    ],
)
async def test_reconciling_asks_before_it_sends_again(found, answer, asked) -> None:
    processor = Recorded(found)
    assert await reconcile(processor, order("pay_1", 1), 1) == answer
    assert processor.asked == asked


@pytest.mark.parametrize(
    "wrong", [{"amount_minor": 0}, {"currency": "eur"}, {"currency": "EURO"}, {"idempotency_key": ""}]
)
def test_an_order_that_makes_no_sense_is_not_made(wrong: dict[str, object]) -> None:
    sound = msgspec.structs.asdict(order("pay_1", 1))
    with pytest.raises(ValueError):
        RefundOrder(**(sound | wrong))


def test_what_is_kept_in_a_job_can_be_read_again() -> None:
    ordered = order("pay_1", 1)
    assert msgspec.json.decode(msgspec.json.encode(ordered), type=RefundOrder) == ordered
    told = Notification(
        processor="fake",
        event_id="e",
        refund_reference="r",
        idempotency_key=None,
        answer=Failed("a", "b", True),
    )
    assert msgspec.json.decode(msgspec.json.encode(told), type=Notification) == told
