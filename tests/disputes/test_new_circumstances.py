"""New circumstances after a ruling, with the shipped packs: over HTTP and on the page, with something that came since."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from makegood.accounts import SYSTEM
from makegood.cases import Request, Tick
from tests.disputes.hearing import PNG, Dispute, dispute
from tests.web.pages_world import Browser
from tests.web_app import Site
from tests.world import DESK, SENIOR

WHY = "The photo shows that the leaves were dry in the shop."
GROUNDS = "The laboratory has found mould that was there at delivery."
NEWS_PICTURE = BytesIO()
Image.new("RGB", (32, 32), "white").save(NEWS_PICTURE, "PNG")
REPORT = NEWS_PICTURE.getvalue()
NEWS = {"note": "A report has come", "grounds": GROUNDS}


async def ruled(shop: Site, number: str = "D-1", *earlier: str) -> tuple[Dispute, list[str]]:
    """A dispute that was decided for the merchant, and files of the buyer that were there before."""
    case = await dispute(shop, number)
    kept = [await uploaded(case, name) for name in earlier]
    await case.heard()
    done = await case.post(DESK, "ruling", {"favour": "merchant", "reason": WHY, "citations": ["art. 65"]})
    assert done.json()["stage"] == "closed", done.text
    shop.app.state.clock.offset += timedelta(hours=2)
    return case, kept


async def uploaded(case: Dispute, name: str, content: bytes = PNG) -> str:
    """A file of the buyer that nobody was shown as yet."""
    sent = await case.site.client.post(
        f"{case.path}/files", headers=case.site.as_(case.buyer), files={"file": (name, content, "image/png")}
    )
    assert sent.status_code == 201, sent.text
    return str(sent.json()["id"])


async def test_a_ruling_is_reopened_with_what_came_after_it(shop: Site) -> None:
    case, (early,) = await ruled(shop, "D-1", "early.png")
    try:
        new = await uploaded(case, "report.png", REPORT)
        wrong = [
            ({"note": "Again"}, 422, "too_few_words"),
            ({**NEWS, "files": []}, 422, "nothing_new_shown"),
            ({**NEWS, "files": [early]}, 422, "nothing_new_shown"),
        ]
        for body, status, code in wrong:
            answer = await case.post(case.buyer, "reopening", body)
            assert (answer.status_code, answer.json().get("code")) == (status, code), answer.text
        desk = await case.post(DESK, "reopening", {**NEWS, "files": [new]})
        assert desk.json()["code"] in ("not_against_you", "no_such_file")
        again = await case.post(case.buyer, "reopening", {**NEWS, "files": [early, new]}, "once")
        assert again.status_code == 200, again.text
        told = again.json()
        assert (told["stage"], told["ball"], told["ruling"]) == ("dispute_evidence", "merchant", None)
        assert [each["name"] for each in told["timeline"]].count("case.ruled") == 1
        kept = await case.post(case.buyer, "reopening", {**NEWS, "files": [early, new]}, "once")
        assert kept.content == again.content
        read = await shop.client.get(f"/files/{new}", headers=shop.as_(case.merchant))
        assert read.status_code == 200, "the other party reads what is new"
        await case.heard()
        second = await case.post(
            SENIOR,
            "ruling",
            {"favour": "buyer", "reason": WHY, "citations": ["art. 65"], "departure": GROUNDS},
        )
        assert second.status_code == 200, second.text
        assert second.json()["ruling"]["favour"] == "buyer"
    finally:
        shop.app.state.clock.offset -= timedelta(hours=2)


async def test_after_its_time_and_by_the_merchant_it_is_refused(shop: Site) -> None:
    case, _ = await ruled(shop)
    try:
        assert (await case.post(case.merchant, "reopening", NEWS)).status_code == 403
        shop.app.state.clock.offset += timedelta(days=15)
        new = await uploaded(case, "report.png")
        late = await case.post(case.buyer, "reopening", {**NEWS, "files": [new]})
        assert late.json()["code"] == "too_late_for_news"
        shop.app.state.clock.offset -= timedelta(days=15)
    finally:
        shop.app.state.clock.offset -= timedelta(hours=2)


WORDS = {"en": "New circumstances", "zh-CN": "新情况"}
MISSING = {"en": "What came after the ruling: photos, papers", "zh-CN": "裁决之后出现的照片、文件"}
TOLD = {"en": "You had the case reopened with new circumstances", "zh-CN": "您以新情况申请重新审理"}


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_the_buyer_brings_it_on_the_page(shop: Site, language: str) -> None:
    case, _ = await ruled(shop)
    try:
        at, action = f"/cases/{case.case_id}", f"/cases/{case.case_id}/reopening"
        buyer = Browser(shop, case.buyer, language)
        for who, has_form in ((case.buyer, True), (case.merchant, False), (DESK, False)):
            page = await Browser(shop, who, language).open(at)
            assert (action in page.forms) is has_form
            assert (f'id="new-circumstances" aria-label="{WORDS[language]}"' in page.text) is has_form
        fields = (await buyer.open(at)).forms[action] | NEWS
        without = await shop.client.post(action, data=fields, headers=buyer._headers())
        assert without.status_code == 422
        assert MISSING[language] in without.text
        assert GROUNDS in without.text, "what was typed is still there"
        files = [("file", ("report.png", PNG, "image/png"))]
        sent = await shop.client.post(action, data=fields, files=files, headers=buyer._headers())
        assert sent.status_code == 303, sent.text[-3000:]
        after = await buyer.open(at)
        assert TOLD[language] in after.text
        assert GROUNDS in after.text
        theirs = await Browser(shop, case.merchant, language).open(at)
        assert GROUNDS in theirs.text
        assert "report.png" in theirs.text
    finally:
        shop.app.state.clock.offset -= timedelta(hours=2)


async def test_a_case_closed_without_a_ruling_is_reopened_by_its_plain_form(shop: Site) -> None:
    order = await shop.world.order("P-1")
    done = await shop.world.open(order, "return_refund", note="Damp")
    case = Dispute(shop, order, str(done.case.state.id))
    refused = await case.post(case.merchant, "refusal", {"reason": "no_fault_found", "note": "Dry"})
    assert refused.status_code == 200
    shop.app.state.clock.offset += timedelta(days=8)
    try:
        await shop.app.state.engine.command(Request(SYSTEM, Tick(), case_id=int(case.case_id)))
        action = f"/cases/{case.case_id}/reopening"
        buyer = Browser(shop, case.buyer)
        page = await buyer.open(f"/cases/{case.case_id}")
        assert action in page.forms
        assert 'id="new-circumstances"' not in page.text
        after = await buyer.send(page, action, note="I have found the label")
        assert after.status == 200
        told = (await shop.client.get(case.path, headers=shop.as_(case.buyer))).json()
        assert told["stage"] == "awaiting_merchant"
    finally:
        shop.app.state.clock.offset -= timedelta(days=8)
