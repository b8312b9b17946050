"""Promises in use: what a pack says becomes the terms of a case, its clocks, its refusals, and what the merchant may do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs

from makegood.cases import Role, refusals
from makegood.cases import commands as c
from makegood.cases.facts import Asked
from makegood.cases.model import CaseType, Goods, Item, Stage
from makegood.kit.i18n import refusal_text
from makegood.policy import FactWrong
from tests.cases.promises_world import (
    PromisedStory,
    promises_of,
    tea_promises,
)
from tests.cases.stories import REFUND, RETURN, B, M, Story, tea
from tests.world import NOON

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
INTACT, BROKEN = {"intact": True}, {"intact": False}


def asks(reason: str, type_: CaseType = RETURN, **fields: Any) -> tuple[Role, c.Command]:
    return B, c.OpenCase(type_, (c.ItemAsked(1),), reason, **fields)


def story(*texts: str, **fields: Any) -> PromisedStory:
    return PromisedStory(texts=texts, **fields)


ASKED = [
    # why, what, what is told; what comes of the remedy, who pays the return, may the merchant refuse, what is missing
    ("no_reason", RETURN, INTACT, "open", "buyer", False, ""),
    ("no_reason", RETURN, {}, "undecided", None, True, "intact"),
    ("quality", RETURN, {}, "open", "merchant", True, ""),
    ("quality", RETURN, BROKEN, "open", "merchant", True, ""),
    ("quality", REFUND, {}, "open", "merchant", True, ""),
    ("damaged", REFUND, BROKEN, "open", None, True, ""),
    ("damaged", REFUND, {}, "undecided", None, True, "intact"),
]


@pytest.mark.parametrize(("reason", "type_", "told", "remedy", "payer", "may_refuse", "missing"), ASKED)
def test_the_terms_of_a_request(
    reason: str, type_: CaseType, told: dict[str, Any], remedy: str, payer: str | None, may_refuse: bool, missing: str
) -> None:  # fmt: skip
    terms = story().plays([asks(reason, type_, facts=told)]).case.terms
    assert (terms.remedy, terms.freight.get("return"), terms.may_refuse) == (remedy, payer, may_refuse)
    assert [each.name for each in terms.missing] == missing.split()


REFUSED = [
    # why, what, what is told, and what the refusal says
    ("no_reason", RETURN, BROKEN, "It would be otherwise if: the goods are intact."),
    ("damaged", REFUND, INTACT, "the goods are not intact"),
    ("no_reason", REFUND, INTACT, "No rule opens this here."),
    ("other", RETURN, INTACT, "No rule opens this here."),
]


@pytest.mark.parametrize(("reason", "type_", "told", "says"), REFUSED)
def test_a_remedy_that_no_rule_opens_is_refused_with_the_reason(
    reason: str, type_: CaseType, told: dict[str, Any], says: str
) -> None:
    with pytest.raises(refusals.RemedyNotOpen) as refused:
        story().plays([asks(reason, type_, facts=told)])
    assert says in str(refused.value)
    assert refused.value.fields["remedy"] == type_.value
    chinese = refusal_text("zh-CN", refused.value)
    assert refused.value.fields["reason_zh"] in chinese
    assert refused.value.fields["reason"] not in chinese


def test_a_reason_that_is_none_of_the_catalogue_is_refused() -> None:
    with pytest.raises(FactWrong, match="reason"):
        story().plays([asks("felt_like_it")])


def test_until_when_it_can_be_asked_and_not_a_second_longer() -> None:
    order = tea()
    delivered = order.parcels[0].delivered_at
    assert delivered is not None
    made = story(order=order).plays([asks("no_reason", facts=INTACT)])
    until = made.case.terms.until
    assert until is not None
    # signed at noon of the last day of February, 20:00 in China; the week begins the next day and ends with the 7 March
    assert until.isoformat() == "2026-03-07T16:00:00+00:00"
    last = story(order=order, now=until - timedelta(seconds=1)).plays([asks("no_reason", facts=INTACT)])
    assert last.case.terms.remedy == "open"
    with pytest.raises(refusals.RemedyNotOpen, match="the week of calm"):
        story(order=order, now=until).plays([asks("no_reason", facts=INTACT)])


def test_what_was_asked_in_time_stays_in_time() -> None:
    made = story().plays([asks("no_reason")])
    made.now += 30 * DAY
    after = made.does(B, c.SupplyFacts(INTACT)).after
    assert (after.terms.remedy, after.terms.may_refuse, after.terms.missing) == ("open", False, ())
    assert after.terms.asked_at == NOON


def test_the_merchant_cannot_refuse_a_right_and_can_where_there_is_none() -> None:
    right = story().plays([asks("no_reason", facts=INTACT)])
    with pytest.raises(refusals.RefusalNotOpen):
        right.does(M, c.Refuse("we would rather not"))
    assert right.does(M, c.MakeOffer(5000)).after.stage is Stage.AWAITING_BUYER
    assert story().plays([asks("quality")]).does(M, c.Refuse("used")).after.stage is Stage.AWAITING_BUYER


def test_a_right_that_comes_to_light_takes_the_refusal_away() -> None:
    made = story().plays([asks("no_reason")])
    made.does(B, c.SupplyFacts(INTACT))
    with pytest.raises(refusals.RefusalNotOpen):
        made.does(M, c.Refuse("used"))


def test_what_is_asked_anew_is_judged_anew() -> None:
    made = story().plays([asks("no_reason", facts=INTACT)])
    after = made.does(B, c.Revise(type=REFUND, reason="quality")).after
    assert (after.terms.decisions, after.terms.may_refuse, after.terms.freight) == (
        2,
        True,
        {"return": "merchant"},
    )
    with pytest.raises(refusals.RemedyNotOpen):
        made.does(B, c.Revise(reason="other"))
    assert made.case.reason == "quality"


def test_how_often_may_be_offered_comes_from_the_pack() -> None:
    made = story().plays([asks("quality"), (M, c.MakeOffer(5000)), (B, c.MakeOffer(9000))])
    with pytest.raises(refusals.NoRoundsLeft):
        made.does(M, c.MakeOffer(6000))


CLOCKS = [
    # what happens, the clock that runs then
    ([], 24 * HOUR), ([(M, c.Approve())], 3 * DAY), ([(M, c.Refuse("used"))], 2 * DAY),
    ([(B, c.Escalate())], 48 * HOUR),  # no pack speaks of evidence: the default of the protocol
]  # fmt: skip


@pytest.mark.parametrize(("steps", "runs"), CLOCKS)
def test_clocks_come_from_the_pack_and_else_from_the_protocol(
    steps: list[tuple[Role, c.Command]], runs: timedelta
) -> None:
    made = story().plays([asks("quality"), *steps])
    assert made.case.due_at == NOON + runs


def test_without_packs_everything_may_be_asked() -> None:
    made = Story().plays([asks("felt_like_it")])
    assert (made.case.terms.decisions, made.case.terms.may_refuse) == (0, True)


def test_with_packs_of_no_word_nothing_is_open() -> None:
    silent = tea_promises().replace("markets: [CN]", "markets: [EU]")
    with pytest.raises(refusals.RemedyNotOpen, match="No rule opens this here"):
        story(silent).plays([asks("quality")])


MIXED = [
    # the reason, what is told of both; hours for the merchant to answer, may it refuse
    ("quality", {}, 6, True), ("no_reason", INTACT, 6, False), ("no_reason", {}, 6, True),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "told", "hours", "may_refuse"), MIXED)
def test_several_groups_come_to_what_is_best_for_the_buyer(
    reason: str, told: dict[str, Any], hours: int, may_refuse: bool
) -> None:
    order = tea()
    second = structs.replace(order.lines[0], line_no=2, traits=("frozen",))
    order = structs.replace(order, lines=(order.lines[0], second))
    made = story(tea_promises(more=BY_TRAIT), order=order)
    made.does(B, c.OpenCase(RETURN, (c.ItemAsked(1, 1), c.ItemAsked(2, 1)), reason, facts=told))
    terms = made.case.terms
    assert (terms.decisions, terms.clocks["merchant_answer"], terms.may_refuse) == (
        2,
        hours * 3600,
        may_refuse,
    )
    assert [each.name for each in terms.missing] == ([] if told or reason == "quality" else ["intact"])


def test_what_was_judged_keeps_every_fact_with_its_source() -> None:
    promises = promises_of()
    asked = Asked(RETURN, "quality", (Item(1, "a", 3, 10_002),), 10_002, Goods.WITH_BUYER)
    promises.judge(asked, tea(), NOON)
    (judged,) = promises.judged
    sources = {fact.name: fact.source for fact in judged.facts}
    assert (sources["reason"], sources["channel"], sources["paid"]) == ("system", "presumed", "system")


BY_TRAIT = """
  - id: frozen_is_urgent
    text: {en: Frozen goods are urgent., zh: 冷冻商品加急。}
    source: house
    confidence: H
    over: [times]
    when: "'frozen' in traits"
    then: {clocks: {merchant_answer: 6 h}}
"""
