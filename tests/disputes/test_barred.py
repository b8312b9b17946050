"""No proposal gives a remedy that law, promise or their time refuses; and what they measure, no person exceeds either."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs

from makegood.cases import BookPromises, CaseType, Favour, OpenCase, Role, Rule
from makegood.cases.commands import ItemAsked
from makegood.cases.model import Goods
from makegood.cases.verbs.informing import asked_of
from makegood.disputes import Clock, ProposedRuling, board, propose
from makegood.disputes.departing import departs, given_by, held_to
from makegood.disputes.measure import require_within
from makegood.disputes.refusals import DepartureUnexplained, MoreThanMeasured, NotADeparture
from tests.cases.stories import Story, tea
from tests.disputes.courtroom import board_of, book, state_of

WHY = "A neighbour saw how the parcel fell, and the desk has spoken to her."
LATER = {"now": "2026-05-20T10:00:00+08:00", "refund_asked_at": "2026-05-20T10:00:00+08:00"}
COMPLETED = {"completed_at": "2026-03-20T10:00:00+08:00", **LATER}
FAULT = {"reason": "quality", "defect": "established"}
CHILD = {
    "reason": "other", "goods_kind": "virtual", "remedy": "refund_only", "buyer_age": "under_eight", "guardian_fault": 2_000,
}  # fmt: skip


def proposal_of(facts: dict[str, Any], *tied: str) -> ProposedRuling:
    return propose(state_of(facts), [board_of(facts, *tied, owner="desk")])


BARRED = [
    # facts; for whom, the ruling, what is refused and by which rule
    ("too late to ask after completion", {"reason": "other", **COMPLETED}, "merchant", "pay_merchant",
     "remedy.return_refund", "ground/asked_too_late"),
    ("only the return is refused, so a person decides", {**FAULT, "reason": "counterfeit", "fraud_established": True,
     **COMPLETED}, "", "undecided", "remedy.refund_only", "ground/asked_too_late"),
    ("a cancelled order has nothing to give, whoever is right", {**FAULT, "order_status": "cancelled"}, "", "undecided",
     "remedy.return_refund", "what-is-possible/order_is_cancelled"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("why", "facts", "favour", "ruling", "key", "rule"), BARRED, ids=[each[0] for each in BARRED]
)
def test_what_is_refused_is_not_proposed(
    why: str, facts: dict[str, Any], favour: str, ruling: str, key: str, rule: str
) -> None:
    made, (on_board, settling) = proposal_of(facts), board_of(facts, owner="desk")
    assert settling.decided.word("ruling") in ("refund_only", "return_refund"), (
        "the rules of disputes would give it"
    )
    assert settling.decided.word(key) == "refused"
    assert (made.favour, made.amount_minor, made.compensation_minor, made.barred) == (favour, 0, 0, True)
    assert made.parts[0].ruling == on_board.ruling.ruling == ruling
    found = {each.key: each for each in made.findings}
    assert found[key].ground is not None
    assert found[key].ground.rule == rule
    assert ("ruling" in found) == bool(favour)
    assert not any(name.startswith(("mark.", "freight.", "compensation")) for name in found)


def test_what_is_open_is_proposed_as_before() -> None:
    made = proposal_of(FAULT)
    assert (made.favour, made.amount_minor, made.barred) == ("buyer", 10_000, False)
    excused = proposal_of({"reason": "other", "late_ground": "proof", **COMPLETED})
    assert (excused.favour, excused.barred) == ("buyer", False)


def test_nobody_is_asked_to_prove_what_leads_nowhere() -> None:
    years = {"now": "2029-05-20T10:00:00+08:00", "refund_asked_at": "2029-05-20T10:00:00+08:00"}
    facts = {"reason": "quality", "defect_visible": True, **years}
    open_, _ = board_of(facts, "buyer_proof photo buyer")
    assert [each.fact for each in open_.owed_by("buyer")] == ["inspection_report"]
    barred, _ = board_of({**facts, "completed_at": "2026-03-20T10:00:00+08:00"}, "buyer_proof photo buyer")
    assert barred.owed_by("buyer") == ()
    assert {each.if_shown.ruling for each in barred.duties} == {"pay_merchant"}


def test_who_gives_what_is_refused_says_why() -> None:
    for facts in (BARRED[0][1], BARRED[1][1]):
        made, state = proposal_of(facts), state_of(facts)
        for_buyer = Rule(Favour.BUYER, "The report convinces.")
        assert departs(for_buyer, made, state)
        with pytest.raises(DepartureUnexplained):
            held_to(for_buyer, made, state)
        held = held_to(structs.replace(for_buyer, departure=WHY), made, state)
        assert held.proposal == made.digest
        for_merchant = Rule(Favour.MERCHANT, "Nothing can be asked for any more.")
        assert held_to(for_merchant, made, state) == for_merchant
        with pytest.raises(NotADeparture):
            held_to(structs.replace(for_merchant, departure=WHY), made, state)


def test_what_the_law_measures_binds_whoever_rules() -> None:
    made, state = proposal_of(CHILD), state_of(CHILD)
    assert (made.favour, made.amount_minor) == ("split", 8_000)
    assert made.measure is not None
    assert (made.measure.most_minor, made.measure.rule) == (8_000, "cn-special-goods/bought_by_a_small_child")
    for wrong in (
        Rule(Favour.BUYER, "All of it.", departure=WHY),
        Rule(Favour.SPLIT, "More.", 8_001, departure=WHY),
    ):
        with pytest.raises(MoreThanMeasured) as refused:
            require_within(given_by(held_to(wrong, made, state), state), made.measure, state)
        assert refused.value.fields["most_minor"] == 8_000
    for right in (
        Rule(Favour.SPLIT, "As the law says.", 8_000),
        Rule(Favour.SPLIT, "Less.", 7_000, departure=WHY),
    ):
        require_within(given_by(held_to(right, made, state), state), made.measure, state)


def test_who_finds_the_facts_otherwise_is_bound_otherwise() -> None:
    found = {**CHILD, "guardian_fault": 0}
    made, state = proposal_of(found), state_of(found)
    require_within(given_by(Rule(Favour.BUYER, "All of it."), state), made.measure, state)


def test_what_only_the_platform_measures_a_person_may_exceed() -> None:
    facts = {
        "reason": "spoilt", "goods_kind": "fresh", "traits": ["perishable"], "defect_visible": True, "remedy": "refund_only",
        "inedible": False, "weight_wrong": False, "size_wrong": False, "rotten_share": 2_000,
        "refund_asked_at": "2026-03-06T09:00:00+08:00", "now": "2026-03-06T12:00:00+08:00",
    }  # fmt: skip
    made = proposal_of(facts, "buyer_proof photo buyer")
    assert (made.favour, made.amount_minor, made.measure) == ("split", 3_000, None)


def asked_after(days: int, reason: str = "no_reason") -> ProposedRuling:
    """What is proposed of an order out of our own record, when the buyer asks some days after it was delivered."""
    order = tea()
    told = {"goods_kind": "shoes", "intact": True, "traits": (), "guarantees": (), "receipt_confirmed": False}
    lines = tuple(structs.replace(line, facts=told) for line in order.lines)
    order = structs.replace(order, lines=lines, market="CN")
    delivered = order.parcels[0].delivered_at
    assert delivered is not None
    story = Story(order=order, now=delivered + timedelta(days=days))
    story.does(Role.BUYER, OpenCase(CaseType.RETURN_REFUND, (ItemAsked(1),), reason))
    assert story.case.goods is Goods.WITH_BUYER
    packs = BookPromises(book(), "CN")
    packs.judge(asked_of(story.case, ()), order, story.now)
    return propose(story.case, [board(each, [], [], Clock(story.now)) for each in packs.judged])


@pytest.mark.parametrize(
    ("days", "reason", "favour", "rule"),
    [
        (7, "no_reason", "buyer", "marketplace-disputes-no-reason/change_of_mind_goes_back"),
        (12, "no_reason", "merchant", "marketplace-disputes-no-reason/change_of_mind_not_supported"),
        (700, "counterfeit", "buyer", "marketplace-disputes-quality/fake_is_refunded"),
        (3 * 366, "counterfeit", "merchant", "marketplace-disputes-quality/told_after_its_time"),
    ],
)
def test_when_it_was_asked_our_own_record_knows(days: int, reason: str, favour: str, rule: str) -> None:
    """Nobody tells the time: it is that of the request, and of the delivery."""
    made = asked_after(days, reason)
    assert made.favour == favour, made.missing
    assert made.findings[0].ground is not None
    assert made.findings[0].ground.rule == rule
