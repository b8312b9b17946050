"""What is claimed from a carrier for a case, on its page and over HTTP: each party reads what is theirs, the desk all of it."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest

from makegood.accounts import Principal
from makegood.carriers import Ending, RecoveryOffice
from makegood.cases import commands as c
from makegood.cases.families.evidence_window.commands import SaidEverything
from makegood.cases.model import Favour
from makegood.db.jobs import JobRunner
from makegood.flows.worker import job_handlers
from tests.attack.shop import shop as shop  # the fixture
from tests.web.pages_world import Browser
from tests.web.test_parcels import look, returning
from tests.web_app import Site
from tests.world import DESK, OPERATOR, buyer_of, merchant_of

OPEN = "The carrier is asked to pay for the parcel that was lost on its way back; it has not paid yet."
PAID = "The carrier paid for the parcel that was lost on its way back."
PAID_ZH = "承运人已就退回途中丢失的包裹赔付。"


async def lost(shop: Site) -> tuple[Any, Any]:
    """A return of 100.02 that the carrier lost, for which the desk had 40.00 refunded."""
    order, done = await returning(shop)
    body = {"case_ids": [str(done.case.state.id)], "handover": "drop_off", "scenario": "lost"}
    await shop.client.post("/api/parcels", json=body, headers=shop.as_(buyer_of(order)))
    await look(shop, 60)
    await look(shop, 120)
    return order, done


async def ruled(shop: Site, order: Any, done: Any) -> None:
    """Both are heard, and the desk divides the loss."""
    for party in (buyer_of(order), merchant_of(order)):
        done = await shop.world.do(party, done, SaidEverything())
    await shop.world.do(DESK, done, c.Rule(Favour.SPLIT, "Both bear a part of it.", amount_minor=4000))
    await shop.world.runner.run_ready()


async def ends(shop: Site, ending: Ending) -> None:
    """An operator puts down what the carrier answered, and the worker does what follows."""
    engine = shop.world.engine
    office = RecoveryOffice(engine.pool, engine.clock, engine.ids)
    (claim,) = (await office.listed(OPERATOR, "open", None, 10)).recoveries
    await office.end(OPERATOR, int(claim.id), ending, "ended")
    await JobRunner(engine.pool, engine.clock, job_handlers(engine)).run_ready()


async def money(shop: Site, who: Principal, done: Any, language: str = "en") -> str:
    """The panel of the money, without its markup."""
    page = await Browser(shop, who, language).open(f"/cases/{done.case.state.id}")
    (panel,) = re.findall(r'<section class="card money".*?</section>', page.text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", panel).replace("&#39;", "'").split())


async def api(shop: Site, who: Principal, done: Any) -> dict[str, Any]:
    """The one claim of the case, as the parcels of the case tell it."""
    answer = await shop.client.get(f"/api/parcels?case_id={done.case.state.id}", headers=shop.as_(who))
    (claim,) = [each for parcel in answer.json()["parcels"] for each in parcel["recoveries"]]
    return {name: claim[name] for name in claim if name.endswith("_minor") and claim[name] is not None}


async def test_what_is_claimed_and_still_open(shop: Site) -> None:
    order, done = await lost(shop)
    for who in (buyer_of(order), merchant_of(order), DESK):
        assert f"{OPEN} Claimed: CN¥100.02." in await money(shop, who, done)
        assert await api(shop, who, done) == {"claimed_minor": 10002}
    assert "已就退回途中丢失的包裹向承运人追偿，承运人尚未赔付。追偿金额：¥100.02。" in await money(
        shop, buyer_of(order), done, "zh-CN"
    )


async def test_who_got_what_of_a_payment(shop: Site) -> None:
    order, done = await lost(shop)
    await ruled(shop, order, done)
    await ends(shop, Ending("paid", 9000))
    buyer, merchant = buyer_of(order), merchant_of(order)
    to_buyer = await money(shop, buyer, done)
    assert f"{PAID} To your balance: CN¥54.00." in to_buyer
    assert not re.search(r"To the merchant|Claimed:|36\.00|90\.00", to_buyer)
    to_merchant = await money(shop, merchant, done)
    assert f"{PAID} To you: CN¥36.00." in to_merchant
    assert not re.search(r"To the buyer's balance|Claimed:|54\.00|90\.00", to_merchant)
    assert (
        f"{PAID} Claimed: CN¥100.02. Paid: CN¥90.00. To the buyer's balance: CN¥54.00. To the merchant: CN¥36.00."
        in await money(shop, DESK, done)
    )
    assert f"{PAID_ZH}划入您的余额：¥54.00。" in await money(shop, buyer, done, "zh-CN")
    assert f"{PAID_ZH}归您：¥36.00。" in await money(shop, merchant, done, "zh-CN")
    zh = f"{PAID_ZH}追偿金额：¥100.02。赔付金额：¥90.00。划入买家余额：¥54.00。归商家：¥36.00。"
    assert zh in await money(shop, DESK, done, "zh-CN")
    taken = await shop.client.get(f"/api/cases/{done.case.state.id}/file", headers=shop.as_(buyer))
    with zipfile.ZipFile(io.BytesIO(taken.content)) as archive:
        pages = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".html")]
    assert f"<li>{PAID} To your balance: CN¥54.00.</li>" in "".join(pages)
    assert await api(shop, buyer, done) == {"to_buyer_minor": 5400}
    assert await api(shop, merchant, done) == {"to_merchant_minor": 3600}
    assert await api(shop, DESK, done) == {
        "claimed_minor": 10002, "paid_minor": 9000, "to_buyer_minor": 5400, "to_merchant_minor": 3600,
        "to_platform_minor": 0, "to_insurer_minor": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("refused", "The carrier refused to pay for the parcel that was lost on its way back."),
        (
            "written_off",
            "The carrier did not pay for the parcel that was lost on its way back, and is asked no longer.",
        ),
    ],
)
async def test_a_claim_that_came_to_nothing(shop: Site, status: str, words: str) -> None:
    order, done = await lost(shop)
    await ends(shop, Ending(status, note="No scan at our depot."))
    for who in (buyer_of(order), merchant_of(order), DESK):
        page = await money(shop, who, done)
        assert f"{words} Claimed: CN¥100.02." in page
        assert "No scan" not in page


async def test_who_opens_the_case_has_read_of_the_payment(shop: Site) -> None:
    order, done = await lost(shop)
    await ruled(shop, order, done)
    await ends(shop, Ending("paid"))
    buyer = Browser(shop, buyer_of(order))
    unread = await buyer.open("/notifications?show=unread")
    words = "The carrier paid for what it lost or broke: CN¥60.02 went to your balance."
    assert words in unread.text
    await buyer.open(f"/cases/{done.case.state.id}")
    assert words not in (await buyer.open("/notifications?show=unread")).text
    assert words in (await buyer.open("/notifications")).text
