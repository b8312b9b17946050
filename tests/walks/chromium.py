"""Debian's chromium, and somebody's page in it that remembers what the console said."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SHOTS = Path(os.environ.get("MAKEGOOD_SHOTS") or ROOT / "build" / "shots")
"""Where the walks leave their pictures: build/shots, or the folder of MAKEGOOD_SHOTS."""
LONGEST_MS = 15_000
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
LOCALES = {"en": "en-GB", "zh": "zh-CN"}

needs_chromium = pytest.mark.skipif(
    not Path(CHROMIUM).exists(), reason=f"{CHROMIUM} is absent; .ci/chromium installs it, as root"
)
needs_axe = pytest.mark.skipif(not AXE.exists(), reason="axe-core is absent; npm ci")


@asynccontextmanager
async def visitor(
    browser: Any, address: str, persona: str | None, complaints: list[str], **screen: Any
) -> AsyncIterator[Any]:
    """A page of one of the demo's people, or of nobody. What the console says, and what a page throws, is collected."""
    screen = {"viewport": PHONE, "locale": "en-GB", "base_url": address, "bypass_csp": False} | screen
    context = await browser.new_context(**screen)
    page = await context.new_page()
    page.set_default_timeout(LONGEST_MS)
    page.on("console", lambda said: _hear(said, complaints))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    if persona is not None:
        await page.goto("/sign-in")
        await page.click(f'button[value="{persona}"]')
        await page.wait_for_load_state()
    yield page
    await context.close()


def _hear(said: Any, complaints: list[str]) -> None:
    if said.type in ("error", "warning"):
        complaints.append(f"{said.text} ({said.location.get('url', '')})")


async def fits(page: Any) -> bool:
    """Whether nothing sticks out at the side."""
    return bool(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


async def take_shot(page: Any, name: str) -> None:
    """A picture of the page as it is, for people to look at."""
    await page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
