"""PURE: disputes as they come before desks and courts, told as facts and evidence, with what a fair person would rule.

Nobody's real case: each varies what the collection of decided cases (tests/policy/adjudicated_cases.py) leaves open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Precedent:
    """A dispute. `tied`: evidence as `fact kind side`; `claimed_by`: what only a party says; `then`: findings besides.

    `favour`, `ruling`, `amount_minor` and `with_return`: what is proposed.
    """

    name: str
    facts: Mapping[str, Any]
    tied: tuple[str, ...]
    favour: str
    ruling: str
    amount_minor: int
    with_return: bool | None
    then: Mapping[str, str | int] = field(default_factory=dict)
    claimed_by: Mapping[str, str] = field(default_factory=dict)


ON_THE_WAY = {
    "signed_at": "never",
    "goods_state": "in_transit",
    "order_status": "shipped",
    "remedy": "refund_only",
}
NOT_SENT = {
    "signed_at": "never", "shipped_at": "never", "goods_state": "not_shipped", "order_status": "paid",
    "remedy": "refund_only",
}  # fmt: skip
FRESH = {
    "goods_kind": "fresh", "traits": ["perishable"], "reason": "spoilt", "defect_visible": True, "remedy": "refund_only",
    "inedible": False, "weight_wrong": False, "size_wrong": False,
}  # fmt: skip
IN_TIME = {"refund_asked_at": "2026-03-06T09:00:00+08:00", "now": "2026-03-06T12:00:00+08:00"}
SEVENTH_DAY, NINTH_DAY, AFTER_THREE_YEARS = (
    {"refund_asked_at": asked, "now": asked}
    for asked in ("2026-03-12T23:59:59+08:00", "2026-03-14T09:00:00+08:00", "2029-03-14T09:00:00+08:00")
)
UNSAFE = {
    "goods_kind": "food", "reason": "unsafe_food", "defect": "established", "food_unsafe": True,
    "signs_of_knowledge": ["past_date"],
}  # fmt: skip
PHOTO = ("buyer_proof photo buyer",)

GOODS = (
    Precedent(
        "counterfeit by a report of the brand, the shop has no papers",
        {"reason": "counterfeit"}, ("inspection_report brand_report buyer",),
        "buyer", "refund_only", 10_000, False, {"mark.seller_fault": "yes"},
    ),
    Precedent(
        "said to be counterfeit; the shop shows its invoice, the buyer nothing",
        {"reason": "counterfeit"}, ("merchant_proof invoice merchant",), "merchant", "pay_merchant", 0, False,
    ),
    Precedent(
        "counterfeit, with the guarantee of authenticity",
        {"reason": "counterfeit", "defect": "established", "promise_broken": True, "guarantees": ["authenticity"]}, (),
        "buyer", "refund_only", 10_000, False, {"compensation": 20_000},
    ),
    Precedent(
        "a change of mind; the merchant says “worn” and shows nothing",
        {"reason": "no_reason", "intact": False}, (), "buyer", "return_refund", 10_000, True,
        {"freight.return": "buyer"}, {"intact": "merchant"},
    ),
    Precedent(
        "a change of mind; the merchant films the scuffed soles",
        {"reason": "no_reason"}, ("intact video merchant",), "merchant", "pay_merchant", 0, False,
    ),
    Precedent(
        "a phone that was activated goes back for no reason",
        {"reason": "no_reason", "goods_kind": "phone", "activated": True, "intact": True}, (),
        "merchant", "pay_merchant", 0, False,
    ),
    Precedent(
        "a used camera with a flaw that the offer kept quiet, of a private seller",
        {"reason": "not_as_described", "goods_kind": "electronics", "traits": ["second_hand"], "seller_kind": "private",
         "defect_visible": True}, PHOTO, "buyer", "return_refund", 10_000, True, {"freight.return": "merchant"},
    ),
    Precedent(
        "a used camera with the scratch that the offer named",
        {"reason": "quality", "goods_kind": "electronics", "traits": ["second_hand"], "defect_visible": True,
         "flaw_known": True}, PHOTO, "merchant", "pay_merchant", 0, False,
    ),
    Precedent(
        "goods sold as flawed, with another flaw than was named",
        {"reason": "quality", "traits": ["flawed"], "defect_visible": True, "flaw_known": False}, PHOTO,
        "buyer", "return_refund", 10_000, True,
    ),
    Precedent(
        "the desk finds that the buyer broke it",
        {"reason": "quality", "defect_visible": True, "misused": True}, PHOTO, "merchant", "pay_merchant", 0, False,
    ),
    Precedent(
        "a scratched table is kept for less",
        {"reason": "quality", "goods_kind": "furniture", "defect_visible": True, "remedy": "price_reduction", "asked": 3_000},
        PHOTO, "buyer", "split", 3_000, False,
    ),
    Precedent(
        "a jacket of another colour is kept for less",
        {"reason": "not_as_described", "defect_visible": True, "remedy": "price_reduction", "asked": 2_000}, PHOTO,
        "buyer", "split", 2_000, False,
    ),
    Precedent(
        "one of six glasses is broken, and only its price is asked for",
        {"reason": "damaged", "remedy": "refund_only", "asked": 1_600}, (), "buyer", "split", 1_600, False,
    ),
    Precedent(
        "a washing machine fails in the fifth month, and the merchant is silent",
        {"reason": "quality", "goods_kind": "large_appliance", "defect_visible": False, "remedy": "repair",
         "refund_asked_at": "2026-08-01T10:00:00+08:00", "now": "2026-08-03T10:00:00+08:00"}, (),
        "buyer", "repair", 10_000, None,
    ),
    Precedent(
        "shoes with a gift, which the buyer keeps",
        {"reason": "no_reason", "intact": True, "gifts_kept": 1_500, "gift_terms_clear": True}, (),
        "split", "return_refund", 8_500, True, {"deduction": 1_500},
    ),
    Precedent(
        "faulty shoes with a gift, which the buyer keeps",
        {"reason": "quality", "defect": "established", "gifts_kept": 1_500, "gift_terms_clear": True,
         "merchant_at_fault": True}, (), "buyer", "return_refund", 10_000, True, {"mark.gift_settled_separately": "yes"},
    ),
    Precedent(
        "a cream with its seal broken",
        {"reason": "no_reason", "goods_kind": "cosmetics", "intact": True, "seal_broken": True}, (),
        "merchant", "pay_merchant", 0, False,
    ),
    Precedent(
        "opened hygiene goods, whose exclusion the buyer never confirmed",
        {"reason": "no_reason", "traits": ["health_once_opened"], "exclusion_confirmed": False, "intact": True}, (),
        "buyer", "return_refund", 10_000, True,
    ),
    Precedent(
        "opened hygiene goods, whose exclusion the buyer confirmed",
        {"reason": "no_reason", "traits": ["health_once_opened"], "exclusion_confirmed": True, "intact": True}, (),
        "merchant", "pay_merchant", 0, False,
    ),
)  # fmt: skip

SPECIAL = (
    Precedent(
        "dead crabs, photographed a day late",
        {**FRESH, "traits": ["living"], "rotten_share": 10_000, "refund_asked_at": "2026-03-06T12:00:01+08:00",
         "now": "2026-03-06T13:00:00+08:00"}, PHOTO, "merchant", "pay_merchant", 0, False,
    ),
    Precedent(
        "dead crabs, photographed within hours",
        {**FRESH, "traits": ["living"], "rotten_share": 10_000, "refund_asked_at": "2026-03-05T20:00:00+08:00",
         "now": "2026-03-05T21:00:00+08:00"}, PHOTO, "buyer", "refund_only", 10_000, False,
    ),
    Precedent(
        "a fifth of the peaches is rotten, and all is asked for",
        {**FRESH, **IN_TIME, "rotten_share": 2_000}, PHOTO, "split", "refund_only", 3_000, False,
    ),
    Precedent(
        "peaches that are not sweet",
        {**FRESH, **IN_TIME, "reason": "quality", "subjective": True, "rotten_share": 0}, PHOTO,
        "merchant", "pay_merchant", 0, False,
    ),
    Precedent(
        "curtains to measure, too short by the buyer's own numbers",
        {"reason": "does_not_fit", "goods_kind": "home_textile", "traits": ["custom_made"], "listed_options_only": False,
         "made_as_agreed": True, "measured_by": "buyer", "intact": True}, (), "merchant", "pay_merchant", 0, False,
    ),
    Precedent(
        "curtains to measure, too short by the numbers of the merchant's fitter",
        {"reason": "does_not_fit", "goods_kind": "home_textile", "traits": ["custom_made"], "listed_options_only": False,
         "made_as_agreed": True, "measured_by": "merchant", "intact": True}, (), "buyer", "return_refund", 10_000, True,
        {"freight.return": "merchant"},
    ),
    Precedent(
        "“to measure” meant a size from the list",
        {"reason": "does_not_fit", "traits": ["custom_made"], "listed_options_only": True, "intact": True}, (),
        "buyer", "return_refund", 10_000, True, {"freight.return": "buyer"},
    ),
    Precedent(
        "a game voucher that was used",
        {"reason": "no_reason", "goods_kind": "virtual", "remedy": "refund_only", "goods_used": True}, (),
        "merchant", "pay_merchant", 0, False,
    ),
    Precedent(
        "a game voucher that never worked",
        {"reason": "quality", "goods_kind": "virtual", "remedy": "refund_only", "defect_visible": False}, (),
        "buyer", "refund_only", 10_000, False,
    ),
    Precedent(
        "game credit that a child of seven bought, the parents left the phone unlocked",
        {"reason": "other", "goods_kind": "virtual", "remedy": "refund_only", "buyer_age": "under_eight",
         "guardian_fault": 2_000}, (), "split", "refund_only", 8_000, False,
    ),
    Precedent(
        "the merchant's fitter broke the boiler",
        {"reason": "installation", "goods_kind": "large_appliance", "installation_trouble": "damaged",
         "installed_by": "merchant", "site_conditions_stated": True}, (), "buyer", "return_refund", 10_000, True,
    ),
    Precedent(
        "the buyer's own fitter broke the boiler",
        {"reason": "installation", "goods_kind": "large_appliance", "installation_trouble": "damaged",
         "installed_by": "buyer", "site_conditions_stated": True}, (), "merchant", "pay_merchant", 0, False,
    ),
    Precedent(
        "a wardrobe that does not go through the door, which the offer had said nothing of",
        {"reason": "installation", "goods_kind": "furniture", "installation_trouble": "site",
         "site_conditions_stated": False, "installed_by": "nobody"}, (), "buyer", "return_refund", 10_000, True,
    ),
    Precedent(
        "food past its date, bought by a household",
        {**UNSAFE, "price": 5_000, "paid": 5_000, "asked": 5_000}, (),
        "buyer", "return_refund", 5_000, True, {"compensation": 100_000},
    ),
    Precedent(
        "two hundred packets past their date, bought to claim: ten times what a household eats",
        {**UNSAFE, "price": 400_000, "paid": 400_000, "asked": 400_000, "quantity": 200, "bought_knowingly": True,
         "price_within_need": 12_000}, (),
        "buyer", "return_refund", 400_000, True, {"compensation": 120_000},
    ),
    Precedent(
        "a misprint on the label of sound food",
        {**UNSAFE, "food_unsafe": False, "label_flaw_only": True, "defect": "refuted"}, (),
        "merchant", "pay_merchant", 0, False, {"mark.harmless_label": "yes"},
    ),
    Precedent(
        "a fly that the buyer put in",
        {**UNSAFE, "buyer_tampered": True, "defect": "refuted"}, (), "merchant", "pay_merchant", 0, False,
        {"mark.report_to_police": "yes"},
    ),
)  # fmt: skip

ROADS = (
    Precedent(
        "signed by a neighbour whom the buyer did not name",
        {**ON_THE_WAY, "reason": "not_received", "delivery_proof": "elsewhere"}, (), "buyer", "refund_only", 10_000, False,
    ),
    Precedent(
        "signed by the neighbour whom the buyer had named",
        {**ON_THE_WAY, "reason": "not_received", "delivery_proof": "to_buyer"}, (), "merchant", "pay_merchant", 0, False,
    ),
    Precedent(
        "an empty box; the carrier weighed the full weight",
        {"reason": "empty_parcel", "remedy": "refund_only"}, ("signing_proven weight merchant",),
        "merchant", "pay_merchant", 0, False,
    ),
    Precedent(
        "an empty box, opened before the camera",
        {"reason": "empty_parcel", "remedy": "refund_only"},
        ("signing_proven delivery_record merchant", "buyer_proof video buyer"), "buyer", "refund_only", 10_000, False,
    ),
    Precedent(
        "a price without its last nought; the shop does not ship",
        {**NOT_SENT, "reason": "price_error"}, (), "buyer", "refund_only", 10_000, False,
    ),
    Precedent(
        "a presale that is late",
        {**NOT_SENT, "reason": "not_shipped_in_time", "traits": ["presale"], "ship_by": "2026-03-08T10:00:00+08:00"}, (),
        "buyer", "refund_only", 10_000, False,
    ),
    Precedent(
        "an earnest deposit; the buyer backs out before the balance",
        {**NOT_SENT, "reason": "no_reason", "deposit_kind": "earnest", "deposit_paid": 10_000, "contract_price": 100_000,
         "defaulting_party": "buyer", "traits": ["presale"]}, (), "merchant", "refund_only", 0, False,
        {"mark.earnest_lost": "yes"},
    ),
    Precedent(
        "an earnest deposit; the shop backs out",
        {**NOT_SENT, "reason": "out_of_stock", "deposit_kind": "earnest", "deposit_paid": 10_000, "contract_price": 100_000,
         "defaulting_party": "merchant", "traits": ["presale"]}, (), "buyer", "refund_only", 10_000, False,
        {"compensation": 10_000},
    ),
    Precedent(
        "a deposit that is no earnest; the buyer backs out",
        {**NOT_SENT, "reason": "no_reason", "deposit_kind": "advance", "deposit_paid": 10_000, "contract_price": 100_000,
         "defaulting_party": "buyer", "traits": ["presale"]}, (), "buyer", "refund_only", 10_000, False,
    ),
    Precedent(
        "the buyer typed another street",
        {**ON_THE_WAY, "reason": "not_received", "address_trouble": "wrong_by_buyer"}, (),
        "merchant", "pay_merchant", 0, False,
    ),
    Precedent(
        "another box came back than was sent; the merchant filmed it",
        {"reason": "no_reason", "intact": True, "return_trouble": "other_goods", "goods_state": "returned"},
        ("return_trouble video merchant",), "merchant", "pay_merchant", 0, False, {"mark.suspected_abuse": "yes"},
        {"return_trouble": "merchant"},
    ),
    Precedent(
        "lost on the way back, after a change of mind",
        {"reason": "no_reason", "intact": True, "return_trouble": "lost", "goods_state": "lost", "merchant_at_fault": False},
        (), "merchant", "pay_merchant", 0, False, {"mark.claim_from_carrier": "yes"},
    ),
    Precedent(
        "lost on the way back, after a fault",
        {"reason": "quality", "return_trouble": "lost", "goods_state": "lost", "merchant_at_fault": True}, (),
        "buyer", "refund_only", 10_000, False,
    ),
    Precedent(
        "the return freight after a fault that is established",
        {"reason": "freight", "remedy": "refund_only", "merchant_at_fault": True, "asked": 1_200, "goods_state": "returned"},
        (), "buyer", "refund_only", 1_200, False,
    ),
    Precedent(
        "the return freight after a change of mind",
        {"reason": "freight", "remedy": "refund_only", "merchant_at_fault": False, "asked": 1_200,
         "goods_state": "returned"}, (), "merchant", "pay_merchant", 0, False,
    ),
    Precedent(
        "it became cheaper, and nothing promises the difference: a person decides, and nobody sends the goods back for it",
        {"reason": "price_protection", "remedy": "refund_only", "asked": 500}, (), "", "return_refund", 0, None,
    ),
    Precedent(
        "both agree: a person rules what they agreed on",
        {"reason": "quality", "defect_visible": True, "both_agree": True}, (), "", "agreement", 0, None,
    ),
    Precedent(
        "opened to look at it, as everybody may",
        {"reason": "no_reason", "goods_kind": "electronics", "intact": True, "seal_broken": True}, (),
        "buyer", "return_refund", 10_000, True,
    ),
    Precedent(
        "asked for on the ninth day, for no reason",
        {"reason": "no_reason", "intact": True, "guarantees": ["no_reason_return"], **NINTH_DAY}, (),
        "merchant", "pay_merchant", 0, False,
    ),
    Precedent(
        "asked for in the last second of the seventh day, for no reason",
        {"reason": "no_reason", "intact": True, **SEVENTH_DAY}, (), "buyer", "return_refund", 10_000, True,
    ),
    Precedent(
        "asked for on the ninth day, and the buyer says that a month was promised",
        {"reason": "no_reason", "intact": True, "late_ground": "promise", **NINTH_DAY}, (),
        "merchant", "pay_merchant", 0, False, {}, {"late_ground": "buyer"},
    ),
    Precedent(
        "asked for on the ninth day, and the listing promised a month",
        {"reason": "no_reason", "intact": True, "late_ground": "promise", **NINTH_DAY},
        ("late_ground order_snapshot buyer",), "buyer", "return_refund", 10_000, True, {}, {"late_ground": "buyer"},
    ),
    Precedent(
        "a hidden fault, told after three years, and the shop shows nothing",
        {"reason": "quality", "defect_visible": False, **AFTER_THREE_YEARS}, (), "merchant", "pay_merchant", 0, False,
    ),
    Precedent(
        "a hidden fault, told after three years, which a report shows",
        {"reason": "quality", "defect_visible": False, **AFTER_THREE_YEARS},
        ("inspection_report inspection_report buyer",), "buyer", "return_refund", 10_000, True,
    ),
    Precedent(
        "a fault that a report shows three years after the sale was completed: its time is over",
        {"reason": "quality", "defect_visible": False, "completed_at": "2026-03-20T10:00:00+08:00", **AFTER_THREE_YEARS},
        ("inspection_report inspection_report buyer",), "merchant", "pay_merchant", 0, False,
        {"remedy.return_refund": "refused"},
    ),
    Precedent(
        "never came, with a carrier of the buyer's own choice, as the order says",
        {**ON_THE_WAY, "reason": "not_received", "buyer_chose_carrier": True}, (), "merchant", "pay_merchant", 0, False,
    ),
    Precedent(
        "never came; the merchant alone says that the buyer chose the carrier",
        {**ON_THE_WAY, "reason": "not_received", "buyer_chose_carrier": True}, (), "buyer", "refund_only", 10_000, False,
        {}, {"buyer_chose_carrier": "merchant"},
    ),
    Precedent(
        "the merchant alone says that the buyer broke it",
        {"reason": "quality", "defect_visible": True, "misused": True}, PHOTO, "buyer", "return_refund", 10_000, True, {},
        {"misused": "merchant"},
    ),
    Precedent(
        "a seven-fold promise for a fake that a report shows",
        {"reason": "counterfeit", "defect": "established", "promised_multiple": 7},
        ("promise_broken inspection_report buyer",), "buyer", "refund_only", 10_000, False, {"compensation": 70_000},
    ),
    Precedent(
        "nobody says how much of the cherries is rotten, so it is asked",
        {**FRESH, **IN_TIME}, PHOTO, "", "refund_only", 0, None,
    ),
    Precedent(
        "no invoice came, and all the money is asked back",
        {"reason": "invoice", "remedy": "refund_only"}, (), "merchant", "pay_merchant", 0, False,
    ),
)  # fmt: skip

PRECEDENTS = (*GOODS, *SPECIAL, *ROADS)
