"""How somebody walks through pages: by what stands on them, in their language, each step with a picture."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.async_api import expect

from makegood.kit.i18n import text
from tests.walks.chromium import AXE, DESK, LOCALES, PHONE, fits, take_shot, visitor
from tests.walks.house import House
from tests.walks.looking import barriers

SCREENS = {"phone": PHONE, "desk": DESK}
in_every_way = pytest.mark.parametrize(
    ("tongue", "screen"), [(tongue, screen) for tongue in LOCALES for screen in SCREENS]
)
"""Both languages, at the widths of a phone and of a desk."""


@dataclass
class Walk:
    """Somebody on their way. Names are the product's own English; the page is read in the walk's language."""

    page: Any
    house: House
    name: str
    language: str
    steps: int = 0

    def t(self, english: str, **fields: Any) -> str:
        """What the page says for an English sentence."""
        return text(self.language, english, **fields)

    def button(self, english: str, **fields: Any) -> Any:
        """A button by what it says."""
        return self.page.get_by_role("button", name=self.t(english, **fields))

    def link(self, english: str) -> Any:
        """A link by what it says."""
        return self.page.get_by_role("link", name=self.t(english))

    async def press(self, english: str, within: str = "") -> None:
        """Press a button, inside a part of the page where it is there more than once."""
        place = self.page.locator(within) if within else self.page
        await place.get_by_role("button", name=self.t(english), exact=True).click()

    async def sees(self, english: str, **fields: Any) -> None:
        """The page says it (at least once, visibly)."""
        told = self.page.get_by_text(self.t(english, **fields)).filter(visible=True)
        await expect(told.first).to_be_visible()

    async def opened(self, selector: str) -> Any:
        """A part that was folded, unfolded."""
        return await unfold(self.page, selector)

    async def shows(self, step: str, look: bool = False) -> None:
        """The page fits its screen; a picture of it is kept; axe looks at it where it is not looked at elsewhere."""
        self.steps += 1
        await take_shot(self.page, f"{self.name}-{self.steps:02}-{step}")
        assert await fits(self.page), (self.name, step)
        if look and AXE.exists():
            assert await barriers(self.page) == []


async def unfold(page: Any, selector: str) -> Any:
    """A part of a page that was folded, unfolded; the first open form of a case stands open already."""
    part = page.locator(selector).first
    if await part.get_attribute("open") is None:
        await part.locator("summary").first.click()
    return part


@asynccontextmanager
async def walk(
    chromium: Any, house: House, persona: str | None, name: str, tongue: str, screen: str, **options: Any
) -> AsyncIterator[Walk]:
    """A walk of one of the demo's people; nothing bad may be on the console in the end."""
    complaints: list[str] = []
    options = {"viewport": SCREENS[screen], "locale": LOCALES[tongue], "bypass_csp": True} | options
    async with visitor(chromium, house.address, persona, complaints, **options) as page:
        yield Walk(page, house, f"{name}-{tongue}-{screen}", "zh-CN" if tongue == "zh" else "en")
    assert complaints == []
