"""Who proves what, in which order, and what follows: every article that gives somebody the burden of proof, a line each."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.disputes import Board, Status
from tests.disputes.courtroom import UNDER_WAY, board_of, judged, said, shown

FAULT = {"reason": "quality", "defect_visible": True}
HIDDEN = {"reason": "quality", "defect_visible": False}
BROKEN = {"reason": "damaged"}
MISDESCRIBED = {"reason": "not_as_described", "defect_visible": True}
NEVER_CAME = {**UNDER_WAY, "reason": "not_received"}
WASHER = {"goods_kind": "large_appliance"}
LATE = {
    "reason": "not_shipped_in_time",
    "shipped_at": "2026-03-03T10:00:01+08:00",
    "goods_used": False,
    "intact": True,
}
SETTLED = {"reason": "quality", "both_agree": True, "defect_visible": True}
KEPT = {
    "reason": "not_as_described", "remedy": "refund_only", "refunded_before": 2000, "merchant_agreed_to_refund": False,
    "defect": "refuted",
}  # fmt: skip

TABLE: list[tuple[str, dict[str, Any], list[str], str, str, str]] = [
    # article, facts, what was shown, who has to prove what next, the ruling as things stand
    # 12: who says that a settlement is void proves it
    ("12 buyer", {**SETTLED, "settlement_disputed_by": "buyer"}, [], "buyer", "both_agree", "agreement"),
    ("12 merchant", {**SETTLED, "settlement_disputed_by": "merchant"}, [], "merchant", "both_agree", "agreement"),
    # 26: goods merged into one parcel without consent
    ("26", {"reason": "missing_parts", "parcels_merged": True}, [], "merchant", "merchant_proof", "return_refund"),
    ("26 weighed", {"reason": "missing_parts", "parcels_merged": True}, ["merchant_proof weight merchant"], "", "",
     "pay_merchant"),
    # 27, 32, 33: shipped late
    ("27", LATE, [], "merchant", "late_shipping_accepted", "return_refund"),
    ("27 agreed", LATE, ["late_shipping_accepted chat merchant"], "", "", "pay_merchant"),
    ("33", {**LATE, "receipt_confirmed": True}, ["late_shipping_accepted chat merchant"], "", "", "pay_merchant"),
    ("33 confirmed", {**LATE, "receipt_confirmed": True}, [], "buyer", "confirmation_induced", "pay_merchant"),
    ("33 urged", {**LATE, "receipt_confirmed": True}, ["confirmation_induced chat buyer"], "merchant",
     "late_shipping_accepted", "return_refund"),
    # 38: “it has not arrived”: the sender proves
    ("38", NEVER_CAME, [], "merchant", "delivery_proof", "refund_only"),
    ("38 proven", NEVER_CAME, ["delivery_proof delivery_record merchant"], "", "", "pay_merchant"),
    # 61 to 63 have no burden; 53: who says that the goods are no longer intact
    ("53", {"reason": "no_reason"}, [], "merchant", "intact", "return_refund"),
    ("53 worn", {"reason": "no_reason"}, ["intact photo merchant"], "", "", "pay_merchant"),
    # 65: a fault that can be seen: buyer, merchant, buyer
    ("65 buyer first", FAULT, [], "buyer", "buyer_proof", "pay_merchant"),
    ("65 merchant explains", FAULT, ["buyer_proof photo buyer"], "merchant", "merchant_proof", "return_refund"),
    ("65 buyer's report", FAULT, ["buyer_proof photo buyer", "merchant_proof invoice merchant"], "buyer",
     "inspection_report", "pay_merchant"),
    ("65 reported", FAULT,
     ["buyer_proof photo buyer", "merchant_proof invoice merchant", "inspection_report inspection_report buyer"], "", "",
     "return_refund"),
    # 66: a fault that cannot be seen, and genuineness: merchant, buyer
    ("66 merchant first", HIDDEN, [], "merchant", "merchant_proof", "return_refund"),
    ("66 buyer's report", HIDDEN, ["merchant_proof certificate merchant"], "buyer", "inspection_report", "pay_merchant"),
    ("66 reported", HIDDEN, ["merchant_proof certificate merchant", "inspection_report brand_report buyer"], "", "",
     "return_refund"),
    ("66, 69 counterfeit", {"reason": "counterfeit"}, [], "merchant", "merchant_proof", "refund_only"),
    # 73 and 74: the description, likewise
    ("73", MISDESCRIBED, [], "buyer", "buyer_proof", "pay_merchant"),
    ("73 explains", MISDESCRIBED, ["buyer_proof order_snapshot buyer"], "merchant", "merchant_proof", "return_refund"),
    ("73 report", MISDESCRIBED, ["buyer_proof photo buyer", "merchant_proof statement merchant"], "buyer",
     "inspection_report", "pay_merchant"),
    ("74", {**MISDESCRIBED, "defect_visible": False}, [], "merchant", "merchant_proof", "return_refund"),
    # 75: what could be seen on delivery: the merchant proves the signing, then the buyer the state
    ("75", BROKEN, [], "merchant", "signing_proven", "return_refund"),
    ("75 signed", BROKEN, ["signing_proven delivery_record merchant"], "buyer", "buyer_proof", "pay_merchant"),
    ("75 shown", BROKEN, ["signing_proven delivery_record merchant", "buyer_proof video buyer"], "", "", "return_refund"),
    ("75 empty", {"reason": "empty_parcel", "remedy": "refund_only"}, [], "merchant", "signing_proven", "refund_only"),
    ("75 empty, confirmed", {"reason": "empty_parcel", "receipt_confirmed": True}, [], "merchant", "signing_proven",
     "refund_only"),
    # 76: after confirming receipt the buyer proves, unless urged to confirm
    ("76", {**BROKEN, "receipt_confirmed": True}, [], "buyer", "buyer_proof", "pay_merchant"),
    ("76 shown", {**BROKEN, "receipt_confirmed": True}, ["buyer_proof photo buyer"], "", "", "return_refund"),
    ("76 urged", {**BROKEN, "receipt_confirmed": True}, ["confirmation_induced chat buyer"], "merchant",
     "signing_proven", "return_refund"),
    # consumer law, art. 23: durable goods within six months: the merchant proves, also what can be seen
    ("six months, seen", {**FAULT, **WASHER}, [], "merchant", "merchant_proof", "return_refund"),
    ("six months, broken", {**BROKEN, **WASHER}, [], "merchant", "merchant_proof", "return_refund"),
    ("six months over", {**FAULT, **WASHER, "defect_found_at": "2026-09-20T10:00:00+08:00",
                         "refund_asked_at": "2026-09-20T10:00:00+08:00", "now": "2026-09-21T10:00:00+08:00"}, [], "buyer",
     "buyer_proof", "pay_merchant"),
    ("records withheld", {**FAULT, "records_withheld": True}, [], "merchant", "merchant_proof", "return_refund"),
    # swapped returns, and refunds without a return
    ("other goods back", {"reason": "no_reason", "return_trouble": "other_goods", "goods_state": "returned"}, [],
     "merchant", "return_trouble", "return_refund"),
    ("refund without ground", KEPT, [], "buyer", "refund_ground", "restore"),
    # promises of the seller's own
    ("free order", {"reason": "other", "free_order_promised": True, "remedy": "refund_only"}, [], "buyer",
     "promise_condition_met", "pay_merchant"),
]  # fmt: skip


@pytest.mark.parametrize("line", TABLE, ids=[line[0] for line in TABLE])
def test_who_proves_what_next(line: tuple[str, dict[str, Any], list[str], str, str, str]) -> None:
    article, facts, tied, by, fact, ruling = line
    claims = {"return_trouble": "merchant"}
    made, _ = board_of(facts, *tied, sources=claims)
    assert (made.next_by, made.next_fact, made.ruling.ruling) == (by, fact, ruling), article


def statuses(made: Board) -> dict[str, str]:
    return {each.fact: each.status.value for each in made.duties}


def test_each_duty_names_its_evidence_its_article_and_what_follows() -> None:
    made, _ = board_of(FAULT, "buyer_proof photo buyer")
    first, then = made.duty("buyer_proof"), made.duty("merchant_proof")
    assert first is not None
    assert then is not None
    assert first.kinds == ("photo", "video")
    assert then.kinds == ("invoice", "certificate", "statement")
    assert "art. 65" in then.ground.source.en
    assert (then.if_shown.ruling, then.if_not.ruling) == ("pay_merchant", "return_refund")
    assert then.if_not.ground is not None
    assert made.owed_by("merchant") == (then,)
    assert made.owed_by("buyer") == ()


def test_a_finding_of_the_desk_settles_a_fact_until_newer_evidence_comes() -> None:
    found = {**FAULT, "buyer_proof": False}
    late, _ = board_of(found, "buyer_proof photo buyer", sources={"buyer_proof": "desk"})
    assert statuses(late)["buyer_proof"] == Status.OFFERED
    made = board_of({**FAULT, "buyer_proof": True}, sources={"buyer_proof": "desk"})[0]
    assert statuses(made)["buyer_proof"] == Status.PROVEN
    denied = {**HIDDEN, "merchant_proof": True, "inspection_report": "denies"}
    rebutted = board_of(denied, sources={"inspection_report": "desk", "merchant_proof": "desk"})[0]
    assert statuses(rebutted) == {"merchant_proof": "proven", "inspection_report": "rebutted"}
    assert rebutted.ruling.ruling == "pay_merchant"


def test_what_a_party_says_of_itself_proves_nothing_and_what_the_other_says_concedes() -> None:
    claimed, _ = board_of(
        {**NEVER_CAME, "delivery_proof": "to_buyer"}, sources={"delivery_proof": "merchant"}
    )
    assert statuses(claimed)["delivery_proof"] == Status.MISSING
    assert claimed.ruling.ruling == "refund_only"
    conceded, _ = board_of(
        {"reason": "no_reason", "intact": False}, sources={"intact": "buyer"}, given=said(buyer__intact=False)
    )
    assert statuses(conceded)["intact"] == Status.CONCEDED
    assert conceded.ruling.ruling == "pay_merchant"


def test_what_decides_nothing_is_asked_of_nobody() -> None:
    made, _ = board_of({**FAULT, "defect": "established"})
    assert made.ruling.ruling == "return_refund"
    assert made.next_fact == ""
    assert not any(each.decides for each in made.duties)


def test_evidence_on_both_sides_is_for_a_person_to_weigh() -> None:
    made, _ = board_of(FAULT, "buyer_proof photo buyer", "buyer_proof photo merchant against")
    duty = made.duty("buyer_proof")
    assert duty is not None
    assert duty.is_contested
    assert [each.side for each in duty.against_it] == ["merchant"]


def test_what_has_to_be_told_first_is_named() -> None:
    made, _ = board_of({"reason": "quality"})
    assert made.unknown == ("defect_visible",)
    assert made.ruling.ruling == "undecided"


def test_the_same_input_gives_the_same_board() -> None:
    one = board_of(FAULT, "buyer_proof photo buyer")[0]
    assert one == board_of(FAULT, "buyer_proof photo buyer")[0]
    assert judged(FAULT | {"now": "2026-03-10T10:00:00+08:00"}).line_nos == (1,)
    assert len(shown("a photo buyer", "b photo merchant against")) == 2
