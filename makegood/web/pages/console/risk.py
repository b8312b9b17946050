"""Cases whose clock is about to run out: by time left or by money, and what silence will do to each."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from litestar import Response, get
from litestar.params import QueryParameter
from msgspec import Struct

from makegood.accounts import authorise
from makegood.cases import CaseType, Role, Stage, StoredCase, cases_at_stake, pressing_cases
from makegood.cases.facts import OrderFacts
from makegood.cases.lists import Filters, cases_for
from makegood.db.pool import Pool
from makegood.web.pages import words
from makegood.web.pages.case.model import CaseRow, case_row
from makegood.web.pages.console.frame import (
    LARGEST_ID,
    PAGE_SIZE,
    Caller,
    CursorText,
    Language,
    Machine,
    Short,
    address,
    choices,
    console_page,
    operator_of,
    sentence,
)
from makegood.web.pages.console.words import WITHIN
from makegood.web.pages.names import names_of
from makegood.web.pages.shell import Database, HtmlRequest, Reader
from makegood.web.pages.views import saved_tabs

PATH = "/console/risk"
FAR = 24 * 366 * 10
_HOURS = {"2": 2, "12": 12, "24": 24, "72": 72, "all": FAR}


class RiskAsked(Struct, frozen=True):
    """What the list is narrowed to. `sort` is empty for the clock, or the currency by whose money it is sorted."""

    within: str = "24"
    owner: str = ""
    type: str = ""
    stage: str = ""
    merchant: str = ""
    sort: str = ""

    def query(self) -> dict[str, str]:
        """As the parameters of an address; what everybody gets is left out."""
        asked = {name: str(getattr(self, name)) for name in self.__struct_fields__}
        return {name: value for name, value in asked.items() if value and (name, value) != ("within", "24")}


class RiskCase(Struct, frozen=True):
    """A case at risk. Money in minor units; `silence` says in words what happens when the clock runs out."""

    case_id: str
    order_number: str
    title: str
    type: str
    stage: str
    owner: str
    due_at: datetime | None
    currency: str
    requested_minor: int
    merchant_id: str
    merchant: str
    silence: str


class RiskPage(Struct, frozen=True):
    """Cases at risk; by clock they lead on, by money they are the dearest only."""

    cases: list[RiskCase]
    next_cursor: str | None


def asked_of(params: Any) -> RiskAsked:
    """What an address asks for; what it cannot ask for is left out."""
    within, sort = params.get("within", "24"), sentence(params.get("sort"), 3)
    owner, type_, stage = params.get("owner", ""), params.get("type", ""), params.get("stage", "")
    merchant = sentence(params.get("merchant"), 19)
    return RiskAsked(
        within if within in _HOURS else "24",
        owner if owner in list(Role) else "",
        type_ if type_ in list(CaseType) else "",
        stage if stage in list(Stage) else "",
        merchant if merchant.isascii() and merchant.isdecimal() and int(merchant) <= LARGEST_ID else "",
        sort if sort.isalpha() and sort.isupper() else "",
    )


async def rows_of(
    pool: Pool, reader: Reader, asked: RiskAsked, cursor: str | None
) -> tuple[list[CaseRow], str | None]:
    """The cases, and where the next page begins."""
    until = reader.now + timedelta(hours=_HOURS[asked.within])
    merchant = int(asked.merchant) if asked.merchant else None
    found: list[tuple[StoredCase, OrderFacts]]
    if asked.sort:
        next_cursor = None
        found = await cases_at_stake(
            pool, reader.me, until, asked.sort, PAGE_SIZE, asked.owner, asked.type, merchant
        )
    else:
        page = await cases_for(pool, reader.me, _filters(asked, until, merchant), cursor, PAGE_SIZE)
        found, next_cursor = page.cases, page.next_cursor
    names = await names_of(
        pool,
        {str(case.state.buyer_id) for case, _ in found},
        {str(case.state.merchant_id) for case, _ in found},
        reader.role,
    )
    return [case_row(case, order, reader, names) for case, order in found], next_cursor


def _filters(asked: RiskAsked, until: datetime, merchant: int | None) -> Filters:
    return Filters(
        stage=Stage(asked.stage) if asked.stage else None,
        type=CaseType(asked.type) if asked.type else None,
        ball=Role(asked.owner) if asked.owner else None,
        urgent=True,
        merchant_id=merchant,
        due_before=until,
    )


@get(PATH, include_in_schema=False)
async def show_risk(request: HtmlRequest, pool: Database) -> Response[str]:
    """The page of what is at risk."""
    reader = await operator_of(request)
    asked, cursor = asked_of(request.query_params), request.query_params.get("cursor")
    rows, next_cursor = await rows_of(pool, reader, asked, cursor)
    pressing = await pressing_cases(pool, reader.now)
    query = asked.query()
    balls = {
        role: words.WHO[role]
        for role in ("buyer", "merchant", "desk", "senior", "carrier", "processor", "jury")
    }
    money = {currency: currency for currency in sorted(pressing[-1].requested_minor)}
    return console_page(
        "risk",
        reader,
        rows=rows,
        asked=asked,
        query=query,
        saved=await saved_tabs(pool, reader),
        pressing=pressing,
        within=choices(PATH, query | {"within": asked.within}, "within", WITHIN),
        owners=choices(PATH, query, "owner", {"": "Everybody"} | balls),
        types=choices(PATH, query, "type", {"": "Every type"} | words.TYPES),
        sorts=choices(PATH, query, "sort", {"": "By time left"} | money),
        next_page=f"{address(PATH, query)}{'&' if query else '?'}cursor={next_cursor}" if next_cursor else "",
        first_page=address(PATH, query) if cursor else "",
    )


Within = Annotated[
    str, QueryParameter(pattern="^(2|12|24|72|all)$", description="hours until the clock runs out")
]


@get("/api/console/risk", tags=["console"], summary="Cases at risk of breach")
async def read_risk(
    principal: Caller, pool: Database, engine: Machine, language: Language,
    within: Within = "24", owner: Short = "", type: Short = "", merchant: Short = "", sort: Short = "",
    cursor: CursorText = None,
) -> RiskPage:  # fmt: skip
    """Open cases by what is left of their clock, or by the money in one currency (`sort=CNY`). For operators."""
    authorise(principal, "console.read")
    reader = Reader(principal, language, engine.clock.now(), PATH)
    asked = asked_of({"within": within, "owner": owner, "type": type, "merchant": merchant, "sort": sort})
    rows, next_cursor = await rows_of(pool, reader, asked, cursor)
    return RiskPage([_case(row) for row in rows], next_cursor)


def _case(row: CaseRow) -> RiskCase:
    view = row.view
    return RiskCase(
        view.id, view.order_number, row.title, view.type.value, view.stage.value, view.ball.value if view.ball else "",
        view.due_at, view.currency, view.requested_minor, view.merchant_id, row.merchant, view.silence,
    )  # fmt: skip


RISK_HANDLERS: list[Any] = [show_risk, read_risk]
