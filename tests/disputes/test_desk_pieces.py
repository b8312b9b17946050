"""What the platform itself got is evidence of neither party: it is listed, tied and weighed; what nobody tied is flagged."""

from __future__ import annotations

from typing import Any

import pytest

from tests.disputes.hearing import Dispute, dispute
from tests.web.pages_world import Browser
from tests.web_app import Site
from tests.world import DESK, SENIOR


async def board_of(case: Dispute) -> Any:
    return (await case.get(DESK, "board")).json()


async def test_a_report_that_the_desk_uploads_can_be_tied_and_counts(shop: Site) -> None:
    case = await dispute(shop)
    report = await case.shows(DESK, "report.png")
    pieces = (await case.get(case.buyer, "evidence")).json()["pieces"]
    (found,) = (each for each in pieces if each["name"] == report)
    assert found["side"] == "desk"
    assert "inspection_report" in found["kinds"]
    assert [each["side"] for each in pieces if each["words"].startswith("See report")] == []
    body = {"piece": report, "fact": "buyer_proof", "kind": "photo"}
    assert (await case.post(case.buyer, "exhibits", body)).json()["code"] == "not_your_piece"
    tied = await case.post(DESK, "exhibits", body)
    assert tied.status_code == 201, tied.text
    assert (tied.json()["side"], tied.json()["stance"]) == ("desk", "for")
    duty = next(
        each for each in (await board_of(case))["boards"][0]["duties"] if each["fact"] == "buyer_proof"
    )
    assert duty["status"] == "offered"
    other = await case.shows(SENIOR, "police.png")
    against = {"piece": other, "fact": "buyer_proof", "kind": "police_report", "stance": "against"}
    assert (await case.post(SENIOR, "exhibits", against)).json()["stance"] == "against"


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Nobody has said yet what these files are to prove."), ("zh-CN", "以下文件尚未关联待证事项。")],
)
async def test_files_that_nobody_tied_are_flagged_until_somebody_does(
    shop: Site, language: str, words: str
) -> None:
    case, desk = await dispute(shop), Browser(shop, DESK, language)
    path = f"/desk/cases/{case.case_id}"
    assert (await board_of(case))["untied"] == []
    assert words not in (await desk.open(path)).text
    report, photo = await case.shows(DESK, "report.png"), await case.shows(case.merchant, "dry.png")
    assert (await board_of(case))["untied"] == [report, photo]
    page = (await desk.open(path)).text
    flagged = page[page.index('id="untied"') :]
    flagged = flagged[: flagged.index("</div>")]
    assert words in flagged
    assert "report.png" in flagged
    assert "dry.png" in flagged
    assert (await case.post(DESK, "exhibits", {"piece": report, "fact": "buyer_proof"})).status_code == 201
    tied = (await case.post(DESK, "exhibits", {"piece": photo, "fact": "buyer_proof"})).json()
    assert (await board_of(case))["untied"] == []
    gone = {"reason": "The photo shows another product altogether.", "fact": ""}
    assert (await case.put(DESK, f"exhibits/{tied['id']}/correction", gone)).status_code == 200
    assert (await board_of(case))["untied"] == [], "the desk has looked at it"
