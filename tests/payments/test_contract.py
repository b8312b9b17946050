"""The contract of a processor, asserted alike of the fake (in memory, in SQL), our own books and Stripe.

What needs a processor that keeps books of its own, at the other end of a wire, is asked of the far ones only:
for our own books the ledger keeps these promises, in the transaction that posts.
"""

import asyncio

import pytest

from makegood.payments import (
    SAME_KEY_OTHER_ORDER,
    BadSignature,
    Failed,
    Finds,
    NotFound,
    Notifies,
    Succeeded,
    Unknown,
    call,
    find,
    reconcile,
)
from tests.payments.worlds import API_KEY, WEBHOOK_SECRET, FarWorld, World, order

LIMIT = 10.0


async def test_pays_back_in_full(world: World) -> None:
    reference = await world.captured(5000)
    assert isinstance(await call(world.processor, order(reference, 5000), LIMIT), Succeeded)
    assert await world.moved_minor(reference) == 5000


async def test_pays_back_in_parts(world: World) -> None:
    reference = await world.captured(5000)
    first = await call(world.processor, order(reference, 1999), LIMIT)
    second = await call(world.processor, order(reference, 3001), LIMIT)
    assert isinstance(first, Succeeded)
    assert isinstance(second, Succeeded)
    assert first.refund_reference != second.refund_reference
    assert await world.moved_minor(reference) == 5000


async def test_same_order_again_gives_the_same_answer_and_moves_nothing(world: World) -> None:
    reference = await world.captured(5000)
    ordered = order(reference, 2000)
    answers = [await call(world.processor, ordered, LIMIT) for _ in range(3)]
    assert isinstance(answers[0], Succeeded)
    assert answers == answers[:1] * 3
    assert await world.moved_minor(reference) == 2000


async def test_same_order_ten_times_at_once_moves_the_money_once(world: World) -> None:
    reference = await world.captured(5000)
    ordered = order(reference, 2000)
    answers = await asyncio.gather(*(call(world.processor, ordered, LIMIT) for _ in range(10)))
    assert {type(answer) for answer in answers} <= {Succeeded, Unknown}
    assert isinstance(await reconcile(world.processor, ordered, LIMIT), Succeeded)
    assert await world.moved_minor(reference) == 2000


async def test_reconciling_what_is_known_changes_nothing(world: World) -> None:
    reference = await world.captured(5000)
    ordered = order(reference, 2000)
    answer = await call(world.processor, ordered, LIMIT)
    assert await reconcile(world.processor, ordered, LIMIT) == answer
    assert await world.moved_minor(reference) == 2000


async def test_shows_no_secret(world: World) -> None:
    assert API_KEY not in repr(world.processor)
    assert WEBHOOK_SECRET not in repr(world.processor)


async def test_a_key_is_for_one_order(far_world: FarWorld) -> None:
    reference = await far_world.captured(5000)
    await call(far_world.processor, order(reference, 2000, key := f"key-{reference}"), LIMIT)
    other = await call(far_world.processor, order(reference, 2001, key), LIMIT)
    assert isinstance(other, Failed)
    assert (other.code, other.retryable) == (SAME_KEY_OTHER_ORDER, False)
    assert await reconcile(far_world.processor, order(reference, 2001, key), LIMIT) == other
    assert await far_world.moved_minor(reference) == 2000


async def test_never_more_than_was_captured(far_world: FarWorld) -> None:
    reference = await far_world.captured(5000)
    await call(far_world.processor, order(reference, 3000), LIMIT)
    refused = await call(far_world.processor, order(reference, 2001), LIMIT)
    assert isinstance(refused, Failed)
    assert not refused.retryable
    assert await far_world.moved_minor(reference) == 3000


async def test_ten_orders_at_once_pay_what_was_captured(far_world: FarWorld) -> None:
    reference = await far_world.captured(5000)
    orders = [order(reference, 1000) for _ in range(10)]
    answers = await asyncio.gather(*(call(far_world.processor, each, LIMIT) for each in orders))
    assert sorted(type(answer).__name__ for answer in answers) == ["Failed"] * 5 + ["Succeeded"] * 5
    assert await far_world.moved_minor(reference) == 5000


async def test_lost_answer_is_found_again(far_world: FarWorld) -> None:
    reference, processor = await far_world.captured(5000), far_world.processor
    ordered = order(reference, 5000)
    far_world.lose_answer()
    assert isinstance(await call(processor, ordered, LIMIT), Unknown)
    assert await far_world.moved_minor(reference) == 5000
    assert isinstance(processor, Finds)
    assert isinstance(await find(processor, ordered, LIMIT), Succeeded)
    assert isinstance(await reconcile(processor, ordered, LIMIT), Succeeded)
    assert await far_world.moved_minor(reference) == 5000


async def test_lost_request_is_sent_again(far_world: FarWorld) -> None:
    reference, processor = await far_world.captured(5000), far_world.processor
    ordered = order(reference, 5000)
    far_world.lose_request()
    assert isinstance(await call(processor, ordered, LIMIT), Unknown)
    assert isinstance(processor, Finds)
    assert await find(processor, ordered, LIMIT) == NotFound()
    assert await far_world.moved_minor(reference) == 0
    assert isinstance(await reconcile(processor, ordered, LIMIT), Succeeded)
    assert await far_world.moved_minor(reference) == 5000


async def test_asking_does_nothing(far_world: FarWorld) -> None:
    reference, processor = await far_world.captured(5000), far_world.processor
    assert isinstance(processor, Finds)
    assert await find(processor, order(reference, 5000), LIMIT) == NotFound()
    assert await far_world.moved_minor(reference) == 0


async def test_finds_the_right_one_of_several(far_world: FarWorld) -> None:
    reference, processor = await far_world.captured(5000), far_world.processor
    orders = [order(reference, 1000) for _ in range(3)]
    answers = [await call(processor, each, LIMIT) for each in orders]
    assert isinstance(processor, Finds)
    assert [await find(processor, each, LIMIT) for each in orders] == answers


@pytest.mark.parametrize("signature", ["", "t=1,v1=ab", "v1", "t=1,v1=é", "0" * 64, "\x00"])
async def test_believes_no_unsigned_notification(far_world: FarWorld, signature: str) -> None:
    processor = far_world.processor
    assert isinstance(processor, Notifies)
    headers = {"Stripe-Signature": signature, "Fake-Signature": signature}
    for body in (b"{}", b"", b"\xff\xfe", b'{"type": "refund.updated"}'):
        with pytest.raises(BadSignature):
            processor.notification(headers, body)
