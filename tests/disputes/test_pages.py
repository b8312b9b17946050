"""The board, the proposal, the evidence and what a party is asked for, as pages without script, in both languages."""

from __future__ import annotations

import re

import pytest

from makegood.cases.api import seen
from tests.disputes.hearing import PNG, Dispute, dispute
from tests.web.pages_world import Browser, Page
from tests.web_app import Site
from tests.world import DESK, NOON, OPERATOR, SENIOR

WHY = "The photo shows that the leaves are damp in two tins."
OTHERWISE = "The photo was taken a week after the parcel was opened."


async def show(browser: Browser, case: Dispute, fact: str, *files: tuple[str, bytes], **typed: str) -> Page:
    """Fill in what a party is asked for, with files, and go where it leads."""
    at = f"/cases/{case.case_id}"
    page = await browser.open(at)
    fields = page.forms[f"{at}/proof"] | {"fact": fact, **typed}
    parts = [("file", (name, content, "image/png")) for name, content in files] or None
    answer = await browser.site.client.post(
        f"{at}/proof", data=fields, files=parts, headers=browser._headers()
    )
    assert answer.status_code == 303, answer.text[-3000:]
    return await browser.open(answer.headers["location"])


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_a_party_is_asked_in_plain_words_and_shows_it_there(shop: Site, language: str) -> None:
    case = await dispute(shop)
    buyer, merchant = Browser(shop, case.buyer, language), Browser(shop, case.merchant, language)
    page = await buyer.open(f"/cases/{case.case_id}")
    words = {"en": "Please show a photo or a video.", "zh-CN": "请提供照片或视频。"}
    assert words[language] in page.text
    assert {"en": "the merchant is paid", "zh-CN": "打款给商家"}[language] in page.text
    then = await show(buyer, case, "buyer_proof", ("leaf.png", PNG), text="Here")
    assert {"en": "It was shown; the desk weighs it.", "zh-CN": "已提供，由客服认定。"}[language] in then.text
    asked = await merchant.open(f"/cases/{case.case_id}")
    assert {
        "en": "Please show the invoice, a certificate or a statement.",
        "zh-CN": "请提供发票、凭证或书面说明。",
    }[language] in asked.text
    board = (await case.get(DESK, "board")).json()
    assert [tie["kind"] for tie in board["boards"][0]["duties"][0]["shown"]] == ["photo"]


async def test_what_is_in_the_case_already_can_be_pointed_at(shop: Site) -> None:
    case = await dispute(shop)
    buyer = Browser(shop, case.buyer)
    photo = await case.shows(case.buyer, "early.png")
    await show(buyer, case, "buyer_proof", piece=photo)
    board = (await case.get(DESK, "board")).json()
    assert board["boards"][0]["next_by"] == "merchant"
    at = f"/cases/{case.case_id}/proof"
    nothing = await buyer.post(at, {"fact": "buyer_proof", "piece": ""})
    assert nothing.status_code == 422
    assert "Choose a file" in nothing.text
    assert (await Browser(shop, OPERATOR).post(at, {"fact": "buyer_proof"})).status_code == 403


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_the_desk_reads_the_board_takes_over_the_proposal_and_decides(
    shop: Site, language: str
) -> None:
    case = await dispute(shop)
    await show(Browser(shop, case.buyer), case, "buyer_proof", ("leaf.png", PNG))
    await case.heard()
    desk, at = Browser(shop, DESK, language), f"/desk/cases/{case.case_id}"
    page = await desk.open(at)
    assert page.status == 200
    for words in {
        "en": ("What is to be proven", "Proposed ruling", "If it is not"),
        "zh-CN": ("待证事项", "建议裁决", "如未能证明"),
    }[language]:
        assert words in page.text
    accept = re.search(r'href="([^"]+accept=[0-9a-f]{16}#ruling)"', page.text)
    assert accept is not None
    taken = await desk.open(accept[1].partition("#")[0])
    action = f"{at}/ruling#ruling"
    assert taken.forms[action]["favour"] == "buyer"
    assert taken.forms[action]["proposal"] in accept[1]
    assert "marketplace-disputes-quality/faulty_goes_back" in re.findall(
        r'name="cite" value="([^"]+)" checked', taken.text
    )
    cited = {"cite": "marketplace-disputes-quality/faulty_goes_back"}
    looked = await desk.send(taken, action, reason=WHY, **cited)
    assert looked.status == 200, looked.text[-2000:]
    digest = re.findall(r'name="seen" value="([0-9a-f]{16})"', looked.text)
    done = await desk.send(looked, action, reason=WHY, seen=digest[0], **cited)
    assert done.status == 200
    ruling = (await seen(shop.app.state.pool, int(case.case_id), DESK, NOON)).case.state.ruling
    assert ruling is not None
    assert (ruling.favour.value, ruling.proposal, ruling.departure) == (
        "buyer",
        taken.forms[action]["proposal"],
        "",
    )


