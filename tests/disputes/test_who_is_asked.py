"""A party is asked for what it may still show, until its own time ends; then it is told who reads the file."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from makegood.accounts import Principal
from tests.disputes.hearing import Dispute, dispute
from tests.web.pages_world import Browser, Page
from tests.web_app import Site
from tests.world import DESK

MORE_TIME = {"party": "merchant", "note": "Their warehouse burnt down last week."}
ASKED = {"to": "buyer", "text": "Which of the tins was damp?"}


async def board_of(case: Dispute, who: Principal = DESK) -> Any:
    return (await case.get(who, "board")).json()


async def page_of(case: Dispute, who: Principal, language: str = "en") -> Page:
    return await Browser(case.site, who, language).open(f"/cases/{case.case_id}")


async def did(case: Dispute, who: Principal, what: str, body: Any) -> None:
    answer = await case.post(who, what, body)
    assert answer.status_code == 200, answer.text


def asked_in(board: Any) -> list[tuple[str, str]]:
    """Who is asked for what now."""
    duties = [duty for each in board["boards"] for duty in each["duties"]]
    return [(duty["by"], duty["fact"]) for duty in duties if duty["asked"]]


@pytest.mark.parametrize(
    ("language", "words", "please"),
    [
        ("en", "Your time for evidence is over: the desk reads the file as it is now.", "Please show"),
        ("zh-CN", "您的举证时间已结束：客服现按在案材料审理。", "请提供"),
    ],
)
async def test_once_both_times_are_over_nobody_is_asked(
    shop: Site, language: str, words: str, please: str
) -> None:
    case = await dispute(shop)
    path = f"/cases/{case.case_id}/proof"
    assert asked_in(await board_of(case)) == [("buyer", "buyer_proof")]
    for party in (case.buyer, case.merchant):
        await did(case, party, "last-word", {})
    for reader in (case.buyer, case.merchant):
        page = await page_of(case, reader, language)
        assert path not in page.forms
        assert please not in page.text
    assert words in (await page_of(case, case.buyer, language)).text
    board = await board_of(case)
    assert (asked_in(board), board["may_show_until"]) == ([], {})
    assert (board["boards"][0]["next_by"], board["boards"][0]["next_until"]) == ("", None)
    file = (await Browser(shop, DESK).open(f"/desk/cases/{case.case_id}")).text
    assert "Next: the buyer has to show" not in file
    assert "the times for evidence are over" in file


async def test_where_the_times_differ_each_reads_its_own_end(shop: Site) -> None:
    case = await dispute(shop)
    first = await board_of(case)
    await did(case, DESK, "evidence-extension", MORE_TIME)
    board = await board_of(case)
    ends = {
        party: datetime.fromisoformat(at) if at else None for party, at in board["may_show_until"].items()
    }
    assert board["may_show_until"]["buyer"] == first["may_show_until"]["buyer"]
    assert ends["merchant"] == ends["buyer"] + timedelta(hours=48)
    assert board["boards"][0]["next_until"] == board["may_show_until"]["buyer"]
    photo = await case.shows(case.buyer, "leaf.png")
    tied = await case.post(case.buyer, "exhibits", {"piece": photo, "fact": "buyer_proof"})
    assert tied.status_code == 201
    then = await board_of(case)
    assert (then["boards"][0]["next_by"], then["boards"][0]["next_until"]) == (
        "merchant",
        board["may_show_until"]["merchant"],
    )


async def test_whose_time_is_over_reads_on_whom_the_file_waits(shop: Site) -> None:
    case = await dispute(shop)
    path = f"/cases/{case.case_id}/proof"
    await did(case, case.buyer, "last-word", {})
    assert set((await board_of(case))["may_show_until"]) == {"merchant"}
    assert asked_in(await board_of(case)) == []
    buyer = await page_of(case, case.buyer)
    assert path not in buyer.forms
    assert "is, too, the desk reads the file as it is." in buyer.text


async def test_whom_the_desk_asks_is_asked_again_until_the_question_ends(shop: Site) -> None:
    case = await dispute(shop)
    path = f"/cases/{case.case_id}/proof"
    for party in (case.buyer, case.merchant):
        await did(case, party, "last-word", {})
    await did(case, DESK, "questions", ASKED)
    board = await board_of(case)
    assert asked_in(board) == [("buyer", "buyer_proof")]
    assert board["may_show_until"] == {"buyer": board["due_at"]}
    assert board["boards"][0]["next_until"] == board["due_at"]
    assert path in (await page_of(case, case.buyer)).forms
