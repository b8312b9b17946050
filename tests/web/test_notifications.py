"""Notifications as pages and over HTTP: the bell, the list, reading, choosing, leaving."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.cases import commands as c
from makegood.notifications import Channel, LeaveLinks, choices_of, wanted
from tests.web.pages_world import Browser, a_case
from tests.web_app import SECRET, Site
from tests.world import DESK, MARKETPLACE, OPERATOR, buyer_of, merchant_of


async def bell(browser: Browser) -> str:
    """The number beside the bell of a reader who was just told something."""
    browser.site.app.state.unread._known.clear()
    text = (await browser.open("/notifications")).text
    _before, _, after = text.partition('href="/notifications"')
    return after.partition("</a>")[0].partition('class="count">')[2].partition("<")[0]


async def test_a_merchant_hears_of_a_case_and_reading_it_ends_the_news(shop: Site) -> None:
    told = await a_case(shop, "N-1")
    merchant = Browser(shop, merchant_of(told.order))
    page = await merchant.open("/notifications")
    assert page.status == 200
    assert "The buyer asks for CN¥100.02." in page.text
    assert "Your move until" in page.text
    assert "李娜" not in page.text
    assert "李*" in page.text
    assert await bell(merchant) == "1"
    case = await merchant.open(told.path)
    assert 'class="count">1<' not in case.text.partition('href="/notifications"')[2].partition("</a>")[0]
    assert await bell(merchant) == ""
    assert "Nothing new." in (await merchant.open("/notifications?show=unread")).text


async def test_everybody_hears_only_of_their_own(shop: Site) -> None:
    told = await a_case(shop, "N-1")
    merchant_id = merchant_of(told.order).subject or 0
    others = type(merchant_of(told.order))(merchant_of(told.order).role, merchant_id + 1)
    for who in (others, DESK, OPERATOR, buyer_of(told.order)):
        assert "asks for" not in (await Browser(shop, who).open("/notifications")).text


async def test_all_is_marked_at_once(shop: Site) -> None:
    told = await a_case(shop, "N-1")
    await a_case(shop, "N-2")
    merchant = Browser(shop, merchant_of(told.order))
    assert await bell(merchant) == "2"
    page = await merchant.open("/notifications")
    done = await merchant.send(page, "/notifications/read", case="")
    assert "Everything is marked as read." in done.text
    assert await bell(merchant) == ""


async def test_news_that_comes_after_reading_is_news_again(shop: Site) -> None:
    told = await a_case(shop, "N-1")
    buyer = Browser(shop, buyer_of(told.order), "zh-CN")
    await shop.world.do(merchant_of(told.order), told.done, c.Refuse("no_fault_found"))
    assert await bell(buyer) == "1"
    await buyer.open(told.path)
    await shop.world.do(merchant_of(told.order), told.done, c.Say(text="您好，麻烦拍张照片"))
    assert await bell(buyer) == "1"
    page = await buyer.open("/notifications")
    assert "商家给您留言了" in page.text
    assert "麻烦拍张照片" in page.text
    assert "商家拒绝了您的申请" in page.text


async def test_the_list_goes_on_by_cursor_and_bad_ones_are_refused(shop: Site) -> None:
    told = await a_case(shop, "N-1")
    headers = shop.as_(merchant_of(told.order))
    await a_case(shop, "N-2")
    first = (await shop.client.get("/api/notifications?limit=1", headers=headers)).json()
    second = (
        await shop.client.get(f"/api/notifications?limit=1&cursor={first['next_cursor']}", headers=headers)
    ).json()
    assert [first["unread"], second["unread"], second["next_cursor"]] == [2, 2, None]
    assert first["notifications"][0]["order_number"] == "N-2"
    assert second["notifications"][0]["text"] == "The buyer asks for CN¥100.02."
    for cursor in ("x", "-1", "9" * 19, "1.5"):
        answer = await shop.client.get(f"/api/notifications?cursor={cursor}", headers=headers)
        assert answer.status_code == 422, cursor


async def test_marks_over_http_never_go_back(shop: Site) -> None:
    told = await a_case(shop, "N-1")
    headers = shop.as_(merchant_of(told.order))
    body: dict[str, Any] = {"case_id": told.path.rpartition("/")[2]}
    for mark in (body, body | {"seq": 1}, {}):
        answer = await shop.client.post("/api/notifications/read", json=mark, headers=headers)
        assert (answer.status_code, answer.json()) == (200, {"unread": 0})
    for bad, status in (
        ({"case_id": "5"}, 404),
        ({"case_id": "x"}, 400),
        ({"seq": 0}, 400),
        ({"more": 1}, 400),
    ):
        answer = await shop.client.post("/api/notifications/read", json=bad, headers=headers)
        assert answer.status_code == status, (bad, answer.text)


async def test_who_is_nobody_in_particular_has_no_notifications(shop: Site) -> None:
    answer = await shop.client.get("/api/notifications", headers=shop.as_(MARKETPLACE))
    assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")


async def test_choices_are_kept_and_silent_steps_can_be_wanted(shop: Site) -> None:
    told = await a_case(shop, "N-1")
    merchant, buyer = merchant_of(told.order), buyer_of(told.order)
    done = await shop.world.do(merchant, told.done, c.Approve())
    await shop.world.do(buyer, done, c.ShipReturn("SF", "SF9"))
    browser = Browser(shop, merchant)
    assert "sent the goods back" not in (await browser.open("/notifications")).text
    page = await browser.open("/notifications/settings")
    kept = await browser.send(page, "/notifications/settings", **{"progress.app": "yes"})
    assert "The buyer sent the goods back." in kept.text
    headers = shop.as_(merchant)
    view = (await shop.client.get("/api/notifications/choices", headers=headers)).json()
    assert (view["channels"]["progress"]["app"], view["pace"]) == (True, "hourly")
    answer = await shop.client.put(
        "/api/notifications/choices",
        json={"channels": {"message": {"mail": False}}, "pace": "at_once"},
        headers=headers,
    )
    assert answer.json()["channels"]["message"] == {"app": True, "mail": False, "sms": False}
    assert answer.json()["channels"]["progress"]["app"] is False
    unusable: list[dict[str, Any]] = [
        {"channels": {"x": {}}}, {"channels": {"move": {"pigeon": True}}}, {"pace": "never"},
    ]  # fmt: skip
    for bad in unusable:
        refused = await shop.client.put("/api/notifications/choices", json=bad, headers=headers)
        assert refused.status_code in (400, 422)


async def test_one_click_stops_the_e_mails_without_signing_in(shop: Site) -> None:
    told = await a_case(shop, "N-1")
    person = f"buyer:{told.order.buyer_id}"
    link = LeaveLinks(SECRET, "http://testserver").link(person, person)
    page = await shop.client.get(link, headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "Send me no more e-mails" in page.text
    assert wanted("move", Channel.MAIL, "buyer", await choices_of(shop.app.state.pool, person))
    answer = await shop.client.post(link, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    after = await choices_of(shop.app.state.pool, person)
    assert not wanted("move", Channel.MAIL, "buyer", after)
    assert wanted("move", Channel.APP, "buyer", after)


@pytest.mark.parametrize("token", ["", "x", "eyJ4Ijox.aaa.bbb", "a" * 5000])
async def test_a_link_that_is_not_ours_stops_nothing(shop: Site, token: str) -> None:
    for answer in (
        await shop.client.get("/unsubscribe", params={"t": token}),
        await shop.client.post("/unsubscribe", params={"t": token}),
    ):
        assert answer.status_code == 404


async def test_forms_of_other_sites_change_nothing(shop: Site) -> None:
    told = await a_case(shop, "N-1")
    merchant = Browser(shop, merchant_of(told.order))
    for path in ("/notifications/read", "/notifications/settings", "/views"):
        headers = merchant._headers() | {"Sec-Fetch-Site": "cross-site"}
        answer = await shop.client.post(path, data={"case": ""}, headers=headers)
        assert answer.status_code == 403, path
