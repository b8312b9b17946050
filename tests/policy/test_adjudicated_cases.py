"""Cases that courts have decided come out the same by the packs that are shipped for China."""

from __future__ import annotations

from functools import cache

import pytest

from makegood.policy import Book, Decision, decide, make_book
from makegood.policy.outcomes import Kind
from makegood.policy.publishing.shipped import load_shipped
from tests.policy.adjudicated_cases import CASES, AdjudicatedCase

IDS = [case.id for case in CASES]


@cache
def book() -> Book:
    """All shipped packs that hold in China."""
    catalogue, packs = load_shipped()
    return make_book(
        catalogue, [pack for pack in packs if not pack.markets or "CN" in pack.markets], market="CN"
    )


def decided(case: AdjudicatedCase) -> Decision:
    """What the packs say of the case's facts."""
    catalogue = book().catalogue
    return decide(book(), {**catalogue.presumptions(), **catalogue.encode(case.facts)})


def said(decision: Decision, key: str) -> int | str:
    """A key of a decision, as the table writes it."""
    kind = book().questions[key].key.kind if key in book().questions else None
    if kind in (Kind.CHOICE, Kind.FLAG, Kind.ANY):
        return decision.word(key)
    value = decision.value(key)
    return decision.word(key) if value is None else value


def winner(case: AdjudicatedCase, decision: Decision) -> str:
    """Who gets what was claimed: all of it the consumer, some of it both, nothing the merchant."""
    if said(decision, "ruling") == "restore":
        return "merchant"
    got = [decision.value("refund") or 0, decision.value("compensation") or 0]
    met = [have >= wanted for have, wanted in zip(got, case.claimed, strict=True) if wanted]
    if all(met):
        return "consumer"
    return "split" if any(got) else "merchant"


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_the_case_comes_out_as_it_was_decided(case: AdjudicatedCase) -> None:
    decision = decided(case)
    assert {key: said(decision, key) for key in case.then} == case.then, case.story
    assert winner(case, decision) == case.winner


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_every_word_of_it_has_a_rule_with_its_source(case: AdjudicatedCase) -> None:
    decision = decided(case)
    for key in case.then:
        place = decision.answer(key).rule
        if place is not None:
            rule = decision.book.rules[place].rule
            assert all(text for text in (rule.text.en, rule.text.zh, rule.source.en, rule.source.zh)), (
                rule.name
            )


def test_what_made_the_difference_makes_it() -> None:
    """One fact changed in a case, another outcome."""
    by_id = {case.id: case for case in CASES}
    for id_, changed, key, then in (
        ("L1", {"now": "2024-03-11T00:00:00+08:00"}, "merchant_may_refuse", "yes"),
        ("L1", {"traits": ["luxury", "flawed"], "exclusion_confirmed": True}, "merchant_may_refuse", "yes"),
        ("R1", {"goods_state": "returned"}, "compensation", "none"),
        ("R3", {"merchant_agreed_to_refund": True}, "compensation", "none"),
        ("F1", {"gained_by_deception": 299_999}, "mark.report_to_police", "none"),
        ("P1", {"seller_kind": "private"}, "compensation", "none"),
        ("P3", {"seller_kind": "business"}, "compensation", 575_580),
        ("P6", {"fraud_established": False}, "compensation", "none"),
        ("C1", {"promised_multiple": 0}, "compensation", 300_000),
        ("C1", {"promise_broken": None}, "compensation", "undecided"),
        ("C2", {"promise_condition_met": False}, "refund", "none"),
        ("N2", {"price": 20_000}, "compensation", 200_000),
        ("N8", {"bought_knowingly": False}, "compensation", 101_200),
        ("N8", {"purchased_at": "2024-09-01T22:00:00+08:00", "price_within_need": 5_000, "now": "2024-10-01T22:00:00+08:00",
                "shipped_at": "2024-09-02T00:00:00+08:00", "signed_at": "2024-09-03T12:00:00+08:00"}, "compensation", 100_000),
    ):  # fmt: skip
        case = by_id[id_]
        other = AdjudicatedCase(id_, case.court, case.story, {**case.facts, **changed}, case.claimed, "")
        assert said(decided(other), key) == then, f"{id_} with {changed}"
