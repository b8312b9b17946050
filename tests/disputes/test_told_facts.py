"""A ruling tells both parties the facts that it rests on, with who says or showed each, and who made it; silence says that it
was nobody.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from makegood.cases import sweep_due
from makegood.desk import public_number
from makegood.notifications import happened
from tests.disputes.hearing import Dispute, dispute
from tests.notifications.test_ruling_notices import of_event
from tests.web.pages_world import Browser, case_at
from tests.web_app import Site
from tests.world import DESK, SENIOR, merchant_of

WHY = "The photo shows that the leaves are damp in two tins."
BY = public_number(DESK.label)


async def decided(shop: Site, **body: Any) -> Dispute:
    """The buyer showed a photo, both have said everything, and the desk follows the proposal."""
    case = await dispute(shop)
    photo = await case.shows(case.buyer, "leaf.png")
    tied = await case.post(case.buyer, "exhibits", {"piece": photo, "fact": "buyer_proof"})
    assert tied.status_code == 201, tied.text
    await case.heard()
    proposal = (await case.get(DESK, "proposal")).json()
    asked = {
        "favour": proposal["favour"],
        "reason": WHY,
        "citations": ["art. 65"],
        "proposal": proposal["digest"],
    }
    done = await case.post(DESK, "ruling", asked | body)
    assert done.status_code == 200, done.text
    return case


@pytest.mark.parametrize(
    ("language", "fact", "showed"),
    [("en", "It rests on these facts: ", "shown by the buyer"), ("zh-CN", "裁决依据的事实：", "买家已举证")],
)
async def test_the_notice_names_the_facts_and_who_decided(
    shop: Site, language: str, fact: str, showed: str
) -> None:
    await decided(shop)
    for role, one in (await of_event(shop.app.state.pool, "case.ruled")).items():
        told = happened(one.told, role, language)
        assert fact in told
        assert showed in told[told.index(fact) :]
        assert BY in told
        assert "chen" not in told


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_the_page_the_api_and_the_file_name_them_too(shop: Site, language: str) -> None:
    case = await decided(shop)
    view = (await shop.client.get(case.path, headers=shop.as_(case.merchant))).json()
    by_name = {each["name"]: each for each in view["ruling"]["rests_on"]}
    assert by_name["buyer_proof"]["shown_by"] == ["buyer"]
    for reader in (case.buyer, case.merchant):
        page = (await Browser(shop, reader, language).open(f"/cases/{case.case_id}")).text
        ruling = page[page.index('id="ruling-title"') :]
        ruling = ruling[: ruling.index("</section>")]
        assert {"en": "What it rests on", "zh-CN": "所依据的事实"}[language] in ruling
        assert {"en": "shown by the buyer", "zh-CN": "买家已举证"}[language] in ruling
        assert BY in ruling


async def test_nobody_sends_the_facts_along(shop: Site) -> None:
    case = await dispute(shop)
    sent = {"favour": "merchant", "reason": WHY, "rests_on": [{"name": "x", "value": True, "source": "desk"}]}
    refused = await case.post(DESK, "ruling", sent)
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_request")


async def test_a_decision_on_an_appeal_names_its_own_judge(shop: Site) -> None:
    case = await decided(shop)
    grounds = "The photo was taken a week after the parcel was opened."
    assert (await case.post(case.merchant, "appeal", {"grounds": grounds})).status_code == 200
    why = "The photo has the seal of the day of delivery in it."
    upheld = {"verdict": "uphold", "reason": why, "citations": ["art. 65"]}
    done = await case.post(SENIOR, "appeal-ruling", upheld)
    assert done.status_code == 200, done.text
    told = (await of_event(shop.app.state.pool, "case.appeal_decided"))["merchant"].told
    assert told.decided_by == public_number(SENIOR.label) != BY
    assert told.facts


async def test_silence_says_that_it_was_nobody_and_how_to_appeal(shop: Site) -> None:
    told = await case_at(shop, "dispute_senior")
    world, case = shop.world, told.done.case.state.id
    world.clock.advance(timedelta(days=15))
    await sweep_due(shop.app.state.pool, world.engine.writes)
    found = await of_event(shop.app.state.pool, "case.ruled")
    assert {one.told.decided_by for one in found.values()} == {""}
    for role, one in found.items():
        assert "No person made this ruling" in happened(one.told, role, "en")
    page = (await Browser(shop, merchant_of(told.order)).open(f"/cases/{case}")).text
    assert "No person made this ruling" in page
    assert "Whoever it goes against may appeal" in page
    assert "Decided by person" not in page
