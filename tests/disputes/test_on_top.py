"""What is owed on top of the price: proposed, filled into the form of the ruling, previewed with what it does, and decided."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.disputes.hearing import KNOWN, Dispute, ago
from tests.web.pages_world import Browser
from tests.web_app import Site
from tests.world import DESK, buyer_of, tea_order

WHY = "The brand's own report says that the bag is not of its make."
TEN_TIMES = 100020


async def fakes(site: Site, number: str = "D-1", **found: Any) -> Dispute:
    """The buyer says that the bags are fakes and calls the desk in; the desk finds some facts."""
    now = site.app.state.clock.now()
    order = tea_order(number)
    order["lines"][0]["facts"] = {**KNOWN, "goods_kind": "bags"}
    parcel = {"carrier": "SF", "tracking_no": number, "shipped_at": ago(now, 4), "delivered_at": ago(now, 2)}
    payments = [each | {"paid_at": ago(now, 5)} for each in order["payments"]]
    recorded = await site.world.order(
        number, lines=order["lines"], placed_at=ago(now, 5), parcels=[parcel], payments=payments
    )
    asked = {"order": number, "type": "return_refund", "items": [{"line_no": 1}], "reason": "counterfeit"}
    opened = await site.client.post("/api/cases", headers=site.as_(buyer_of(recorded)), json=asked)
    assert opened.status_code == 201, opened.text
    case = Dispute(site, recorded, opened.json()["id"])
    called = await case.post(case.buyer, "escalation", {"note": "They are fakes", "is_all": True})
    assert called.status_code == 200, called.text
    told = await case.post(case.merchant, "statements", {"note": "They are not", "is_all": True})
    assert told.status_code == 200, told.text
    if found:
        answered = await case.post(DESK, "facts", {"facts": found})
        assert answered.status_code == 200, answered.text
    return case


async def test_the_proposal_pays_what_has_been_found_and_no_more(shop: Site) -> None:
    case = await fakes(shop, promised_multiple=10, promise_broken=True)
    proposal = (await case.get(DESK, "proposal")).json()
    assert (proposal["favour"], proposal["compensation_minor"]) == ("buyer", TEN_TIMES)
    other = await fakes(shop, "D-2", promised_multiple=10)
    proposal = (await other.get(DESK, "proposal")).json()
    assert proposal["compensation_minor"] == 0  # nobody has found that the promise was broken


async def test_less_than_proposed_is_a_departure(shop: Site) -> None:
    case = await fakes(shop, promised_multiple=10, promise_broken=True)
    proposal = (await case.get(DESK, "proposal")).json()
    asked = {
        "favour": "buyer", "with_return": proposal["with_return"], "reason": WHY, "citations": ["art. 15"],
        "proposal": proposal["digest"], "compensation_minor": 7000,
    }  # fmt: skip
    refused = await case.post(DESK, "ruling", asked)
    assert (refused.status_code, refused.json()["code"]) == (422, "departure_unexplained")
    too_much = await case.post(
        DESK, "ruling", asked | {"compensation_minor": TEN_TIMES + 1, "departure": WHY}
    )
    assert (too_much.status_code, too_much.json()["code"]) == (422, "more_than_owed_on_top")
    followed = await case.post(DESK, "ruling", asked | {"compensation_minor": TEN_TIMES})
    assert followed.status_code == 200, followed.text
    ruling = followed.json()["ruling"]
    assert (ruling["compensation_minor"], ruling["compensation_rule"]) == (TEN_TIMES, "cn-promises/ten_times")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            (
                "“Ten for one fake” was promised",
                "On top of it, paid by itself",
                "for the buyer and CN¥1,000.20 on top",
            ),
        ),
        ("zh-CN", ("假一赔十", "另赔付（自动支付）", "，另赔付 ¥1,000.20")),
    ],
)
async def test_the_form_has_it_and_the_preview_says_it(
    shop: Site, language: str, words: tuple[str, ...]
) -> None:
    case = await fakes(shop, promised_multiple=10, promise_broken=True)
    proposal = (await case.get(DESK, "proposal")).json()
    desk = Browser(shop, DESK, language)
    page = await desk.open(f"/desk/cases/{case.case_id}?accept={proposal['digest']}")
    assert page.status == 200
    assert 'name="on_top" type="text" value="1000.20"' in page.text
    rule, on_top, told = words
    assert rule in page.text
    action = f"/desk/cases/{case.case_id}/ruling#ruling"
    looked = await desk.send(page, action, reason=WHY, seen="")
    preview = looked.text[looked.text.index('id="preview-title"') :]
    assert on_top in preview
    assert "1,000.20" in preview
    digest = re.search('name="seen" value="([0-9a-f]{16})"', looked.text)
    assert digest is not None
    decided = await desk.send(looked, action, reason=WHY, seen=digest[1])
    assert decided.status == 200
    ruling = (await case.get(DESK, "")).json()["ruling"]
    assert ruling["compensation_minor"] == TEN_TIMES
    for party in (case.buyer, case.merchant):
        shown = (await Browser(shop, party, language).open(f"/cases/{case.case_id}")).text
        assert on_top in shown
        assert told in shown
        assert "1,000.20" in shown


async def test_where_nothing_is_owed_on_top_the_form_does_not_ask(shop: Site) -> None:
    case = await fakes(shop)
    page = await Browser(shop, DESK).open(f"/desk/cases/{case.case_id}")
    assert page.status == 200
    assert 'name="on_top"' not in page.text
