"""PURE: every article of the marketplace's dispute rules as rows: facts, who must prove what first, and what then follows.

A row names the article, which a rule that decided the row has to cite; what was shown (`fact kind side`); who has to prove
which fact next (empty: nobody); and one finding, `ruling` or another key of the outcomes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from tests.disputes.courtroom import UNDER_WAY


class Row(NamedTuple):
    """One line of the table. `claimed_by`: what only a party says."""

    article: int
    facts: Mapping[str, Any]
    shown: tuple[str, ...]
    proves: tuple[str, str]
    key: str
    value: str | int
    claimed_by: Mapping[str, str] = {}


NOBODY = ("", "")
FAULT = {"reason": "quality", "defect_visible": True}
FOUND = {"reason": "quality", "defect": "established"}
HIDDEN = {"reason": "quality", "defect_visible": False}
FAKE = {"reason": "counterfeit"}
OTHERWISE = {"reason": "not_as_described", "defect_visible": True}
UNSEEN = {"reason": "not_as_described", "defect_visible": False}
BROKEN = {"reason": "damaged"}
SHORT = {"reason": "missing_parts"}
NEVER_CAME = {**UNDER_WAY, "reason": "not_received"}
REFUSED = {**UNDER_WAY, "reason": "refused_delivery", "goods_state": "returning"}
CHANGED = {"reason": "no_reason", "intact": True}
BACK = {"reason": "no_reason", "intact": True, "goods_state": "returned"}
NINTH_DAY, AFTER_THREE_YEARS = (
    {"refund_asked_at": asked, "now": asked}
    for asked in ("2026-03-14T09:00:00+08:00", "2029-03-14T09:00:00+08:00")
)
OWN_CARRIER = {"buyer_chose_carrier": True}
NOT_BACK = {**CHANGED, "return_trouble": "not_received", "goods_state": "returning"}
LATE = {
    "reason": "not_shipped_in_time",
    "shipped_at": "2026-03-03T10:00:01+08:00",
    "goods_used": False,
    "intact": True,
}
SETTLED = {**FAULT, "both_agree": True}
EARNEST = {
    **UNDER_WAY, "goods_state": "not_shipped", "shipped_at": "never", "deposit_kind": "earnest", "deposit_paid": 10_000,
    "contract_price": 100_000,
}  # fmt: skip
PHOTO, PAPERS = "buyer_proof photo buyer", "merchant_proof invoice merchant"
SIGNED = "signing_proven delivery_record merchant"
REPORT = "inspection_report inspection_report buyer"
CHOSEN = "buyer_chose_carrier order_snapshot merchant"
BUYER_PHOTO = ("buyer", "buyer_proof")
MERCHANT_PAPERS = ("merchant", "merchant_proof")
BUYER_REPORT = ("buyer", "inspection_report")

GENERAL = (
    Row(5, {**FOUND, "late_ground": "authority_finding"}, (), NOBODY, "remedy.return_refund", "open"),
    Row(5, {**CHANGED, "late_ground": "promise", **NINTH_DAY}, (), ("buyer", "late_ground"), "ruling", "pay_merchant",
        {"late_ground": "buyer"}),
    Row(5, {**CHANGED, "late_ground": "promise", **NINTH_DAY}, ("late_ground order_snapshot buyer",), ("merchant", "intact"),
        "ruling", "return_refund", {"late_ground": "buyer"}),
    Row(5, {**HIDDEN, **AFTER_THREE_YEARS}, (), BUYER_REPORT, "ruling", "pay_merchant"),
    Row(5, {**HIDDEN, **AFTER_THREE_YEARS}, (REPORT,), NOBODY, "ruling", "return_refund"),
    Row(5, {**FOUND, "decline_ground": "out_of_time"}, (), NOBODY, "ruling", "dismiss"),
    Row(6, {**FOUND, "decline_ground": "other_order"}, (), NOBODY, "ruling", "dismiss"),
    Row(6, {**FOUND, "decline_ground": "settled"}, (), NOBODY, "ruling", "dismiss"),
    Row(6, {**FOUND, "decline_ground": "sham_trade"}, (), NOBODY, "mark.sham_trade", "yes"),
    Row(6, {**FOUND, "decline_ground": "goods_wanted_back"}, (), NOBODY, "ruling", "dismiss"),
    Row(6, {**FOUND, "decline_ground": "extra_loss"}, (), NOBODY, "ruling", "dismiss"),
    Row(7, {"reason": "other", "both_agree": True}, (), NOBODY, "ruling", "agreement"),
    Row(7, {"reason": "other"}, (), NOBODY, "ruling", "return_refund"),
    Row(7, {"reason": "other"}, (), NOBODY, "freight.outbound", "merchant"),
    Row(7, {"reason": "other"}, (), NOBODY, "freight.return", "buyer"),
    Row(10, {**UNDER_WAY, "reason": "other", "goods_state": "lost"}, (), NOBODY, "ruling", "refund_only"),
    Row(11, {**CHANGED, "return_trouble": "broken"}, (), NOBODY, "ruling", "return_refund"),
    Row(11, {**CHANGED, "return_trouble": "lost", "merchant_at_fault": False}, (), NOBODY, "ruling", "pay_merchant"),
    Row(12, {**SETTLED, "settlement_disputed_by": "buyer"}, (), ("buyer", "both_agree"), "ruling", "agreement"),
    Row(12, {**SETTLED, "settlement_disputed_by": "merchant"}, (), ("merchant", "both_agree"), "ruling", "agreement"),
    Row(14, {**EARNEST, "reason": "no_reason", "defaulting_party": "buyer"}, (), NOBODY, "refund", 0),
    Row(14, {**EARNEST, "reason": "out_of_stock", "defaulting_party": "merchant"}, (), NOBODY, "compensation", 10_000),
    Row(15, {**FAKE, "defect": "established", "promised_multiple": 10}, ("promise_broken inspection_report buyer",), NOBODY,
        "compensation", 100_000),
    Row(15, {**FAKE, "defect": "established", "promised_multiple": 7}, ("promise_broken brand_report buyer",), NOBODY,
        "compensation", 70_000),
    Row(18, {**FAULT, "platform_finding": "no_intent"}, (), NOBODY, "ruling", "refund_only"),
    Row(19, {**FAULT, "platform_finding": "recalled"}, (), NOBODY, "ruling", "return_refund"),
    Row(20, {**FAULT, "platform_finding": "prohibited"}, (), NOBODY, "ruling", "return_refund"),
    Row(20, {**FAULT, "platform_finding": "prohibited", "return_possible": False}, (), NOBODY, "ruling", "refund_only"),
    Row(21, {**FOUND, "goods_kind": "virtual"}, (), NOBODY, "ruling", "refund_only"),
    Row(21, {**FOUND, "return_possible": False, "purpose_defeated": True}, (), NOBODY, "ruling", "refund_only"),
    Row(22, {**FOUND, "return_trouble": "merchant_slack"}, (), NOBODY, "ruling", "refund_only"),
    Row(22, {**FOUND, "return_trouble": "unreturnable"}, (), NOBODY, "ruling", "refund_only"),
    Row(22, {**FOUND, "return_trouble": "buyer_uncooperative"}, (), NOBODY, "ruling", "pay_merchant"),
    Row(24, {**FAULT, "platform_finding": "misleading"}, (), NOBODY, "ruling", "return_refund"),
    Row(82, FAULT, (), BUYER_PHOTO, "clock.joint_suspension", 30 * 86_400),
    Row(83, FAULT, (), BUYER_PHOTO, "clock.acceptance_papers", 7 * 86_400),
    Row(83, FAULT, (), BUYER_PHOTO, "clock.authority_suspension", 183 * 86_400),
    Row(85, {**FOUND, "ruling_not_carried_out": True}, (), NOBODY, "mark.paid_from_escrow_then_deposit", "yes"),
    Row(86, {**FOUND, "ruling_not_carried_out": True}, (), NOBODY, "mark.paid_from_escrow_then_deposit", "yes"),
    Row(91, {**CHANGED, "claim_ignored": True}, (), ("merchant", "intact"), "mark.seller_fault", "yes"),
    Row(93, {**FOUND, "decline_ground": "extra_loss"}, (), NOBODY, "ruling", "dismiss"),
)  # fmt: skip

DELIVERY = (
    Row(23, {**UNDER_WAY, "reason": "no_reason", "intercepted": True}, (), NOBODY, "ruling", "refund_only"),
    Row(23, {**UNDER_WAY, "reason": "no_reason", "intercepted": False}, (), NOBODY, "clock.interception", 86_400),
    Row(25, {**LATE, "shipped_at": "2026-03-03T10:00:00+08:00"}, (), NOBODY, "ruling", "pay_merchant"),
    Row(26, {**SHORT, "parcels_merged": True}, (), MERCHANT_PAPERS, "ruling", "return_refund"),
    Row(26, {**SHORT, "parcels_merged": True}, ("merchant_proof weight merchant",), NOBODY, "ruling", "pay_merchant"),
    Row(27, {**UNDER_WAY, "reason": "no_reason", "shipped_at": "2026-03-03T10:00:01+08:00"}, (),
        ("merchant", "late_shipping_accepted"), "ruling", "refund_only"),
    Row(28, {**NEVER_CAME, "delivery_proof": "elsewhere"}, (), NOBODY, "ruling", "refund_only"),
    Row(29, {**CHANGED, "carrier_as_agreed": False}, (), ("merchant", "intact"), "freight.outbound", "merchant"),
    Row(30, {**NEVER_CAME, "delivery_proof": "elsewhere"}, (), NOBODY, "mark.seller_fault", "yes"),
    Row(31, {**NEVER_CAME, "delivery_proof": "elsewhere"}, (), NOBODY, "freight.outbound", "merchant"),
    Row(32, LATE, (), ("merchant", "late_shipping_accepted"), "ruling", "return_refund"),
    Row(33, {**LATE, "goods_used": True}, (), NOBODY, "ruling", "pay_merchant"),
    Row(33, {**LATE, "receipt_confirmed": True}, (), ("buyer", "confirmation_induced"), "ruling", "pay_merchant"),
    Row(34, {**NEVER_CAME, "address_trouble": "wrong_by_buyer"}, (), NOBODY, "ruling", "pay_merchant"),
    Row(35, {**NEVER_CAME, "address_trouble": "change_ignored"}, (), NOBODY, "ruling", "refund_only"),
    Row(36, NEVER_CAME, ("delivery_proof delivery_record merchant",), NOBODY, "ruling", "pay_merchant"),
    Row(37, {**REFUSED, "refusal_ground": "surface_mismatch"}, (), NOBODY, "ruling", "refund_only"),
    Row(38, NEVER_CAME, (), ("merchant", "delivery_proof"), "ruling", "refund_only"),
    Row(38, NOT_BACK, (), ("buyer", "return_delivered"), "ruling", "pay_merchant"),
    Row(38, NOT_BACK, ("return_delivered tracking buyer",), NOBODY, "ruling", "return_refund"),
    Row(39, {**REFUSED, "refusal_ground": "no_ground", "traits": ["perishable", "unsuitable_to_refuse"]}, (), NOBODY,
        "ruling", "pay_merchant"),
    Row(40, {**REFUSED, "refusal_ground": "no_ground"}, (), NOBODY, "ruling", "refund_only"),
)  # fmt: skip

RETURNS = (
    Row(41, {**CHANGED, "return_trouble": "address_wrong"}, (), NOBODY, "ruling", "refund_only"),
    Row(42, {**CHANGED, "return_trouble": "address_abroad"}, (), NOBODY, "ruling", "refund_only"),
    Row(43, {**CHANGED, "return_trouble": "deadline_missed"}, (), NOBODY, "ruling", "dismiss"),
    Row(44, {**CHANGED, "return_trouble": "wrong_carrier"}, (), NOBODY, "ruling", "pay_merchant"),
    Row(44, {**BACK, "return_trouble": "wrong_carrier"}, (), NOBODY, "ruling", "return_refund"),
    Row(45, {**CHANGED, "return_trouble": "no_tracking"}, (), NOBODY, "ruling", "pay_merchant"),
    Row(46, {**CHANGED, "return_trouble": "sent_collect"}, (), NOBODY, "ruling", "pay_merchant"),
    Row(47, {**CHANGED, "return_trouble": "merchant_blocks"}, (), NOBODY, "ruling", "refund_only"),
    Row(48, {**CHANGED, "return_trouble": "no_tracking"}, (), NOBODY, "ruling", "pay_merchant"),
    Row(49, {"reason": "other", "both_agree": True}, (), NOBODY, "freight.return", "merchant"),
    Row(49, FOUND, (), NOBODY, "freight.outbound", "merchant"),
    Row(50, {**BACK, "return_trouble": "sent_collect"}, (), NOBODY, "freight.return", "buyer"),
    Row(51, {**CHANGED, "return_trouble": "address_wrong"}, (), NOBODY, "freight.return", "merchant"),
    Row(52, {**CHANGED, "return_trouble": "address_wrong"}, (), NOBODY, "freight.return", "merchant"),
    Row(53, CHANGED, (), ("merchant", "intact"), "freight.return", "buyer"),
    Row(53, CHANGED, (), ("merchant", "intact"), "freight.outbound", "merchant"),
    Row(53, {**CHANGED, "free_shipping": False}, (), ("merchant", "intact"), "freight.outbound", "buyer"),
    Row(53, {**CHANGED, "free_shipping_lost": True}, (), ("merchant", "intact"), "freight.outbound", "buyer"),
    Row(53, {**CHANGED, "abuse_found": True}, (), ("merchant", "intact"), "freight.outbound", "buyer"),
    Row(54, {**CHANGED, "remedy": "exchange"}, (), ("merchant", "intact"), "freight.exchange", "buyer"),
    Row(55, {**CHANGED, "gifts_kept": 1_500, "gift_terms_clear": True}, (), ("merchant", "intact"), "deduction", 1_500),
    Row(60, {**FOUND, "merchant_at_fault": True, "gifts_kept": 1_500}, (), NOBODY, "mark.gift_settled_separately", "yes"),
    Row(61, {**CHANGED, "gifts_kept": 1_500, "gift_terms_clear": True}, (), ("merchant", "intact"), "deduction", 1_500),
    Row(63, {**CHANGED, "gifts_kept": 1_500, "gift_terms_clear": False}, (), ("merchant", "intact"), "deduction", 0),
)  # fmt: skip

PROOF = (
    Row(65, FAULT, (), BUYER_PHOTO, "ruling", "pay_merchant"),
    Row(65, FAULT, (PHOTO,), MERCHANT_PAPERS, "ruling", "return_refund"),
    Row(65, FAULT, (PHOTO, PAPERS), BUYER_REPORT, "ruling", "pay_merchant"),
    Row(65, FAULT, (PHOTO, PAPERS, REPORT), NOBODY, "ruling", "return_refund"),
    Row(66, HIDDEN, (), MERCHANT_PAPERS, "ruling", "return_refund"),
    Row(66, HIDDEN, (PAPERS,), BUYER_REPORT, "ruling", "pay_merchant"),
    Row(66, FAKE, (), MERCHANT_PAPERS, "ruling", "refund_only"),
    Row(67, FOUND, (), NOBODY, "ruling", "return_refund"),
    Row(67, {**FOUND, "remedy": "repair"}, (), NOBODY, "ruling", "repair"),
    Row(67, {**FOUND, "remedy": "exchange"}, (), NOBODY, "ruling", "exchange"),
    Row(68, {**FOUND, "purpose_defeated": True}, (), NOBODY, "mark.return_at_merchants_risk", "yes"),
    Row(68, {**FOUND, "return_trouble": "lost", "merchant_at_fault": True}, (), NOBODY, "ruling", "refund_only"),
    Row(69, {**FAKE, "defect": "established"}, (), NOBODY, "ruling", "refund_only"),
    Row(70, {**FOUND, "return_trouble": "broken", "defect_minor": True}, (), NOBODY, "ruling", "return_refund"),
    Row(70, {**FOUND, "return_trouble": "lost", "merchant_at_fault": True, "defect_minor": True}, (), NOBODY, "ruling",
        "pay_merchant"),
    Row(71, {**HIDDEN, "test_ordered": True}, (PAPERS, REPORT), NOBODY, "mark.test_paid_by_merchant", "yes"),
    Row(72, {**HIDDEN, "test_ordered": False}, (PAPERS, REPORT), NOBODY, "mark.test_settled_between_parties", "yes"),
    Row(73, OTHERWISE, (), BUYER_PHOTO, "ruling", "pay_merchant"),
    Row(73, OTHERWISE, (PHOTO,), MERCHANT_PAPERS, "ruling", "return_refund"),
    Row(74, UNSEEN, (), MERCHANT_PAPERS, "ruling", "return_refund"),
    Row(74, UNSEEN, (PAPERS,), BUYER_REPORT, "ruling", "pay_merchant"),
    Row(75, BROKEN, (), ("merchant", "signing_proven"), "ruling", "return_refund"),
    Row(75, BROKEN, (SIGNED,), BUYER_PHOTO, "ruling", "pay_merchant"),
    Row(76, {**BROKEN, "receipt_confirmed": True}, (), BUYER_PHOTO, "ruling", "pay_merchant"),
    Row(76, {**BROKEN, "receipt_confirmed": True}, ("confirmation_induced chat buyer",), ("merchant", "signing_proven"),
        "ruling", "return_refund"),
    Row(77, {**OTHERWISE, "goods_used": True, "intact": False}, (PHOTO,), NOBODY, "ruling", "pay_merchant"),
    Row(77, {**OTHERWISE, "goods_used": True, "intact": True}, (PHOTO,), MERCHANT_PAPERS, "ruling", "return_refund"),
    Row(78, {**OTHERWISE, "goods_used": True, "intact": False, "found_only_by_use": True}, (PHOTO,), MERCHANT_PAPERS,
        "ruling", "return_refund"),
    Row(78, {**OTHERWISE, "goods_used": True, "intact": False, "advertising_violation": True}, (PHOTO,), MERCHANT_PAPERS,
        "ruling", "return_refund"),
    Row(78, {**OTHERWISE, "purpose_defeated": True}, (PHOTO,), MERCHANT_PAPERS, "mark.return_at_merchants_risk", "yes"),
    Row(79, {**SHORT, "remedy": "reship"}, (), ("merchant", "signing_proven"), "ruling", "reship"),
    Row(79, {**BROKEN, "remedy": "exchange"}, (), ("merchant", "signing_proven"), "ruling", "exchange"),
    Row(79, BROKEN, (), ("merchant", "signing_proven"), "ruling", "return_refund"),
    Row(80, {**SHORT, "remedy": "reship", "merchant_refuses_choice": True}, (), ("merchant", "signing_proven"), "ruling",
        "return_refund"),
    Row(81, BROKEN, (), ("merchant", "signing_proven"), "mark.return_at_merchants_risk", "yes"),
)  # fmt: skip

ARTICLES = (*GENERAL, *DELIVERY, *RETURNS, *PROOF)

WASHER = {"goods_kind": "large_appliance"}
FIVE_MONTHS = {"refund_asked_at": "2026-08-01T10:00:00+08:00", "now": "2026-08-03T10:00:00+08:00"}
SEVEN_MONTHS = {
    "defect_found_at": "2026-09-20T10:00:00+08:00", "refund_asked_at": "2026-09-20T10:00:00+08:00",
    "now": "2026-09-21T10:00:00+08:00",
}  # fmt: skip
FALSE = {"stated": ["material"], "not_as_stated": ["material"]}
REPORTED = "inspection_report inspection_report buyer"
SPIDER = {
    "reason": "unsafe_food",
    "goods_kind": "food",
    "food_signs": ["foreign_body"],
    "defect_visible": True,
}
POISON = {
    "reason": "unsafe_food",
    "goods_kind": "food",
    "food_signs": ["banned_substance"],
    "defect": "established",
}
REFUNDED = {"refunded_before": 2_000, "merchant_agreed_to_refund": True}
LAW_OF_DECEIT: tuple[tuple[str, Mapping[str, Any], tuple[str, ...], tuple[str, str], str, str | int], ...] = (
    # The same for deceit, unsafe food, minors, and refunds that had no ground
    ("SPC Interpretation of the Civil Procedure Law art. 90", {**UNSEEN, **FALSE}, (), ("buyer", "inspection_report"),
     "compensation", "none"),
    ("Measures on Penalties for Infringing Consumers' Rights art. 5", {**UNSEEN, **FALSE}, (REPORTED,),
     ("merchant", "honest_mistake"), "compensation", 50_000),
    ("SPC Interpretation of the Civil Procedure Law art. 90",
     {"reason": "other", "stated": ["price"], "not_as_stated": ["price"]}, (), ("buyer", "record_shows_otherwise"),
     "compensation", "none"),
    ("Food Safety Law art. 34", SPIDER, (), ("buyer", "buyer_proof"), "compensation", "none"),
    ("SPC Interpretation on Civil Food Safety Cases (I) art. 6", SPIDER, (PHOTO,), ("merchant", "source_shown"),
     "compensation", 100_000),
    ("SPC Provisions on Food and Drug Disputes art. 5", {**POISON, "defect": "claimed", "defect_visible": False}, (),
     ("buyer", "inspection_report"), "compensation", "none"),
    ("SPC Provisions on Food and Drug Disputes art. 5", {**POISON, "food_signs": []}, (), ("buyer", "food_unsafe"),
     "compensation", "none"),
    ("SPC Provisions on Food and Drug Disputes art. 5", {**FOUND, "goods_kind": "medicine"}, (),
     ("buyer", "drug_fake_or_inferior"), "compensation", "none"),
    ("SPC Interpretation on Punitive Damages for Food and Drugs (2024) art. 1",
     {**POISON, "price": 400_000, "quantity": 200, "bought_knowingly": True, "bought_before_knowing": 40_000,
      "seller_is_producer": True}, (), ("merchant", "bought_knowingly"), "compensation", 4_000_000),
    ("Civil Code art. 145", {"reason": "other", "goods_kind": "virtual", "buyer_age": "eight_to_seventeen",
     "remedy": "refund_only"}, (), ("merchant", "suits_age"), "ruling", "refund_only"),
    ("Civil Code art. 7", {**OTHERWISE, **REFUNDED, "not_in_offer": True}, ("not_in_offer order_snapshot merchant",),
     ("buyer", "refund_ground"), "ruling", "restore"),
    ("Civil Code art. 985", {**BACK, **REFUNDED, "return_trouble": "other_goods"}, (), NOBODY, "ruling", "restore"),
    ("SPC Provisions on Online Consumption (I) art. 10", {**UNSEEN, **FALSE, "promised_multiple": 10}, (REPORTED,), NOBODY,
     "compensation", 100_000),
)  # fmt: skip
LAW: tuple[tuple[str, Mapping[str, Any], tuple[str, ...], tuple[str, str], str, str | int], ...] = (
    # Burdens of the law (quality, delivery, promises, punitive damages): source cited, facts, shown, who proves what, finding
    ("CPL art. 23(3)", {**FAULT, **WASHER, **FIVE_MONTHS}, (), MERCHANT_PAPERS, "burden", "merchant"),
    ("CPL art. 23(3)", {**FAULT, **WASHER, **FIVE_MONTHS}, (), MERCHANT_PAPERS, "ruling", "return_refund"),
    ("Taobao Dispute Rules art. 65", {**FAULT, **WASHER, **SEVEN_MONTHS}, (), BUYER_PHOTO, "ruling", "pay_merchant"),
    ("CPL art. 23(3)", {**FAULT, "traits": ["durable"], **FIVE_MONTHS}, (), MERCHANT_PAPERS, "burden", "merchant"),
    ("CPL art. 23(3)", {**FAULT, "home_improvement": True, **FIVE_MONTHS}, (), MERCHANT_PAPERS, "burden", "merchant"),
    ("Civil Code art. 512", NEVER_CAME, (), ("merchant", "delivery_proof"), "burden", "merchant"),
    ("E-Commerce Law art. 62", {**FAULT, "records_withheld": True}, (), MERCHANT_PAPERS, "burden", "merchant"),
    ("CPL art. 23(1)", {**FAULT, "flaw_known": True}, (PHOTO,), ("merchant", "flaw_known"), "ruling", "return_refund"),
    ("CPL art. 23(1)", {**FAULT, "flaw_known": True}, (PHOTO, "flaw_known order_snapshot merchant"), NOBODY, "ruling",
     "pay_merchant"),
    ("CPL art. 23(1)", {**OTHERWISE, "flaw_known": True}, (PHOTO, "flaw_known chat merchant"), NOBODY, "ruling",
     "pay_merchant"),
    ("Taobao rules for second-hand luxury goods", {**OTHERWISE, "goods_kind": "bags", "traits": ["second_hand", "luxury"]}, (),
     MERCHANT_PAPERS, "ruling", "return_refund"),
    ("Taobao rules for large appliances", {**BROKEN, "traits": ["large"]}, (), BUYER_PHOTO, "ruling", "pay_merchant"),
    ("SPC Interpretation of the Civil Procedure Law art. 91", {**FAULT, "misused": True}, (PHOTO,), ("merchant", "misused"),
     "ruling", "return_refund"),
    ("SPC Interpretation of the Civil Procedure Law art. 91", {**FAKE, "defect": "established", "promised_multiple": 10}, (),
     ("buyer", "promise_broken"), "compensation", "none"),
    ("SPC Interpretation of the Civil Procedure Law art. 91", {"reason": "other", "free_order_promised": True,
     "remedy": "refund_only"}, (), ("buyer", "promise_condition_met"), "ruling", "pay_merchant"),
    ("Civil Code art. 621", {**HIDDEN, **AFTER_THREE_YEARS}, (), BUYER_REPORT, "ruling", "pay_merchant"),
    ("Civil Code art. 621", {**OTHERWISE, **AFTER_THREE_YEARS}, (PHOTO,), BUYER_REPORT, "ruling", "pay_merchant"),
    ("Interim Measures on Seven-Day Returns art. 6, 7 and 10", {**CHANGED, **NINTH_DAY}, (), NOBODY, "ruling", "pay_merchant"),
    # The buyer's own carrier: the risk of the way is the buyer's, and so is the proof; that it was chosen the merchant proves.
    ("E-Commerce Law art. 20", {**NEVER_CAME, **OWN_CARRIER}, (), ("merchant", "buyer_chose_carrier"), "ruling", "refund_only"),
    ("E-Commerce Law art. 20", {**NEVER_CAME, **OWN_CARRIER}, (CHOSEN,), NOBODY, "ruling", "pay_merchant"),
    ("E-Commerce Law art. 20", {**UNDER_WAY, "reason": "other", "goods_state": "lost", **OWN_CARRIER}, (CHOSEN,), NOBODY,
     "ruling", "pay_merchant"),
    ("E-Commerce Law art. 20", {**BROKEN, **OWN_CARRIER}, (CHOSEN,), BUYER_REPORT, "burden", "buyer"),
    ("E-Commerce Law art. 20", {**BROKEN, **OWN_CARRIER}, (CHOSEN, PHOTO), BUYER_REPORT, "ruling", "pay_merchant"),
    ("E-Commerce Law art. 20", {**SHORT, **OWN_CARRIER}, (CHOSEN,), BUYER_PHOTO, "ruling", "pay_merchant"),
    ("E-Commerce Law art. 20", {"reason": "thawed", "goods_kind": "fresh", "traits": ["perishable"], "defect_visible": True,
     "remedy": "refund_only", "refund_asked_at": "2026-03-05T20:00:00+08:00", "now": "2026-03-05T20:00:00+08:00",
     **OWN_CARRIER}, (CHOSEN, PHOTO), NOBODY, "ruling", "pay_merchant"),
    ("Civil Code art. 985", {**CHANGED, "refunded_before": 2_000, "merchant_agreed_to_refund": False}, (),
     ("buyer", "refund_ground"), "ruling", "restore"),
    *LAW_OF_DECEIT,
)  # fmt: skip
