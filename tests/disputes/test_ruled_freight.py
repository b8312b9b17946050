"""Who bears the freight by a ruling, over HTTP: as proposed, otherwise with a reason, never below law, changed on appeal."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from makegood.cases import FreightBearer
from makegood.disputes import FreightOwed
from makegood.web.pages.desk.freight_owed import OwedTold, owed_told
from tests.disputes.hearing import Dispute, dispute
from tests.web.pages_world import Browser
from tests.web_app import Site
from tests.world import DESK, SENIOR

WHY = "The photo shows that the leaves are damp in two tins."
OTHERWISE = "The platform had told the buyer that the way back costs nothing."
AGAINST = "The parcel was weighed when it left, and it was dry then."
AS_PROPOSED = {"outbound": "merchant", "return": "merchant"}


async def shown(shop: Site, number: str = "D-1") -> tuple[Dispute, dict[str, Any]]:
    """A case in which the buyer has shown the fault, and what a ruling asks for that follows the proposal."""
    case = await dispute(shop, number)
    photo = await case.shows(case.buyer, "a.png")
    await case.post(case.buyer, "exhibits", {"piece": photo, "fact": "buyer_proof"})
    await case.heard()
    proposal = (await case.get(DESK, "proposal")).json()
    assert (proposal["favour"], proposal["freight_by"]) == ("buyer", AS_PROPOSED)
    assert {each["rule"] for each in proposal["freight_owed"]} == {"cn-quality/merchant_pays_freight"}
    asked = {"favour": "buyer", "reason": WHY, "citations": ["art. 65"], "proposal": proposal["digest"]}
    return case, asked


async def test_a_ruling_that_follows_its_proposal_has_the_freight_as_proposed(shop: Site) -> None:
    case, asked = await shown(shop)
    done = await case.post(DESK, "ruling", asked)
    assert done.status_code == 200, done.text
    ruling = done.json()["ruling"]
    assert (ruling["freight_by"], ruling["departure"]) == (AS_PROPOSED, "")
    for who in (case.buyer, case.merchant):
        assert (await case.get(who, "")).json()["ruling"]["freight_by"] == AS_PROPOSED


async def test_what_a_ruling_says_of_one_way_leaves_the_other_as_proposed(shop: Site) -> None:
    case, asked = await shown(shop)
    said = asked | {"freight_by": {"return": "merchant"}}
    done = await case.post(DESK, "ruling", said)
    assert done.json()["ruling"]["freight_by"] == AS_PROPOSED


async def test_another_bearer_than_proposed_is_a_departure(shop: Site) -> None:
    case, asked = await shown(shop)
    otherwise = asked | {"freight_by": {"return": "platform"}}
    for wrong in (otherwise, otherwise | {"proposal": ""}):
        refused = await case.post(DESK, "ruling", wrong)
        assert (refused.status_code, refused.json()["code"]) == (422, "departure_unexplained")
    needless = await case.post(DESK, "ruling", asked | {"freight_by": AS_PROPOSED, "departure": OTHERWISE})
    assert needless.json()["code"] == "not_a_departure"
    done = await case.post(DESK, "ruling", otherwise | {"departure": OTHERWISE})
    assert done.status_code == 200, done.text
    assert done.json()["ruling"]["freight_by"] == {"return": "platform"}
    figures = (await shop.client.get("/api/desk/departures", headers=shop.as_(DESK))).json()
    assert figures["yours"] == {"followed": 0, "departed": 1, "without": 0}


@pytest.mark.parametrize(
    ("freight", "code"),
    [
        ({"return": "buyer"}, "freight_owed_otherwise"),
        ({"outbound": "shared"}, "freight_owed_otherwise"),
        ({"return": "insurer"}, "no_freight_cover_here"),
    ],
)
async def test_what_law_leaves_with_the_merchant_no_ruling_puts_on_the_buyer(
    shop: Site, freight: dict[str, str], code: str
) -> None:
    case, asked = await shown(shop)
    said = asked | {"freight_by": freight, "departure": OTHERWISE}
    refused = await case.post(DESK, "ruling", said)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    split = said | {"favour": "split", "amount_minor": 5000}
    assert (await case.post(DESK, "ruling", split)).json()["code"] == code
    assert (await case.get(DESK, "")).json()["ruling"] is None


async def test_whoever_bears_it_has_to_be_somebody(shop: Site) -> None:
    case, asked = await shown(shop)
    for wrong in ({"return": "carrier"}, {"back": "buyer"}, {"return": ""}, "buyer"):
        refused = await case.post(DESK, "ruling", asked | {"freight_by": wrong})
        assert (refused.status_code, refused.json()["code"]) == (400, "bad_request"), wrong


async def test_the_desk_that_finds_the_fault_refuted_may_put_it_on_the_buyer(shop: Site) -> None:
    case, _ = await shown(shop)
    found = await case.post(DESK, "facts", {"facts": {"defect": "refuted"}})
    assert found.status_code == 200, found.text
    proposal = (await case.get(DESK, "proposal")).json()
    assert [each for each in proposal["freight_owed"] if each["way"] == "return"] == []
    body = {
        "favour": "split", "amount_minor": 500, "reason": WHY, "citations": ["art. 65"], "departure": OTHERWISE,
        "freight_by": {"return": "buyer"},
    }  # fmt: skip
    done = await case.post(DESK, "ruling", body)
    assert done.status_code == 200, done.text
    ruling = done.json()["ruling"]
    assert (ruling["freight_by"], ruling["proposal"]) == ({"return": "buyer"}, proposal["digest"])


async def test_a_second_reader_is_held_to_what_has_been_found_since(shop: Site) -> None:
    case = await dispute(shop, price_minor=200_000)
    await case.heard()
    assert (await case.post(DESK, "facts", {"facts": {"defect": "refuted"}})).status_code == 200
    body = {
        "favour": "split", "amount_minor": 500, "reason": WHY, "citations": ["art. 65"], "departure": OTHERWISE,
        "freight_by": {"return": "buyer"},
    }  # fmt: skip
    drafted = await case.post(DESK, "ruling", body)
    assert (drafted.status_code, drafted.json()["stage"]) == (200, "dispute_review"), drafted.text
    found = await case.post(SENIOR, "facts", {"facts": {"defect": "established"}})
    assert found.status_code == 200, found.text
    refused = await case.post(SENIOR, "ruling-confirmation", {})
    assert (refused.status_code, refused.json()["code"]) == (422, "freight_owed_otherwise")
    again = await case.post(SENIOR, "facts", {"facts": {"defect": "refuted"}})
    assert again.status_code == 200, again.text
    confirmed = await case.post(SENIOR, "ruling-confirmation", {})
    assert confirmed.status_code == 200, confirmed.text
    assert confirmed.json()["ruling"]["freight_by"] == {"return": "buyer"}


async def appealed(shop: Site) -> Dispute:
    """Ruled as proposed, and the merchant has appealed."""
    case, asked = await shown(shop)
    assert (await case.post(DESK, "ruling", asked)).status_code == 200
    assert (await case.post(case.merchant, "appeal", {"grounds": AGAINST})).status_code == 200
    await case.answered()
    return case


async def test_an_appeal_is_held_to_the_proposal_as_it_stands_then(shop: Site) -> None:
    case = await appealed(shop)
    reason = {"reason": "The scales of the carrier say what the photo shows.", "citations": ["art. 65"]}
    digest = (await case.get(SENIOR, "proposal")).json()["digest"]
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"verdict": "merchant"}, "departure_unexplained"),
        ({"verdict": "merchant", "departure": "no"}, "departure_unexplained"),
        ({"verdict": "split", "amount_minor": 5000, "proposal": digest}, "departure_unexplained"),
        ({"verdict": "merchant", "departure": OTHERWISE, "proposal": "0" * 16}, "proposal_changed"),
        ({"verdict": "uphold", "departure": OTHERWISE}, "not_a_departure"),
        ({"verdict": "uphold", "freight_by": {"return": "platform"}}, "upheld_as_it_is"),
        ({"verdict": "buyer", "freight_by": {"return": "platform"}}, "departure_unexplained"),
        ({"verdict": "buyer", "freight_by": {"return": "buyer"}, "departure": OTHERWISE}, "freight_owed_otherwise"),
    ]  # fmt: skip
    for body, code in wrong:
        refused = await case.post(SENIOR, "appeal-ruling", reason | body)
        assert refused.json()["code"] == code, (body, refused.text)
    done = await case.post(SENIOR, "appeal-ruling", reason | {"verdict": "merchant", "departure": OTHERWISE})
    assert done.status_code == 200, done.text
    ruling = done.json()["ruling"]
    assert (ruling["favour"], ruling["proposal"], ruling["departure"]) == ("merchant", digest, OTHERWISE)
    kept = await shop.app.state.pool.fetchval(
        "SELECT count(*) FROM proposed_rulings WHERE digest = $1", digest
    )
    assert kept == 1
    told = (await shop.client.get("/api/desk/departures", headers=shop.as_(SENIOR))).json()
    assert told["yours"] == {"followed": 0, "departed": 1, "without": 0}
    assert told["everybody"] == {"followed": 1, "departed": 1, "without": 0}


async def test_upholding_what_is_still_proposed_follows_it(shop: Site) -> None:
    case = await appealed(shop)
    digest = (await case.get(SENIOR, "proposal")).json()["digest"]
    body = {"verdict": "uphold", "reason": WHY, "citations": ["art. 65"], "proposal": digest}
    done = await case.post(SENIOR, "appeal-ruling", body)
    assert done.status_code == 200, done.text
    told = (await shop.client.get("/api/desk/departures", headers=shop.as_(SENIOR))).json()
    assert told["yours"] == {"followed": 1, "departed": 0, "without": 0}


async def test_who_bears_it_may_be_all_that_an_appeal_changes(shop: Site) -> None:
    case = await appealed(shop)
    body = {
        "verdict": "buyer", "reason": WHY, "citations": ["art. 65"], "freight_by": {"return": "platform"},
        "departure": OTHERWISE,
    }  # fmt: skip
    done = await case.post(SENIOR, "appeal-ruling", body)
    assert done.status_code == 200, done.text
    view = done.json()
    assert view["ruling"]["freight_by"] == {"outbound": "merchant", "return": "platform"}
    assert (view["appeal"]["outcome"], view["ruling"]["amount_minor"]) == ("changed", 10802)


@pytest.mark.parametrize(
    ("language", "proposed", "changed", "label"),
    [
        (
            "en",
            "Freight to the buyer is borne by the shop, of the way back by the shop.",
            "Freight to the buyer is borne by the shop, of the way back by the platform.",
            "Freight of the way back",
        ),
        (
            "zh-CN",
            "发货运费承担方：商家；退回运费承担方：商家。",
            "发货运费承担方：商家；退回运费承担方：平台。",
            "退回运费",
        ),
    ],
)
async def test_the_form_the_ruling_and_the_notice_say_it(
    shop: Site, language: str, proposed: str, changed: str, label: str
) -> None:
    case, asked = await shown(shop)
    desk = Browser(shop, DESK, language)
    page = await desk.open(f"/desk/cases/{case.case_id}?accept={asked['proposal']}")
    assert proposed in page.text
    assert label in page.text
    action = f"/desk/cases/{case.case_id}/ruling#ruling"
    moved = {"reason": WHY, "freight_back": "platform", "departure": OTHERWISE}
    refused = await desk.send(page, action, **(moved | {"departure": ""}), seen="")
    assert refused.status == 422
    looked = await desk.send(page, action, **moved, seen="")
    assert looked.status == 200
    assert changed in looked.text[looked.text.index('id="preview-title"') :]
    digest = re.search('name="seen" value="([0-9a-f]{16})"', looked.text)
    assert digest is not None
    decided = await desk.send(looked, action, **moved, seen=digest[1])
    assert decided.status == 200
    await shop.world.runner.run_ready()
    for party in (case.buyer, case.merchant):
        browser = Browser(shop, party, language)
        assert changed in (await browser.open(f"/cases/{case.case_id}")).text
        assert changed in (await browser.open("/notifications")).text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "wherever the buyer gets something, but that of the shop. The merchant pays all freight"),
        ("zh-CN", "不得由买家承担；承担方为商家。 "),
    ],
)
async def test_the_form_says_beside_each_way_what_law_and_promises_say_of_it(
    shop: Site, language: str, words: str
) -> None:
    case, asked = await shown(shop)
    desk = Browser(shop, DESK, language)
    page = await desk.open(f"/desk/cases/{case.case_id}")
    form = html.unescape(page.text[page.text.index('id="ruling"') :])
    out, back = form.split('name="freight_back"')
    assert (out.count(words), back.count(words)) == (1, 1)
    refused = await desk.send(
        page, f"/desk/cases/{case.case_id}/ruling#ruling",
        favour="buyer", reason=WHY, articles="art. 65", freight_back="buyer", proposal=asked["proposal"], seen="",
    )  # fmt: skip
    assert refused.status == 422
    assert html.unescape(refused.text).count(words) == 2, "the form that comes back says it too"


@pytest.mark.parametrize(
    ("bearer", "words"),
    [
        ("buyer", "Law or a promise leaves it with the buyer; you may be kinder."),
        (
            "shared",
            "By law or a promise the buyer bears half of it at most, wherever the buyer gets something.",
        ),
        ("insurer", "By law or a promise an insurer pays it back, wherever the buyer gets something."),
        (
            "platform",
            "By law or a promise it is not the buyer's, wherever the buyer gets something, but that of the platform.",
        ),
    ],
)
def test_a_rule_that_no_pack_has_any_more_leaves_what_it_says(bearer: str, words: str) -> None:
    told = owed_told([FreightOwed("return", FreightBearer(bearer), "gone/rule")], {}, "en")
    assert told == {"return": OwedTold(words)}


async def test_whoever_hears_an_appeal_departs_on_the_page_too(shop: Site) -> None:
    case = await appealed(shop)
    senior = Browser(shop, SENIOR)
    page = await senior.open(f"/desk/cases/{case.case_id}")
    action = f"/desk/cases/{case.case_id}/ruling#ruling"
    typed = {"favour": "merchant", "reason": WHY, "articles": "art. 65", "seen": ""}
    refused = await senior.send(page, action, **typed)
    assert refused.status == 422
    assert "This is not what was proposed." in refused.text
    looked = await senior.send(page, action, **typed, departure=OTHERWISE)
    assert looked.status == 200
    assert 'id="preview-title"' in looked.text
