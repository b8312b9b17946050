"""Looking at a page as a machine can: what axe finds, what it weighs, whether it moves, how long it blocks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.walks.chromium import AXE, fits

MOST_BYTES = 100_000
MOST_REQUESTS = 12
MOST_SHIFT = 0.1
"""What Web Vitals call good (web.dev/articles/cls)."""
TRIES = 5
"""What moves depends on what else the machine does; a page that is calm once is so."""

WATCH = """
window.measured = { shift: 0, blocked: 0 };
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) measured.shift += one.value;
}).observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) measured.blocked += Math.max(0, one.duration - 50);
}).observe({ type: "longtask", buffered: true });
"""
SETTLED = """new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() =>
  setTimeout(() => done(measured), 60))))"""
EVERYTHING = "axe.run({ resultTypes: ['violations'] })"
IN_THE_DARK = "axe.run({ resultTypes: ['violations'], runOnly: ['color-contrast'] })"
"""What a colour scheme can change."""


@dataclass
class Load:
    """What one load of a page took, its cache empty: requests, bytes of CSS and JS as they came over the wire."""

    requests: int = 0
    bytes: int = 0
    kinds: dict[str, str] = field(default_factory=dict)


class Scales:
    """Weighs the loads of one page of a browser."""

    def __init__(self, page: Any, session: Any) -> None:
        self._page, self._session, self._load = page, session, Load()
        self.blocked_ms: dict[str, float] = {}
        """Of each page, how long scripts blocked it when it was quickest: told, since a busy machine decides it too."""

    @classmethod
    async def under(cls, page: Any) -> Scales:
        """Put a page on scales: nothing is taken from its cache from now on."""
        session = await page.context.new_cdp_session(page)
        scales = cls(page, session)
        session.on("Network.requestWillBeSent", scales._sent)
        session.on("Network.responseReceived", scales._received)
        session.on("Network.loadingFinished", scales._finished)
        await session.send("Network.enable")
        await session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        await page.add_init_script(WATCH)
        return scales

    def _sent(self, event: Any) -> None:
        self._load.requests += 1

    def _received(self, event: Any) -> None:
        self._load.kinds[event["requestId"]] = event["type"]

    def _finished(self, event: Any) -> None:
        if self._load.kinds.get(event["requestId"]) in ("Stylesheet", "Script"):
            self._load.bytes += event["encodedDataLength"]

    async def faults(self, path: str) -> list[str]:
        """Open a page; what is wrong with its weight and its calm."""
        for _ in range(TRIES):
            self._load = Load()
            await self._page.goto(path)
            measured = await self._page.evaluate(SETTLED)
            self.blocked_ms[path] = min(measured["blocked"], self.blocked_ms.get(path, measured["blocked"]))
            if measured["shift"] < MOST_SHIFT:
                break
        found = [
            (self._load.bytes > MOST_BYTES, f"{self._load.bytes} bytes of CSS and JS"),
            (self._load.requests > MOST_REQUESTS, f"{self._load.requests} requests"),
            (measured["shift"] >= MOST_SHIFT, f"moves by {measured['shift']:.3f}"),
            (not await fits(self._page), "is wider than the screen"),
        ]
        return [f"{path}: {what}" for wrong, what in found if wrong]


async def barriers(page: Any, run: str = EVERYTHING) -> list[str]:
    """What axe finds on a page that keeps people out: serious and critical."""
    await page.evaluate(AXE.read_text("utf-8"))
    found = await page.evaluate(run)
    return [
        f"{await page.evaluate('location.pathname')}: {one['id']}: {one['nodes'][0]['html'][:200]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]


async def barriers_by_day_and_night(page: Any) -> list[str]:
    """What axe finds in light, and what of it depends on colours in the dark."""
    await page.emulate_media(color_scheme="light")
    found = await barriers(page)
    await page.emulate_media(color_scheme="dark")
    found += [f"dark: {one}" for one in await barriers(page, IN_THE_DARK)]
    await page.emulate_media(color_scheme="light")
    return found
