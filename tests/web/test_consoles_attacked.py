"""The consoles under attack: odd forms and addresses, names and orders of others, notes of the desk to itself."""

from __future__ import annotations

import time
from typing import Any

import pytest

from makegood.cases import commands as c
from makegood.web.pages.shell import own_path
from tests.web.pages_world import HTML, a_case
from tests.web.test_search import found
from tests.web_app import Site
from tests.world import DESK, MARKETPLACE, SENIOR, buyer_of, merchant_of

BOUNDARY = "zz"


def multipart(charset: str, **fields: bytes) -> dict[str, Any]:
    """A form whose parts name a charset of their own choosing."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n'
        f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode()
        + value
        + b"\r\n"
        for name, value in fields.items()
    ]
    headers = HTML | {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    return {"content": b"".join(parts) + f"--{BOUNDARY}--\r\n".encode(), "headers": headers}


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example", "/\\evil.example", "/\t\\evil.example", "/\t/evil.example", "/\t/[", "/a\x00b", "/a\\b",
        "https://evil.example", "javascript:alert(1)", "/a\r\nb", "", None,
    ],
)  # fmt: skip
def test_addresses_that_lead_elsewhere_are_none_of_ours(path: str | None) -> None:
    assert own_path(path) == "/"


async def test_a_next_page_that_is_no_address_is_left_out(shop: Site) -> None:
    answer = await shop.client.get("/sign-in", params={"next": "/\t/["}, headers=HTML)
    assert answer.status_code == 200


async def test_the_charset_of_a_part_is_not_believed(shop: Site) -> None:
    told = await a_case(shop, "T-1")
    for path, fields in {
        "/sign-in": {"email": b"\\ud800@x.yz", "password": b"x"},
        "/sign-in/code": {"email": b"a@x.yz", "order": b"\\ud800"},
        f"{told.path}/messages": {"text": b"\\ud800", "key": b"k-1"},
    }.items():
        sent = multipart("unicode_escape", **fields)
        sent["headers"] |= shop.as_(buyer_of(told.order))
        assert (await shop.client.post(path, **sent)).status_code < 500


async def test_no_charset_keeps_the_server_busy(shop: Site) -> None:
    slow = (
        b"a" * 49_000 + b"-" + b"ba" * 24_000
    )  # takes Python half a second as punycode, and four times that at twice the size
    began = time.process_time()
    answer = await shop.client.post("/language", **multipart("punycode", language=slow, to=b"/views"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/views")
    assert time.process_time() - began < 0.2


async def test_a_form_with_parts_is_read_as_any_form(shop: Site) -> None:
    told = await a_case(shop, "T-1")
    sent = multipart("utf-8", reason=b"other", note="不退".encode(), key=b"k-2")
    sent["headers"] |= shop.as_(merchant_of(told.order))
    answer = await shop.client.post(f"{told.path}/refusal", **sent)
    assert answer.status_code == 303
    case = await shop.client.get(f"/api{told.path}", headers=shop.as_(merchant_of(told.order)))
    assert "不退" in case.text


@pytest.mark.parametrize(
    "path", ["/api/queue?currency=%00", "/api/desk/queue?currency=%00", "/api/desk/queue?buyer_language=%00"]
)
async def test_filters_that_no_text_has(shop: Site, path: str) -> None:
    told = await a_case(shop, "T-1")
    who = DESK if "desk" in path else merchant_of(told.order)
    assert (await shop.client.get(path, headers=shop.as_(who))).status_code == 400


async def test_the_number_of_a_strange_parcel_finds_nothing(shop: Site) -> None:
    told = await a_case(shop, "T-1")
    for path in ("/work/receive?q=9400111899223197428490", "/work?order=9400111899223197428490"):
        answer = await shop.client.get(path, headers=HTML | shop.as_(merchant_of(told.order)))
        assert answer.status_code == 200


async def test_a_shop_finds_no_orders_of_another_that_sells_the_same(shop: Site) -> None:
    told = await a_case(shop, "T-1")
    same = {
        "sku": "TEA-1", "product": {"external_id": "tea", "category": "food.tea"}, "title": "Green tea, 100 g",
        "quantity": 1, "unit_price_minor": 10002,
    }  # fmt: skip
    other = await shop.world.order("X-9", merchant={"external_id": "mugs", "name": "Mug House"}, lines=[same])
    assert (await found(shop, merchant_of(other), "green"))["orders"] == ["X-9"]
    assert (await found(shop, merchant_of(other), "green"))["cases"] == []
    assert "X-9" not in (await found(shop, merchant_of(told.order), "green"))["orders"]


async def test_a_shop_cannot_spell_out_the_name_of_a_buyer(shop: Site) -> None:
    amelia = {"external_id": "amelia", "name": "Amelia Hughes", "language": "en"}
    order = await shop.world.order("X-10", buyer=amelia)
    await shop.world.open(order)
    merchant = merchant_of(order)
    for text, people in {
        "amel": ["Amelia H."],
        "amelia h": ["Amelia H."],
        "amelia hu": [],
        "amelia hughe": [],
        "amelia hughes": ["Amelia H."],
    }.items():
        assert (await found(shop, merchant, text))["people"] == people
    assert (await found(shop, merchant, "amelia hu"))["cases"] == []
    assert (await found(shop, DESK, "amelia hu"))["people"] == ["Amelia Hughes"]


async def test_what_the_desk_writes_to_a_senior_stays_with_the_desk(shop: Site) -> None:
    told = await a_case(shop, "T-1")
    buyer, merchant = buyer_of(told.order), merchant_of(told.order)
    done = await shop.world.do(merchant, told.done, c.Refuse("other", "no"))
    done = await shop.world.hear(told.order, done)
    await shop.world.do(DESK, done, c.HandUp("for the senior only"))
    for who in (buyer, merchant, MARKETPLACE):
        for path in (f"/api{told.path}", told.path, f"/api{told.path}/messages", "/api/notifications"):
            answer = await shop.client.get(path, headers=shop.as_(who))
            assert "for the senior only" not in answer.text, (who.role, path)
    for path in (f"/api{told.path}", told.path):
        assert "for the senior only" in (await shop.client.get(path, headers=shop.as_(SENIOR))).text
    published = await shop.app.state.pool.fetch("SELECT o::text AS told FROM outbox o")
    assert published
    assert not any("for the senior only" in row["told"] for row in published)


async def test_a_shop_reads_no_whole_name_of_a_buyer(shop: Site) -> None:
    amelia = {"external_id": "amelia", "name": "Amelia Hughes", "language": "en"}
    order = await shop.world.order("X-11", buyer=amelia)
    for path in ("/api/orders", "/api/orders?external_id=X-11", f"/api/orders/{order.order_id}"):
        for who, name in {merchant_of(order): "Amelia H.", buyer_of(order): "Amelia Hughes"}.items():
            answer = await shop.client.get(path, headers=shop.as_(who))
            assert f'"name":"{name}"' in answer.text, (who.role, path)
