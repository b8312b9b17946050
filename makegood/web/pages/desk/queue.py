"""The desk's queue: appeals first, then what is to be decided by when, who works on it; and the reader's own figures."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from litestar import Response, get
from msgspec import Struct

from makegood.cases import (
    CaseView,
    Claim,
    DeskFigures,
    DeskFilters,
    DeskRisk,
    DeskRow,
    DeskTab,
    case_view,
    desk_counts,
    desk_currencies,
    desk_figures,
    desk_queue,
    is_another,
)
from makegood.db.pool import Pool
from makegood.desk import desk_person
from makegood.kit.i18n import text
from makegood.web.pages import words
from makegood.web.pages.case.clock import CaseClock, clock_of
from makegood.web.pages.case.model import parties_of, title_of
from makegood.web.pages.case.reasons import headed, reasons_of
from makegood.web.pages.desk import words as desk_words
from makegood.web.pages.desk.frame import (
    HOME,
    Choice,
    case_path,
    day_began,
    desk_page,
    desk_reading,
    in_words,
)
from makegood.web.pages.desk.narrowing import Asked, ability_of, asked, moment_in, understood
from makegood.web.pages.names import Names, names_of
from makegood.web.pages.shell import Database, HtmlRequest, Promises, Reader
from makegood.web.pages.tables import ASCENDING, DESCENDING, Column
from makegood.web.pages.time import left_text
from makegood.web.pages.views import saved_tabs

PAGE_SIZE = 40
FIGURES_SINCE = timedelta(days=90)
APPEALS_FIRST = 10
"""Appeals that stand above the other parts of the queue."""


class QueueRow(Struct, frozen=True):
    """A case of the queue in the reader's words. `claim` is a colleague's or the reader's own (`is_mine`).

    `not_mine`: why the reader cannot decide its appeal, being who ruled before; empty where they can. `risks`: those that
    no chip of flags tells already; `age`: how long ago it was opened.
    """

    view: CaseView
    title: str
    buyer: str
    merchant: str
    reason: str
    language: str
    clock: CaseClock | None
    flags: tuple[str, ...]
    handed_over: bool
    claim: Claim | None
    is_mine: bool
    is_appealed: bool
    not_mine: str
    href: str
    risks: tuple[str, ...]
    age: str


class Queue(Struct, frozen=True):
    """The list as the template draws it; addresses are empty where they lead nowhere. `appeals` stand above the rest."""

    rows: list[QueueRow]
    appeals: list[QueueRow]
    columns: list[Column]
    tabs: list[Choice]
    sorts: list[Choice]
    currencies: list[Choice]
    narrowings: list[Choice]
    shown: Asked
    next_page: str
    first_page: str
    is_cut: bool
    refused: str


@get(HOME, include_in_schema=False)
async def show_queue(request: HtmlRequest, pool: Database, policy: Promises) -> Response[str]:
    """The queue and the reader's figures."""
    reader = await desk_reading(request)
    currencies = await desk_currencies(pool)
    shown = asked(request.query_params, currencies, reader.role)
    reasons = headed(reasons_of(policy.catalogue, reader.language))
    queue = await queue_for(pool, reader, shown, request.query_params.get("cursor", ""), reasons, currencies)
    return desk_page(
        "queue",
        reader,
        422 if queue.refused else 200,
        queue=queue,
        stage_options=_stages(shown, reader.language),
        risk_options=_options(desk_words.RISKS, reader.language),
        unit_options=_options(desk_words.UNITS, reader.language),
        currency=currencies[0] if currencies else "",
        due=tuple(moment_in(shown.get(name)) for name in ("due_from", "due_until")),
        figures=await own_figures(pool, reader),
        told=desk_words.TOLD.get(request.query_params.get("done", ""), ""),
        saved=await saved_tabs(pool, reader),
        span_of=lambda seconds: _span(seconds, reader.language),
        share_of=share_of,
    )


