"""PURE: cases that courts have decided, told as a file holds them, and what came out of them.

Told in our words: what is on record, what each party says, and what was shown for which fact. What a court concluded from
it (deceit, unsafe food, a fault that is established) is never told. Amounts that were not published are made up and say so;
all amounts are in fen. More of them, published since 2015, stand in tests/policy/published_cases.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

CONCLUSIONS = frozenset({
    "fraud_established", "defect", "food_unsafe", "drug_fake_or_inferior", "signs_of_knowledge", "price_within_need",
    "promise_broken", "promise_condition_met", "refund_ground", "looks_like_business", "suits_age", "seller_knew_defect",
    "merchant_at_fault", "purpose_defeated", "label_flaw_only", "platform_finding", "decline_ground", "asked_in_time",
    "buyer_proof", "merchant_proof", "inspection_report", "record_shows_otherwise", "honest_mistake", "source_shown",
})  # fmt: skip
"""Facts that no case is told: courts conclude them, or the burden of proof decides them."""


@dataclass(frozen=True)
class AdjudicatedCase:
    """A case. `claimed`: refund and amount on top that the buyer asked for; `refund` and `punitive` of it were given, or the
    buyer had to pay `buyer_pays`. `buyer`, `merchant`: what only that party tells; `tied`: what was shown, as `fact kind side`,
    `against` it; `weighed`: whether a fact with evidence on both sides was found shown; `then`: keys of the decision.
    """

    id: str
    court: str
    story: str
    facts: Mapping[str, Any]
    claimed: tuple[int, int]
    winner: str
    refund: int = 0
    punitive: int = 0
    buyer_pays: int = 0
    buyer: Mapping[str, Any] = field(default_factory=dict)
    merchant: Mapping[str, Any] = field(default_factory=dict)
    tied: tuple[str, ...] = ()
    weighed: Mapping[str, bool] = field(default_factory=dict)
    then: Mapping[str, int | str] = field(default_factory=dict)


def told(bought: str, asked: str, **facts: Any) -> dict[str, Any]:
    """What is on record of an online purchase in China that arrived two days after it was made."""
    year, month, day = (int(part) for part in bought.split("-"))
    arrived = f"{year:04}-{month:02}-{day + 2:02}T12:00:00+08:00"
    return {
        "market": "CN", "currency": "CNY", "purchased_at": f"{bought}T22:00:00+08:00", "shipped_at": f"{bought}T23:00:00+08:00",
        "signed_at": arrived, "completed_at": arrived, "now": f"{asked}T12:00:00+08:00", "received_back_at": "never",
        "refund_asked_at": f"{asked}T12:00:00+08:00", "order_status": "completed", "goods_state": "with_buyer", "traits": [],
        "guarantees": [], "free_shipping": True, "receipt_confirmed": False, "line_kind": "goods",
        **facts,
    }  # fmt: skip


CASES = (
    AdjudicatedCase(
        "L1",
        "Beijing Internet Court; SPC typical cases of 16 June 2025",
        "A handbag, unused, was to go back within seven days; the page said “no seven-day return”, and the seller gave no "
        "ground that lay in the nature of the goods.",
        told(
            "2024-03-01", "2024-03-08", reason="no_reason", remedy="return_refund", goods_kind="bags",
            traits=["luxury"], marked_not_returnable=True, price=680_000, paid=680_000,
        ),
        buyer={"intact": True},
        claimed=(680_000, 0),
        winner="consumer",
        refund=680_000,
        then={"remedy.return_refund": "open", "merchant_may_refuse": "no", "ruling": "return_refund",
              "mark.label_without_effect": "yes"},
    ),
    AdjudicatedCase(
        "R1",
        "Shanzhou District Court, Sanmenxia, 2024",
        "A cover for a washing machine, 40.75 yuan: “too thin, no rain curtain”, without proof; the variant that was bought "
        "has none, as the page shows. The seller had offered a return; the platform refunded 20 yuan without one.",
        told(
            "2024-03-01", "2024-04-01", reason="not_as_described", remedy="refund_only", goods_kind="other", price=4_075,
            paid=4_075, refunded_before=2_000,
        ),
        buyer={"defect_visible": True},
        merchant={"not_in_offer": True},
        tied=("not_in_offer order_snapshot merchant",),
        claimed=(2_000, 0),
        winner="merchant",
        buyer_pays=2_000,
        then={"ruling": "restore", "compensation_by": "buyer"},
    ),
    AdjudicatedCase(
        "R3",
        "Yuehu District Court, Yingtan; reported 15 November 2024",
        "A second-hand power bank, 80 yuan, sold by a private person as lightly worn. The seller was silent for a day, so the "
        "platform refunded all of it; the buyer keeps the goods and shows no defect.",
        told(
            "2024-03-01", "2024-04-01", reason="quality", remedy="refund_only", goods_kind="electronics",
            traits=["second_hand"], seller_kind="private", stated=["condition"], price=8_000, paid=8_000, refunded_before=8_000,
        ),
        buyer={"defect_visible": True},
        claimed=(8_000, 0),
        winner="merchant",
        buyer_pays=8_000,
        then={"ruling": "restore", "compensation_by": "buyer", "mark.merchant_did_not_agree": "yes"},
    ),
    AdjudicatedCase(
        "F1",
        "Qingpu District Court, Shanghai, 2024 (criminal)",
        "For five months empty boxes, or the gift alone, came back and the goods were kept: more than 130,000 yuan. One of "
        "forty such returns; the refund had been advanced.",
        told(
            "2024-03-01", "2024-03-05", reason="no_reason", remedy="return_refund", goods_kind="other", price=90_000,
            paid=90_000, refunded_before=90_000, empty_returns=40, gained_by_deception=13_000_000, goods_state="returned",
        ),
        buyer={"intact": True},
        merchant={"return_trouble": "other_goods"},
        tied=("return_trouble video merchant", "return_trouble weight merchant"),
        claimed=(90_000, 0),
        winner="merchant",
        buyer_pays=90_000,
        then={"ruling": "restore", "compensation_by": "buyer", "mark.suspected_deceit": "yes", "mark.report_to_police": "yes"},
    ),
    AdjudicatedCase(
        "P1",
        "SPC typical cases of 15 March 2022",
        "Earphones sold on a second-hand platform from a private account as “new and genuine, just idle”, and fake. More "
        "than forty like sales and 50,000 yuan in a short time. Price made up.",
        told(
            "2021-03-01", "2021-03-20", reason="counterfeit", remedy="return_refund", goods_kind="electronics",
            traits=["second_hand"], seller_kind="private", like_sales=41, like_turnover=5_000_100,
            stated=["genuine", "brand_new"], price=20_000, paid=20_000,
        ),
        buyer={"not_as_stated": ["genuine"]},
        tied=("inspection_report brand_report buyer",),
        claimed=(20_000, 60_000),
        winner="consumer",
        refund=20_000,
        punitive=60_000,
        then={"remedy.return_refund": "open"},
    ),
    AdjudicatedCase(
        "P3",
        "Si County Court, (2025) Wan 1324 Min Chu 8937",
        "A used phone from a private person does not match its description; 1,918.60 yuan were paid, coins of the platform "
        "included. Three times the price is asked for as well; a private seller does not owe it.",
        told(
            "2025-03-01", "2025-03-20", reason="not_as_described", remedy="return_refund", goods_kind="phone",
            traits=["second_hand"], seller_kind="private", stated=["model", "condition"], price=191_860, paid=191_860,
        ),
        buyer={"not_as_stated": ["condition"], "defect_visible": True},
        tied=("buyer_proof photo buyer", "inspection_report inspection_report buyer"),
        claimed=(191_860, 575_580),
        winner="split",
        refund=191_860,
        then={"remedy.return_refund": "open", "compensation": "none", "ruling": "return_refund"},
    ),
    AdjudicatedCase(
        "P6",
        "Yuncheng District Court, Yunfu, June 2024",
        "A phone sold as a mainland model of 512 GB, original and unopened: its storage had been enlarged, its screen "
        "replaced, and it was of another market. Price made up.",
        told(
            "2024-03-01", "2024-03-20", reason="not_as_described", remedy="return_refund", goods_kind="phone",
            stated=["market_version", "capacity", "original_parts", "unopened"], price=450_000, paid=450_000,
        ),
        buyer={"not_as_stated": ["market_version", "capacity", "original_parts"], "defect_visible": False},
        tied=("inspection_report inspection_report buyer",),
        claimed=(450_000, 1_350_000),
        winner="consumer",
        refund=450_000,
        punitive=1_350_000,
        then={"remedy.return_refund": "open", "ruling": "return_refund"},
    ),
    AdjudicatedCase(
        "C1",
        "Hangzhou Internet Court; SPC typical cases of 16 June 2025",
        "A bracelet of 1,000 yuan was sold in a live stream as red sandalwood, “ten for one fake”; it is another wood.",
        told(
            "2023-03-01", "2023-03-20", reason="not_as_described", remedy="return_refund", goods_kind="jewellery",
            channel="live", stated=["material", "genuine"], promised_multiple=10, price=100_000, paid=100_000,
        ),
        buyer={"not_as_stated": ["material"], "defect_visible": False},
        tied=("inspection_report inspection_report buyer",),
        claimed=(100_000, 1_000_000),
        winner="consumer",
        refund=100_000,
        punitive=1_000_000,
        then={"compensation_by": "merchant", "remedy.return_refund": "open"},
    ),
    AdjudicatedCase(
        "C2",
        "Beijing Internet Court; SPC typical online consumption cases 2023, case 5",
        "Shoes of 898 yuan, free for whoever pays first after ten at night. The buyer paid one second past ten; the winner "
        "who was announced, three. The condition was met, and there was no deceit.",
        told(
            "2022-03-01", "2022-03-20", reason="other", remedy="refund_only", goods_kind="shoes", free_order_promised=True,
            promise_depends_on="first_to_pay", promise_from="2022-03-01T22:00:00+08:00", paid_at="2022-03-01T22:00:01+08:00",
            rival_paid_at="2022-03-01T22:00:03+08:00", price=89_800, paid=89_800,
        ),
        claimed=(89_800, 269_400),
        winner="split",
        refund=89_800,
        then={"ruling": "refund_only", "remedy.refund_only": "open", "compensation": "none"},
    ),
    AdjudicatedCase(
        "N2",
        "Published with the cases on food",
        "A spider in a jelly, found before the packet was opened; nobody was harmed. The shop shows no papers of where it "
        "bought it. Price made up; ten times of it is less than the least amount of the law.",
        told(
            "2023-03-01", "2023-03-20", reason="unsafe_food", remedy="return_refund", goods_kind="food", price=2_500,
            paid=2_500,
        ),
        buyer={"food_signs": ["foreign_body"], "defect_visible": True},
        tied=("buyer_proof video buyer",),
        claimed=(2_500, 100_000),
        winner="consumer",
        refund=2_500,
        punitive=100_000,
        then={"ruling": "return_refund", "remedy.return_refund": "open"},
    ),
    AdjudicatedCase(
        "N8",
        "SPC typical cases of 30 November 2023, case 4",
        "Forty-six eggs, each paid by itself, 101.20 yuan together; 1,000 yuan are asked for each. Taken together they are "
        "what a household eats, so ten times their price is due, although the buyer had seen the date.",
        told(
            "2022-03-01", "2023-12-20", reason="unsafe_food", remedy="return_refund", goods_kind="food", price=10_120,
            paid=10_120, quantity=46,
        ),
        buyer={"food_signs": ["past_date"], "defect_visible": True},
        merchant={"bought_knowingly": True},
        tied=("buyer_proof video buyer", "bought_knowingly video merchant"),
        claimed=(10_120, 4_600_000),
        winner="split",
        refund=10_120,
        punitive=101_200,
        then={"ruling": "return_refund", "remedy.return_refund": "open"},
    ),
)  # fmt: skip
