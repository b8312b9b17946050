"""The operator's main path: the day, risk, the book, a change of policy by two people, an account, the record, the clock."""

from __future__ import annotations

import re
from typing import Any

from playwright.async_api import expect

from makegood.accounts import Principal, PrincipalRole
from tests.walks.chromium import needs_chromium
from tests.walks.house import House
from tests.walks.looking import MOST_SHIFT, SETTLED, WATCH
from tests.walks.walking import Walk, in_every_way, walk

pytestmark = needs_chromium
OPERATOR = Principal(PrincipalRole.OPERATOR, name="demo-operator")


@in_every_way
async def test_an_operator_looks_after_the_house(
    chromium: Any, house: House, tongue: str, screen: str
) -> None:
    async with walk(chromium, house, "operator", "operator", tongue, screen) as way:
        page = way.page
        for path, heading in (
            ("/console", "The day"),
            ("/console/risk?within=all", "Cases at risk"),
            ("/console/money", "Book"),
            ("/console/health", "Health"),
        ):
            await page.goto(path)
            await expect(page.get_by_role("heading", level=1)).to_have_text(way.t(heading))
            await way.shows(heading.replace(" ", "-").lower())
        await draft(way, f"{tongue}-{screen}")
        await invite(way, f"{tongue}-{screen}@example.com")
        await page.goto("/console/audit?name=case.ruled")
        await expect(page.locator("table tbody tr").first).to_be_visible()
        await way.shows("record")
    drafted = await house.get(OPERATOR, f"/api/policy/packs/ground/versions/2026.12-{tongue}-{screen}")
    assert drafted["standing"] == "in_review"
    changes = await house.get(OPERATOR, "/api/console/changes")
    assert "invited" in str(changes)


async def draft(way: Walk, name: str) -> None:
    """A new version of a pack: written, checked, simulated, sent to review; a second person decides about it."""
    page, version = way.page, f"2026.12-{name}"
    await page.goto("/policy-drafts?name=ground&version=2026.11-4")
    content = page.locator("#content-field")
    text = await content.input_value()
    old = re.search(r"^version: .*$", text, re.MULTILINE)
    assert old is not None
    await content.fill(text.replace(old.group(), f'version: "{version}"', 1))
    await way.press("Check it and keep the draft")
    await page.wait_for_url(f"**/policy/ground/{version}**")
    await way.shows("draft")
    await page.goto(f"/policy/packs/ground/versions/{version}/simulation")
    await way.shows("simulation")
    await page.goto(f"/policy/ground/{version}")
    await way.opened("#review-request")
    await page.click("#review-request button.send")
    await expect(page.locator(".notice.good").first).to_be_visible()
    await way.shows("in-review")
    # Whoever drafted it cannot approve it: the page offers no such form.
    assert await page.locator("#approval").count() == 0


async def invite(way: Walk, email: str) -> None:
    """An account for a new colleague."""
    page = way.page
    await page.goto("/console/people/new")
    await page.fill("input[name=name]", "Lin Qiao")
    await page.fill("input[name=email]", email)
    await page.select_option("select[name=role]", "desk")
    await way.shows("invite")
    await way.press("Invite")
    await expect(page.get_by_text("Lin Qiao").first).to_be_visible()
    await way.shows("invited", look=True)


async def test_a_second_person_publishes_and_time_passes(chromium: Any, house: House) -> None:
    """The demo's change, drafted by a colleague: approved, published; then three days pass and clocks have run out."""
    async with walk(chromium, house, "operator", "publish", "en", "desk") as way:
        page = way.page
        await page.goto("/policy/marketplace-timers/2026.12-pilot")
        await way.opened("#approval")
        await page.click("#approval button.send")
        await expect(page.locator(".notice.good").first).to_be_visible()
        await way.opened("#publication")
        await way.shows("publication")
        await page.click("#publication button.send")
        await expect(page.locator(".notice.good").first).to_be_visible()
        await way.shows("published")
        before = house.app.state.clock.now()
        await page.goto("/console")
        await page.locator(".leap button[name=hours]").first.click()
        await expect(page.locator(".leap")).to_contain_text("advanced by")
        await way.shows("later")
    assert (house.app.state.clock.now() - before).total_seconds() >= 3600
    told = await house.get(OPERATOR, "/api/policy/packs/marketplace-timers/versions/2026.12-pilot")
    assert told["published_by"]
    assert told["published_by"] != told["drafted_by"]


async def test_an_operator_without_script(chromium: Any, house: House) -> None:
    """Every page of the console and what an operator changes there, as forms and links alone."""
    options = {"java_script_enabled": False}
    async with walk(chromium, house, "operator", "plain-operator", "en", "desk", **options) as way:
        page = way.page
        for path in (
            "/console",
            "/console/risk?within=all",
            "/console/health",
            "/console/settings",
            "/policy",
        ):
            await page.goto(path)
            await expect(page.get_by_role("heading", level=1)).to_be_visible()
        await page.goto("/console/money")
        await way.press("Check the book")
        await expect(page.locator("#ledger .chip").first).to_be_visible()
        await page.goto("/console/people/new")
        await page.fill("input[name=name]", "Su Yan")
        await page.fill("input[name=email]", "su.yan@walks.example")
        await page.select_option("select[name=role]", "desk")
        await way.press("Invite")
        await expect(page.get_by_text("Su Yan").first).to_be_visible()
        await page.goto("/console/audit?name=case.ruled")
        await expect(page.locator("table tbody tr").first).to_be_visible()
        await page.goto("/policy/packs/marketplace-timers/versions/2026.12-pilot/shadow")
        await expect(page.locator("[data-charts-from]")).to_be_hidden()
        await expect(page.locator("details.as-table table").first).to_be_visible()
        before = house.app.state.clock.now()
        await page.goto("/console")
        await page.locator(".leap button[name=hours]").first.click()
        await way.sees("advanced by")
    assert (house.app.state.clock.now() - before).total_seconds() >= 3600
    kinds = "SELECT kind FROM reconciliations ORDER BY asked_at DESC LIMIT 1"
    assert await house.app.state.pool.fetchval(kinds) == "ledger"
    invited = "SELECT status FROM people WHERE email = 'su.yan@walks.example'"
    assert await house.app.state.pool.fetchval(invited) == "invited"


@in_every_way
async def test_charts_are_drawn_when_somebody_asks(
    chromium: Any, house: House, tongue: str, screen: str
) -> None:
    """The library of the charts comes with the button and not before; nothing moves; the tables come back."""
    async with walk(chromium, house, "operator", "charts", tongue, screen) as way:
        page, asked = way.page, []
        page.on("request", lambda request: asked.append(request.url))
        await page.add_init_script(WATCH)
        await page.goto("/policy/packs/marketplace-timers/versions/2026.12-pilot/shadow")
        choice = page.locator("[data-charts-from]")
        await expect(choice).to_be_visible()
        tables = page.locator("details.as-table[open]")
        count = await tables.count()
        assert count
        assert not [url for url in asked if "echarts" in url]
        await choice.click()
        await expect(page.locator(".chart canvas").first).to_be_visible()
        assert (await tables.count(), await choice.get_attribute("aria-pressed")) == (0, "true")
        assert (await page.evaluate(SETTLED))["shift"] < MOST_SHIFT
        await way.shows("drawn", look=True)
        await choice.click()
        await expect(page.locator(".chart canvas")).to_have_count(0)
        assert await tables.count() == count
        await way.shows("tables")