async def queue_for(
    pool: Pool, reader: Reader, shown: Asked, cursor: str, reasons: Mapping[str, str], currencies: list[str]
) -> Queue:
    """A page of the queue in the reader's words."""
    filters, refusal = understood(shown, ability_of(await desk_person(pool, reader.me), reader.me.role))
    found = await desk_queue(pool, reader.me, filters, cursor or None, PAGE_SIZE, reader.now)
    appeals = await _appeals_first(pool, reader, shown, cursor)
    states = [row.case.state for row in (*found.rows, *appeals)]
    names = await names_of(
        pool, {str(each.buyer_id) for each in states}, {str(each.merchant_id) for each in states}, reader.role
    )
    counts = await desk_counts(pool, reader.me, reader.now)
    return Queue(
        [_row(each, reader, names, reasons) for each in found.rows],
        [_row(each, reader, names, reasons) for each in appeals],
        _columns(shown, reader.language),
        [
            Choice(label, shown.href(tab=tab), shown.get("tab") == tab, str(counts[DeskTab(tab)]))
            for tab, label in desk_words.TABS.items()
        ],
        [
            Choice(label, shown.href(sort=sort), shown.get("sort") == sort)
            for sort, label in desk_words.SORTS.items()
        ],
        [Choice(one, shown.href(currency=one), shown.get("currency") == one) for one in currencies]
        if len(currencies) > 1
        else [],
        [_switch(shown, name, label) for name, label in desk_words.SWITCHES.items()],
        shown,
        shown.href(cursor=found.next_cursor) if found.next_cursor else "",
        shown.href() if cursor else "",
        found.is_cut,
        in_words(refusal, reader) if refusal else "",
    )


async def _appeals_first(pool: Pool, reader: Reader, shown: Asked, cursor: str) -> list[DeskRow]:
    """The appeals that stand above a part of the queue: those that the reader may decide before their own rulings."""
    if shown.get("tab") not in ("desk", "senior") or shown.is_narrowed or cursor:
        return []
    filters = DeskFilters(tab=DeskTab.APPEALS)
    found = await desk_queue(pool, reader.me, filters, None, APPEALS_FIRST, reader.now)
    return sorted(found.rows, key=lambda row: not is_another(reader.me.label, row.case.state.ruled_by))


def _options(table: Mapping[str, str], language: str) -> list[tuple[str, str]]:
    return [(code, text(language, label)) for code, label in table.items()]


def _stages(shown: Asked, language: str) -> list[tuple[str, str]]:
    """The stages in which the desk has something to do, and the one that was asked for."""
    stages = dict.fromkeys((*desk_words.STAGES, *filter(None, [shown.get("stage")])))
    return [(stage, text(language, words.STAGES[stage])) for stage in stages]


def _switch(shown: Asked, name: str, label: str) -> Choice:
    is_on = bool(shown.get(name))
    return Choice(label, shown.href(**{name: "" if is_on else "yes"}), is_on)


def _row(row: DeskRow, reader: Reader, names: Names, reasons: Mapping[str, str]) -> QueueRow:
    view = case_view(row.case, row.order, reader.me, reader.language, reader.now)
    buyer, merchant = parties_of(view, names, reader.language)
    return QueueRow(
        view, title_of(view, reader.language), buyer, merchant, reasons.get(view.reason, view.reason), row.language,
        clock_of(row.case, reader.now), row.flags, row.handed_over, row.claim,
        row.claim is not None and row.claim.person == reader.me.label, row.case.state.is_appealed,
        "" if not row.case.state.is_appealed or is_another(reader.me.label, row.case.state.ruled_by)
        else text(reader.language, desk_words.NOT_MINE["ruling"]), case_path(view.id),
        tuple(each.value for each in row.risks if each is not DeskRisk.FLAGGED or not row.flags),
        left_text(max(reader.now - row.opened_at, timedelta(minutes=1)), reader.language),
    )  # fmt: skip


def _columns(shown: Asked, language: str) -> list[Column]:
    by = shown.get("sort")
    return [
        Column(text(language, "Time left"), order=ASCENDING if by == "clock" else ""),
        Column(text(language, "Case"), order=ASCENDING if by == "age" else ""),
        Column(text(language, "Parties"), kind="parties"),
        Column(text(language, "What silence does"), kind="what"),
        Column(text(language, "Works on it"), kind="claim"),
        Column(text(language, "At stake"), order=DESCENDING if by == "money" else "", kind="amount"),
    ]


async def own_figures(pool: Pool, reader: Reader) -> DeskFigures:
    """The reader's own rulings of the last ninety days."""
    return await desk_figures(pool, reader.me, reader.now - FIGURES_SINCE, day_began(reader), reader.now)


def _span(seconds: int | None, language: str) -> str:
    return "–" if seconds is None else left_text(timedelta(seconds=max(seconds, 60)), language)


def share_of(part: int, whole: int) -> str:
    """A share in whole percent; a dash where there is nothing to take a share of."""
    return f"{round(100 * part / whole)}%" if whole else "–"


QUEUE_HANDLERS: list[Any] = [show_queue]
