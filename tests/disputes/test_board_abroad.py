"""Who proves what in the European Union and in the United Kingdom, in which order, and what follows: a line each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from makegood.disputes import propose
from tests.disputes.courtroom import board_of, state_of

EU = {
    "market": "EU", "currency": "EUR", "reason": "quality", "remedy": "repair", "purchased_at": "2026-03-01T10:00:00Z",
    "shipped_at": "2026-03-02T10:00:00Z", "signed_at": "2026-03-03T15:00:00Z", "now": "2026-06-03T15:00:00Z",
    "informed_of_withdrawal_at": "2026-03-01T10:00:00Z",
}  # fmt: skip
YEAR_TWO = {"defect_found_at": "2027-06-01T10:00:00Z", "now": "2027-06-05T10:00:00Z"}
UK = {**EU, "market": "UK", "currency": "GBP"}
AT_ONCE = {"remedy": "return_refund", "now": "2026-03-20T10:00:00Z"}
AFTER_SIX_MONTHS = {"defect_found_at": "2026-10-01T10:00:00Z", "now": "2026-10-03T10:00:00Z"}
NEVER_CAME = {
    "reason": "not_received", "remedy": "refund_only", "signed_at": "never", "goods_state": "in_transit",
    "now": "2026-04-05T10:00:00Z",
}  # fmt: skip
PHOTO, SOUND = "buyer_proof photo buyer", "merchant_proof inspection_report merchant"
REPORT = "inspection_report inspection_report buyer"
PROOF = ("buyer", "buyer_proof")
ANSWER = ("merchant", "merchant_proof")
WITH_REPORT = ("buyer", "inspection_report")
NOBODY = ("", "")

Line = tuple[str, Mapping[str, Any], tuple[str, ...], tuple[str, str], str, str, int]
TABLE: tuple[Line, ...] = (
    # what it is, facts, what was shown, who has to prove what next, the burden, the ruling as things stand, the amount
    # Directive (EU) 2019/771, article 11: a year (two by some national laws)
    ("EU: the buyer shows the defect", EU, (), PROOF, "merchant", "pay_merchant", 0),
    ("EU: the seller proves the contrary", EU, (PHOTO,), ANSWER, "merchant", "repair", 10_000),
    ("EU: the seller has a report", EU, (PHOTO, SOUND), WITH_REPORT, "merchant", "pay_merchant", 0),
    ("EU: the buyer has one, too", EU, (PHOTO, SOUND, REPORT), NOBODY, "merchant", "repair", 10_000),
    ("EU: in the second year", {**EU, **YEAR_TWO}, (), WITH_REPORT, "buyer", "pay_merchant", 0),
    ("EU: in the second year, a report", {**EU, **YEAR_TWO}, (REPORT,), NOBODY, "buyer", "repair", 10_000),
    ("Spain: in the second year", {**EU, **YEAR_TWO, "national_conformity_law": "spain"}, (PHOTO,), ANSWER, "merchant",
     "repair", 10_000),
    ("France: in the second year", {**EU, **YEAR_TWO, "national_conformity_law": "france"}, (PHOTO,), ANSWER, "merchant",
     "repair", 10_000),
    ("France: in the second year, second-hand", {**EU, **YEAR_TWO, "national_conformity_law": "france",
     "traits": ["second_hand"]}, (), WITH_REPORT, "buyer", "pay_merchant", 0),
    ("EU: money back before a repair", {**EU, "remedy": "return_refund"}, (PHOTO,), NOBODY, "merchant", "pay_merchant", 0),
    ("EU: money back after a repair", {**EU, "remedy": "return_refund", "cure_failed": True}, (PHOTO,), ANSWER, "merchant",
     "return_refund", 10_000),
    ("EU: for less after a repair", {**EU, "remedy": "price_reduction", "asked": 2_500, "cure_failed": True}, (PHOTO,),
     ANSWER, "merchant", "split", 2_500),
    ("EU: it never came", {**EU, **NEVER_CAME}, (), ("merchant", "delivery_proof"), "merchant", "refund_only", 10_000),
    ("EU: it came", {**EU, **NEVER_CAME}, ("delivery_proof delivery_record merchant",), NOBODY, "merchant", "pay_merchant",
     0),
    ("EU: a change of mind", {**EU, "reason": "no_reason", "remedy": "return_refund", "now": "2026-03-10T10:00:00Z"}, (),
     NOBODY, "buyer", "return_refund", 10_000),
    ("EU: used before the change of mind", {**EU, "reason": "no_reason", "remedy": "return_refund", "handling_loss": 3_000,
     "now": "2026-03-10T10:00:00Z"}, (), NOBODY, "buyer", "return_refund", 7_000),
    # Consumer Rights Act 2015, section 19(14)-(15): six months, but not for the short-term right to reject
    ("UK: rejected at once", {**UK, **AT_ONCE}, (), PROOF, "buyer", "pay_merchant", 0),
    ("UK: rejected at once, shown", {**UK, **AT_ONCE}, (PHOTO,), ANSWER, "buyer", "return_refund", 10_000),
    ("UK: repair within six months", UK, (PHOTO,), ANSWER, "merchant", "repair", 10_000),
    ("UK: the trader has a report", UK, (PHOTO, SOUND), WITH_REPORT, "merchant", "pay_merchant", 0),
    ("UK: after six months", {**UK, **AFTER_SIX_MONTHS}, (), WITH_REPORT, "buyer", "pay_merchant", 0),
    ("UK: after six months, a report", {**UK, **AFTER_SIX_MONTHS}, (REPORT,), NOBODY, "buyer", "repair", 10_000),
    ("UK: final rejection, use deducted", {**UK, **AFTER_SIX_MONTHS, "remedy": "return_refund", "cure_failed": True,
     "value_of_use": 1_800}, (REPORT,), NOBODY, "buyer", "return_refund", 8_200),
    ("UK: it never came", {**UK, **NEVER_CAME}, (), ("merchant", "delivery_proof"), "merchant", "refund_only", 10_000),
    ("UK: a change of mind", {**UK, "reason": "no_reason", "remedy": "return_refund", "now": "2026-03-10T10:00:00Z"}, (),
     NOBODY, "buyer", "return_refund", 10_000),
)  # fmt: skip


@pytest.mark.parametrize("line", TABLE, ids=[line[0] for line in TABLE])
def test_who_proves_what_abroad(line: Line) -> None:
    _, facts, tied, proves, burden, ruling, amount = line
    made, settling = board_of(facts, *tied)
    assert (made.next_by, made.next_fact, made.ruling.ruling) == (*proves, ruling)
    assert settling.decided.word("burden") == burden
    assert propose(state_of(facts), [(made, settling)]).amount_minor == amount


@pytest.mark.parametrize("market", [EU, UK], ids=["EU", "UK"])
def test_each_step_names_its_evidence_and_its_law(market: dict[str, Any]) -> None:
    made, _ = board_of(market, PHOTO)
    shows, answers = made.duty("buyer_proof"), made.duty("merchant_proof")
    assert shows is not None
    assert answers is not None
    assert shows.kinds == ("photo", "video", "order_snapshot", "inspection_report")
    assert answers.kinds == ("inspection_report", "certificate", "video")
    assert (
        "2019/771" in answers.ground.source.en if market is EU else "2015 s. 19" in answers.ground.source.en
    )
    assert (answers.if_shown.ruling, answers.if_not.ruling) == ("pay_merchant", "repair")


@pytest.mark.parametrize("market", [EU, UK], ids=["EU", "UK"])
def test_who_brings_nothing_loses_nothing_by_the_last_resort(market: dict[str, Any]) -> None:
    """The ground's way out is for what no law decides; a fault or a change of mind is decided by law."""
    for reason in ("quality", "damaged", "not_as_described", "not_received", "no_reason"):
        made, _ = board_of({**market, "reason": reason})
        assert made.ruling.ground is not None
        assert not made.ruling.ground.rule.startswith("ground/"), reason
