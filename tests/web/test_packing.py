"""What travels packed: pages and JSON read with GET. Streams, files, answers to forms and whoever cannot unpack: as it is."""

from __future__ import annotations

import httpx
import pytest
from litestar.datastructures import Headers

from makegood.web.packing import may_be_packed
from tests.web.pages_world import HTML, Browser
from tests.web_app import Site


async def asked(shop: Site, path: str, accepted: str = "gzip, deflate, br", **more: str) -> httpx.Response:
    """An answer to GET as a browser asks for it."""
    return await shop.client.get(path, headers=HTML | {"Accept-Encoding": accepted} | more)


@pytest.mark.parametrize(
    ("path", "at_most_bytes"), [("/docs", 100_000), ("/openapi.json", 100_000), ("/", 10_000)]
)
async def test_pages_and_json_travel_packed(shop: Site, path: str, at_most_bytes: int) -> None:
    packed, plain = await asked(shop, path), await asked(shop, path, "identity")
    assert packed.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["vary"]
    assert int(packed.headers["content-length"]) < min(at_most_bytes, len(plain.content) / 2)
    assert "content-encoding" not in plain.headers
    assert len(packed.content) == len(plain.content)


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "identity"])
async def test_who_cannot_unpack_gets_it_as_it_is(shop: Site, accepted: str) -> None:
    assert "content-encoding" not in (await asked(shop, "/docs", accepted)).headers


async def test_an_answer_to_a_form_is_not_packed(shop: Site) -> None:
    sent = {"email": "x" * 2000, "password": "x"}
    answer = await shop.client.post("/sign-in", data=sent, headers=HTML | {"Accept-Encoding": "gzip"})
    assert answer.status_code == 403
    assert len(answer.content) > 1000
    assert "content-encoding" not in answer.headers


async def test_style_is_packed_once(shop: Site) -> None:
    page = await Browser(shop).open("/")
    address = page.text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    answer = await asked(shop, address)
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.text.startswith(("/*", ":root"))


@pytest.mark.parametrize(
    ("status", "head", "is_packed"),
    [
        (200, {"content-type": "text/html; charset=utf-8"}, True),
        (404, {"content-type": "application/problem+json"}, True),
        (304, {"content-type": "application/json"}, False),
        (206, {"content-type": "text/html"}, False),
        (200, {"content-type": "text/event-stream"}, False),
        (200, {"content-type": "image/jpeg"}, False),
        (200, {"content-type": "text/csv; charset=utf-8"}, False),
        (200, {"content-type": "text/html", "content-encoding": "gzip"}, False),
        (200, {"content-type": "text/html", "cache-control": "no-store, no-transform"}, False),
        (200, {}, False),
    ],
)
def test_what_may_be_packed(status: int, head: dict[str, str], is_packed: bool) -> None:
    assert may_be_packed(status, Headers(head)) is is_packed
