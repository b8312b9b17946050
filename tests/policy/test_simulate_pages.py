"""Reports as pages: in a real browser at phone and desk, light and dark, with charts and without script."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from makegood.accounts import Principal, PrincipalRole, Sessions
from makegood.policy.simulate import Plan, open_history, simulate
from makegood.web.caller import SESSION_COOKIE
from makegood.web.pages.policy.simulation import standalone_page
from makegood.web.pages.static import has_charts
from tests.policy.simulation_world import AFTER, BEFORE, CATALOGUE, cases, frame, pack
from tests.walks.chromium import fits, needs_chromium
from tests.walks.conftest import address, chromium, house
from tests.web_app import SECRET

__all__ = ["address", "chromium", "house"]

pytestmark = needs_chromium
PHONE, DESK = {"width": 360, "height": 780}, {"width": 1280, "height": 900}
OPERATOR = Principal(PrincipalRole.OPERATOR, None, "anna")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report as a file."""
    folder = tmp_path_factory.mktemp("report")
    frame(cases(800)).write_parquet(folder / "past.parquet")
    plan = Plan(CATALOGUE, (pack(BEFORE),), pack(AFTER))
    report = simulate(
        plan, open_history(folder / "past.parquet", CATALOGUE), datetime(2026, 11, 22, tzinfo=UTC)
    )
    (folder / "report.html").write_text(standalone_page(report, "zh-CN"), encoding="utf-8")
    return folder / "report.html"


@asynccontextmanager
async def reading(chromium: Any, complaints: list[str], **screen: Any) -> AsyncIterator[Any]:
    """A page that collects what the console says."""
    context = await chromium.new_context(**screen)
    page = await context.new_page()
    page.on(
        "console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    await context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
async def test_the_file_draws_its_charts(
    chromium: Any, file: Path, tmp_path: Path, viewport: dict[str, int], scheme: str
) -> None:
    complaints: list[str] = []
    async with reading(chromium, complaints, viewport=viewport, color_scheme=scheme) as page:
        await page.goto(file.as_uri())
        assert await fits(page)
        assert await page.locator(".chart canvas").count() == (
            await page.locator(".chart").count() if has_charts() else 0
        )
        assert await page.locator("details.as-table[open]").count() == (0 if has_charts() else 10)
        await page.click(".simulation-example summary >> nth=0")
        assert await page.locator(".simulation-side").nth(1).is_visible()
        assert await fits(page)
        await page.screenshot(path=tmp_path / "report.png", full_page=True)
        assert (tmp_path / "report.png").stat().st_size > 20_000
    assert complaints == []


async def test_without_script_the_tables_say_the_same(chromium: Any, file: Path) -> None:
    complaints: list[str] = []
    async with reading(chromium, complaints, viewport=PHONE, java_script_enabled=False) as page:
        await page.goto(file.as_uri())
        assert await page.locator(".chart:visible").count() == 0
        tables = page.locator(".as-table table:visible")
        assert await tables.count() >= 6
        told = (await page.inner_text("article")).replace(" ", "")
        assert "48小时" in told
        assert "24小时" in told
    assert complaints == []


async def test_an_operator_reads_a_simulation_and_a_shadow(chromium: Any, address: str) -> None:
    complaints: list[str] = []
    token = Sessions(SECRET).token(OPERATOR)
    async with reading(chromium, complaints, viewport=DESK, base_url=address, locale="en-GB") as page:
        await page.context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": address}])
        answer = await page.request.get("/api/policy/packs/cn-no-reason-return/versions")
        version = (await answer.json())["items"][0]["version"]
        for what in ("simulation", "shadow"):
            opened = await page.goto(f"/policy/packs/cn-no-reason-return/versions/{version}/{what}")
            assert opened.status == 200
            assert await page.locator("h1").inner_text() != ""
            assert await fits(page)
        missing = await page.goto("/policy/packs/cn-no-reason-return/versions/9.9/simulation")
        assert missing.status == 404
    assert [each for each in complaints if "404" not in each] == []
