"""Whoever decides an appeal sees the ruling that stands, what is said against it, what is new, and where the rules lead now."""

from __future__ import annotations

from typing import Any

import pytest

from tests.disputes.hearing import Dispute, dispute
from tests.web.pages_world import Browser
from tests.web_app import Site
from tests.world import DESK, SENIOR

WHY = "Nothing shows that the leaves were damp when they came."
AGAINST = "The photo that I could not find in time shows it clearly."


async def appealed(shop: Site, **ruling: Any) -> Dispute:
    """The desk has ruled for the merchant, since nothing was shown, and the buyer appeals."""
    case = await dispute(shop)
    await case.heard()
    proposal = (await case.get(DESK, "proposal")).json()
    assert (proposal["favour"], proposal["second_reading"]) == ("merchant", None)
    asked = {
        "favour": "merchant",
        "reason": WHY,
        "citations": ["art. 65"],
        "proposal": proposal["digest"],
        **ruling,
    }
    ruled = await case.post(DESK, "ruling", asked)
    assert ruled.status_code == 200, ruled.text
    heard = await case.post(case.buyer, "appeal", {"grounds": AGAINST})
    assert heard.status_code == 200, heard.text
    return case


async def test_nothing_new_leads_to_the_same_ruling(shop: Site) -> None:
    case = await appealed(shop)
    reading = (await case.get(SENIOR, "proposal")).json()["second_reading"]
    assert (reading["favour"], reading["amount_minor"], reading["reason"]) == ("merchant", 0, WHY)
    assert [(each["by"], each["words"]) for each in reading["complaints"]] == [("buyer", AGAINST)]
    assert (reading["has_news"], reading["verdict"]) == (False, "uphold")


async def test_what_is_new_is_tied_by_the_reader_and_changes_where_the_rules_lead(shop: Site) -> None:
    case = await appealed(shop)
    photo = await case.shows(case.buyer, "found.png")
    tie = {"piece": photo, "fact": "buyer_proof"}
    assert (await case.post(case.buyer, "exhibits", tie)).json()["code"] == "evidence_closed_here"
    assert (await case.post(SENIOR, "exhibits", tie)).status_code == 201
    proposal = (await case.get(SENIOR, "proposal")).json()
    reading = proposal["second_reading"]
    assert [each["words"] for each in reading["pieces"]] == ["found.png", "See found.png"]
    assert [(each["fact"], each["stance"], each["side"]) for each in reading["ties"]] == [
        ("buyer_proof", "for", "buyer")
    ]
    assert (reading["has_news"], reading["verdict"], proposal["favour"]) == (True, "buyer", "buyer")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Second reading", "The ruling that stands", "New since the ruling", "Proposed ruling")),
        ("zh-CN", ("复审", "现行裁决", "裁决之后的新情况", "建议裁决")),
    ],
)
async def test_it_is_on_the_page_of_whoever_hears_the_appeal(
    shop: Site, language: str, words: tuple[str, ...]
) -> None:
    case = await appealed(shop)
    page = await Browser(shop, SENIOR, language).open(f"/desk/cases/{case.case_id}")
    assert page.status == 200
    for each in (*words, AGAINST, WHY):
        assert each in page.text
    assert "?accept=" not in page.text
