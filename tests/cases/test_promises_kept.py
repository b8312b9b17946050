"""Promises in the real database: versions over time, merchants' own, lines of different kinds, tenders, keys, dry runs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import commands as c
from makegood.cases import refusals
from makegood.cases.view import case_view
from makegood.kit.errors import KeyReused, Refused
from tests.cases.promises_world import (
    TENDERS,
    PromisedWorld,
    line,
    own_promise,
    paid_for,
    promised_world,
    tea_promises,
)
from tests.world import DESK, NOON, merchant_of, tea_order

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
INTACT, BROKEN = {"intact": True}, {"intact": False}


@pytest.fixture
async def world(pool: asyncpg.Pool) -> PromisedWorld:
    return await promised_world(pool)


async def test_a_later_version_changes_new_orders_and_no_running_case(world: PromisedWorld) -> None:
    before = await world.order("T-1", placed_at=(NOON - 5 * DAY).isoformat())
    running = await world.asks(before, facts=INTACT)
    await world.publish(tea_promises("2", hours=12, payer="merchant", days=30), NOON + DAY)
    world.clock.advance(2 * DAY)
    again = await world.order("T-2", placed_at=(NOON - 5 * DAY).isoformat())
    bought_before = await world.asks(again, facts=INTACT)
    since = await world.order(
        "T-3", placed_at=(NOON + DAY + HOUR).isoformat(), payments=paid_for([line(1)]),
        parcels=[_delivered("SF3", NOON + DAY + 2 * HOUR, NOON + 2 * DAY)],
    )  # fmt: skip
    bought_after = await world.asks(since, facts=INTACT)
    assert running.case.state.due_at == NOON + 24 * HOUR
    assert bought_before.case.state.due_at == world.clock.now() + 24 * HOUR
    assert bought_after.case.state.due_at == world.clock.now() + 12 * HOUR
    told = await world.do(DESK, running, c.SupplyFacts(INTACT))
    assert (told.case.state.due_at, told.case.state.terms.freight) == (NOON + 24 * HOUR, {"return": "buyer"})
    assert bought_after.case.state.terms.freight == {"return": "merchant"}


async def test_the_longer_week_is_for_those_who_bought_since(world: PromisedWorld) -> None:
    begins = NOON - 4 * DAY - HOUR
    await world.publish(tea_promises("2", days=30), begins)
    world.clock.advance(12 * DAY)
    old = await world.order("T-1", placed_at=(begins - timedelta(seconds=1)).isoformat())
    new = await world.order("T-2", placed_at=begins.isoformat())
    with pytest.raises(refusals.RemedyNotOpen):
        await world.asks(old, facts=INTACT)
    assert (await world.asks(new, facts=INTACT)).case.state.terms.remedy == "open"


async def test_a_merchants_own_promise_is_for_its_orders_alone(world: PromisedWorld) -> None:
    mine, other = await world.order("T-1"), await world.order(
        "T-2", merchant={"external_id": "valley-tea", "name": "Valley"}
    )  # fmt: skip
    await world.publish(own_promise(), merchant_id=mine.merchant_id)
    better = (await world.asks(mine, "other", facts=BROKEN)).case.state
    assert (better.terms.remedy, better.terms.freight["return"], better.due_at) == (
        "open",
        "merchant",
        NOON + 12 * HOUR,
    )
    with pytest.raises(refusals.RemedyNotOpen):
        await world.asks(other, "other", facts=BROKEN)


async def test_an_order_of_another_market_has_the_promises_of_that_market(world: PromisedWorld) -> None:
    elsewhere = await world.order(market="EU")
    with pytest.raises(refusals.RemedyNotOpen):
        await world.asks(elsewhere, "quality")


TWO_KINDS = [
    # traits of the second line, the reason, what comes of it
    ([], "no_reason", "open"), (["frozen"], "no_reason", "open"), (["custom_made"], "no_reason", "refused"),
    (["custom_made"], "quality", "open"),
]  # fmt: skip


@pytest.mark.parametrize(("traits", "reason", "remedy"), TWO_KINDS)
async def test_lines_of_different_kinds_in_one_case(
    world: PromisedWorld, traits: list[str], reason: str, remedy: str
) -> None:
    lines = [line(1), line(2, traits=traits)]
    order = await world.order(lines=lines, payments=paid_for(lines))
    both = (c.ItemAsked(1), c.ItemAsked(2, 1))
    if remedy == "refused":
        with pytest.raises(refusals.RemedyNotOpen):
            await world.asks(order, reason, items=both, facts=INTACT)
        assert (
            await world.asks(order, reason, items=both[:1], facts=INTACT)
        ).case.state.terms.remedy == "open"
        return
    done = await world.asks(order, reason, items=both, facts=INTACT)
    assert done.case.state.terms.remedy == remedy
    kept = await world.kept(done)
    assert [(each.seq, each.about) for each in kept] == ([(1, "1"), (2, "2")] if traits else [(1, "1,2")])
    paid = {each.about: {fact.name: fact.value for fact in each.facts}["paid"] for each in kept}
    assert paid == ({"1": 10_002, "2": 3334} if traits else {"1,2": 13_336})
    told = await world.do(DESK, done, c.SupplyFacts(INTACT))
    assert [each.seq for each in await world.kept(told)] == ([1, 2, 3, 4] if traits else [1, 2])


async def test_shipping_and_goods_in_one_case(world: PromisedWorld) -> None:
    order = await world.order()
    shipping = (c.ItemAsked(1), c.ItemAsked(2))
    with pytest.raises(refusals.RemedyNotOpen):
        await world.asks(order, "quality", "refund_only", items=shipping)


async def test_gift_cards_are_a_tender_where_a_pack_opens_it(world: PromisedWorld) -> None:
    order = await world.order(buyer=tea_order()["buyer"] | {"tenders": TENDERS})
    done = await world.asks(order, "quality", refund_to="gift-7", dry=True)
    assert done.case.state.refund_to is not None
    assert done.case.state.terms.tenders == {"original": "open", "gift_card": "open"}
    for tender in ("credit-7", "card-7"):
        with pytest.raises(refusals.TenderNotOpen, match="No rule opens this here"):
            await world.asks(order, "quality", refund_to=tender)
    with pytest.raises(refusals.NoSuchTender):
        await world.asks(order, "quality", refund_to="gift-8")
    opened = await world.asks(order, "quality")
    with pytest.raises(refusals.TenderNotOpen):
        await world.do(_buyer(opened), opened, c.Revise(refund_to="credit-7"))
    moved = await world.do(_buyer(opened), opened, c.Revise(refund_to="gift-7"))
    assert moved.case.state.refund_to is not None
    assert moved.case.state.refund_to.tender == "gift_card"


async def test_a_refusal_is_the_answer_to_its_key_whatever_is_published_since(world: PromisedWorld) -> None:
    order = await world.order()
    with pytest.raises(refusals.RemedyNotOpen) as first:
        await world.asks(order, "other", key="k-1")
    await world.publish(tea_promises("2").replace("'quality'", "'other'"), NOON - 10 * DAY)
    with pytest.raises(refusals.RemedyNotOpen) as second:
        await world.asks(order, "other", key="k-1")
    assert (str(second.value), second.value.fields) == (str(first.value), first.value.fields)
    with pytest.raises(KeyReused):
        await world.asks(order, "quality", key="k-1")
    opened = await world.asks(order, "other", key="k-2")
    again = await world.asks(order, "other", key="k-2")
    assert again.case.state == opened.case.state
    assert len(await world.kept(opened)) == 1


@pytest.mark.parametrize(
    "told", [{"intakt": True}, {"intact": "perhaps"}, {"paid": 5}, {"channel": "online"}]
)
async def test_a_wrong_fact_is_the_same_answer_to_its_key(world: PromisedWorld, told: dict[str, Any]) -> None:
    order = await world.order()
    said = []
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            await world.asks(order, "quality", facts=told, key="k-1")
        said.append((type(refused.value), str(refused.value)))
    assert said[0] == said[1]
    assert "{" not in said[0][1]


async def test_a_dry_run_says_what_would_be_and_keeps_nothing(world: PromisedWorld) -> None:
    order = await world.order()
    done = await world.asks(order, facts=INTACT, dry=True)
    assert (done.case.state.terms.remedy, done.case.state.due_at) == ("open", NOON + 24 * HOUR)
    with pytest.raises(refusals.RemedyNotOpen):
        await world.asks(order, facts=BROKEN, dry=True)
    assert await world.engine.pool.fetchval("SELECT count(*) FROM policy_decisions") == 0
    assert await world.engine.pool.fetchval("SELECT count(*) FROM cases") == 0


async def test_a_refused_request_keeps_no_decision(world: PromisedWorld) -> None:
    order = await world.order()
    with pytest.raises(refusals.RemedyNotOpen):
        await world.asks(order, "other")
    assert await world.engine.pool.fetchval("SELECT count(*) FROM policy_decisions") == 0


async def test_amounts_beyond_what_policy_reckons_with_are_unknown_and_never_cut(
    world: PromisedWorld,
) -> None:
    lines = [line(1, quantity=1, unit_price_minor=10**14 + 1), line(2, quantity=1, unit_price_minor=10**14)]
    order = await world.order(lines=lines, payments=paid_for(lines, 0), shipping_minor=0)
    beyond = await world.asks(order, "quality")
    within = await world.asks(order, "quality", items=(c.ItemAsked(2),))
    names = [{fact.name for fact in (await world.kept(done))[0].facts} for done in (beyond, within)]
    assert not {"paid", "price", "asked"} & names[0]
    assert {"paid", "price", "asked"} <= names[1]
    assert beyond.case.state.requested_minor == 10**14 + 1
    refund = tea_promises("2", more=CAPPED)
    await world.publish(refund, NOON - 10 * DAY)
    third = await world.order("T-2", lines=lines, payments=paid_for(lines, 0), shipping_minor=0)
    for number, state, value in ((1, "undecided", None), (2, "decided", 50_000)):
        done = await world.asks(third, "quality", items=(c.ItemAsked(number),))
        outcome = (await world.kept(done))[0].outcomes["refund"]
        assert (outcome["state"], outcome["value"]) == (state, value)


CAPPED = """
  - id: capped
    text: {en: At most five hundred yuan., zh: 不超过五百元。}
    source: house
    confidence: H
    when: reason == 'quality'
    then: {refund: {of: paid, at_most: 500.00 CNY}}
