"""The frame of the pages: shells, places, theme, bundles, and colours that can be read in both themes."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

import makegood.web
from makegood.web.pages import places
from makegood.web.pages.places import PLACES, Place
from makegood.web.pages.static import FIRST, in_order, takes_gzip
from makegood.web.pages.tables import Sort, columns_by, sort_of
from tests.web.pages_world import HTML, Browser, a_case
from tests.web_app import Site
from tests.world import DESK, OPERATOR, buyer_of, merchant_of

STYLE = Path(makegood.web.__file__).parent / "static" / "style"
ROLES = ("buyer", "merchant", "desk", "senior", "operator", "marketplace")
MOST_TRANSFERRED_BYTES = 100_000


async def test_buyers_have_bars_and_staff_a_sidebar(shop: Site) -> None:
    told = await a_case(shop, "F-1")
    buyer = await Browser(shop, buyer_of(told.order)).open("/")
    assert '<body class="buyer">' in buyer.text
    assert 'class="side places"' not in buyer.text
    for who in (merchant_of(told.order), DESK, OPERATOR):
        page = await Browser(shop, who).open("/orders")
        assert '<body class="staff">' in page.text
        assert page.text.count('aria-current="page"') == 1
        assert '<a href="/orders" aria-current="page" data-key="o">' in page.text
    assert '<body class="buyer">' in (await Browser(shop).open("/")).text


async def test_every_place_answers_those_who_see_it(shop: Site) -> None:
    told = await a_case(shop, "F-2")
    people = {
        "buyer": buyer_of(told.order),
        "merchant": merchant_of(told.order),
        "desk": DESK,
        "operator": OPERATOR,
    }
    for role, who in people.items():
        for place in places.places_of(role):
            assert (await Browser(shop, who).open(place.href)).status == 200, (role, place.href)


def test_places_are_one_line_each() -> None:
    assert len({place.href for place in PLACES}) == len(PLACES)
    for role in ROLES:
        keys = [place.key for place in places.places_of(role) if place.key]
        assert len(set(keys)) == len(keys), role
    assert all(place.group in places.GROUPS and place.roles <= places.EVERYBODY for place in PLACES)


@pytest.mark.parametrize(
    ("path", "href"),
    [("/", "/?view=open"), ("/cases/7", "/?view=open"), ("/orders?cursor=1", "/orders"), ("/orders/3/cases/new", "/orders"),
     ("/policy-drafts", "/policy"), ("/ordersome", ""), ("/docs", "")],
)  # fmt: skip
def test_a_page_belongs_to_the_longest_place_above_it(path: str, href: str) -> None:
    found = places.here("operator", path)
    assert found == href or any(place.href == found and path.startswith(found) for place in PLACES)


def test_a_place_of_its_own_wins_over_the_one_above(monkeypatch: pytest.MonkeyPatch) -> None:
    above, below = (Place("Cases", href, "cases", places.DESK) for href in ("/desk", "/desk/flags"))
    monkeypatch.setattr(places, "PLACES", (above, below))
    assert [places.here("desk", path) for path in ("/desk/flags/3", "/desk/queue", "/")] == [
        "/desk/flags",
        "/desk",
        "",
    ]


async def test_the_theme_is_kept_in_a_cookie_and_the_page_stays(shop: Site) -> None:
    page = await Browser(shop).open("/docs")
    assert 'data-theme="system"' in page.text
    assert page.forms["/theme"]["to"] == "/docs"
    answer = await shop.client.post("/theme", data={"theme": "dark", "to": "/docs"}, headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, "/docs")
    assert "makegood_theme=dark" in answer.headers["set-cookie"]
    dark = (await shop.client.get("/docs", headers=HTML)).text
    assert 'data-theme="dark"' in dark
    assert '<meta name="color-scheme" content="dark">' in dark
    odd = await shop.client.post("/theme", data={"theme": "x", "to": "//evil"}, headers=HTML)
    assert (odd.headers["location"], "set-cookie" in odd.headers) == ("/", False)
    forged = HTML | {"Sec-Fetch-Site": "cross-site", "Cookie": "makegood_theme=<b>"}
    assert 'data-theme="system"' in (await shop.client.get("/docs", headers=forged)).text


async def test_no_page_brings_a_style_or_script_in_its_text(shop: Site) -> None:
    told = await a_case(shop, "F-3")
    for path in ("/", told.path, "/orders", "/policy", "/docs", "/styleguide"):
        text = (await Browser(shop, DESK).open(path)).text
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", text), path


async def test_the_first_page_is_small_on_the_wire(shop: Site) -> None:
    told = await a_case(shop, "F-4")
    for who, path in ((buyer_of(told.order), told.path), (OPERATOR, "/policy"), (None, "/")):
        page = await Browser(shop, who).open(path)
        size = 0
        for address in set(re.findall(r'"(/static/[^"]+\.(?:css|js))"', page.text)):
            async with shop.client.stream("GET", address, headers={"Accept-Encoding": "gzip"}) as answer:
                assert answer.headers["content-encoding"] == "gzip"
                assert answer.headers["vary"] == "Accept-Encoding"
                packed = b"".join([part async for part in answer.aiter_raw()])
            plain = await shop.client.get(address, headers={"Accept-Encoding": "identity"})
            assert "content-encoding" not in plain.headers
            assert gzip.decompress(packed) == plain.content
            size += len(packed)
        assert size < MOST_TRANSFERRED_BYTES, (path, size)


@pytest.mark.parametrize(
    ("header", "takes"),
    [("gzip, br", True), ("br;q=1, gzip;q=0.2", True), ("*", True),
     ("gzip;q=0", False), ("gzip; q=0.0", False), ("br", False), ("", False)],
)  # fmt: skip
def test_packed_only_for_those_who_take_it(header: str, takes: bool) -> None:
    assert takes_gzip(header) is takes


def test_styles_are_in_their_order() -> None:
    names = [path.name for path in in_order(STYLE.glob("*.css"))]
    assert tuple(names[:4]) == FIRST[:4]
    assert names[4:] == sorted(names[4:])


def test_tables_sort_by_their_heads() -> None:
    sort = sort_of("-due", ("due", "amount"), "due")
    assert sort == Sort("due", True)
    assert sort_of("rubbish", ("due",), "-due") == Sort("due", True)
    due, amount, plain = columns_by(
        sort, (("due", "Due", ""), ("amount", "Amount", "amount"), ("", "Who", "")), "/work", {"stage": "a b", "cursor": "x"}
    )  # fmt: skip
    assert (due.href, due.order) == ("/work?stage=a+b&sort=due", "descending")
    assert (amount.href, amount.order, amount.kind) == ("/work?stage=a+b&sort=amount", "", "amount")
    assert plain.href == ""


TOKEN = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
READ_ON = {
    "ground": (
        "ink",
        "soft",
        "link",
        "accent",
        "good",
        "bad",
        "soon",
        "buyer",
        "merchant",
        "desk",
        "carrier",
    ),
    "sheet": (
        "ink",
        "soft",
        "link",
        "accent",
        "good",
        "bad",
        "soon",
        "buyer",
        "merchant",
        "desk",
        "carrier",
        "nobody",
    ),
    "sunken": ("ink", "soft", "link"),
    "accent": ("on-accent",),
    "good-ground": ("good",),
    "bad-ground": ("bad",),
    "soon-ground": ("soon", "ink"),
}
"""What is written in which colour on which ground."""


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [1, 2], ids=["light", "dark"])
def test_words_can_be_read_on_their_ground(theme: int) -> None:
    tokens = {
        found[1]: found[1 + theme] for found in TOKEN.finditer((STYLE / "tokens.css").read_text("utf-8"))
    }
    pairs = [(ground, words) for ground, written in READ_ON.items() for words in written]
    poor = [(ground, words) for ground, words in pairs if contrast(tokens[ground], tokens[words]) < 4.5]
    assert poor == []
    assert contrast(tokens["sheet"], tokens["edge"]) >= 3, "the edge of a field"
