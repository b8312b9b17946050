"""Cases that courts have decided, from their facts alone: who proves what, what is proposed, and how much, as the court did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.disputes.courts import heard, outcome, weighed, without
from tests.policy.adjudicated_cases import CASES, AdjudicatedCase
from tests.policy.published_cases import PUBLISHED

ALL = (*CASES, *PUBLISHED)
IDS = [case.id for case in ALL]
BY_ID = {case.id: case for case in ALL}


@pytest.mark.parametrize("case", ALL, ids=IDS)
def test_what_is_proposed_once_it_is_weighed_is_what_the_court_decided(case: AdjudicatedCase) -> None:
    hearing = weighed(case)
    expected = (case.winner, case.refund, case.punitive, case.buyer_pays)
    assert outcome(case, hearing) == expected, (hearing.settling.assumed, hearing.proposal)
    decision = hearing.settling.decided
    for key, value in case.then.items():
        assert (hearing.found(key) if _is_finding(key) else decision.word(key)) == value, key


WITH_ONE_SIDE = [case for case in ALL if not case.weighed]


@pytest.mark.parametrize("case", WITH_ONE_SIDE, ids=[case.id for case in WITH_ONE_SIDE])
def test_before_anybody_has_weighed_it_the_board_leads_there_and_nothing_is_paid_on_top(
    case: AdjudicatedCase,
) -> None:
    """Where evidence stands on one side only, what was shown counts for the ruling.

    What is owed on top as a punishment waits for a person who finds it.
    """
    first, last = heard(case), weighed(case)
    assert (first.proposal.favour, first.proposal.remedy, first.proposal.amount_minor) == (
        last.proposal.favour, last.proposal.remedy, last.proposal.amount_minor,
    )  # fmt: skip
    assert first.found("compensation") == last.found("compensation")
    if case.punitive:
        assert (first.proposal.compensation_minor, last.proposal.compensation_minor > 0) == (0, True)


@pytest.mark.parametrize("case", ALL, ids=IDS)
def test_only_what_stands_on_both_sides_is_weighed_by_hand(case: AdjudicatedCase) -> None:
    contested = {duty.fact for duty in heard(case).board.duties if duty.is_contested}
    assert set(case.weighed) == contested


FLIPS: list[tuple[str, str, Mapping[str, Any], tuple[str, int, int, int]]] = [
    # the case, what is otherwise, how (facts; `buyer`, `merchant`: what they tell; `tied`; `shown` more, `unshown`; `weighed`),
    # what comes out
    ("L1", "a day too late", {"now": "2024-03-11T00:00:00+08:00", "refund_asked_at": "2024-03-11T00:00:00+08:00"},
     ("merchant", 0, 0, 0)),
    ("L1", "flawed, and the buyer had confirmed that it cannot go back",
     {"traits": ["luxury", "flawed"], "exclusion_confirmed": True}, ("merchant", 0, 0, 0)),
    ("L1", "only the merchant says that it is worn", {"buyer": {}, "merchant": {"intact": False}},
     ("consumer", 680_000, 0, 0)),
    ("L1", "the merchant shows that it is worn", {"buyer": {}, "merchant": {"intact": False},
      "shown": ("intact photo merchant",)},
     ("merchant", 0, 0, 0)),
    ("R1", "the page shows nothing, and the buyer shows the fault",
     {"merchant": {}, "unshown": "not_in_offer", "shown": ("refund_ground photo buyer", "buyer_proof photo buyer")},
     ("consumer", 2_000, 0, 0)),
    ("R1", "the merchant had agreed, but the page shows that it was never offered", {"merchant_agreed_to_refund": True},
     ("merchant", 0, 0, 2_000)),
    ("R3", "the seller had agreed", {"merchant_agreed_to_refund": True}, ("merchant", 0, 0, 0)),
    ("F1", "the merchant shows nothing of the box", {"unshown": "return_trouble"}, ("consumer", 90_000, 0, 0)),
    ("P1", "nine like sales", {"like_sales": 9, "like_turnover": 400_000}, ("split", 20_000, 0, 0)),
    ("P1", "no report, and papers of the brand",
     {"unshown": "inspection_report", "shown": ("merchant_proof invoice merchant",)}, ("merchant", 0, 0, 0)),
    ("P1", "the seller shows that it bought them as genuine", {"shown": ("honest_mistake invoice merchant",)},
     ("split", 20_000, 0, 0)),
    ("P3", "from a business", {"seller_kind": "business"}, ("consumer", 191_860, 575_580, 0)),
    ("P3", "nothing is shown", {"unshown": "buyer_proof"}, ("merchant", 0, 0, 0)),
    ("P6", "no report", {"unshown": "inspection_report"}, ("split", 450_000, 0, 0)),
    ("P6", "nothing of it had been stated", {"stated": ["genuine"]}, ("split", 450_000, 0, 0)),
    ("C1", "no promise: three times by law", {"promised_multiple": 0}, ("split", 100_000, 300_000, 0)),
    ("C1", "no report", {"unshown": "inspection_report"}, ("split", 100_000, 0, 0)),
    ("C1", "an honest mistake: the promise binds all the same", {"shown": ("honest_mistake certificate merchant",)},
     ("consumer", 100_000, 1_000_000, 0)),
    ("C2", "paid after the winner", {"paid_at": "2022-03-01T22:00:04+08:00"}, ("merchant", 0, 0, 0)),
    ("C2", "paid before ten", {"paid_at": "2022-03-01T21:59:59+08:00", "purchased_at": "2022-03-01T21:59:00+08:00"},
     ("merchant", 0, 0, 0)),
    ("N2", "ten times is more than the floor", {"price": 20_000, "paid": 20_000, "asked": 20_000},
     ("consumer", 2_500, 100_000, 0)),
    ("N2", "nothing is shown", {"unshown": "buyer_proof"}, ("merchant", 0, 0, 0)),
    ("N2", "the shop names its source and what it checked", {"shown": ("source_shown invoice merchant",)},
     ("split", 2_500, 0, 0)),
    ("N8", "not known before", {"merchant": {}, "unshown": "bought_knowingly"}, ("split", 10_120, 101_200, 0)),
    ("N8", "far more than a household eats, and nobody says how much it does", {"quantity": 460},
     ("split", 10_120, 0, 0)),
    ("a cart for shopping, refunded and kept", "the buyer shows the fault", {"shown": ("refund_ground video buyer",)},
     ("merchant", 0, 0, 0)),
    ("a used handbag, “no claims once the deal is closed”", "papers of the maker against nothing",
     {"unshown": "inspection_report", "shown": ("merchant_proof invoice merchant",)}, ("merchant", 0, 0, 0)),
    ("a used laptop from somebody who sells many", "one of two", {"like_sales": 2}, ("split", 300_000, 0, 0)),
    ("374 game accounts bought at fourteen", "a guardian had agreed",
     {"buyer": {"buyer_age": "eight_to_seventeen", "guardian_agreed": True}}, ("merchant", 0, 0, 0)),
    ("374 game accounts bought at fourteen", "the shop shows that it suits the age", {"shown": ("suits_age chat merchant",)},
     ("merchant", 0, 0, 0)),
    ("slimming sweets without a date", "shipped from abroad, without a Chinese label",
     {"traits": ["imported"], "buyer": {"food_signs": ["no_chinese_label"], "defect_visible": True}},
     ("split", 147_560, 0, 0)),
    ("biscuits with an herb, bought again and again", "not known before",
     {"merchant": {}, "unshown": "bought_knowingly"}, ("consumer", 417_600, 4_176_000, 0)),
    ("spirits of another make", "papers of the shop's source", {"shown": ("source_shown invoice merchant",)},
     ("split", 2_209_700, 6_629_100, 0)),
    ("announced for 49 yuan, charged at 69", "the records show nothing", {"unshown": "record_shows_otherwise"},
     ("split", 6_900, 0, 0)),
    ("announced for 49 yuan, charged at 69", "a slip that was corrected at once", {"shown": ("honest_mistake chat merchant",)},
     ("split", 6_900, 0, 0)),
    ("the first two orders are free, and the winners do not exist", "the third, and the winners are real",
     {"paid_rank": 3, "unshown": "record_shows_otherwise"}, ("merchant", 0, 0, 0)),
    ("a suit with a fault, a part of its price refunded", "nothing is shown, and the merchant had not agreed",
     {"tied": ()}, ("merchant", 0, 0, 6_000)),
    ("a bracelet that the merchant says came back scratched", "the scratches were made before it was sent",
     {"weighed": {"intact": True}}, ("merchant", 0, 0, 0)),
    ("a bracelet that the merchant says came back scratched", "the merchant shows nothing",
     {"tied": ()}, ("consumer", 9_150_000, 0, 0)),
    ("fifteen belts, most of which went back", "a day too late",
     {"now": "2024-03-12T12:00:00+08:00", "refund_asked_at": "2024-03-12T12:00:00+08:00"}, ("merchant", 0, 0, 0)),
    ("a used bracelet from a private person", "from a dealer", {"seller_kind": "business"},
     ("consumer", 3_380_000, 10_140_000, 0)),
]  # fmt: skip


@pytest.mark.parametrize("flip", FLIPS, ids=[f"{flip[0]}: {flip[1]}" for flip in FLIPS])
def test_what_made_the_difference_makes_it(
    flip: tuple[str, str, Mapping[str, Any], tuple[str, int, int, int]],
) -> None:
    """One thing otherwise in a case, another outcome."""
    id_, _, changes, expected = flip
    facts, case = dict(changes), BY_ID[id_]
    tied = facts.pop("tied", (*without(case.tied, facts.pop("unshown", "")), *facts.pop("shown", ())))
    other = replace(
        case, tied=tied, buyer=facts.pop("buyer", case.buyer), merchant=facts.pop("merchant", case.merchant),
        weighed=facts.pop("weighed", case.weighed), facts={**case.facts, **facts},
    )  # fmt: skip
    hearing = weighed(other)
    assert outcome(other, hearing) == expected, (hearing.settling.assumed, hearing.proposal)


def _is_finding(key: str) -> bool:
    return key == "ruling" or key.startswith(("compensation", "freight.", "mark."))
