"""The pictures of the README, taken of the demo: `make shots`. They are kept in docs/images, small enough for a repository."""

from __future__ import annotations

import asyncio
import io
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.async_api import async_playwright

from makegood.db.migrate import migrate
from makegood.db.throwaway import throwaway_server
from tests.walks.chromium import ARGUMENTS, CHROMIUM, DESK, PHONE, ROOT, visitor
from tests.walks.house import House, served

FOLDER = ROOT / "docs" / "images"
LARGEST_BYTES = 60_000
_CASE_OF = """
SELECT c.id FROM cases c JOIN orders o ON (o.bucket, o.id) = (c.bucket, c.order_id)
JOIN order_lines l ON (l.bucket, l.order_id) = (o.bucket, o.id)
JOIN buyers b ON (b.bucket, b.id) = (c.bucket, c.buyer_id)
WHERE b.external_id = $1 AND l.sku = $2 AND c.due_at IS NOT NULL ORDER BY c.id DESC LIMIT 1
"""


async def take(browser: Any, house: House, name: str, persona: str, path: str, **screen: Any) -> None:
    """One picture, as WebP of at most sixty kilobytes."""
    async with visitor(browser, house.address, persona, [], **screen) as page:
        await page.goto(path)
        image = Image.open(io.BytesIO(await page.screenshot()))
    for quality in range(80, 20, -10):
        kept = io.BytesIO()
        image.save(kept, "WEBP", quality=quality, method=6)
        if kept.tell() <= LARGEST_BYTES:
            break
    target = FOLDER / f"{name}.webp"
    target.write_bytes(kept.getvalue())
    print(f"{target.relative_to(ROOT)}: {kept.tell():,} bytes")


async def take_all(dsn: str, home: Path) -> None:
    """A buyer's case on a phone, a shop's queue, the desk's file, the operator's cases at risk."""
    await migrate(dsn)
    async with served(dsn, home) as house, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        pool = house.app.state.pool
        tea = await pool.fetchval(_CASE_OF, "li-na", "CHERRIES")
        phone = await pool.fetchval(_CASE_OF, "yang-fan", "CHARGER")
        await take(browser, house, "buyer", "li-na", f"/cases/{tea}", viewport=PHONE, locale="zh-CN")
        await take(browser, house, "merchant", "north-star", "/work", viewport=DESK)
        await take(browser, house, "desk", "desk", f"/desk/cases/{phone}", viewport=DESK)
        await take(browser, house, "console", "operator", "/console/risk?within=all", viewport=DESK)
        await browser.close()


def main() -> None:
    """Take them all."""
    if not Path(CHROMIUM).exists():
        sys.exit(f"{CHROMIUM} is absent; .ci/chromium installs it, as root.")
    with throwaway_server(durable=False) as server, tempfile.TemporaryDirectory() as home:
        asyncio.run(take_all(server.url(), Path(home)))


if __name__ == "__main__":
    main()
