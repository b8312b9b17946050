"""Papers that come after the end over HTTP and on the pages: who puts them on record, and what both parties read then."""

from __future__ import annotations

import pytest

from tests.desk.test_who_rules import ZHAO
from tests.disputes.hearing import dispute
from tests.disputes.test_court_papers import BINDING, WHY, papers, uploaded
from tests.web.pages_world import Browser
from tests.web_app import Site
from tests.world import DESK


async def test_another_person_takes_up_what_was_ruled_otherwise(shop: Site) -> None:
    case = await dispute(shop)
    await case.heard()
    ruled = await case.post(DESK, "ruling", {"favour": "merchant", "reason": WHY, "citations": ["art. 24"]})
    assert ruled.json()["stage"] == "closed", ruled.text
    body = papers(await uploaded(case, ZHAO), favour="buyer")
    own = await case.post(DESK, BINDING, body)
    assert (own.status_code, own.json()["code"]) == (409, "conflict_of_interest")
    bound = await case.post(ZHAO, BINDING, body, "once")
    assert (bound.status_code, bound.json()["stage"]) == (200, "dispute_ruling"), bound.text
    assert (await case.post(ZHAO, BINDING, body, "once")).content == bound.content
    assert (await case.get(ZHAO, "proposal")).json()["favour"] == "buyer"
    for language, told in (("en", "reopened the case"), ("zh-CN", "重新开启了售后单")):
        text = (await Browser(shop, case.merchant, language).open(f"/cases/{case.case_id}")).text
        assert told in text
    refused = await case.post(ZHAO, "ruling", {"favour": "merchant", "reason": WHY})
    assert refused.json()["code"] == "papers_bind"
    again = await case.post(ZHAO, "ruling", {"favour": "buyer", "reason": WHY})
    assert again.json()["ruling"]["bound_by"]["authority"] == "court", again.text


WORDS = {
    "en": ("They came after the case was over or decided.", "The ruling says the same"),
    "zh-CN": ("文书在本案结束或作出裁决后送达。", "裁决须与其一致"),
}


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("is_ruled", [True, False])
async def test_both_parties_read_whether_the_papers_are_what_was_done(
    shop: Site, is_ruled: bool, language: str
) -> None:
    case = await dispute(shop)
    if is_ruled:
        await case.heard()
        await case.post(DESK, "ruling", {"favour": "merchant", "reason": WHY, "citations": ["art. 24"]})
    else:
        assert (await case.post(case.buyer, "withdrawal", {})).status_code == 200
    bound = await case.post(ZHAO, BINDING, papers(await uploaded(case, ZHAO)))
    assert bound.json()["stage"] == ("closed" if is_ruled else "withdrawn"), bound.text
    apart, same = WORDS[language]
    for who in (case.buyer, case.merchant):
        text = (await Browser(shop, who, language).open(f"/cases/{case.case_id}")).text
        assert (same in text, apart in text) == (is_ruled, not is_ruled)
