"""Every page that somebody comes to: its links lead somewhere, axe finds no barrier, it is light and calm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.walks.chromium import DESK, PHONE, fits, needs_axe, needs_chromium, visitor
from tests.walks.conftest import PERSONAS
from tests.walks.links import ON_THE_WAY, Found, page_routes
from tests.walks.looking import Scales, barriers_by_day_and_night

ALIKE = (
    "/sign-in", "/find", "/policy", "/docs", "/problems", "/styleguide", "/search", "/me", "/notifications",
)  # fmt: skip
"""Where pages begin that look the same to everybody: whoever comes to one first looks at it for all."""
ON_A_PHONE = ("nobody", "buyer", "buyer abroad")
IN_CHINESE = ("buyer", "merchant")


async def test_every_link_leads_somewhere(found: dict[str, Found]) -> None:
    assert {role: one.broken for role, one in found.items() if one.broken} == {}


async def test_every_page_is_come_to(found: dict[str, Found]) -> None:
    """A page that no link leads to is lost, unless tests/walks/links.py says how people come to it."""
    come_to = {route for one in found.values() for route in one.pages.values()}
    assert set(page_routes()) - come_to - set(ON_THE_WAY) == set()


@needs_chromium
@needs_axe
@pytest.mark.parametrize("role", PERSONAS)
async def test_pages_keep_nobody_out_and_keep_to_their_budget(
    chromium: Any,
    address: str,
    found: dict[str, Found],
    role: str,
    record_property: Callable[[str, object], None],
) -> None:
    complaints: list[str] = []
    faults: list[str] = []
    screen = {
        "viewport": PHONE if role in ON_A_PHONE else DESK,
        "locale": "zh-CN" if role in IN_CHINESE else "en-GB",
        "bypass_csp": True,
    }
    async with visitor(chromium, address, PERSONAS[role], complaints, **screen) as page:
        scales = await Scales.under(page)
        for path in looked_at_by(role, found):
            faults += await scales.faults(path)
            faults += await barriers_by_day_and_night(page)
    record_property("blocked_ms", scales.blocked_ms)
    assert (faults, complaints) == ([], [])


SIDEWAYS = (
    "[...document.querySelectorAll('.wide')].filter((one) => one.scrollWidth > one.clientWidth + 1).length"
)
MISLABELLED = """[...document.querySelectorAll('table.stacks')].flatMap((table) => {
  const heads = [...table.tHead.rows[0].cells].map((one) => one.textContent.trim());
  return [...table.rows].flatMap((row) => [...row.cells].filter((one) => one.dataset.label))
    .filter((one) => one.dataset.label !== heads[one.cellIndex]).map((one) => one.dataset.label);
})"""


@needs_chromium
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
async def test_tables_are_cards_on_a_phone(
    chromium: Any, address: str, found: dict[str, Found], locale: str
) -> None:
    """No table of the console or of a report is wider than a phone, and each value of a card has the name of its column."""
    complaints: list[str] = []
    async with visitor(chromium, address, "operator", complaints, locale=locale) as page:
        for path in found["operator"].pages:
            if path.startswith("/console") or path.endswith(("/simulation", "/shadow")):
                await page.goto(path)
                assert await page.evaluate(SIDEWAYS) == 0, path
                assert await page.evaluate(MISLABELLED) == [], path
                assert await fits(page), path
    assert complaints == []


def looked_at_by(role: str, found: dict[str, Found]) -> list[str]:
    """The pages that this role looks at."""
    before = list(PERSONAS)[: list(PERSONAS).index(role)]
    known = {route for other in before for route in found[other].pages.values() if route.startswith(ALIKE)}
    return [path for path, route in found[role].pages.items() if route not in known]
