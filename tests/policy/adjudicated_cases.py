"""PURE: cases that courts have decided, told as facts of the catalogue, and what came out of them.

Told in our words; amounts that were not published are made up and say so. `claimed`: what the buyer asked for, refund
and amount on top of it, in fen; with it and the decision the winner is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class AdjudicatedCase:
    """A case. `then`: keys of the decision and their values; amounts in fen, choices and flags as packs write them."""

    id: str
    court: str
    story: str
    facts: Mapping[str, Any]
    claimed: tuple[int, int]
    winner: str
    then: Mapping[str, int | str] = field(default_factory=dict)


def told(bought: str, asked: str, **facts: Any) -> dict[str, Any]:
    """Facts of an online purchase in China that arrived two days after it was made."""
    year, month, day = (int(part) for part in bought.split("-"))
    arrived = f"{year:04}-{month:02}-{day + 2:02}T12:00:00+08:00"
    return {
        "market": "CN", "currency": "CNY", "purchased_at": f"{bought}T22:00:00+08:00", "shipped_at": f"{bought}T23:00:00+08:00",
        "signed_at": arrived, "completed_at": arrived, "now": f"{asked}T12:00:00+08:00", "received_back_at": "never",
        "order_status": "completed", "goods_state": "with_buyer", "traits": [], "guarantees": [], "free_shipping": True,
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
            traits=["luxury"], intact=True, marked_not_returnable=True, price=680_000, paid=680_000,
        ),
        claimed=(680_000, 0),
        winner="consumer",
        then={
            "remedy.return_refund": "open", "merchant_may_refuse": "no", "refund": 680_000, "compensation": "none",
            "ruling": "return_refund", "mark.label_without_effect": "yes",
        },
    ),
    AdjudicatedCase(
        "R1",
        "Shanzhou District Court, Sanmenxia, 2024",
        "A cover for a washing machine, 40.75 yuan: “too thin, no rain curtain”, without proof; the variant that was bought "
        "has none. The seller had offered a return; the platform refunded 20 yuan without one.",
        told(
            "2024-03-01", "2024-04-01", reason="not_as_described", remedy="refund_only", goods_kind="other", price=4_075,
            paid=4_075, refunded_before=2_000, refund_ground="false", defect="refuted",
        ),
        claimed=(2_000, 0),
        winner="merchant",
        then={"ruling": "restore", "compensation": 2_000, "compensation_by": "buyer"},
    ),
    AdjudicatedCase(
        "R3",
        "Yuehu District Court, Yingtan; reported 15 November 2024",
        "A second-hand power bank, 80 yuan, sold by a private person as lightly worn. The seller was silent for a day, so the "
        "platform refunded all of it; the buyer keeps the goods and shows no defect.",
        told(
            "2024-03-01", "2024-04-01", reason="quality", remedy="refund_only", goods_kind="electronics",
            traits=["second_hand"], seller_kind="private", price=8_000, paid=8_000, refunded_before=8_000,
            refund_ground="not_shown", merchant_agreed_to_refund=False,
        ),
        claimed=(8_000, 0),
        winner="merchant",
        then={"ruling": "restore", "compensation": 8_000, "compensation_by": "buyer", "mark.merchant_did_not_agree": "yes"},
    ),
    AdjudicatedCase(
        "F1",
        "Qingpu District Court, Shanghai, 2024 (criminal)",
        "For five months empty boxes, or the gift alone, came back and the goods were kept: more than 130,000 yuan.",
        told(
            "2024-03-01", "2024-03-05", reason="no_reason", remedy="return_refund", goods_kind="other", intact=True,
            price=90_000, paid=90_000, refunded_before=90_000, refund_ground="false", empty_returns=40,
            gained_by_deception=13_000_000,
        ),
        claimed=(90_000, 0),
        winner="merchant",
        then={
            "ruling": "restore", "compensation": 90_000, "compensation_by": "buyer", "human_review": "yes",
            "mark.suspected_deceit": "yes", "mark.report_to_police": "yes",
        },
    ),
    AdjudicatedCase(
        "P1",
        "SPC typical cases of 15 March 2022",
        "Earphones sold on a second-hand platform as “new and genuine, just idle”, and fake. More than forty like sales and "
        "50,000 yuan in a short time make the seller a business. Price made up.",
        told(
            "2021-03-01", "2021-03-20", reason="counterfeit", remedy="return_refund", goods_kind="electronics",
            traits=["second_hand"], seller_kind="business", defect="established", fraud_established=True, price=20_000,
            paid=20_000,
        ),
        claimed=(20_000, 60_000),
        winner="consumer",
        then={"remedy.return_refund": "open", "refund": 20_000, "compensation": 60_000},
    ),
    AdjudicatedCase(
        "P3",
        "Si County Court, (2025) Wan 1324 Min Chu 8937",
        "A used phone from a private person does not match its description; 1,918.60 yuan were paid, coins of the platform "
        "included. Three times the price is asked for as well; a private seller does not owe it.",
        told(
            "2025-03-01", "2025-03-20", reason="not_as_described", remedy="return_refund", goods_kind="phone",
            traits=["second_hand"], seller_kind="private", defect="established", fraud_established=True, price=191_860,
            paid=191_860,
        ),
        claimed=(191_860, 575_580),
        winner="split",
        then={"remedy.return_refund": "open", "refund": 191_860, "compensation": "none"},
    ),
    AdjudicatedCase(
        "P6",
        "Yuncheng District Court, Yunfu, June 2024",
        "A phone sold as a mainland model of 512 GB, original and unopened: its storage had been enlarged, its screen "
        "replaced, and it was of another market. Price made up.",
        told(
            "2024-03-01", "2024-03-20", reason="not_as_described", remedy="return_refund", goods_kind="phone",
            defect="established", fraud_established=True, price=450_000, paid=450_000,
        ),
        claimed=(450_000, 1_350_000),
        winner="consumer",
        then={"remedy.return_refund": "open", "refund": 450_000, "compensation": 1_350_000},
    ),
    AdjudicatedCase(
        "C1",
        "Hangzhou Internet Court; SPC typical cases of 16 June 2025",
        "A bracelet of 1,000 yuan was sold in a live stream as red sandalwood, “ten for one fake”; it is another wood.",
        told(
            "2023-03-01", "2023-03-20", reason="not_as_described", remedy="return_refund", goods_kind="jewellery",
            channel="live", defect="established", promised_multiple=10, promise_broken=True, fraud_established=True,
            price=100_000, paid=100_000,
        ),
        claimed=(100_000, 1_000_000),
        winner="consumer",
        then={"compensation": 1_000_000, "compensation_by": "merchant", "remedy.return_refund": "open", "refund": 100_000},
    ),
    AdjudicatedCase(
        "C2",
        "Beijing Internet Court; SPC typical online consumption cases 2023, case 5",
        "Shoes of 898 yuan, free for whoever pays first after ten at night. The buyer paid one second past ten; the winner "
        "who was announced, three. The condition was met, and there was no deceit.",
        told(
            "2022-03-01", "2022-03-20", reason="other", remedy="refund_only", goods_kind="shoes", free_order_promised=True,
            promise_condition_met=True, fraud_established=False, price=89_800, paid=89_800,
        ),
        claimed=(89_800, 269_400),
        winner="split",
        then={"ruling": "refund_only", "remedy.refund_only": "open", "refund": 89_800, "compensation": "none"},
    ),
    AdjudicatedCase(
        "N2",
        "Published with the cases on food",
        "A spider in a jelly, found before the packet was opened; nobody was harmed. Price made up; ten times of it is less "
        "than the least amount of the law.",
        told(
            "2023-03-01", "2023-03-20", reason="unsafe_food", remedy="return_refund", goods_kind="food",
            defect="established", food_unsafe=True, signs_of_knowledge=["not_inspected"], price=2_500, paid=2_500,
        ),
        claimed=(2_500, 100_000),
        winner="consumer",
        then={"ruling": "return_refund", "remedy.return_refund": "open", "refund": 2_500, "compensation": 100_000},
    ),
    AdjudicatedCase(
        "N8",
        "SPC typical cases of 30 November 2023",
        "Forty-six eggs, each paid by itself, 101.20 yuan together; 1,000 yuan are asked for each. Taken together they are "
        "what a household eats, so ten times their price is due.",
        told(
            "2022-03-01", "2023-12-20", reason="unsafe_food", remedy="return_refund", goods_kind="food",
            defect="established", food_unsafe=True, signs_of_knowledge=["past_date"], bought_knowingly=True,
            price=10_120, price_within_need=10_120, paid=10_120, quantity=46,
        ),
        claimed=(10_120, 4_600_000),
        winner="split",
        then={"ruling": "return_refund", "remedy.return_refund": "open", "refund": 10_120, "compensation": 101_200},
    ),
)  # fmt: skip
