"""The way back is insured: a cover with the order, a payment by itself 72 hours after the return, the insurer's statement."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from msgspec import structs

from makegood.carriers import Carriers, OwnParcel, follow_own
from makegood.cases import CaseType, Request
from makegood.cases import commands as c
from makegood.cases.model import AppealVerdict, Favour
from makegood.claims import BY_ROUTE, CoverWanted, InsurerOffice, Route, Settlement
from makegood.db.writes import Writes
from makegood.flows.freight_cover import JOB, issue_for_buyer, look_at_return
from makegood.kit.errors import Invalid, Refused
from makegood.kit.ids import bucket_of
from makegood.ledger import Posting, add_transaction, outside, posted
from tests.claims.claims_world import AT, ClaimsWorld, claims_world, iso
from tests.world import DESK, MARKETPLACE, OPERATOR, SENIOR, buyer_of, merchant_of


@pytest.fixture
async def claims(pool: Any) -> ClaimsWorld:
    return await claims_world(pool)


@pytest.mark.parametrize(
    ("start", "end", "route", "premium", "insured"),
    [
        ("浙江省 杭州", "浙江省金华市义乌路 1 号", "same_province", 40, 800),
        ("广东 深圳", "浙江省金华市", "other_province", 80, 1200),
        ("新疆 喀什", "浙江省金华市", "far", 250, 2500),
        ("", "浙江省金华市", "other_province", 80, 1200),
    ],
)
def test_the_tariff_is_a_table_of_routes(
    start: str, end: str, route: str, premium: int, insured: int
) -> None:
    quote = BY_ROUTE.quote(Route(start, end), "CNY")
    assert quote is not None
    assert (quote.route, quote.premium_minor, quote.insured_minor) == (route, premium, insured)
    assert BY_ROUTE.quote(Route(start, end), "EUR") is None


async def returned(claims: ClaimsWorld, order: Any, reason: str = "no_reason", **told: Any) -> Any:
    """The buyer sends it back by a courier of their own, and the merchant takes it."""
    world = claims.world
    command = c.OpenCase(
        CaseType("return_refund"), reason=reason, items=(c.ItemAsked(1),), facts={"intact": True} | told
    )
    done = await world.engine.command(Request(buyer_of(order), command, order_id=order.order_id))
    if done.case.state.stage == "awaiting_merchant":
        done = await world.do(merchant_of(order), done, c.Approve())
    done = await world.do(buyer_of(order), done, c.ShipReturn("YTO", "YT-1"))
    done = await world.do(merchant_of(order), done, c.Receive())
    done = await world.do(merchant_of(order), done, c.Inspect())
    await world.runner.run_ready()
    case_id = done.case.state.id
    waiting = await claims.pool.fetchval(
        "DELETE FROM jobs WHERE kind = $1 RETURNING payload ->> 'case_id'", JOB
    )
    assert waiting == str(case_id)
    for _ in range(2):
        await look_at_return(claims.office, case_id)
    return case_id


async def covered(claims: ClaimsWorld, *promises: str, **changes: Any) -> Any:
    changes.setdefault("placed_at", iso(-4.5))
    order = await claims.order("F-1", "no_reason_return", *promises, kind="toys", **changes)
    await claims.keep()
    return order


async def test_a_cover_comes_with_the_order_and_pays_72_hours_after_the_return(claims: ClaimsWorld) -> None:
    order = await covered(claims, "freight_cover")
    assert await claims.balance("insurer:ping-an:account") == 80
    assert await claims.merchant_net(order.merchant_id) == -80
    await returned(claims, order)
    row = await claims.pool.fetchrow("SELECT kind, stage, amount_minor, deadline_at FROM claims")
    assert tuple(row) == ("return_freight", "payout_due", 1200, AT + timedelta(hours=72))
    await claims.pass_time(hours=71)
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == 0
    await claims.pass_time(hours=1)
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == 1200
    assert await claims.balance("insurer:ping-an:account") == 80 - 1200
    assert await claims.pool.fetchval("SELECT status FROM freight_covers") == "used"
    await claims.book_is_right()


async def test_without_a_cover_nothing_is_looked_at(claims: ClaimsWorld) -> None:
    order = await claims.order("F-2", "no_reason_return", kind="toys", placed_at=iso(-4.5))
    with pytest.raises(AssertionError):
        await returned(claims, order)
    assert await claims.pool.fetchval("SELECT count(*) FROM jobs WHERE kind = $1", JOB) == 0


async def test_what_the_buyer_paid_is_repaid_up_to_the_sum(claims: ClaimsWorld) -> None:
    order = await covered(claims, "freight_cover")
    await returned(claims, order, return_freight_paid=900)
    assert await claims.pool.fetchval("SELECT amount_minor FROM claims") == 900


async def test_returns_on_us_is_the_platforms(claims: ClaimsWorld) -> None:
    order = await covered(claims, "returns_on_us")
    assert await claims.balance("platform:compensation") == 80
    await returned(claims, order, return_freight_paid=3200)
    await claims.pass_time(hours=73)
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == 2600
    assert await claims.balance("platform:compensation") == 80 - 2600
    await claims.book_is_right()


async def test_no_cover_pays_for_the_merchants_fault(claims: ClaimsWorld) -> None:
    order = await covered(claims, "freight_cover", "quality_refund")
    await returned(claims, order, reason="quality")
    assert await claims.pool.fetchval("SELECT count(*) FROM claims") == 0
    marks = await claims.pool.fetch("SELECT mark FROM marks_on_record")
    assert [row["mark"] for row in marks] == ["quality_refund"]


async def test_a_cancelled_order_gets_its_premium_back(claims: ClaimsWorld) -> None:
    order = await covered(claims, "freight_cover", status="paid", parcels=[])
    await claims.order(
        "F-1",
        "no_reason_return",
        "freight_cover",
        kind="toys",
        placed_at=iso(-4.5),
        status="cancelled",
        parcels=[],
    )
    await claims.keep()
    assert await claims.balance("insurer:ping-an:account") == 0
    assert await claims.merchant_net(order.merchant_id) == 0
    assert await claims.pool.fetchval("SELECT status FROM freight_covers") == "cancelled"
    await claims.book_is_right()


async def test_the_statement_is_the_account(claims: ClaimsWorld) -> None:
    order = await covered(claims, "freight_cover")
    await returned(claims, order)
    await claims.pass_time(hours=73)
    office = InsurerOffice(claims.pool, claims.clock, claims.world.engine.ids)
    told = Settlement(direction="received_from", currency="CNY", amount_minor=1000, reference="ICBC 17")
    for _ in range(2):
        await office.settle(OPERATOR, "ping-an", told, "once")
    for told_again in (told, structs.replace(told, reference=" ICBC 17 ", amount_minor=999)):
        for key in ("another", None):
            with pytest.raises(Refused) as refused:
                await office.settle(OPERATOR, "ping-an", told_again, key)
            assert refused.value.code() == "settled_already"
    since, until = AT - timedelta(days=1), AT + timedelta(days=10)
    statement, after = await office.statement(OPERATOR, "ping-an", since, until, None, 2)
    assert [line.kind for line in statement.lines] == ["premium", "claim"]
    rest, end = await office.statement(OPERATOR, "ping-an", since, until, after, 2)
    assert [line.kind for line in rest.lines] == ["settlement"]
    assert end is None
    (balance,) = statement.balances
    assert (balance.opening_minor, balance.closing_minor) == (0, 80 - 1200 + 1000)
    assert balance.closing_minor == await claims.balance("insurer:ping-an:account")
    theirs = structs.replace(told, direction="paid_to")  # what the other side calls its transfer is its own
    await office.settle(OPERATOR, "ping-an", theirs, None)
    await office.settle(OPERATOR, "picc", told, None)
    with pytest.raises(Refused):
        await office.statement(OPERATOR, "nobody", since, until, None, 2)
    with pytest.raises(Invalid, match="their zone"):
        await office.statement(OPERATOR, "ping-an", since, until.replace(tzinfo=None), None, 2)
    await claims.book_is_right()


async def test_a_case_that_is_taken_up_again_meanwhile_is_seen(claims: ClaimsWorld) -> None:
    order = await covered(claims, "freight_cover")
    case_id = await returned(claims, order)
    assert await claims.pool.fetchval("SELECT count(*) FROM claims") == 1
    await claims.pool.execute("DELETE FROM claim_events")
    await claims.pool.execute("DELETE FROM claims")
    async with claims.pool.acquire() as other, other.transaction():
        await other.execute("SELECT 1 FROM orders FOR NO KEY UPDATE")
        looking = asyncio.create_task(look_at_return(claims.office, case_id))
        await asyncio.wait({looking}, timeout=0.2)
        assert not looking.done()
        await other.execute("UPDATE cases SET state = jsonb_set(state, '{stage}', '\"dispute_ruling\"')")
    assert await looking is None
    assert await claims.pool.fetchval("SELECT count(*) FROM claims") == 0


async def test_the_insurer_that_the_plan_names_insures_and_pays(claims: ClaimsWorld) -> None:
    order = await covered(claims, "freight_cover", facts={"freight_insurer": "zhong-an"})
    assert await claims.balance("insurer:zhong-an:account") == 80
    await returned(claims, order)
    await claims.pass_time(hours=73)
    assert await claims.balance("insurer:zhong-an:account") == 80 - 1200
    assert await claims.balance("insurer:ping-an:account") == 0
    lines = await claims.pool.fetch("SELECT DISTINCT insurer FROM insurer_lines")
    assert [row["insurer"] for row in lines] == ["zhong-an"]
    await claims.book_is_right()


async def test_the_buyer_may_choose_another_insurer(claims: ClaimsWorld) -> None:
    await claims.order("F-1", kind="toys", facts={"freight_insurer": "zhong-an"})
    wanted = CoverWanted(order="F-1", insurer="picc")
    issued = msgspec.json.decode((await issue_for_buyer(claims.office, MARKETPLACE, wanted, None)).body)
    assert (issued["insurer"], issued["plan"]) == ("picc", "buyer")
    assert await claims.balance("insurer:picc:account") == 80


async def own_cover(claims: ClaimsWorld, *promises: str, **changes: Any) -> Any:
    """An order whose buyer has bought a cover."""
    order = await claims.order(
        "F-1", "no_reason_return", *promises, kind="toys", placed_at=iso(-4.5), **changes
    )
    await issue_for_buyer(claims.office, MARKETPLACE, CoverWanted(order="F-1"), None)
    return order


async def test_a_cover_that_the_buyer_bought_pays_as_a_merchants_does(claims: ClaimsWorld) -> None:
    order = await own_cover(claims)
    case_id = await returned(claims, order)
    freight = await claims.pool.fetchval(
        "SELECT state -> 'terms' -> 'freight' ->> 'return' FROM cases WHERE id = $1", case_id
    )
    assert freight == "insurer"
    row = await claims.pool.fetchrow("SELECT kind, stage, amount_minor, deadline_at FROM claims")
    assert tuple(row) == ("return_freight", "payout_due", 1200, AT + timedelta(hours=72))
    await claims.pass_time(hours=73)
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == 1200
    assert await claims.balance("insurer:ping-an:account") == 80 - 1200
    assert await claims.merchant_net(order.merchant_id) == 0
    await claims.book_is_right()


async def test_a_cover_of_the_buyers_comes_before_a_plan_that_issued_none(claims: ClaimsWorld) -> None:
    await own_cover(claims, "returns_on_us")
    await claims.keep()
    assert await claims.pool.fetchval("SELECT array_agg(plan) FROM freight_covers") == ["buyer"]


async def test_a_cover_of_the_buyers_pays_nothing_for_the_merchants_fault(claims: ClaimsWorld) -> None:
    order = await own_cover(claims)
    await returned(claims, order, reason="quality")
    assert await claims.pool.fetchval("SELECT count(*) FROM claims") == 0


async def test_a_cover_of_the_buyers_that_was_called_off_pays_nothing(claims: ClaimsWorld) -> None:
    order = await own_cover(claims)
    await claims.pool.execute("UPDATE freight_covers SET status = 'cancelled'")
    await returned(claims, order)
    assert await claims.pool.fetchval("SELECT count(*) FROM claims") == 0


async def test_a_courier_of_the_buyers_own_is_followed_and_repaid(claims: ClaimsWorld) -> None:
    """The parcel that the buyer told of is one that nobody here carried: what it cost the buyer paid."""
    order = await covered(claims, "freight_cover")
    world = claims.world
    command = c.OpenCase(
        CaseType("return_refund"), reason="no_reason", items=(c.ItemAsked(1),), facts={"intact": True}
    )
    done = await world.engine.command(Request(buyer_of(order), command, order_id=order.order_id))
    if done.case.state.stage == "awaiting_merchant":
        done = await world.do(merchant_of(order), done, c.Approve())
    done = await world.do(buyer_of(order), done, c.ShipReturn("YTO", "YT-1"))
    sent = OwnParcel("YTO", "YT-1", claims.clock.now())
    async with claims.pool.acquire() as connection, connection.transaction():
        followed = await follow_own(
            connection, Carriers({}), world.engine.ids, done.case.state.id, sent, claims.clock.now()
        )
    assert followed is not None
    done = await world.do(merchant_of(order), done, c.Receive())
    await world.do(merchant_of(order), done, c.Inspect())
    await world.runner.run_ready()
    await look_at_return(claims.office, done.case.state.id)
    await claims.pass_time(hours=73)
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == 1200


@pytest.mark.parametrize(
    ("reason", "paid", "spent"), [("no_reason", 1200, 0), ("no_reason", 1200, 500), ("quality", 0, 0)]
)
async def test_what_a_case_brought_goes_with_it(
    claims: ClaimsWorld, reason: str, paid: int, spent: int
) -> None:
    """The desk ruled for the buyer, the cover paid; on appeal it is decided for the merchant."""
    order = await covered(claims, "freight_cover", "quality_refund")
    world, balance = claims.world, f"buyer:{order.buyer_id}:balance"
    asked = c.OpenCase(
        CaseType("return_refund"), reason=reason, items=(c.ItemAsked(1),), facts={"intact": True}
    )
    done = await world.engine.command(Request(buyer_of(order), asked, order_id=order.order_id))
    done = await world.hear(order, done)
    done = await world.do(DESK, done, c.Rule(Favour.BUYER, "The goods are as they were delivered."))
    for who, command in (
        (buyer_of(order), c.ShipReturn("YTO", "YT-1")), (merchant_of(order), c.Receive()), (merchant_of(order), c.Inspect()),
    ):  # fmt: skip
        done = await world.do(who, done, command)
    await world.runner.run_ready()
    await look_at_return(claims.office, done.case.state.id)
    await claims.pass_time(hours=73)
    assert await claims.balance(balance) == paid
    marks = "SELECT count(*) FROM marks_on_record"
    assert await claims.pool.fetchval(marks) == (reason == "quality")
    if spent:
        writes, bucket = Writes(), bucket_of(order.order_id)
        spending = Posting(balance, outside("marketplace"), "CNY", spent)
        add_transaction(
            writes, posted(bucket, world.engine.ids(bucket), "spent", 1, spending), claims.clock.now()
        )
        async with claims.pool.acquire() as connection:
            await writes.send(connection)
    grounds = "The photos of the parcel show that the goods were worn."
    done = await world.do(merchant_of(order), done, c.Appeal(grounds))
    done = await world.do(buyer_of(order), done, c.AddStatement("It was rightly ruled."))
    await look_at_return(claims.office, done.case.state.id)
    assert await claims.balance(balance) == paid - spent  # nothing is decided yet
    await world.do(SENIOR, done, c.RuleOnAppeal(AppealVerdict("merchant"), grounds))
    for _ in range(2):
        await look_at_return(claims.office, done.case.state.id)
    assert await claims.balance(balance) == await claims.pool.fetchval(marks) == 0
    assert await claims.pool.fetchval("SELECT status FROM freight_covers") == "active"
    if paid:
        row = await claims.pool.fetchrow(
            "SELECT stage, (content -> 'paid' ->> 'borne_minor')::integer AS borne FROM claims"
        )
        assert tuple(row) == ("reversed", spent or None)
        assert await claims.balance("insurer:ping-an:account") == 80
    await claims.book_is_right()
