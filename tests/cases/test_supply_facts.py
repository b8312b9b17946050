"""Telling what policy asks for: who may, what it settles, what a contradiction does, and what stays as it was."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from msgspec import structs

from makegood.cases import Request, Role, refusals
from makegood.cases import commands as c
from makegood.cases.model import CaseType, Stage
from makegood.cases.terms import MOST_GIVEN
from makegood.kit.errors import KeyReused, Refused
from makegood.policy import FactNotKnown, FactWrong
from tests.cases.promises_world import PromisedStory, PromisedWorld, promised_world, tea_promises
from tests.cases.stories import HEARD, NOON, REFUND, RETURN, SHIP, B, C, D, M, P, S, Story, opens
from tests.world import DESK, MARKETPLACE, OPERATOR, buyer_of, merchant_of

INTACT, BROKEN = c.SupplyFacts({"intact": True}), c.SupplyFacts({"intact": False})


def asked(reason: str = "no_reason", type_: CaseType = RETURN, *texts: str, **told: Any) -> PromisedStory:
    """A case whose remedy depends on whether the tea is intact."""
    command = c.OpenCase(type_, (c.ItemAsked(1),), reason, facts=told)
    story = PromisedStory(texts=texts)
    story.does(B, command)
    return story


WHO = [
    # who, what they tell, and the refusal, if any. By the catalogue: intact buyer, merchant, desk; channel marketplace;
    # lasting_marks merchant, desk, buyer; personal_data_left merchant, desk; none_left merchant; paid system
    (B, {"intact": True}, None), (M, {"intact": True}, None), (D, {"intact": True}, None), (S, {"intact": True}, None),
    (B, {"personal_data_left": False}, refusals.FactNotYours), (M, {"personal_data_left": False}, None),
    (B, {"none_left": True}, refusals.FactNotYours), (M, {"none_left": True}, None), (D, {"none_left": True}, None),
    (B, {"channel": "live"}, refusals.FactNotYours), (M, {"channel": "live"}, refusals.FactNotYours),
    (D, {"channel": "live"}, None),
    (B, {"paid": 1}, refusals.FactNotYours), (D, {"paid": 1}, refusals.FactNotYours),
    (S, {"now": "never"}, refusals.FactNotYours),
    (B, {"intact": True, "channel": "live"}, refusals.FactNotYours),  # all or nothing
    (C, {"intact": True}, refusals.NotYourMove), (P, {"intact": True}, refusals.NotYourMove),
]  # fmt: skip


@pytest.mark.parametrize(("who", "told", "refusal"), WHO)
def test_only_those_who_may_tell_a_fact_can(
    who: Role, told: dict[str, Any], refusal: type[Refused] | None
) -> None:
    story = asked()
    before = story.case
    if refusal is None:
        assert [each.name for each in story.does(who, c.SupplyFacts(told)).after.given] == list(told)
        return
    with pytest.raises(refusal):
        story.does(who, c.SupplyFacts(told))
    assert story.case is before


WRONG = [
    ({"intakt": True}, FactNotKnown, "Do you mean “intact”?"), ({"intact": "perhaps"}, FactWrong, "it is yes or no"),
    ({"intact": 1}, FactWrong, "it is yes or no"), ({"intact": ["yes"]}, FactWrong, "it is yes or no"),
    ({"reason": "felt_like_it"}, FactWrong, "it is one of"),
    ({"installed_at": "yesterday"}, FactWrong, "it is a time such as"),
    ({"installed_at": "2026-03-01T10:00:00"}, FactWrong, "its zone is missing"),
    ({"abuse_found": True}, refusals.FactNotYours, "it comes from"),
]  # fmt: skip


@pytest.mark.parametrize(("told", "refusal", "says"), WRONG)
def test_what_is_no_value_of_the_fact_is_refused_with_what_is(
    told: dict[str, Any], refusal: type[Refused], says: str
) -> None:
    for does in (
        lambda: asked().does(B, c.SupplyFacts(told)),
        lambda: PromisedStory().does(B, c.OpenCase(RETURN, (c.ItemAsked(1),), "quality", facts=told)),
    ):
        with pytest.raises(refusal) as refused:
            does()
        assert says in str(refused.value)


SETTLED = [
    # who says what after one another; the remedy, whether the merchant may refuse, what is still missing
    ([(B, True)], "open", False, ""),
    ([(B, False)], "refused", True, ""),
    ([(B, True), (M, False)], "undecided", True, "intact"),  # one word against the other
    ([(B, True), (M, True)], "open", False, ""),
    ([(B, True), (M, False), (D, True)], "open", False, ""),  # until the desk finds
    ([(B, True), (M, False), (D, False)], "refused", True, ""),
    ([(B, True), (M, False), (D, True), (M, False)], "open", False, ""),  # nobody talks the desk out of it
    ([(B, True), (M, False), (M, True)], "open", False, ""),
    ([(D, False), (S, True)], "open", False, ""),
]


@pytest.mark.parametrize(("words", "remedy", "may_refuse", "missing"), SETTLED)
def test_what_is_told_settles_it(
    words: list[tuple[Role, bool]], remedy: str, may_refuse: bool, missing: str
) -> None:
    story = asked()
    assert (story.case.terms.remedy, [each.name for each in story.case.terms.missing]) == (
        "undecided",
        ["intact"],
    )
    for who, value in words:
        story.does(who, c.SupplyFacts({"intact": value}))
    terms = story.case.terms
    assert (terms.remedy, terms.may_refuse) == (remedy, may_refuse)
    assert [each.name for each in terms.missing] == missing.split()
    assert terms.decisions == 1 + len(words)


CHEAPEST = """
  - id: proven
    text: {en: What is proven is refunded., zh: 经证明的可退款。}
    source: house
    confidence: H
    when: reason == 'other' and food_unsafe and merchant_proof and intact and buyer_proof
    then: {remedies: {refund_only: open}}