async def test_who_departs_says_why(shop: Site) -> None:
    case = await dispute(shop)
    await case.heard()
    desk, at = Browser(shop, SENIOR), f"/desk/cases/{case.case_id}"
    action = f"{at}/ruling#ruling"
    page = await desk.open(at)
    typed = {"favour": "buyer", "reason": WHY, "articles": "art. 67"}
    silent = await desk.send(page, action, **typed)
    assert silent.status == 422
    assert "This is not what was proposed." in silent.text
    looked = await desk.send(page, action, **typed, departure=OTHERWISE)
    assert looked.status == 200, looked.text[-2000:]
    digest = re.findall(r'name="seen" value="([0-9a-f]{16})"', looked.text)
    done = await desk.send(looked, action, **typed, departure=OTHERWISE, seen=digest[0])
    assert done.status == 200
    other = await dispute(shop, "D-2")
    told = (await desk.open(f"/desk/cases/{other.case_id}")).text
    assert "You departed from 1 of 1 proposals in 90 days; everybody from 1 of 1." in told
    assert "Earlier rulings like it" in told
    day = await Browser(shop, OPERATOR).open("/console")
    assert "Rulings that departed from their proposal" in day.text


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_evidence_is_looked_at_compared_tied_and_corrected(shop: Site, language: str) -> None:
    case = await dispute(shop)
    await show(Browser(shop, case.buyer), case, "buyer_proof", ("leaf.png", PNG))
    own = await case.shows(case.merchant, "dry.png")
    pieces = (await case.get(DESK, "evidence")).json()["pieces"]
    leaf = next(each for each in pieces if each["file"] and each["file"]["name"] == "leaf.png")
    desk, at = Browser(shop, DESK, language), f"/desk/cases/{case.case_id}"
    page = await desk.open(f"{at}/evidence?left={leaf['name']}&right={own}&zoom=2")
    assert page.status == 200
    assert page.text.count('class="zoom-2"') == 2
    assert leaf["file"]["sha256"] in page.text
    tied = await desk.send(
        page, f"{at}/exhibits", piece=own, left=own, fact="buyer_proof", kind="", stance="against"
    )
    assert tied.status == 200
    again = await desk.open(f"{at}/evidence?left={leaf['name']}")
    correction = f"{at}/exhibits/{leaf['ties'][0]['id']}/correction"
    short = await desk.send(again, correction, reason="no", fact="")
    assert short.status == 422
    gone = await desk.send(again, correction, reason="The photo shows another product altogether.", fact="")
    assert gone.status == 200
    assert "The photo shows another product altogether." in gone.text
    assert (await desk.open(f"{at}/evidence?left=nothing&zoom=9")).status == 200
    for who in (case.buyer, case.merchant, OPERATOR):
        assert (await Browser(shop, who).open(f"{at}/evidence")).status == 403
        assert (await Browser(shop, who).post(correction, {})).status_code == 403
