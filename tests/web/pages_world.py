"""For tests of the pages: a browser without script, and a case at every stage of the named world."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import httpx

from makegood.accounts import Principal
from makegood.cases import CallJury, Done, Request
from makegood.cases import commands as c
from makegood.cases.families.evidence_window.commands import SaidEverything
from makegood.cases.families.jury.commands import AgreeJury
from makegood.cases.families.repair import commands as r
from makegood.cases.families.replacement.asked import ReplacementAsked, WantedAsked
from makegood.cases.families.replacement.commands import ShipReplacement
from makegood.jury import JuryOffice, JurySettings
from makegood.orders import OrderRecorded
from tests.cases.families.test_replacement_kept import VARIANTS
from tests.web_app import Site
from tests.world import DESK, NOON, OPERATOR, buyer_of, merchant_of, tea_order

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


async def _to_be_stopped(site: Site) -> Told:
    """A parcel that is on its way and shall not arrive."""
    sent = {"carrier": "SF", "tracking_no": "SF1", "shipped_at": (NOON - timedelta(days=1)).isoformat()}
    order = await site.world.order("at-awaiting_interception", status="shipped", parcels=[sent])
    return Told(order, await site.world.open(order, "intercept"))


_TO_REPAIRER = (("merchant", c.Approve()), ("buyer", c.ShipReturn("SF", "SF1")), ("merchant", c.Receive()))
_COVERED = ("merchant", r.Diagnose(True, "A loose hinge"))
_QUOTED = ("merchant", r.Diagnose(False, "Dropped", 700))
_REPAIRS: dict[str, tuple[tuple[str, c.Command], ...]] = {
    "under_repair": (),
    "awaiting_parts": (_COVERED, ("merchant", r.WaitForParts("A hinge"))),
    "awaiting_choice": (_QUOTED,),
    "awaiting_repair_payment": (_QUOTED, ("buyer", r.AcceptQuote())),
    "repaired_in_transit": (_COVERED, ("merchant", r.SendRepaired("A new hinge", "SF", "SF2"))),
}
"""How a repair comes to each of its stages once the repairer has the goods."""


async def _repair_at(site: Site, stage: str) -> Told:
    told = await a_case(site, f"at-{stage}", "repair", note="The lid is loose")
    parties = {"buyer": buyer_of(told.order), "merchant": merchant_of(told.order)}
    for who, command in (*_TO_REPAIRER, *_REPAIRS[stage]):
        told.done = await site.world.do(parties[who], told.done, command)
    return told


_SENT_BACK = (
    ("merchant", c.Approve()), ("buyer", c.ShipReturn("SF", "SF1")), ("merchant", c.Receive()), ("merchant", c.Inspect()),
)  # fmt: skip
_EXCHANGES: dict[str, tuple[str, tuple[tuple[str, c.Command], ...]]] = {
    "awaiting_payment": ("TEA-BIG", _SENT_BACK),
    "awaiting_replacement": ("TEA-2", _SENT_BACK),
    "replacement_in_transit": ("TEA-2", (*_SENT_BACK, ("merchant", ShipReplacement("SF", "SF2")))),
}
"""What is wanted instead, and how the exchange comes to each of its stages. What is dearer has to be paid."""


async def _exchange_at(site: Site, stage: str) -> Told:
    number, (sku, steps) = f"at-{stage}", _EXCHANGES[stage]
    first = tea_order(number)["lines"][0]
    product = {"external_id": "tea", "category": "food.tea", "variants": VARIANTS}
    order = await site.world.order(number, lines=[first | {"product": product}])
    wanted = ReplacementAsked((WantedAsked(sku),))
    asked = {"items": (c.ItemAsked(1, 1),), "replacement": wanted}
    told = Told(order, await site.world.open(order, "exchange", **asked))
    parties = {"buyer": buyer_of(order), "merchant": merchant_of(order)}
    for who, command in steps:
        told.done = await site.world.do(parties[who], told.done, command)
    return told


async def _read_by_a_panel(site: Site) -> Told:
    """A dispute that both parties and the desk gave to a panel of users."""
    engine = site.app.state.engine  # that of the program, which asks the packs whether a panel may read it
    office = JuryOffice(engine.pool, engine.clock, engine.ids)
    await office.set_settings(
        OPERATOR, JurySettings(is_on=True, known_days=365, least_orders=1, rest_days=30)
    )
    order = await site.world.order("at-dispute_jury", market="CN")
    asked = c.OpenCase(c.CaseType.RETURN_REFUND, (c.ItemAsked(1),), reason="quality", note="Leaves are damp")
    told = Told(order, await engine.command(Request(buyer_of(order), asked, order_id=order.order_id)))
    for who, said in (
        (buyer_of(order), c.Escalate("Look here")),
        (merchant_of(order), c.AddStatement("It was dry", is_all=True)),
        (buyer_of(order), SaidEverything()),
        (buyer_of(order), AgreeJury()),
        (merchant_of(order), AgreeJury()),
        (DESK, CallJury()),
    ):
        told.done = await engine.command(Request(who, said, case_id=told.done.case.state.id))
    return told


async def _read_by_two(site: Site) -> Told:
    """A ruling over so much money that another person reads it first."""
    plain = tea_order("at-dispute_review")
    card, gift_card = plain["payments"]
    dear = {
        "market": "CN",
        "lines": [plain["lines"][0] | {"unit_price_minor": 200_000}],
        "payments": [card | {"amount_minor": 600_299}, gift_card],
    }
    order = await site.world.order("at-dispute_review", **dear)
    command = site.app.state.engine.command  # that of the program, which asks the packs for their limits
    asked = c.OpenCase(c.CaseType.RETURN_REFUND, (c.ItemAsked(1),), reason="quality", note="Leaves are damp")
    told = Told(order, await command(Request(buyer_of(order), asked, order_id=order.order_id)))
    for who, said in (
        (buyer_of(order), c.Escalate("Look here")),
        (merchant_of(order), c.AddStatement("It was dry", is_all=True)),
        (DESK, c.Rule(c.Favour.BUYER, "The leaves are damp indeed")),
    ):
        told.done = await command(Request(who, said, case_id=told.done.case.state.id))
    return told


async def case_at(site: Site, stage: str) -> Told:
    """A case at a stage, reached by commands of the parties."""
    if stage == "dispute_review":
        return await _read_by_two(site)
    if stage == "dispute_jury":
        return await _read_by_a_panel(site)
    if stage in _EXCHANGES:
        return await _exchange_at(site, stage)
    if stage in _REPAIRS:
        return await _repair_at(site, stage)
    if stage == "awaiting_interception":
        return await _to_be_stopped(site)
    refund_only = stage in ("refunding", "refund_held", "settled")
    told = await a_case(
        site, f"at-{stage}", "refund_only" if refund_only else "return_refund", note="Leaves are damp"
    )
    buyer, merchant = buyer_of(told.order), merchant_of(told.order)
    disputed = [
        (buyer, c.Escalate("Look here")),
        (merchant, c.AddStatement("It was dry", is_all=True)),
        (buyer, SaidEverything()),
    ]
    sent = [(merchant, c.Approve()), (buyer, c.ShipReturn("SF", "SF1"))]
    steps: dict[str, list[tuple[Principal, c.Command]]] = {
        "awaiting_merchant": [],
        "awaiting_buyer": [(merchant, c.Refuse("no_fault_found", "Dry here"))],
        "awaiting_return": [(merchant, c.Approve())],
        "in_return_transit": sent,
        "awaiting_inspection": [*sent, (merchant, c.Receive())],
        "dispute_evidence": disputed[:1],
        "dispute_ruling": disputed,
        "dispute_senior": [*disputed, (DESK, c.HandUp("Hard"))],
        "refunding": [(merchant, c.Approve())],
        "refund_held": [(merchant, c.Approve()), (buyer, c.Escalate("Where is it?"))],
        "settled": [(merchant, c.Approve())],
        "closed": [*disputed, (DESK, c.Rule(c.Favour.MERCHANT, "The tea was dry"))],
        "under_appeal": [
            *disputed,
            (DESK, c.Rule(c.Favour.MERCHANT, "The tea was dry")),
            (buyer, c.Appeal("The photos of the seal were not looked at.")),
        ],
        "withdrawn": [(buyer, c.Withdraw())],
    }
    for who, command in steps[stage]:
        told.done = await site.world.do(who, told.done, command)
    if stage == "settled":
        await site.world.runner.run_ready()
    return told
