"""Recording on the real database: whole or not at all, the same again writes nothing, rivals agree."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest
from msgspec.structs import replace

from makegood.db.writes import Writes
from makegood.kit.errors import Refused
from makegood.kit.ids import IdMaker, bucket_of, stable_bucket
from makegood.orders import (
    OrderHasProblems,
    OrderInput,
    OrderRecorded,
    find_order_id,
    order_view,
    orders_of,
    record_batch,
    record_each,
    record_orders,
)
from makegood.orders.refusals import (
    OrderAlreadyClaimed,
    OrderOfAnotherBuyer,
    OrderPaymentChanged,
    OrderStatusWentBack,
)
from tests.orders.world import CUP, HILLSIDE, LIN, NOW, OMAR, TEA, a_payment, an_order, parcel

IDS = IdMaker()


def nothing(_: Sequence[OrderRecorded], __: datetime) -> Writes:
    return Writes()


async def record(pool: asyncpg.Pool, *orders: OrderInput, now: datetime = NOW) -> list[OrderRecorded]:
    async with pool.acquire() as connection, connection.transaction():
        return await record_orders(connection, orders, now, IDS, nothing)


async def counts(pool: asyncpg.Pool) -> dict[str, int]:
    tables = (
        "merchants",
        "buyers",
        "products",
        "orders",
        "order_names",
        "order_lines",
        "order_payments",
        "parcels",
    )
    return {table: await pool.fetchval(f"SELECT count(*) FROM {table}") for table in tables}


async def test_an_order_comes_in_whole(pool: asyncpg.Pool) -> None:
    order = an_order(shipping_minor=800, discount_minor=1000, parcels=[parcel()], status="shipped")
    (recorded,) = await record(pool, order)
    assert recorded.was_new
    assert recorded.bucket == bucket_of(recorded.order_id) == stable_bucket("lin")
    assert bucket_of(recorded.merchant_id) == stable_bucket("hillside")
    assert [(payment.payment_no, payment.amount_minor) for payment in recorded.captured] == [(1, 34_900)]
    view = await order_view(pool, "A-1")
    assert view is not None
    assert (view.id, view.buyer.name, view.merchant.name) == (
        str(recorded.order_id),
        "林小满",
        "Hillside Teas",
    )
    assert [(line.kind, line.paid_minor) for line in view.lines] == [
        ("goods", 29_145), ("goods", 4_955), ("shipping", 800),
    ]  # fmt: skip
    assert view.lines[0].traits == ["perishable"]
    assert view.parcels[0].tracking_no == "SF1001"
    assert await order_view(pool, recorded.order_id) == view
    assert await pool.fetchval("SELECT label FROM buyer_tenders") == "Visa ending 8674"


async def test_the_same_again_writes_nothing(pool: asyncpg.Pool) -> None:
    orders = [an_order(f"A-{at}", parcels=[parcel()], status="shipped") for at in range(5)]
    first = await record(pool, *orders)
    before = await pool.fetch("SELECT xmin, * FROM orders")
    again = await record(pool, *orders, now=NOW + timedelta(hours=1))
    assert [(one.was_new, one.changed, one.captured) for one in again] == [(False, False, ())] * 5
    assert [one.order_id for one in again] == [one.order_id for one in first]
    assert await pool.fetch("SELECT xmin, * FROM orders") == before


async def test_an_order_goes_on(pool: asyncpg.Pool) -> None:
    (first,) = await record(pool, an_order())
    (second,) = await record(pool, an_order(status="delivered", parcels=[parcel(delivered=True)]))
    (third,) = await record(
        pool, an_order(status="completed", completed_at=NOW, parcels=[parcel(delivered=True)])
    )
    assert first.order_id == second.order_id == third.order_id
    assert (second.captured, second.newly_completed, third.newly_completed) == ((), False, True)
    view = await order_view(pool, "A-1")
    assert view is not None
    assert (view.status, view.completed_at, len(view.parcels)) == ("completed", NOW, 1)


async def test_an_order_told_twice_in_one_batch_is_taken_in_order(pool: asyncpg.Pool) -> None:
    first, second, third = await record(
        pool, an_order(), an_order(status="shipped"), an_order(status="completed", completed_at=NOW)
    )
    assert (first.was_new, second.was_new, third.newly_completed) == (True, False, True)
    assert first.order_id == third.order_id


async def test_a_bigger_order_is_captured_for_the_difference(pool: asyncpg.Pool) -> None:
    await record(pool, an_order())
    lines = [replace(TEA, quantity=4), CUP]
    (more,) = await record(
        pool, an_order(lines=lines, payments=[a_payment(35_100), a_payment(10_000, "pi_2")])
    )
    assert [(payment.payment_no, payment.amount_minor) for payment in more.captured] == [(2, 10_000)]
    assert await pool.fetchval("SELECT sum(paid_minor) FROM order_lines") == more.paid_minor == 45_100


async def claim(pool: asyncpg.Pool, order: OrderRecorded) -> None:
    await pool.execute(
        "UPDATE order_lines SET claimed_quantity = 1, claimed_minor = 100 WHERE order_id = $1 AND line_no = 1",
        order.order_id,
    )


async def test_what_is_claimed_does_not_change_but_the_order_goes_on(pool: asyncpg.Pool) -> None:
    (order,) = await record(pool, an_order())
    await claim(pool, order)
    with pytest.raises(OrderAlreadyClaimed):
        await record(
            pool, an_order(lines=[TEA, CUP, CUP], payments=[a_payment(35_100), a_payment(5_100, "pi_2")])
        )
    with pytest.raises(OrderAlreadyClaimed):
        await record(pool, an_order(status="cancelled"))
    (shipped,) = await record(pool, an_order(status="shipped", lines=[replace(TEA, title="Tea!"), CUP]))
    assert shipped.changed
    assert await pool.fetchval("SELECT title FROM order_lines WHERE line_no = 1") == TEA.title


async def test_refusals_name_the_obstacle_and_leave_nothing(pool: asyncpg.Pool) -> None:
    await record(pool, an_order(status="shipped"))
    before = await counts(pool)
    for told, refusal in (
        (an_order(buyer=OMAR, status="shipped"), OrderOfAnotherBuyer),
        (an_order(status="paid", buyer=replace(LIN, name="Changed")), OrderStatusWentBack),
        (an_order(status="shipped", payments=[a_payment(35_100, "pi_x")]), OrderPaymentChanged),
        (an_order(currency="ZZZ"), OrderHasProblems),
    ):
        with pytest.raises(refusal):
            await record(pool, told)
    assert await counts(pool) == before
    assert await pool.fetchval("SELECT name FROM buyers") == LIN.name


async def test_each_order_of_a_batch_succeeds_or_fails_alone(pool: asyncpg.Pool) -> None:
    await record(pool, an_order("A-1"))
    batch = [
        an_order("A-1", buyer=OMAR),
        an_order("A-2"),
        an_order("A-3", payments=[]),
        an_order("A-4", buyer=OMAR),
    ]
    outcomes = await record_batch(pool, batch, NOW, IDS, nothing)
    assert [type(outcome).__name__ for outcome in outcomes] == [
        "OrderOfAnotherBuyer", "OrderRecorded", "OrderHasProblems", "OrderRecorded",
    ]  # fmt: skip
    assert await pool.fetchval("SELECT count(*) FROM orders") == 3


async def test_cancelled_orders_leave_nothing_to_claim_or_refund(pool: asyncpg.Pool) -> None:
    (new,) = await record(pool, an_order("A-1", status="cancelled"))
    await record(pool, an_order("A-2"))
    (cancelled,) = await record(pool, an_order("A-2", status="cancelled"))
    assert (new.newly_cancelled, new.captured, new.returned) == (True, (), ())
    assert (cancelled.newly_cancelled, [payment.amount_minor for payment in cancelled.returned]) == (
        True,
        [35_100],
    )
    assert await pool.fetchval(
        "SELECT bool_and(claimed_minor = paid_minor AND claimed_quantity = quantity) FROM order_lines"
    )
    assert await pool.fetchval("SELECT bool_and(refunded_minor = amount_minor) FROM order_payments")


async def test_parties_follow_the_last_telling_and_keep_what_is_not_told(pool: asyncpg.Pool) -> None:
    await record(pool, an_order("A-1"))
    silent = replace(HILLSIDE, name="Hillside Teas Ltd", return_address=None)
    await record(pool, an_order("A-2", merchant=silent, buyer=replace(LIN, name="Lin", tenders=[])))
    merchant = await pool.fetchrow("SELECT name, calendar, return_address FROM merchants")
    assert tuple(merchant) == ("Hillside Teas Ltd", "always", "1 Tea Road, Hangzhou")
    assert await pool.fetchval("SELECT name FROM buyers") == "Lin"
    assert await pool.fetchval("SELECT count(*) FROM buyer_tenders") == 1


async def test_consequences_are_written_in_the_same_transaction(pool: asyncpg.Pool) -> None:
    asked: list[list[str]] = []

    def jobs(recorded: Sequence[OrderRecorded], now: datetime) -> Writes:
        asked.append([order.external_id for order in recorded])
        writes = Writes()
        rows: list[dict[str, Any]] = [
            {"bucket": order.bucket, "id": order.order_id, "kind": "told", "payload": {}, "run_at": now}
            for order in recorded
        ]
        writes.add("defer_jobs", *rows)
        return writes

    async with pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await record_each(connection, [an_order("A-1"), an_order("A-2", payments=[])], NOW, IDS, jobs)
        assert await connection.fetchval("SELECT count(*) FROM jobs") == 1
        await transaction.rollback()
    await record_batch(pool, [an_order("A-1")], NOW, IDS, jobs)
    await record_batch(pool, [an_order("A-1")], NOW, IDS, jobs)
    assert asked == [["A-1"], ["A-1"]]
    assert await pool.fetchval("SELECT count(*) FROM jobs") == 1


async def test_a_refusal_of_the_database_hits_only_its_own_order(pool: asyncpg.Pool) -> None:
    await pool.execute("ALTER TABLE orders ADD CONSTRAINT no_unlucky CHECK (external_id <> 'A-13')")
    orders = [an_order(f"A-{at}") for at in range(20)]
    outcomes = await record_batch(pool, orders, NOW, IDS, nothing)
    refused = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert [str(refusal) for refusal in refused] == [
        "Order A-13 was not accepted by the database (no_unlucky); nothing of it was written."
    ]
    assert await pool.fetchval("SELECT count(*) FROM orders") == 19
    assert await find_order_id(pool, "A-13") is None


async def test_a_dry_run_finds_the_same_and_writes_nothing(pool: asyncpg.Pool) -> None:
    await record(pool, an_order("A-1", status="shipped"))
    before = await counts(pool)
    orders = [an_order("A-1"), an_order("A-2"), an_order("A-3", payments=[])]
    dry = await record_batch(pool, orders, NOW, IDS, nothing, dry_run=True)
    assert await counts(pool) == before
    wet = await record_batch(pool, orders, NOW, IDS, nothing)
    assert [type(outcome) for outcome in dry] == [type(outcome) for outcome in wet]


async def test_ten_rivals_telling_the_same_orders_agree(pool: asyncpg.Pool) -> None:
    orders = [an_order(f"A-{at}", buyer=LIN if at % 2 else OMAR) for at in range(30)]
    reverse = list(reversed(orders))
    tellings = [
        record_batch(pool, orders if turn % 2 else reverse, NOW, IdMaker(seed=turn), nothing)
        for turn in range(10)
    ]
    answers = [outcome for answer in await asyncio.gather(*tellings) for outcome in answer]
    recorded = [outcome for outcome in answers if isinstance(outcome, OrderRecorded)]
    assert len(recorded) == 300
    assert sum(one.was_new for one in recorded) == 30
    assert sum(len(one.captured) for one in recorded) == 30
    assert await counts(pool) | {"parcels": 0} == {
        "merchants": 1, "buyers": 2, "products": 2, "orders": 30, "order_names": 30, "order_lines": 60,
        "order_payments": 30, "parcels": 0,
    }  # fmt: skip


async def test_a_case_that_holds_the_order_is_waited_for(pool: asyncpg.Pool) -> None:
    (order,) = await record(pool, an_order())
    async with pool.acquire() as case:
        transaction = case.transaction()
        await transaction.start()
        await case.execute("SELECT 1 FROM orders WHERE id = $1 FOR NO KEY UPDATE", order.order_id)
        telling = asyncio.create_task(record(pool, an_order(status="cancelled")))
        await asyncio.sleep(0.2)
        assert not telling.done()
        await case.execute("UPDATE order_lines SET claimed_quantity = 1 WHERE order_id = $1", order.order_id)
        await transaction.commit()
    with pytest.raises(OrderAlreadyClaimed):
        await telling


async def test_orders_are_listed_newest_first_page_by_page(pool: asyncpg.Pool) -> None:
    recorded = await record(pool, *(an_order(f"A-{at}", buyer=LIN if at % 3 else OMAR) for at in range(10)))
    first = await orders_of(pool, limit=4)
    assert first.next_cursor is not None
    second = await orders_of(pool, limit=4, before_id=int(first.next_cursor))
    third = await orders_of(pool, limit=4, before_id=int(second.next_cursor or 0))
    ids = [int(view.id) for page in (first, second, third) for view in page.orders]
    assert ids == sorted((one.order_id for one in recorded), reverse=True)
    assert third.next_cursor is None
    omar = next(one.buyer_id for one in recorded if one.external_id == "A-0")
    of_omar = await orders_of(pool, buyer_id=omar)
    assert {view.external_id for view in of_omar.orders} == {"A-0", "A-3", "A-6", "A-9"}
    assert len((await orders_of(pool, merchant_id=recorded[0].merchant_id)).orders) == 10
    assert (await orders_of(pool, merchant_id=1)).orders == []
    assert await order_view(pool, "no such order") is None