"""


async def test_buttons_follow_the_terms(world: PromisedWorld) -> None:
    order = await world.order()
    for reason, allowed in (("no_reason", False), ("quality", True)):
        done = await world.asks(order, reason, items=(c.ItemAsked(1, 1),), facts=INTACT)
        view = case_view(done.case, done.order, merchant_of(order), "en", NOON, world.shelf.edition.catalogue)
        refuse = next(each for each in view.allowed_operations if each.name == "refuse")
        assert (refuse.allowed, refuse.code) == (allowed, "" if allowed else "refusal_not_open")


async def test_a_case_shows_its_terms_and_asks_who_can_tell(world: PromisedWorld) -> None:
    done = await world.asks(await world.order(), "no_reason")
    catalogue = world.shelf.edition.catalogue
    views = {
        who.role: case_view(done.case, done.order, who, "zh", NOON, catalogue)
        for who in (_buyer(done), DESK, Principal(PrincipalRole.MERCHANT, done.order.merchant_id), _OPERATOR)
    }
    asked = {role: [question.name for question in view.missing] for role, view in views.items()}
    assert asked == {
        PrincipalRole.BUYER: ["intact"], PrincipalRole.DESK: ["intact"], PrincipalRole.MERCHANT: ["intact"],
        PrincipalRole.OPERATOR: [],
    }  # fmt: skip
    terms = views[PrincipalRole.BUYER].terms
    assert terms is not None
    assert (terms.remedy, terms.clocks["merchant_answer"]) == ("undecided", 86_400)


_OPERATOR = Principal(PrincipalRole.OPERATOR, name="zhou")


def _buyer(done: Any) -> Principal:
    return Principal(PrincipalRole.BUYER, done.order.buyer_id)


def _delivered(number: str, shipped: Any, delivered: Any) -> dict[str, Any]:
    return {
        "carrier": "SF", "tracking_no": number, "shipped_at": shipped.isoformat(),
        "delivered_at": delivered.isoformat(),
    }  # fmt: skip
