"""Photos with a claim: kept by what they are, shown to the parties and the desk, and to nobody else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from makegood.notifications import forget_notifications
from tests.attack.shop import shop as shop  # the fixture
from tests.evidence.made import picture
from tests.web.pages_world import HTML, Browser, Page, page_of
from tests.web.test_claims import frozen
from tests.web_app import Site
from tests.world import DESK, buyer_of, merchant_of


async def send(browser: Browser, order: Any, content: bytes, **typed: str) -> tuple[int, Page]:
    """Send the form of a claim with a file; its status, and the page it leads to."""
    token = browser.site.app.state.sessions.token(browser.who)
    answer = await browser.site.client.post(
        f"/orders/{order.order_id}/claims",
        data={"kind": "short_weight", "line": "1", "key": "a-key-of-this-form"} | typed,
        files=[("file", ("scales.jpg", content, "image/jpeg"))],
        headers=HTML | {"Cookie": f"makegood_session={token}"},
    )
    if answer.status_code != 303:
        return answer.status_code, page_of(answer)
    return 303, await browser.open(answer.headers["location"])


async def test_a_photo_goes_with_the_claim_and_the_parties_see_it(shop: Site) -> None:
    order = await frozen(shop)
    stranger = await frozen(shop, "T-2", buyer={"external_id": "wang", "name": "Wang"})
    buyer = Browser(shop, buyer_of(order))
    form = await buyer.open(f"/orders/{order.order_id}/claims/new?kind=short_weight&line=1")
    assert 'type="file"' in form.text
    status, again = await send(buyer, order, picture())
    assert status == 422  # a fact is owed; the photo stays with the form
    (file_id,) = set(re.findall(r'href="/files/([0-9]+)"', again.text))
    assert f'name="files" value="{file_id}"' in again.text
    refused, _ = await send(buyer, order, b"MZ is no photo", fact_short_share="5")
    assert refused == 415
    unseen = await shop.client.get(f"/files/{file_id}", headers=shop.as_(merchant_of(order)))
    assert unseen.status_code == 404
    status, made = await send(buyer, order, picture(), fact_short_share="5", files=file_id)
    assert (status, f"/files/{file_id}?size=thumb" in made.text) == (303, True)
    for who, seen in (
        (merchant_of(order), 200),
        (DESK, 200),
        (buyer_of(stranger), 404),
        (merchant_of(order), 200),
    ):
        assert (await shop.client.get(f"/files/{file_id}", headers=shop.as_(who))).status_code == seen
    assert await shop.app.state.pool.fetchval("SELECT count(*) FROM claim_files") == 1


async def test_over_http_only_ones_own_files_of_the_order(shop: Site) -> None:
    order = await frozen(shop)
    other = await frozen(shop, "T-2", buyer={"external_id": "wang", "name": "Wang"})
    theirs = await shop.client.post(
        f"/api/orders/{other.order_id}/files?name=a.jpg", content=picture(),
        headers=shop.as_(buyer_of(other)) | {"Content-Type": "application/octet-stream"},
    )  # fmt: skip
    asked = {"order": "T-1", "kind": "thawed", "files": [theirs.json()["id"]]}
    refused = await shop.client.post("/api/claims", json=asked, headers=shop.as_(buyer_of(order)))
    assert (refused.status_code, refused.json()["code"]) == (422, "not_your_file")
    mine = await shop.client.post(
        f"/api/orders/{order.order_id}/files?name=a.jpg", content=picture(),
        headers=shop.as_(buyer_of(order)) | {"Content-Type": "application/octet-stream"},
    )  # fmt: skip
    made = await shop.client.post(
        "/api/claims", json=asked | {"files": [mine.json()["id"]]}, headers=shop.as_(buyer_of(order))
    )
    assert (made.status_code, [file["name"] for file in made.json()["files"]]) == (201, ["a.jpg"])


async def test_the_bell_rings_for_the_merchant_until_the_claim_was_looked_at(shop: Site) -> None:
    order = await frozen(shop)
    asked = {"order": "T-1", "kind": "thawed"}
    made = await shop.client.post("/api/claims", json=asked, headers=shop.as_(buyer_of(order)))
    merchant = Browser(shop, merchant_of(order))
    page = await merchant.open("/notifications")
    assert f'href="/claims/{made.json()["id"]}"' in page.text or f"/claims/{made.json()['id']}" in page.text
    unread = "/api/notifications?unread=true"
    told = (await shop.client.get(unread, headers=shop.as_(merchant_of(order)))).json()
    assert [(one["event"], one["path"]) for one in told["notifications"]] == [
        ("claim.opened", f"/claims/{made.json()['id']}")
    ]
    await merchant.open(f"/claims/{made.json()['id']}")
    told = (await shop.client.get(unread, headers=shop.as_(merchant_of(order)))).json()
    assert told["notifications"] == []
    later = shop.world.clock.now() + timedelta(days=100)
    assert await forget_notifications(shop.app.state.pool, later) >= 1


async def test_the_merchant_shows_why_it_refuses(shop: Site) -> None:
    order = await frozen(shop)
    asked = {"order": "T-1", "kind": "thawed"}
    claim = (await shop.client.post("/api/claims", json=asked, headers=shop.as_(buyer_of(order)))).json()
    merchant = Browser(shop, merchant_of(order))
    form = await merchant.open(f"/claims/{claim['id']}")
    token = shop.app.state.sessions.token(merchant.who)

    async def refuses(**typed: str) -> Any:
        return await shop.client.post(
            f"/claims/{claim['id']}/refuse", data={"key": "of-this-form"} | typed,
            files=[("file", ("ice.jpg", picture(), "image/jpeg"))],
            headers=HTML | {"Cookie": f"makegood_session={token}"},
        )  # fmt: skip

    assert 'enctype="multipart/form-data"' in form.text
    unsaid = await refuses()
    assert (unsaid.status_code, "/files/" in unsaid.text) == (422, True)  # the photo stays with the form
    refused = await refuses(note="Ice on arrival.")
    assert refused.status_code == 303
    told = (await shop.client.get(f"/api/claims/{claim['id']}", headers=shop.as_(buyer_of(order)))).json()
    assert [file["name"] for file in told["refusal_files"]] == ["ice.jpg"]
    photo = f"/files/{told['refusal_files'][0]['id']}"
    assert (await shop.client.get(photo, headers=shop.as_(buyer_of(order)))).status_code == 200
    assert photo in (await Browser(shop, buyer_of(order)).open(f"/claims/{claim['id']}")).text
    theirs = {"note": "No.", "files": [told["refusal_files"][0]["id"]]}
    again = await frozen(shop, "T-2")
    other = (
        await shop.client.post(
            "/api/claims", json=asked | {"order": "T-2"}, headers=shop.as_(buyer_of(again))
        )
    ).json()
    wrong = await shop.client.post(
        f"/api/claims/{other['id']}/refusal", json=theirs, headers=shop.as_(merchant_of(again))
    )
    assert (wrong.status_code, wrong.json()["code"]) == (422, "not_your_file")
