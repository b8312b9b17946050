"""Search: by numbers, names and words; everybody finds their own."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.accounts import Principal, PrincipalRole, create_key
from makegood.cases import commands as c
from makegood.web.search.asked import asked
from tests.web.pages_world import Browser, a_case
from tests.web_app import Site
from tests.world import DESK, MARKETPLACE, OPERATOR, buyer_of, merchant_of


async def found(shop: Site, who: Principal, text: str) -> dict[str, list[str]]:
    """What somebody finds: numbers of orders, order numbers of cases, names of people."""
    answer = await shop.client.get("/api/search", params={"q": text}, headers=shop.as_(who))
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return {
        "orders": [hit["number"] for hit in body["orders"]],
        "cases": [hit["order_number"] for hit in body["cases"]],
        "people": [hit["name"] for hit in body["people"]],
    }


async def two_shops(shop: Site) -> Any:
    """Li Na has a case with Mountain Tea, Amelia an order of another shop with a Chinese title."""
    told = await a_case(shop, "TEA-100")
    other = await shop.world.order(
        "MUG-200",
        buyer={"external_id": "amelia", "name": "Amelia Hughes", "language": "en"},
        merchant={"external_id": "mugs", "name": "Mug House"},
        lines=[{
            "sku": "M", "product": {"external_id": "mug", "category": "home.mug"}, "title": "手工陶瓷马克杯 blue",
            "quantity": 1, "unit_price_minor": 10002,
        }],
    )  # fmt: skip
    return told, other


async def test_staff_find_everything_by_number_name_and_word(shop: Site) -> None:
    told, _ = await two_shops(shop)
    for who in (DESK, OPERATOR, MARKETPLACE):
        assert (await found(shop, who, "tea-1")) == {
            "orders": ["TEA-100"],
            "cases": ["TEA-100"],
            "people": [],
        }
        assert (await found(shop, who, " #mug-200 "))["orders"] == ["MUG-200"]
        assert (await found(shop, who, "SFTEA-100"))["orders"] == ["TEA-100"]
        assert (await found(shop, who, told.path.rpartition("/")[2]))["cases"] == ["TEA-100"]
        assert (await found(shop, who, "李")) == {"orders": [], "cases": ["TEA-100"], "people": ["李娜"]}
        assert (await found(shop, who, "amel"))["people"] == ["Amelia Hughes"]
        assert (await found(shop, who, "Mountain"))["people"] == ["山间茶业 Mountain Tea"]
        assert (await found(shop, who, "陶瓷杯"))["orders"] == []
        assert (await found(shop, who, "陶瓷马克"))["orders"] == ["MUG-200"]
        assert (await found(shop, who, "green te"))["orders"] == ["TEA-100"]


async def test_the_beginning_of_a_case_number_is_enough(shop: Site) -> None:
    told, _ = await two_shops(shop)
    assert (await found(shop, DESK, told.path.rpartition("/")[2][:12]))["cases"] == ["TEA-100"]
    assert (await found(shop, DESK, "1" * 19))["cases"] == []


async def test_goods_on_their_way_back_are_found_by_their_parcel(shop: Site) -> None:
    told, _ = await two_shops(shop)
    done = await shop.world.do(merchant_of(told.order), told.done, c.Approve())
    await shop.world.do(buyer_of(told.order), done, c.ShipReturn("YTO", "YT88001234"))
    assert (await found(shop, merchant_of(told.order), "yt8800"))["cases"] == ["TEA-100"]


async def test_merchants_find_their_own_with_names_shortened(shop: Site) -> None:
    told, other = await two_shops(shop)
    mine, theirs = merchant_of(told.order), merchant_of(other)
    assert (await found(shop, mine, "TEA"))["cases"] == ["TEA-100"]
    assert (await found(shop, mine, "MUG"))["orders"] == []
    assert (await found(shop, theirs, "TEA-100")) == {"orders": [], "cases": [], "people": []}
    assert (await found(shop, theirs, "SFTEA-100"))["orders"] == []
    assert (await found(shop, theirs, told.path.rpartition("/")[2]))["cases"] == []
    assert (await found(shop, mine, "李娜"))["people"] == ["李*"]
    assert (await found(shop, theirs, "李娜"))["people"] == []
    assert (await found(shop, mine, "Mug House"))["people"] == []
    assert (await found(shop, theirs, "green"))["orders"] == []


async def test_buyers_find_what_they_bought(shop: Site) -> None:
    told, other = await two_shops(shop)
    assert (await found(shop, buyer_of(told.order), "TEA"))["orders"] == ["TEA-100"]
    assert (await found(shop, buyer_of(told.order), "Mountain"))["people"] == []
    assert (await found(shop, buyer_of(told.order), "MUG"))["orders"] == []
    assert (await found(shop, buyer_of(other), "马克杯"))["orders"] == ["MUG-200"]
    assert (await found(shop, buyer_of(other), "TEA-100")) == {"orders": [], "cases": [], "people": []}


HOSTILE = [
    "%",
    "_",
    "'",
    "\\",
    "a' OR 1=1",
    "&|!:*",
    "\U0010ffff",
    "٣٤٥٦٧٨",
    "1" * 100,
    "é",
    "<zz>",
    "  ",
    "' : ' <-> '",
]


@pytest.mark.parametrize("text", HOSTILE)
async def test_odd_texts_find_nothing_and_break_nothing(shop: Site, text: str) -> None:
    await two_shops(shop)
    for who in (DESK, merchant_of((await a_case(shop, "X-1")).order)):
        assert (await found(shop, who, text))["orders"] in ([], ["X-1"])
    assert (await Browser(shop, DESK).open(f"/search?q={text.replace('%', '%25')}")).status == 200


async def test_texts_that_are_too_long_or_missing_are_refused(shop: Site) -> None:
    for query in ("", "?q=", f"?q={'x' * 101}"):
        answer = await shop.client.get(f"/api/search{query}", headers=shop.as_(DESK))
        assert answer.status_code == 400, query


async def test_the_page_shows_what_was_found_and_what_to_do_when_nothing_was(shop: Site) -> None:
    told, _ = await two_shops(shop)
    desk = Browser(shop, DESK, "zh-CN")
    page = await desk.open("/search?q=TEA")
    assert told.path in page.text
    assert "李娜" in page.text
    assert "没有找到“nothing-like-it”" in (await desk.open("/search?q=nothing-like-it")).text
    assert "请至少输入两个字符" in (await desk.open("/search?q=x")).text
    assert (await desk.open("/search")).status == 200
    merchant = await Browser(shop, merchant_of(told.order)).open("/search?q=TEA")
    assert "李*" in merchant.text
    assert "李娜" not in merchant.text


def test_what_a_text_asks_for() -> None:
    assert asked("ＴＥＡ－１００").number == "TEA-100"
    assert asked(" 陶瓷马克杯 Blue ").words == "'陶瓷' & '瓷马' & '马克' & '克杯' & 'blue':*"
    assert asked("a").too_short
    assert not asked("茶").too_short
    assert asked("123456").case_ids == (123456 * 10**12, 123457 * 10**12)
    assert asked("12345").case_ids is None


@pytest.mark.parametrize(
    ("scopes", "left_out"),
    [
        ({"cases:read"}, ["orders", "people"]),
        ({"cases:read", "orders:read"}, ["people"]),
        ({"cases:read", "people:read"}, ["orders"]),
        ({"cases:read", "orders:read", "people:read"}, []),
    ],
)
async def test_a_key_finds_what_its_scopes_allow(shop: Site, scopes: set[str], left_out: list[str]) -> None:
    await two_shops(shop)
    async with shop.app.state.pool.acquire() as connection:
        now, given = shop.app.state.clock.now(), tuple(sorted(scopes))
        secret = await create_key(connection, 1, "reports", PrincipalRole.OPERATOR, None, given, now)
    for text, kind in (("TEA-100", "orders"), ("李", "people")):
        answer = await shop.client.get(
            "/api/search", params={"q": text}, headers={"Authorization": f"Bearer {secret}"}
        )
        body = answer.json()
        assert (answer.status_code, body["left_out"]) == (200, left_out), answer.text
        assert len(body["cases"]) == 1
        assert bool(body[kind]) is (kind not in left_out)
