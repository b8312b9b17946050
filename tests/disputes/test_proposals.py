"""The ruling that the rules lead to: as courts decided, within law, promise and payment, with its grounds and its limits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from makegood.disputes import Board, Clock, ProposedRuling, board, propose
from tests.disputes.courtroom import DELIVERED, NOON, UNDER_WAY, board_of, judged, shown, state_of
from tests.policy.adjudicated_cases import CASES

FAULT = {"reason": "quality", "defect_visible": True}


def proposed(facts: dict[str, Any], *tied: str, **more: Any) -> ProposedRuling:
    return propose(state_of(facts), [board_of(facts, *tied, **more)])


def found(proposal: ProposedRuling, key: str) -> str | int | None:
    return next((each.value for each in proposal.findings if each.key == key), None)


def test_no_case_of_the_collection_is_left_out() -> None:
    """The table is made from the collection of decided cases; where that is at hand, none of it is left out."""
    source = Path(__file__).parents[3] / "shared" / "facts" / "cases.md"
    if not source.exists():
        pytest.skip("the collection of decided cases is not here")
    told = [
        line.split("**")[1].split()[0]
        for line in source.read_text("utf-8").splitlines()
        if line.startswith("- **")
    ]
    assert {case.id for case in CASES} >= set(told)


LINES: list[tuple[str, dict[str, Any], list[str], str, str, int, bool | None]] = [
    # what it is, the facts, what was shown; for whom, the remedy, how much, whether the goods go back
    ("a fault that was shown", FAULT, ["buyer_proof photo buyer"], "buyer", "return_refund", 10_000, True),
    ("a fault that nobody showed", FAULT, [], "merchant", "pay_merchant", 0, False),
    ("it never came", {**UNDER_WAY, "reason": "not_received"}, [], "buyer", "refund_only", 10_000, False),
    ("half was asked for", {**FAULT, "asked": 5_000}, ["buyer_proof photo buyer"], "buyer", "return_refund", 5_000, True),
    ("a gift is kept", {"reason": "no_reason", "gifts_kept": 1_500, "gift_terms_clear": True}, [], "split",
     "return_refund", 8_500, True),
    ("an exchange was asked for", {**FAULT, "remedy": "exchange"}, ["buyer_proof photo buyer"], "buyer", "exchange",
     10_000, None),
    ("nobody knows whether it can be seen", {"reason": "quality"}, [], "", "undecided", 0, None),
]  # fmt: skip


@pytest.mark.parametrize("line", LINES, ids=[line[0] for line in LINES])
def test_for_whom_how_much_and_with_which_remedy(
    line: tuple[str, dict[str, Any], list[str], str, str, int, bool | None],
) -> None:
    _, facts, tied, favour, remedy, amount, back = line
    made = proposed(facts, *tied)
    assert (made.favour, made.remedy, made.amount_minor, made.with_return) == (favour, remedy, amount, back)
    assert made.share == (10_000 * amount // made.asked_minor if favour else 0)


def test_every_finding_has_its_article_and_its_facts() -> None:
    made = proposed(FAULT, "buyer_proof photo buyer")
    assert found(made, "freight.return") == "merchant"
    assert found(made, "freight.outbound") == "merchant"
    assert found(made, "mark.seller_fault") == "yes"
    for each in made.findings:
        assert each.ground is not None
        assert each.ground.source.en
        assert each.ground.source.zh
    ruling = made.findings[0]
    sources = {stood.name: stood.source for stood in ruling.rests_on}
    assert sources["buyer_proof"] == "assumed"
    assert sources["reason"] == "system"


def test_what_would_change_it_is_said() -> None:
    made = proposed(FAULT, "buyer_proof photo buyer")
    changes = {each.fact: (each.by, each.shown, each.ruling) for each in made.changes}
    assert changes == {
        "buyer_proof": ("buyer", False, "pay_merchant"),
        "merchant_proof": ("merchant", True, "pay_merchant"),
    }


CONFIDENCE: list[tuple[str, dict[str, Any], list[str], dict[str, Any], int, str]] = [
    ("found by the desk", {**FAULT, "defect": "established"}, [], {}, 100, ""),
    ("shown, not weighed, and the merchant has still time", FAULT, ["buyer_proof photo buyer"], {}, 60, "merchant_proof"),
    ("shown, not weighed, and the time is over", FAULT, ["buyer_proof photo buyer"], {"owner": "desk"}, 70, "buyer_proof"),
    ("nobody showed anything, and the time is over", FAULT, [], {"owner": "desk"}, 85, "buyer_proof"),
    ("evidence on both sides", FAULT, ["buyer_proof photo buyer", "buyer_proof photo merchant against"], {}, 40, "buyer_proof"),
    ("a rule that is not certain", {"reason": "no_reason", "return_trouble": "other_goods", "goods_state": "returned"},
     ["return_trouble video merchant"], {"sources": {"return_trouble": "merchant"}}, 70, "return_trouble"),
    ("the rules lead nowhere yet", {"reason": "quality"}, [], {}, 0, "defect_visible"),
]  # fmt: skip


@pytest.mark.parametrize("line", CONFIDENCE, ids=[line[0] for line in CONFIDENCE])
def test_how_sure_it_is(line: tuple[str, dict[str, Any], list[str], dict[str, Any], int, str]) -> None:
    _, facts, tied, more, percent, weakest = line
    made = proposed(facts, *tied, **more)
    assert (made.confidence.percent, made.confidence.weakest) == (percent, weakest)


def test_the_digest_is_the_proposal_s_and_nobody_else_s() -> None:
    one = proposed(FAULT, "buyer_proof photo buyer")
    assert one.digest == proposed(FAULT, "buyer_proof photo buyer").digest
    assert len({one.digest, proposed(FAULT).digest, proposed({**FAULT, "asked": 1}).digest}) == 3


REASONS = (
    "quality", "not_as_described", "counterfeit", "damaged", "missing_parts", "empty_parcel", "no_reason", "not_received",
    "not_shipped_in_time", "other", "unsafe_food",
)  # fmt: skip
TIES = (
    "buyer_proof photo buyer", "merchant_proof invoice merchant", "inspection_report inspection_report buyer",
    "signing_proven delivery_record merchant", "delivery_proof tracking merchant", "intact photo merchant",
    "buyer_proof photo merchant against",
)  # fmt: skip
FACTS = st.fixed_dictionaries(
    {"reason": st.sampled_from(REASONS), "paid": st.integers(0, 10**7), "remedy": st.sampled_from(
        ("refund_only", "return_refund", "exchange", "repair", "reship"))},
    optional={
        "defect_visible": st.booleans(), "receipt_confirmed": st.booleans(), "return_possible": st.booleans(),
        "purpose_defeated": st.booleans(), "intact": st.booleans(), "goods_used": st.booleans(),
        "defect": st.sampled_from(("claimed", "established", "refuted")), "both_agree": st.booleans(),
        "goods_kind": st.sampled_from(("shoes", "food", "fresh", "large_appliance", "virtual", "phone")),
        "goods_state": st.sampled_from(("with_buyer", "in_transit", "returned", "lost", "not_shipped")),
        "refunded_before": st.integers(0, 10**6), "gifts_kept": st.integers(0, 10**6), "food_unsafe": st.booleans(),
        "fraud_established": st.booleans(), "promised_multiple": st.integers(0, 10), "promise_broken": st.booleans(),
        "guarantees": st.lists(st.sampled_from(("no_reason_return", "authenticity")), unique=True),
    },
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(
    facts=FACTS,
    share=st.integers(0, 100),
    tied=st.lists(st.sampled_from(TIES), unique=True),
    claimed=st.booleans(),
)
def test_it_never_goes_beyond_law_promise_request_and_payment(
    facts: dict[str, Any], share: int, tied: list[str], claimed: bool
) -> None:
    asked = facts["paid"] * share // 100
    told = {**DELIVERED, **facts, "price": facts["paid"], "asked": asked}
    who = "buyer" if claimed else "system"
    made_board: Board
    made_board, settling = board(judged(told, dict.fromkeys(facts, who)), shown(*tied), [], Clock(NOON))
    state = state_of(told)
    made = propose(state, [(made_board, settling)])
    assert 0 <= made.amount_minor <= state.requested_minor <= state.value_minor
    law = settling.decided.value("refund")
    if law is not None and made.remedy in ("refund_only", "return_refund", "split"):
        assert made.amount_minor <= law
    if made.favour == "merchant":
        assert made.amount_minor == 0
        assert not made.with_return
    if state.goods.value == "not_shipped":
        assert not made.with_return
    assert made == propose(state, [(made_board, settling)])
    assert 0 <= made.confidence.percent <= 100
    assert structs.replace(made, digest="") != made
