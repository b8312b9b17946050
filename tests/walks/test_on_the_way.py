"""Pages that no link leads to: from e-mails, forms and a shop's page. Each is light, calm, and keeps nobody out."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pyotp
import pytest
from playwright.async_api import expect

from makegood.accounts import NewPerson, Principal, PrincipalRole, invite
from makegood.notifications import LeaveLinks
from makegood.web.caller import SESSION_COOKIE
from makegood.webhooks import EndpointDraft, create_endpoint
from tests.accounts.world import PASSWORD, ROOT
from tests.walks.chromium import needs_axe, needs_chromium, take_shot, visitor
from tests.walks.house import SHOP, House
from tests.walks.looking import (
    EVERYTHING,
    IN_THE_DARK,
    MOST_BYTES,
    MOST_SHIFT,
    Scales,
    barriers,
    barriers_by_day_and_night,
)
from tests.walks.walking import Walk, walk
from tests.web_app import SECRET

pytestmark = [needs_chromium, needs_axe]
by_phone_and_desk = pytest.mark.parametrize(("tongue", "screen"), [("zh", "phone"), ("en", "desk")])


async def looked_at(way: Walk, *paths: str) -> None:
    """Open pages: nothing is wrong with their weight, their calm and their barriers; a picture is kept of each."""
    scales = await Scales.under(way.page)
    for path in paths:
        assert await scales.faults(path) == []
        assert await barriers_by_day_and_night(way.page) == []
        await way.shows(re.sub(r"[^a-z]+", "-", urlsplit(path).path.lower()).strip("-")[:30])


async def looked_here(way: Walk, step: str) -> None:
    """The same for the answer to a form, which cannot be opened again to be weighed."""
    assert await barriers_by_day_and_night(way.page) == []
    await way.shows(step)


@by_phone_and_desk
async def test_a_withdrawal_and_its_receipt(chromium: Any, house: House, tongue: str, screen: str) -> None:
    matter = await house.order("amelia-hart", "lamp")
    async with walk(chromium, house, "amelia-hart", "withdrawal", tongue, screen) as way:
        page, statement = way.page, f"/orders/{matter.order.order_id}/withdrawal"
        await looked_at(way, statement)
        await page.fill("main input[name=email]", "amelia@mail.example")
        await way.press("Confirm withdrawal")
        await way.sees("Receipt of your withdrawal")
        await looked_at(way, urlsplit(page.url).path)
        await expect(page.get_by_text("amelia@mail.example")).to_be_visible()


@by_phone_and_desk
async def test_an_order_that_can_still_be_changed(
    chromium: Any, house: House, tongue: str, screen: str
) -> None:
    matter = await house.order("li-na", "loafers", days_ago=0.1, status="paid")
    async with walk(chromium, house, "li-na", "change", tongue, screen) as way:
        order = f"/orders/{matter.order.order_id}"
        await way.page.goto(order)
        ways = await way.page.locator("a[href*='/changes/']").evaluate_all(
            "links => links.map((link) => link.getAttribute('href'))"
        )
        assert set(ways) >= {f"{order}/changes/{what}" for what in ("address", "payment", "items")}
        await looked_at(way, *dict.fromkeys(ways))


@by_phone_and_desk
async def test_a_seat_on_a_panel(chromium: Any, house: House, tongue: str, screen: str) -> None:
    seat = await house.app.state.pool.fetchrow(
        "SELECT id, buyer_id FROM jury_seats WHERE status = 'invited' ORDER BY id LIMIT 1"
    )
    token = house.app.state.sessions.token(Principal(PrincipalRole.BUYER, seat["buyer_id"]))
    async with walk(chromium, house, None, "panel", tongue, screen) as way:
        cookie = {"name": SESSION_COOKIE, "value": token, "url": house.address}
        await way.page.context.add_cookies([cookie])
        await looked_at(way, "/jury", f"/jury/{seat['id']}")


@by_phone_and_desk
async def test_an_account_from_its_e_mail_to_its_second_factor(
    chromium: Any, house: House, tongue: str, screen: str
) -> None:
    """A link to a first password, the second factor with its recovery codes; then signing in takes both steps."""
    email = f"{tongue}-{screen}@walks.example"
    draft = NewPerson(email=email, name="Chen Wei", role=PrincipalRole.DESK, subject=None)
    link = urlsplit((await invite(house.app.state.accounts, ROOT, draft)).link or "").path
    async with walk(chromium, house, None, "account", tongue, screen) as way:
        page = way.page
        await looked_at(way, link)
        await page.fill("input[name=password]", PASSWORD)
        await page.fill("input[name=repeated]", PASSWORD)
        await page.locator("main form button.first").click()
        await page.wait_for_url("**/desk**")
        await looked_at(way, "/me/security")
        await page.locator("form[action='/me/security/second-factor'] button").first.click()
        await way.sees("Set up a second factor")
        await looked_at(way, "/sign-in/set-up")
        secret = re.sub(r"\s", "", await page.locator(".set-up code").inner_text())
        app = pyotp.TOTP(secret)
        await page.fill("input[name=code]", app.now())
        await page.locator("main form button.first").click()
        await way.sees("Keep these recovery codes")
        await looked_here(way, "codes")
        recovery = await page.locator(".codes code").first.inner_text()
        await page.context.clear_cookies(name="makegood_session")
        await page.goto("/sign-in")
        await page.fill("input[name=email]", email)
        await page.fill("input[name=password]", PASSWORD)
        await page.locator("form:has(input[name=password]) button.first").click()
        await way.sees("Second step")
        await looked_at(way, "/sign-in/second-factor")
        await page.fill("input[name=code]", recovery)
        await page.locator("main form button.first").click()
        await page.wait_for_url("**/desk**")


@by_phone_and_desk
async def test_what_other_e_mails_lead_to(chromium: Any, house: House, tongue: str, screen: str) -> None:
    """A forgotten password, a code for an order, and no more e-mails."""
    matter = await house.order("li-na", "trail")
    person = f"buyer:{matter.order.buyer_id}-{tongue}"
    leave = LeaveLinks(SECRET, "").link(person, person)
    async with walk(chromium, house, None, "letters", tongue, screen) as way:
        page = way.page
        await looked_at(way, leave)
        await page.locator("main form button").click()
        await looked_here(way, "left")
        await looked_at(way, "/sign-in/forgotten")
        await page.fill("input[name=email]", "nobody@mail.example")
        await page.locator("main form button.first").click()
        await looked_here(way, "forgotten-sent")
        await page.goto("/sign-in/code")
        await page.fill("input[name=order]", matter.number)
        await page.fill("input[name=email]", "li@mail.example")
        await page.locator("main form button.first").click()
        await looked_here(way, "code-sent")


async def test_a_link_that_is_over_says_so(chromium: Any, address: str) -> None:
    complaints: list[str] = []
    async with visitor(chromium, address, None, complaints, bypass_csp=True) as page:
        await page.goto("/sign-in/link/over")
        assert await barriers_by_day_and_night(page) == []
        await take_shot(page, "link-over")
    assert [one for one in complaints if "/sign-in/link/over" not in one] == []


WATCH_MOVES = """
window.moves = [];
new PerformanceObserver((list) => moves.push(...list.getEntries())).observe({ type: "layout-shift", buffered: true });
"""
IN_THE_FRAME = """(() => {
  const painted = performance.getEntriesByName("first-paint")[0].startTime;
  const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);
  const files = performance.getEntriesByType("resource").filter((one) => /[.](css|js)$/.test(one.name));
  return {
    bytes: sum(files.map((one) => one.transferSize)),
    shift: sum(moves.filter((one) => one.startTime >= painted).map((one) => one.value)),
  };
})()"""
"""A frame is laid out while its style is still on its way, but not painted: what moves then nobody sees."""
SHOPS_PAGE = """<!doctype html><html lang="en"><title>A shop</title><main><h1>Your order</h1>
<div data-makegood-order="{number}" data-token="{token}" data-language="{language}" data-title="Your order"></div>
</main><script src="{address}/embed.js"></script>"""


@by_phone_and_desk
async def test_an_order_in_a_shops_page(chromium: Any, house: House, tongue: str, screen: str) -> None:
    """The frame keeps its own session, is as tall as its page, and is looked at like any other page."""
    matter = await house.order("amelia-hart", "chairs")
    token = house.embed_token(matter)
    language = "zh-CN" if tongue == "zh" else "en"
    body = SHOPS_PAGE.format(number=matter.number, token=token, language=language, address=house.address)
    async with walk(chromium, house, None, "embed", tongue, screen) as way:
        page = way.page
        await page.add_init_script(WATCH_MOVES)
        await page.context.grant_permissions(["local-network-access"])
        await page.route(f"{SHOP}/**", lambda route: route.fulfill(body=body, content_type="text/html"))
        await page.goto(f"{SHOP}/account")
        inside = page.frame_locator("iframe")
        await expect(inside.get_by_role("heading", level=1)).to_have_text(matter.number)
        frame = page.frames[1]
        measured = await frame.evaluate(IN_THE_FRAME)
        assert measured["bytes"] < MOST_BYTES
        assert measured["shift"] < MOST_SHIFT
        for scheme, run in (("light", EVERYTHING), ("dark", IN_THE_DARK)):
            await page.emulate_media(color_scheme=scheme)
            assert await barriers(frame, run) == []
        await page.emulate_media(color_scheme="light")
        tall = await frame.evaluate("Math.ceil(document.documentElement.getBoundingClientRect().height)")
        await expect(page.locator("iframe")).to_have_css("height", f"{tall}px")
        await way.shows("order")
        await inside.locator("a[href*='/cases/new']").first.click()
        await expect(inside.locator("#line-1")).to_be_visible()
        await way.shows("request")


@by_phone_and_desk
async def test_what_was_sent_to_an_endpoint(chromium: Any, house: House, tongue: str, screen: str) -> None:
    """What arrived and what did not, looked at and sent again."""
    pool, ids = house.app.state.pool, house.app.state.engine.ids
    now = house.app.state.clock.now()
    draft = EndpointDraft(f"https://{tongue}.shop.example/hooks", ("*",))
    matter = await house.case("li-na", "trail")
    async with pool.acquire() as connection:
        endpoint, _ = await create_endpoint(connection, draft, None, now=now, ids=ids, https_only=True)
        for status in ("failed", "delivered"):
            await connection.execute(
                "INSERT INTO webhook_deliveries (bucket, id, endpoint_id, event_id, event, subject, body, status, at)"
                " VALUES (1, $1, $2, $1, 'case.opened', $3, '{}', $4, $5)",
                ids(1), endpoint.id, matter.case_id, status, now,
            )  # fmt: skip
    async with walk(chromium, house, "operator", "webhook", tongue, screen) as way:
        await looked_at(way, f"/console/health/webhooks/{endpoint.id}")
        await way.page.locator("tr:has(.chip.bad) form button").click()
        await expect(way.page.locator("tr .chip.bad")).to_have_count(0)
        await way.shows("again")
