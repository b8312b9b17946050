"""The first page: a reader's cases with their clocks, or for visitors what this is and whom they can be."""

from typing import Any
from urllib.parse import urlencode

from litestar import Response, get
from litestar.response import Redirect
from msgspec import Struct

from makegood.accounts import PrincipalRole
from makegood.cases import Role, Stage
from makegood.cases.lists import Filters, cases_for
from makegood.db.pool import Pool
from makegood.demo import Persona, personas
from makegood.kit.settings import Mode, Settings
from makegood.web.pages import words
from makegood.web.pages.buyer.home import buyer_home
from makegood.web.pages.case.model import CaseRow, case_row
from makegood.web.pages.names import names_of
from makegood.web.pages.shell import (
    Database,
    HtmlRequest,
    Installation,
    Reader,
    go,
    guest_of,
    own_path,
    page,
    reader_of,
)
from makegood.web.pages.summary import summary_of
from makegood.web.pages.views import saved_tabs

PAGE_SIZE = 20
WELCOME_SIZE = 8
"""So many of its open cases a demo shows on its first page; a link leads to the list of all."""
HOMES = {"merchant": "/work", "desk": "/desk", "senior": "/desk", "operator": "/console"}
"""Roles whose home is a place of their own; their list of cases is still here once it is narrowed."""
VIEWS = {"turn": "My turn", "open": "Open", "all": "All"}
_NARROWING = frozenset({"view", "stage", "ball", "cursor"})
"""What an address has that asks for the list; buyers have a home of their own else."""
_BALLS = ("buyer", "merchant", "desk", "senior", "carrier", "processor", "jury")


class Choice(Struct, frozen=True):
    """A link that narrows the list; `label` is English."""

    label: str
    href: str
    chosen: bool


class Narrowed(Struct, frozen=True):
    """What the list shows, as its address says."""

    view: str
    stage: str = ""
    ball: str = ""

    def href(self, **changes: str) -> str:
        """The address of this list with something changed."""
        wanted = {"view": self.view, "stage": self.stage, "ball": self.ball} | changes
        return "/?" + urlencode({name: value for name, value in wanted.items() if value})

    def filters(self, roles: frozenset[str]) -> Filters:
        """The same as the list's own filters. "My turn" is the ball of the reader's first role."""
        ball = next((role for role in ("senior", "desk", "merchant", "buyer") if role in roles), None)
        wanted = ball if self.view == "turn" else self.ball or None
        return Filters(
            stage=Stage(self.stage) if self.stage else None,
            ball=Role(wanted) if wanted else None,
            urgent=self.view != "all" and not (self.stage and not Stage(self.stage).is_open),
        )


def narrowed(asked: Any, roles: frozenset[str]) -> Narrowed:
    """What an address asks for; what it cannot ask for is left out."""
    view = asked.get("view", "")
    stage, ball = asked.get("stage", ""), asked.get("ball", "")
    return Narrowed(
        view if view in VIEWS and (view != "turn" or roles) else "open",
        stage if stage in words.STAGES else "",
        ball if ball in _BALLS else "",
    )


@get("/", include_in_schema=False, opt={"open": True})
async def home(request: HtmlRequest, pool: Database, settings: Installation) -> Response[str] | Redirect:
    """The reader's cases, urgent ones first; for visitors, what Makegood is."""
    reader = await reader_of(request)
    if reader.principal is None and settings.mode is Mode.DEMO and _NARROWING & set(request.query_params):
        reader = guest_of(reader)
    if reader.principal is None:
        return await _welcome(pool, reader, settings, own_path(request.query_params.get("next")))
    told = TOLD.get(request.query_params.get("done", ""), "")
    if reader.role in HOMES and not _NARROWING & set(request.query_params):
        return go(f"{HOMES[reader.role]}?done=sign-in" if told else HOMES[reader.role])
    if reader.role == PrincipalRole.BUYER.value and not _NARROWING & set(request.query_params):
        return await buyer_home(pool, reader, told)
    shown = narrowed(request.query_params, reader.roles)
    cursor = request.query_params.get("cursor")
    found = await cases_for(pool, reader.principal, shown.filters(reader.roles), cursor, PAGE_SIZE)
    names = await names_of(
        pool,
        {str(case.state.buyer_id) for case, _ in found.cases},
        {str(case.state.merchant_id) for case, _ in found.cases},
        reader.role,
    )
    return page(
        "home.html",
        reader,
        rows=[case_row(case, order, reader, names) for case, order in found.cases],
        summary=await summary_of(pool, reader.principal, reader.roles, reader.now),
        views=[
            Choice(label, shown.href(view=view, ball=""), view == shown.view)
            for view, label in _views(reader)
        ],
        stages=[Choice("Every stage", shown.href(stage=""), not shown.stage), *_stages(shown)],
        balls=[Choice("Everybody", shown.href(ball=""), not shown.ball), *_balls(shown)],
        shown=shown,
        next_page=f"{shown.href()}&{urlencode({'cursor': found.next_cursor})}" if found.next_cursor else "",
        first_page=shown.href() if cursor else "",
        told=told,
        saved=await saved_tabs(pool, reader),
    )


TOLD = {"sign-in": "You are signed in."}


def _views(reader: Reader) -> list[tuple[str, str]]:
    return [(view, label) for view, label in VIEWS.items() if view != "turn" or reader.roles]


def _stages(shown: Narrowed) -> list[Choice]:
    return [
        Choice(label, shown.href(stage=stage), stage == shown.stage) for stage, label in words.STAGES.items()
    ]


def _balls(shown: Narrowed) -> list[Choice]:
    if shown.view == "turn":
        return []
    return [Choice(words.WHO[ball], shown.href(ball=ball), ball == shown.ball) for ball in _BALLS]


async def _welcome(pool: Pool, reader: Reader, settings: Settings, onward: str) -> Response[str]:
    people: list[Persona] = await personas(pool) if settings.clock_is_movable else []
    rows = await _rows(pool, guest_of(reader), Filters(urgent=True)) if settings.mode is Mode.DEMO else []
    return page(
        "welcome.html", reader, people=people, onward=onward, is_demo=settings.clock_is_movable, rows=rows
    )


async def _rows(pool: Pool, reader: Reader, filters: Filters) -> list[CaseRow]:
    found = await cases_for(pool, reader.me, filters, None, WELCOME_SIZE)
    buyers = {str(case.state.buyer_id) for case, _ in found.cases}
    names = await names_of(
        pool, buyers, {str(case.state.merchant_id) for case, _ in found.cases}, reader.role
    )
    return [case_row(case, order, reader, names) for case, order in found.cases]


HOME_HANDLERS = [home]
