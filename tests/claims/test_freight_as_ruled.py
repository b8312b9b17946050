"""What a buyer paid for the way back is claimed from whoever a ruling names, and goes with the ruling on appeal."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.cases import CaseType, FreightBearer, FreightRuled, Request
from makegood.cases import commands as c
from makegood.cases.model import AppealVerdict, Favour
from makegood.db.writes import Writes
from makegood.flows.freight_cover import JOB, look_at_return
from makegood.kit.errors import Refused
from makegood.kit.ids import bucket_of
from makegood.ledger import Posting, add_transaction, outside, posted
from tests.claims.claims_world import ClaimsWorld, claims_world, iso
from tests.claims.test_fault_freight import told_late
from tests.claims.test_return_freight import covered
from tests.world import DESK, SENIOR, buyer_of, merchant_of


@pytest.fixture
async def claims(pool: Any) -> ClaimsWorld:
    return await claims_world(pool)


async def ruled_return(claims: ClaimsWorld, order: Any, freight: FreightRuled | None, **told: Any) -> Any:
    """Ruled for the buyer, who sent the goods back by a courier of their own; the case has ended."""
    world, facts = claims.world, {"intact": True} | told
    asked = c.OpenCase(CaseType("return_refund"), reason="no_reason", items=(c.ItemAsked(1),), facts=facts)
    done = await world.engine.command(Request(buyer_of(order), asked, order_id=order.order_id))
    done = await world.hear(order, done)
    done = await world.do(DESK, done, c.Rule(Favour.BUYER, "It is as it was.", freight_by=freight))
    for who, command in (
        (buyer_of(order), c.ShipReturn("YTO", "YT-1")), (merchant_of(order), c.Receive()), (merchant_of(order), c.Inspect()),
    ):  # fmt: skip
        done = await world.do(who, done, command)
    await world.runner.run_ready()
    await look_at_return(claims.office, done.case.state.id)
    return done


FREIGHT_CLAIMS = "SELECT kind, stage, amount_minor, content ->> 'funder' FROM claims ORDER BY id"
BACK_BY = {one.value: FreightRuled(back=one) for one in FreightBearer}


@pytest.mark.parametrize(
    ("bearer", "claimed"),
    [
        (None, []),  # a change of mind: by the rules the buyer bears it
        ("buyer", []),
        ("merchant", [("fault_freight", "awaiting_merchant", 1501, "merchant")]),
        ("shared", [("fault_freight", "awaiting_merchant", 751, "merchant")]),
        ("platform", [("fault_freight", "payout_due", 1501, "platform")]),
    ],
)
async def test_whom_a_ruling_names_repays_the_way_back(
    claims: ClaimsWorld, bearer: str | None, claimed: list[Any]
) -> None:
    order = await claims.order("F-12", "no_reason_return", kind="toys", placed_at=iso(-4.5))
    done = await ruled_return(claims, order, BACK_BY[bearer] if bearer else None, return_freight_paid=1501)
    await look_at_return(claims.office, done.case.state.id)
    assert [tuple(row) for row in await claims.pool.fetch(FREIGHT_CLAIMS)] == claimed


@pytest.mark.parametrize("paid", [False, True])
async def test_an_appeal_that_moves_the_freight_takes_what_was_claimed_with_it(
    claims: ClaimsWorld, paid: bool
) -> None:
    order = await claims.order("F-13", "no_reason_return", kind="toys", placed_at=iso(-4.5))
    done = await ruled_return(claims, order, BACK_BY["merchant"], return_freight_paid=1500)
    buyers = f"buyer:{order.buyer_id}:balance"
    if paid:
        await claims.pass_time(hours=49)
    assert await claims.balance(buyers) == (1500 if paid else 0)
    await appealed(claims, order, done, BACK_BY["buyer"])
    stage = "reversed" if paid else "closed"
    assert [row["stage"] for row in await claims.pool.fetch(FREIGHT_CLAIMS)] == [stage]
    assert await claims.balance(buyers) == 0
    await claims.book_is_right()


async def appealed(
    claims: ClaimsWorld,
    order: Any,
    done: Any,
    freight: FreightRuled | None,
    verdict: AppealVerdict = AppealVerdict.BUYER,
) -> Any:
    """The merchant appeals, and who hears it has the freight borne otherwise; a worker looks at it, twice."""
    grounds = "The shop had offered to fetch the goods for nothing."
    done = await claims.world.do(merchant_of(order), done, c.Appeal(grounds))
    done = await claims.world.do(buyer_of(order), done, c.AddStatement("The shop never offered it."))
    await look_at_return(claims.office, done.case.state.id)
    await claims.pool.execute("DELETE FROM jobs WHERE kind = $1", JOB)
    done = await claims.world.do(SENIOR, done, c.RuleOnAppeal(verdict, grounds, freight_by=freight))
    assert done.case.state.stage == "settled"
    assert await claims.pool.fetchval("SELECT count(*) FROM jobs WHERE kind = $1", JOB) == 1
    for _ in range(2):
        await look_at_return(claims.office, done.case.state.id)
    return done


async def stood(claims: ClaimsWorld) -> list[tuple[Any, ...]]:
    return [tuple(row)[:3] for row in await claims.pool.fetch(FREIGHT_CLAIMS)]


@pytest.mark.parametrize("paid", [False, True])
@pytest.mark.parametrize(("bearer", "waits"), [("merchant", "awaiting_merchant"), ("platform", "payout_due")])
async def test_no_freight_is_paid_twice_where_an_appeal_takes_it_off_the_cover(
    claims: ClaimsWorld, bearer: str, waits: str, paid: bool
) -> None:
    order = await covered(claims, "freight_cover")
    done = await ruled_return(claims, order, None, return_freight_paid=900)
    buyers = f"buyer:{order.buyer_id}:balance"
    if paid:
        await claims.pass_time(hours=73)
    assert await claims.balance(buyers) == (900 if paid else 0)
    await appealed(claims, order, done, BACK_BY[bearer])
    assert await stood(claims) == [
        ("return_freight", "reversed" if paid else "closed", 900),
        ("fault_freight", waits, 900),
    ]
    assert await claims.pool.fetchval("SELECT status FROM freight_covers") == "active"
    await claims.pass_time(hours=73)
    assert await claims.balance(buyers) == 900
    assert await claims.balance("insurer:ping-an:account") == 80
    assert await claims.balance("platform:compensation") == (-900 if bearer == "platform" else 0)
    await claims.book_is_right()


@pytest.mark.parametrize("paid", [False, True])
@pytest.mark.parametrize(
    ("first", "then", "before", "after"),
    [
        ("merchant", "shared", 1501, 751),
        ("merchant", "platform", 1501, 1501),
        ("shared", "merchant", 751, 1501),
    ],
)
async def test_the_freight_follows_an_appeal_to_another_bearer(
    claims: ClaimsWorld, first: str, then: str, before: int, after: int, paid: bool
) -> None:
    order = await claims.order("F-14", "no_reason_return", kind="toys", placed_at=iso(-4.5))
    done = await ruled_return(claims, order, BACK_BY[first], return_freight_paid=1501)
    if paid:
        await claims.pass_time(hours=49)
    net = await claims.merchant_net(order.merchant_id)
    await appealed(claims, order, done, BACK_BY[then])
    ended = "reversed" if paid else "closed"
    waits = "payout_due" if then == "platform" else "awaiting_merchant"
    assert await stood(claims) == [("fault_freight", ended, before), ("fault_freight", waits, after)]
    await claims.pass_time(hours=49)
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == after
    of_merchant = 0 if then == "platform" else after
    assert await claims.merchant_net(order.merchant_id) == net + (before if paid else 0) - of_merchant
    await claims.book_is_right()


async def test_an_appeal_that_leaves_the_freight_leaves_its_claim(claims: ClaimsWorld) -> None:
    order = await claims.order("F-15", "no_reason_return", kind="toys", placed_at=iso(-4.5))
    done = await ruled_return(claims, order, BACK_BY["merchant"], return_freight_paid=1501)
    await claims.pass_time(hours=49)
    out = FreightRuled(outbound=FreightBearer.MERCHANT, back=FreightBearer.MERCHANT)
    await appealed(claims, order, done, out)
    assert await stood(claims) == [("fault_freight", "paid", 1501)]


async def test_what_the_platform_bears_is_paid_once_whatever_an_appeal_leaves(claims: ClaimsWorld) -> None:
    """It is called off while the appeal is heard, and paid at once where that leaves it: nobody else has to answer."""
    order = await claims.order("F-16", "no_reason_return", kind="toys", placed_at=iso(-4.5))
    done = await ruled_return(claims, order, BACK_BY["platform"], return_freight_paid=1501)
    out = FreightRuled(outbound=FreightBearer.MERCHANT, back=FreightBearer.PLATFORM)
    await appealed(claims, order, done, out)
    assert await stood(claims) == [("fault_freight", "closed", 1501), ("fault_freight", "payout_due", 1501)]
    await claims.pass_time(minutes=1)
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == 1501
    assert await claims.balance("platform:compensation") == -1501
    await claims.book_is_right()


@pytest.mark.parametrize("paid", [False, True])
@pytest.mark.parametrize(
    ("freight", "left"), [(None, 0), (BACK_BY["shared"], 751), (BACK_BY["merchant"], 1501)]
)
async def test_a_case_turned_for_the_merchant_ends_the_freight_unless_its_ruling_names_it(
    claims: ClaimsWorld, freight: FreightRuled | None, left: int, paid: bool
) -> None:
    order = await claims.order("F-17", "no_reason_return", kind="toys", placed_at=iso(-4.5))
    done = await ruled_return(claims, order, BACK_BY["merchant"], return_freight_paid=1501)
    if paid:
        await claims.pass_time(hours=49)
    await appealed(claims, order, done, freight, AppealVerdict.MERCHANT)
    await claims.pass_time(hours=49)
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == left
    still = [stage for _, stage, _ in await stood(claims) if stage not in ("closed", "reversed")]
    assert still == (["paid"] if left else [])
    await claims.book_is_right()


@pytest.mark.parametrize(
    ("verdict", "freight", "left"),
    [
        (AppealVerdict.BUYER, "buyer", 0),
        (AppealVerdict.BUYER, "shared", 750),
        (AppealVerdict.MERCHANT, None, 0),
    ],
)
async def test_freight_that_was_told_late_goes_with_the_ruling_too(
    claims: ClaimsWorld, verdict: AppealVerdict, freight: str | None, left: int
) -> None:
    order = await covered(claims)
    done = await ruled_return(claims, order, BACK_BY["merchant"])
    shown = (await told_late(claims, order))["files"]
    assert shown
    await claims.pass_time(hours=49)
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == 1500
    await appealed(claims, order, done, BACK_BY[freight] if freight else None, verdict)
    assert (await stood(claims))[0] == ("fault_freight", "reversed", 1500)
    await claims.pass_time(hours=49)
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == left
    await claims.book_is_right()


@pytest.mark.parametrize("then", ["shared", "platform"])
async def test_late_freight_that_nothing_shows_is_paid_by_no_clock_after_an_appeal(
    claims: ClaimsWorld, then: str
) -> None:
    order = await covered(claims)
    done = await ruled_return(claims, order, BACK_BY["merchant"])
    await told_late(claims, order, files=())
    await appealed(claims, order, done, BACK_BY[then])
    first = "with_desk" if then == "platform" else "awaiting_merchant"
    assert [stage for _, stage, _ in await stood(claims)] == ["closed", first]
    await claims.pass_time(hours=49)
    assert [stage for _, stage, _ in await stood(claims)] == ["closed", "with_desk"]


async def test_what_the_buyer_took_back_is_not_found_again(claims: ClaimsWorld) -> None:
    order = await covered(claims)
    done = await ruled_return(claims, order, BACK_BY["merchant"], return_freight_paid=1500)
    row = await claims.pool.fetchrow("SELECT id FROM claims")
    await claims.act(buyer_of(order), {"id": row["id"]}, "withdraw")
    await appealed(claims, order, done, BACK_BY["shared"])
    assert await stood(claims) == [("fault_freight", "withdrawn", 1500)]


async def test_no_cover_pays_a_way_back_that_a_ruling_leaves_with_the_merchant(claims: ClaimsWorld) -> None:
    order = await covered(claims, "freight_cover")
    done = await ruled_return(claims, order, BACK_BY["merchant"], return_freight_paid=900)
    for _ in range(2):
        await look_at_return(claims.office, done.case.state.id)
    assert [row["kind"] for row in await claims.pool.fetch(FREIGHT_CLAIMS)] == ["fault_freight"]


async def test_freight_that_is_told_late_is_claimed_as_ruled(claims: ClaimsWorld) -> None:
    order = await covered(claims, "no_reason_return")
    await ruled_return(claims, order, BACK_BY["merchant"])
    claim = await told_late(claims, order)
    assert (claim["kind"], claim["amount_minor"], claim["because"]) == (
        "fault_freight",
        1500,
        "So the ruling says who bears the way back.",
    )


async def test_late_freight_of_which_a_receipt_is_shown_the_platform_pays_at_once_as_ruled(
    claims: ClaimsWorld,
) -> None:
    order = await covered(claims, "no_reason_return")
    await ruled_return(claims, order, BACK_BY["platform"])
    net = await claims.merchant_net(order.merchant_id)
    claim = await told_late(claims, order)
    assert (claim["stage"], claim["owner"], claim["amount_minor"]) == ("payout_due", "system", 1500)
    await claims.pass_time(minutes=1)
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == 1500
    assert await claims.balance("platform:compensation") == -1500
    assert await claims.merchant_net(order.merchant_id) == net
    assert await told_to(claims, "merchant") == []
    await claims.book_is_right()


async def test_late_freight_on_the_platform_that_nothing_shows_is_for_the_desk_and_not_for_the_merchant(
    claims: ClaimsWorld,
) -> None:
    order = await covered(claims, "no_reason_return")
    await ruled_return(claims, order, BACK_BY["platform"])
    claim = await told_late(claims, order, files=())
    assert (claim["stage"], claim["owner"]) == ("with_desk", "desk")
    assert await told_to(claims, "merchant") == []
    assert await told_to(claims, "desk") == ["claim.opened"]
    for verb in ("accept", "refuse"):
        with pytest.raises(Refused) as refused:
            await claims.act(merchant_of(order), claim, verb, note="It is not ours.")
        assert type(refused.value).code() == "not_yours_to_do"
    declined = await claims.act(DESK, claim, "decline", note="Nothing shows what it cost.")
    assert declined["stage"] == "declined"
    assert await claims.balance("platform:compensation") == 0


async def told_to(claims: ClaimsWorld, role: str) -> list[str]:
    """What somebody was told of claims."""
    rows = await claims.pool.fetch(
        "SELECT fields ->> 'event' AS event FROM notifications WHERE recipient LIKE $1 AND fields ->> 'event' LIKE 'claim.%'",
        f"{role}%",
    )
    return [row["event"] for row in rows]


@pytest.mark.parametrize("spent", [1501, 1000, 300, 0])
@pytest.mark.parametrize("then", ["merchant", "platform", "shared"])
async def test_who_bears_it_after_all_first_makes_good_what_the_platform_bore_since_the_buyer_had_spent_it(
    claims: ClaimsWorld, then: str, spent: int
) -> None:
    """First the shop bore it, or the platform, and the appeal has it otherwise: the buyer has the freight once, as ruled."""
    first = "platform" if then == "merchant" else "merchant"
    order = await claims.order("F-18", "no_reason_return", kind="toys", placed_at=iso(-4.5))
    done = await ruled_return(claims, order, BACK_BY[first], return_freight_paid=1501)
    net = await claims.merchant_net(order.merchant_id)
    await claims.pass_time(hours=49)
    await spend(claims, order, spent)
    await appealed(claims, order, done, BACK_BY[then])
    await claims.pass_time(hours=49)
    owed = 751 if then == "shared" else 1501
    kept = max(owed, spent)
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == kept - spent
    of_merchant = 0 if then == "platform" else owed
    assert await claims.merchant_net(order.merchant_id) == net - of_merchant
    assert await claims.balance("platform:compensation") == -(kept - of_merchant)
    recovered = "SELECT sum((content -> 'paid' ->> 'recovered_minor')::bigint)::bigint FROM claims"
    assert await claims.pool.fetchval(recovered) == (min(owed, spent) or None)
    await claims.book_is_right()


async def test_what_a_further_appeal_takes_back_the_platform_bears_again_and_no_more(
    claims: ClaimsWorld,
) -> None:
    order = await claims.order("F-19", "no_reason_return", kind="toys", placed_at=iso(-4.5))
    done = await ruled_return(claims, order, BACK_BY["merchant"], return_freight_paid=1501)
    net = await claims.merchant_net(order.merchant_id)
    await claims.pass_time(hours=49)
    await spend(claims, order, 1501)
    await appealed(claims, order, done, BACK_BY["shared"])
    await claims.pass_time(hours=49)
    assert await claims.balance("platform:compensation") == 751 - 1501
    async with claims.pool.acquire() as connection, connection.transaction():
        await claims.office.give_up(connection, order.order_id, done.case.state.id, "way_back")
    assert await claims.balance("platform:compensation") == -1501
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == 0
    assert await claims.merchant_net(order.merchant_id) == net
    await claims.book_is_right()


async def spend(claims: ClaimsWorld, order: Any, minor: int) -> None:
    """The buyer spends some of the balance."""
    if minor:
        writes, bucket = Writes(), bucket_of(order.order_id)
        spending = Posting(f"buyer:{order.buyer_id}:balance", outside("marketplace"), "CNY", minor)
        spent = posted(bucket, claims.world.engine.ids(bucket), "spent", 1, spending)
        add_transaction(writes, spent, claims.clock.now())
        async with claims.pool.acquire() as connection:
            await writes.send(connection)
