"""Papers of an authority over HTTP and on the pages: who binds a case with which files, what is proposed and ruled then."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.accounts import Principal
from tests.disputes.hearing import PNG, Dispute, dispute
from tests.web.pages_world import Browser
from tests.web_app import Site
from tests.world import DESK, OPERATOR, SENIOR

DOCKET = "(2026) Hu 01 No. 7"
WHY = "It is as the court has decided it, see the papers."
BINDING = "binding-papers"


async def uploaded(case: Dispute, who: Principal, name: str = "judgment.png") -> str:
    """A file that nobody was shown as yet."""
    sent = await case.site.client.post(
        f"{case.path}/files", headers=case.site.as_(who), files={"file": (name, PNG, "image/png")}
    )
    assert sent.status_code == 201, sent.text
    return str(sent.json()["id"])


def papers(file: str, **more: Any) -> dict[str, Any]:
    """The papers of a court that decided for the merchant."""
    return {"authority": "court", "reference": DOCKET, "favour": "merchant", "files": [file], **more}


async def test_the_desk_binds_with_what_it_uploaded_or_a_party_showed(shop: Site) -> None:
    case, other = await dispute(shop), await dispute(shop, "D-2")
    hidden = await uploaded(case, case.merchant)
    assert (await case.post(DESK, BINDING, papers(hidden))).json()["code"] == "no_such_file"
    elsewhere = (await other.shows(other.merchant, "judgment.png")).partition(":")[2]
    assert (await case.post(DESK, BINDING, papers(elsewhere))).json()["code"] == "no_such_file"
    shown = (await case.shows(case.merchant, "judgment.png")).partition(":")[2]
    for who, status in ((case.merchant, 403), (case.buyer, 403), (OPERATOR, 403)):
        assert (await case.post(who, BINDING, papers(shown))).status_code == status
    bound = await case.post(DESK, BINDING, papers(shown), "once")
    assert bound.status_code == 200, bound.text
    assert bound.json()["bound"] == {
        "papers": {"authority": "court", "reference": DOCKET}, "favour": "merchant", "amount_minor": 0,
    }  # fmt: skip
    again = await case.post(DESK, BINDING, papers(shown), "once")
    assert again.content == bound.content
    assert (await case.post(DESK, BINDING, papers(shown))).json()["code"] == "bound_already"
    later = papers(await uploaded(case, SENIOR), authority="regulator", favour="split", amount_minor=500)
    assert (await case.post(SENIOR, BINDING, later)).status_code == 200
    told = (await shop.client.get(case.path, headers=shop.as_(case.buyer))).json()
    came = [each["detail"] for each in told["timeline"] if each["name"] == "case.ruling_bound"]
    assert [each["bound"]["favour"] for each in came] == ["merchant", "split"]
    assert told["bound"]["amount_minor"] == 500


async def test_papers_say_what_they_are(shop: Site) -> None:
    case = await dispute(shop)
    file = await uploaded(case, DESK)
    asked = (await case.get(DESK, "proposal")).json()["asked_minor"]
    wrong: list[tuple[dict[str, Any], int, str]] = [
        (papers(file, authority="friend"), 400, ""),
        (papers(file, reference="  "), 400, ""),
        (papers(file, files=[]), 400, ""),
        (papers(file, favour="split", amount_minor=asked + 1), 409, "beyond_what_was_asked"),
        (papers(file, favour="split"), 0, "amount_owed"),
    ]
    for body, status, code in wrong:
        answer = await case.post(DESK, BINDING, body)
        assert status in (0, answer.status_code), answer.text
        assert answer.status_code >= 400
        assert code in answer.json().get("code", ""), answer.text


async def test_the_proposal_is_that_of_the_papers_and_the_ruling_follows_it(shop: Site) -> None:
    case = await dispute(shop)
    before = (await case.get(DESK, "proposal")).json()["digest"]
    await case.post(DESK, BINDING, papers(await uploaded(case, DESK), favour="split", amount_minor=500))
    proposal = (await case.get(DESK, "proposal")).json()
    assert (proposal["favour"], proposal["amount_minor"]) == ("split", 500)
    assert proposal["confidence"] == {"percent": 100, "weakest": ""}
    (found,) = proposal["findings"]
    assert (found["because"]["rule"], found["because"]["source"]) == (f"court/{DOCKET}", f"a court, {DOCKET}")
    body = {"favour": "split", "amount_minor": 500, "reason": WHY}
    assert (await case.post(DESK, "ruling", body | {"proposal": before})).json()["code"] == "proposal_changed"
    refused = await case.post(DESK, "ruling", body | {"amount_minor": 501})
    assert (refused.status_code, refused.json()["code"]) == (409, "papers_bind")
    ruled = await case.post(DESK, "ruling", body | {"proposal": proposal["digest"]})
    assert ruled.status_code == 200, ruled.text
    ruling = ruled.json()["ruling"]
    assert ruling["bound_by"] == {"authority": "court", "reference": DOCKET}
    assert ruling["citations"] == [f"court/{DOCKET}"]
    for who in (case.buyer, case.merchant):
        appeal = await case.post(who, "appeal", {"grounds": "The ruling overlooks what I have shown."})
        assert appeal.json()["code"] == "not_appealable_here"


WORDS = {
    "en": (f"Papers of a court bind this case: {DOCKET}.", "Papers that bind"),
    "zh-CN": (f"法院的文书对本案具有约束力：{DOCKET}。", "具有约束力的文书"),
}


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_the_desk_fills_in_the_form_and_both_parties_read_it(shop: Site, language: str) -> None:
    case = await dispute(shop)
    at, action = f"/desk/cases/{case.case_id}", f"/cases/{case.case_id}/binding-papers"
    desk = Browser(shop, DESK, language)
    page = await desk.open(at)
    fields = page.forms[action] | {
        "authority": "court",
        "reference": DOCKET,
        "favour": "split",
        "amount": "5",
    }
    without = await shop.client.post(action, data=fields, headers=desk._headers())
    assert without.status_code == 422
    files = [("file", ("judgment.png", PNG, "image/png"))]
    sent = await shop.client.post(action, data=fields, files=files, headers=desk._headers())
    assert sent.status_code == 303, sent.text[-3000:]
    assert sent.headers["location"] == f"{at}?done=bind_ruling"
    told, title = WORDS[language]
    page_of_parties = f"/cases/{case.case_id}"
    for who, path in ((DESK, at), (case.buyer, page_of_parties), (case.merchant, page_of_parties)):
        text = (await Browser(shop, who, language).open(path)).text
        assert told in text
        assert "judgment.png" in text
        assert text.count(title) >= 1
        assert (action in text) is (who is DESK)


async def test_papers_that_a_party_showed_are_chosen_on_the_page(shop: Site) -> None:
    case = await dispute(shop)
    shown = (await case.shows(case.merchant, "judgment.png")).partition(":")[2]
    action = f"/cases/{case.case_id}/binding-papers"
    desk = Browser(shop, DESK)
    fields = (await desk.open(f"/desk/cases/{case.case_id}")).forms[action]
    typed = fields | {"authority": "regulator", "reference": "No. 3", "favour": "buyer", f"shown_{shown}": "yes"}  # fmt: skip
    missing = await shop.client.post(action, data=typed | {"reference": ""}, headers=desk._headers())
    assert missing.status_code == 422
    assert (await shop.client.post(action, data=typed, headers=desk._headers())).status_code == 303
    told = (await shop.client.get(case.path, headers=shop.as_(case.merchant))).json()
    assert told["bound"]["papers"] == {"authority": "regulator", "reference": "No. 3"}
    assert [e["detail"]["files"][0]["id"] for e in told["timeline"] if e["name"] == "case.ruling_bound"] == [
        shown
    ]


async def test_a_party_cannot_send_the_form(shop: Site) -> None:
    case = await dispute(shop)
    buyer = Browser(shop, case.buyer)
    typed = {"authority": "court", "reference": DOCKET, "favour": "buyer"}
    files = [("file", ("judgment.png", PNG, "image/png"))]
    action = f"/cases/{case.case_id}/binding-papers"
    sent = await shop.client.post(action, data=typed, files=files, headers=buyer._headers())
    assert sent.status_code == 403
    kept = await shop.app.state.pool.fetchval("SELECT count(*) FROM files")
    assert kept == 0