"""


def test_the_cheapest_question_comes_first_and_says_who_can_answer() -> None:
    terms = asked("other", REFUND, tea_promises(more=CHEAPEST)).case.terms
    assert [(each.name, each.cost, each.by) for each in terms.missing] == [
        ("intact", 1, ("buyer", "merchant", "desk")), ("buyer_proof", 2, ("buyer",)), ("merchant_proof", 5, ("merchant",)),
        ("food_unsafe", 20, ("laboratory", "desk")),
    ]  # fmt: skip


def test_one_no_settles_it_and_the_other_questions_are_not_asked() -> None:
    story = asked("other", REFUND, tea_promises(more=CHEAPEST))
    after = story.does(B, BROKEN).after
    assert (after.terms.remedy, after.terms.missing) == ("refused", ())


def test_a_fact_that_shows_that_nothing_was_ever_open_ends_no_case() -> None:
    story = asked()
    after = story.does(B, BROKEN).after
    assert (after.stage, after.terms.remedy, after.terms.freight) == (Stage.AWAITING_MERCHANT, "refused", {})
    assert story.does(M, c.Refuse("broken")).after.stage is Stage.AWAITING_BUYER


def test_a_fact_moves_neither_ball_nor_clock_nor_what_is_asked() -> None:
    story = asked()
    before = story.case
    story.now += timedelta(hours=5)
    after = story.does(M, INTACT).after
    for name in (
        "stage",
        "owner",
        "due_at",
        "remind_at",
        "items",
        "requested_minor",
        "reason",
        "type",
        "rounds",
    ):
        assert getattr(after, name) == getattr(before, name), name
    assert after.given[0].at == story.now


AT_STAGES = [
    ([], True), ([(M, c.MakeOffer(5000))], True), ([(M, c.Approve())], True), ([(M, c.Approve()), SHIP], True),
    ([(M, c.Approve()), SHIP, (M, c.Receive())], True), ([(B, c.Escalate())], True),
    ([(B, c.Escalate(is_all=True)), (M, c.AddStatement("no", is_all=True))], True),
    ([*HEARD, (D, c.HandUp())], True),
    ([(B, c.Withdraw())], False), ([(M, c.Approve()), SHIP, (M, c.Receive()), (M, c.Inspect())], False),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "possible"), AT_STAGES)
def test_facts_are_told_while_something_is_to_be_decided(
    steps: list[tuple[Role, c.Command]], possible: bool
) -> None:
    story = asked().plays(steps)
    if possible:
        assert story.does(B, INTACT).after.terms.remedy == "open"
        return
    with pytest.raises((refusals.NotInThisStage, refusals.CaseEnded)):
        story.does(B, INTACT)


def test_two_hundred_facts_are_enough() -> None:
    story = asked()
    fact = story.does(B, INTACT).after.given[-1]
    story.state = structs.replace(story.case, given=(fact,) * (MOST_GIVEN - 1))
    with pytest.raises(refusals.NoMoreFacts, match="200"):
        story.does(B, c.SupplyFacts({"intact": True, "seal_broken": False}))
    story.does(M, INTACT)
    with pytest.raises(refusals.NoMoreFacts):
        story.does(D, INTACT)


def test_where_no_pack_holds_nothing_is_asked_and_nothing_told() -> None:
    with pytest.raises(refusals.NothingToTell):
        Story().does(B, c.OpenCase(RETURN, (c.ItemAsked(1),), "quality", facts={"intact": True}))
    with pytest.raises(refusals.NothingToTell):
        Story().plays([opens()]).does(B, INTACT)


def test_what_no_pack_asks_for_is_kept_as_well() -> None:
    story = asked()
    after = story.does(B, c.SupplyFacts({"parcel_opened": True})).after
    assert [each.name for each in after.given] == ["parcel_opened"]
    assert after.terms.remedy == "undecided"


@pytest.fixture
async def world(pool: asyncpg.Pool) -> PromisedWorld:
    return await promised_world(pool)


async def test_each_time_it_is_told_another_decision_is_kept(world: PromisedWorld) -> None:
    order = await world.order()
    done = await world.asks(order)
    for who, value in ((buyer_of(order), True), (merchant_of(order), False), (DESK, True)):
        done = await world.do(who, done, c.SupplyFacts({"intact": value}))
    kept = await world.kept(done)
    told = [next((f for f in each.facts if f.name == "intact"), None) for each in kept]
    assert [(fact.value, fact.source) if fact else None for fact in told] == [
        None, (True, "buyer"), (None, "disputed"), (True, "desk")
    ]  # fmt: skip
    assert [each.outcomes.get("remedy.return_refund", {}).get("state") for each in kept] == [
        "undecided", "decided", "undecided", "decided"
    ]  # fmt: skip


async def test_the_same_key_tells_it_once(world: PromisedWorld) -> None:
    order = await world.order()
    done = await world.asks(order)
    first = await world.do(buyer_of(order), done, INTACT, key="k-1")
    second = await world.do(buyer_of(order), done, INTACT, key="k-1")
    assert first.case.state == second.case.state
    assert len(await world.kept(done)) == 2
    with pytest.raises(KeyReused):
        await world.do(buyer_of(order), done, BROKEN, key="k-1")
    for _ in range(2):
        with pytest.raises(refusals.FactNotYours, match="marketplace"):
            await world.do(buyer_of(order), done, c.SupplyFacts({"channel": "live"}), key="k-2")


async def test_a_dry_run_tells_what_would_follow(world: PromisedWorld) -> None:
    order = await world.order()
    done = await world.asks(order)
    request = Request(buyer_of(order), INTACT, case_id=done.case.state.id)
    dry = await world.engine.dry_run(request)
    assert dry.case.state.terms.remedy == "open"
    assert len(await world.kept(done)) == 1


async def test_two_who_tell_at_once_both_count(world: PromisedWorld) -> None:
    order = await world.order()
    done = await world.asks(order)
    await asyncio.gather(world.do(buyer_of(order), done, INTACT), world.do(merchant_of(order), done, BROKEN))
    kept = await world.kept(done)
    assert [each.seq for each in kept] == [1, 2, 3]
    assert kept[-1].outcomes["remedy.return_refund"]["state"] == "undecided"


async def test_operators_look_on_and_the_marketplace_speaks_for_its_buyers(world: PromisedWorld) -> None:
    order = await world.order()
    done = await world.asks(order)
    with pytest.raises(Refused):
        await world.do(OPERATOR, done, INTACT)
    told = await world.do(MARKETPLACE, done, INTACT)
    assert told.case.state.given[0].by == "buyer"
    assert (told.case.state.terms.remedy, told.case.state.terms.asked_at) == ("open", NOON)
