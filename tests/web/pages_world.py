"""For tests of the pages: a browser without script, and a case at every stage of the named world."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx

from makegood.accounts import Principal
from makegood.cases import Done
from makegood.cases import commands as c
from makegood.orders import OrderRecorded
from tests.web_app import Site
from tests.world import DESK, buyer_of, merchant_of

HTML = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}


class _Forms(HTMLParser):
    """Reads the forms of a page with the values that a browser would send."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self._form: dict[str, str] | None = None
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = dict(attrs)
        name, value = had.get("name") or "", had.get("value") or ""
        if tag == "form":
            self._form = self.forms.setdefault(had.get("action") or "", {})
        elif self._form is None or (had.get("type") in ("radio", "checkbox") and "checked" not in had):
            return
        elif tag == "input" and name:
            self._form[name] = value
        elif tag == "select":
            self._select = name
        elif tag == "option" and (self._select not in self._form or "selected" in had):
            self._form[self._select] = value
        elif tag == "textarea":
            self._area = name
            self._form[name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area and self._form is not None:
            self._form[self._area] += data


@dataclass
class Page:
    """A page as it was answered, with its forms."""

    answer: httpx.Response
    forms: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.answer.text

    @property
    def status(self) -> int:
        return self.answer.status_code


@dataclass
class Browser:
    """Somebody's browser without script: reads pages, sends their forms, follows where they lead."""

    site: Site
    who: Principal | None = None
    language: str = "en"

    async def open(self, path: str) -> Page:
        """A page by its address."""
        return page_of(await self.site.client.get(path, headers=self._headers(), follow_redirects=False))

    async def send(self, page: Page, action: str, **typed: str) -> Page:
        """Fill in the form with that action and send it; redirects are followed."""
        answer = await self.post(action, page.forms[action] | typed)
        if answer.status_code != 303:
            return page_of(answer)
        return await self.open(answer.headers["location"])

    async def post(self, action: str, fields: dict[str, str]) -> httpx.Response:
        """Send fields as a form does."""
        return await self.site.client.post(action, data=fields, headers=self._headers())

    def _headers(self) -> dict[str, str]:
        cookies = [f"makegood_language={self.language}"]
        if self.who is not None:
            cookies.append(f"makegood_session={self.site.app.state.sessions.token(self.who)}")
        return HTML | {"Cookie": "; ".join(cookies)}


def page_of(answer: httpx.Response) -> Page:
    """A page out of its answer, its forms read."""
    reader = _Forms()
    reader.feed(answer.text)
    return Page(answer, reader.forms)


@dataclass
class Told:
    """A case at some stage, with its order."""

    order: OrderRecorded
    done: Done

    @property
    def path(self) -> str:
        """The address of its page."""
        return f"/cases/{self.done.case.state.id}"


async def a_case(site: Site, number: str, type_: str = "return_refund", **fields: Any) -> Told:
    """A case that has just been opened."""
    order = await site.world.order(number)
    return Told(order, await site.world.open(order, type_, **fields))


async def case_at(site: Site, stage: str) -> Told:
    """A case at a stage, reached by commands of the parties."""
    refund_only = stage in ("refunding", "refund_held", "settled")
    told = await a_case(
        site, f"at-{stage}", "refund_only" if refund_only else "return_refund", note="Leaves are damp"
    )
    buyer, merchant = buyer_of(told.order), merchant_of(told.order)
    disputed = [(buyer, c.Escalate("Look here")), (merchant, c.AddStatement("It was dry"))]
    steps: dict[str, list[tuple[Principal, c.Command]]] = {
        "awaiting_merchant": [],
        "awaiting_buyer": [(merchant, c.Refuse("no_fault_found", "Dry here"))],
        "awaiting_return": [(merchant, c.Approve())],
        "in_return_transit": [(merchant, c.Approve()), (buyer, c.ShipReturn("SF", "SF1"))],
        "awaiting_inspection": [
            (merchant, c.Approve()),
            (buyer, c.ShipReturn("SF", "SF1")),
            (merchant, c.Receive()),
        ],
        "dispute_evidence": disputed[:1],
        "dispute_ruling": disputed,
        "dispute_senior": [*disputed, (DESK, c.HandUp("Hard"))],
        "refunding": [(merchant, c.Approve())],
        "refund_held": [(merchant, c.Approve()), (buyer, c.Escalate("Where is it?"))],
        "settled": [(merchant, c.Approve())],
        "closed": [*disputed, (DESK, c.Rule(c.Favour.MERCHANT, "The tea was dry"))],
        "withdrawn": [(buyer, c.Withdraw())],
    }
    for who, command in steps[stage]:
        told.done = await site.world.do(who, told.done, command)
    if stage == "settled":
        await site.world.runner.run_ready()
    return told
