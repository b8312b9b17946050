"""Which pages somebody comes to by following links: one or a few of each route, as the product's own list has them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import httpx

from makegood.web.pages.handlers import PAGE_HANDLERS

EACH = {
    "/cases/{case_id:str}": 3, "/desk/cases/{case_id:str}": 2, "/orders/{order_id:str}": 3,
    "/orders/{order_id:str}/cases/new": 2, "/policy/{name:str}/{version:str}": 2,
}  # fmt: skip
"""How many pages of a route one person looks at, where one would not show enough."""
NO_PAGES = re.compile(
    r"^/api/|^/static/|^/jury/.+/files/|\.(csv|svg|js|ico)$|/(live|version|panels|label|file)$|^/sign-in/oidc"
)
"""What answers GET and is no page: data, files, partial answers, the way to another house."""
SHADOW = "/policy/packs/marketplace-timers/versions/2026.12-pilot/shadow"
STARTS = ("/", "/sign-in", "/find", "/sign-in/code", "/styleguide", "/search?q=MG", SHADOW)
"""Where somebody begins: the first page, and those that a form or an e-mail leads to."""
ON_THE_WAY = {
    "/cases/{case_id:str}/parcels/new": "a return that is owed, far down the list; the walk of parcels comes to it",
    "/cases/{case_id:str}/parcels/{parcel_id:str}/pickup": "a pickup that is booked; the same walk comes to it",
    "/console/insurers/{insurer:str}": "where the form of a settlement leads back to",
    "/desk/blind/{case_id:str}": "a second ruling that is asked of the reader",
    "/desk/cases/{case_id:str}/evidence": "the evidence of a dispute, from its board",
    "/embed/orders/{number:str}": "the page of an order in a frame of a shop that is named in the settings",
    "/jury/{seat_id:str}": "an invitation to a panel, whose jurors are nobody's to choose",
    "/orders/{order_id:str}/lines/{line_no:int}/records": "goods with rules of their own; the walk of goods comes to it",
    "/orders/{order_id:str}/cases/{case_id:str}": "the answer to a request; the buyer's walk comes to it",
    "/orders/{order_id:str}/changes/{what:str}": "an order that has not shipped",
    "/orders/{order_id:str}/withdrawals/{case_id:str}": "the receipt of a withdrawal",
    "/sign-in/link/{token:str}": "a link that an e-mail has",
    "/sign-in/second-factor": "between password and code",
    "/sign-in/set-up": "the first sign-in of staff",
    "/unsubscribe": "a link that an e-mail has",
    "/work/batch": "what was chosen in the queue, sent by its form",
    "/work/receive/{case_id:str}": "a parcel that was scanned; the merchant's walk comes to it",
}
"""Pages that no link leads to, and why; test_on_the_way.py and the walks of the roles look at them."""


@dataclass
class Found:
    """Pages by their address with their route, and links that lead nowhere with the page they are on."""

    pages: dict[str, str] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = dict(attrs)
        if tag == "a" and had.get("href") and "download" not in had:
            self.found.append(had["href"] or "")


def page_routes() -> dict[str, re.Pattern[str]]:
    """Every route of a page, with what its addresses look like; the most particular first."""
    paths = {path for handler in PAGE_HANDLERS if "GET" in handler.http_methods for path in handler.paths}
    routes = sorted((path for path in paths if not NO_PAGES.search(path)), key=lambda path: path.count("{"))
    return {path: re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path) + "$") for path in routes}


def route_of(path: str) -> str | None:
    """The route of an address; None for what is no page."""
    plain = urlsplit(path).path
    return next((route for route, pattern in page_routes().items() if pattern.match(plain)), None)


async def find_pages(address: str, persona: str | None) -> Found:
    """Follow links from the first page, as somebody who is signed in or nobody."""
    found, seen = Found(), Counter[str]()
    async with httpx.AsyncClient(base_url=address, follow_redirects=True, timeout=60) as client:
        client.headers.update({"Accept": "text/html", "Sec-Fetch-Site": "same-origin"})
        if persona:
            (await client.post("/sign-in", data={"persona": persona})).raise_for_status()
        waiting = [(start, "") for start in STARTS]
        queued = {start for start, _ in waiting}
        while waiting:
            path, whence = waiting.pop(0)
            route = route_of(path)
            if route is None or seen[route] >= EACH.get(route, 1):
                continue
            answer = await client.get(path)
            if answer.status_code >= 400:
                if whence:
                    found.broken.append(f"{answer.status_code} {path} on {whence}")
                continue
            landed = route_of(answer.url.path)
            if landed != route:
                continue
            seen[route] += 1
            found.pages[path] = route
            for link in _links_of(answer.text, path):
                if link not in queued:
                    queued.add(link)
                    waiting.append((link, path))
    return found


def _links_of(html: str, base: str) -> list[str]:
    reader = _Links()
    reader.feed(html)
    parts = [urlsplit(urljoin(base, link)) for link in reader.found if not link.startswith("#")]
    return [
        part.path + (f"?{part.query}" if part.query else "")
        for part in parts
        if not part.netloc and part.path.startswith("/")
    ]
