"""The queue: what needs the merchant, by when, and the file of one case beside it."""

from typing import Any

from litestar import Response, get
from msgspec import Struct

from makegood.cases import QueueTab, queue_counts, queue_currencies, queue_of
from makegood.cases.api import order_named
from makegood.db.pool import Pool
from makegood.kit.i18n import text
from makegood.web.pages import operation_words
from makegood.web.pages.case.reasons import headed, reasons_of
from makegood.web.pages.names import names_of
from makegood.web.pages.shell import Database, HtmlRequest, Promises, Reader
from makegood.web.pages.tables import ASCENDING, DESCENDING, Column
from makegood.web.pages.views import saved_tabs
from makegood.web.pages.work import words as work_words
from makegood.web.pages.work.frame import Choice, merchant_reading, work_page
from makegood.web.pages.work.narrowing import PATH, Asked, asked, filters_of
from makegood.web.pages.work.panel import Beside, beside
from makegood.web.pages.work.rows import QueueRow, queue_row

PAGE_SIZE = 40
TOLD = {**operation_words.DONE, "sign-in": "You are signed in."}


class Queue(Struct, frozen=True):
    """The list as the template draws it; addresses are empty where they lead nowhere."""

    rows: list[QueueRow]
    columns: list[Column]
    tabs: list[Choice]
    sorts: list[Choice]
    currencies: list[Choice]
    reasons: dict[str, str]
    shown: Asked
    next_page: str
    first_page: str
    is_cut: bool


@get(PATH, include_in_schema=False)
async def show_queue(request: HtmlRequest, pool: Database, policy: Promises) -> Response[str]:
    """The queue, and with `case` the file of one case beside it."""
    reader, merchant_id = await merchant_reading(request)
    parameters = request.query_params
    shown = asked(parameters, await queue_currencies(pool, merchant_id))
    reasons = headed(reasons_of(policy.catalogue, reader.language))
    cursor = parameters.get("cursor", "")
    queue = await _queue(pool, reader, merchant_id, shown, cursor, reasons)
    opened: Beside | None = None
    if parameters.get("case"):
        back = shown.href(cursor=cursor)
        opened = await beside(pool, policy, reader, parameters["case"], parameters.get("template", ""), back)
    return work_page(
        "queue",
        reader,
        queue=queue,
        beside=opened,
        told=TOLD.get(parameters.get("done", ""), ""),
        reasons=reasons,
        saved=None if opened else await saved_tabs(pool, reader),
    )


async def _queue(
    pool: Pool, reader: Reader, merchant_id: int, shown: Asked, cursor: str, reasons: dict[str, str]
) -> Queue:
    order_id = await order_named(pool, shown.get("order")) if shown.get("order") else None
    found = await queue_of(pool, merchant_id, filters_of(shown, order_id), cursor or None, PAGE_SIZE)
    names = await names_of(pool, {str(case.state.buyer_id) for case, _ in found.cases}, (), reader.role)
    rows = [
        queue_row(
            case,
            order,
            reader,
            names,
            reasons,
            shown.href(cursor=cursor, case=str(case.state.id)) + "#beside",
        )
        for case, order in found.cases
    ]
    counts, is_capped = await queue_counts(pool, merchant_id)
    return Queue(
        rows, _columns(shown, reader.language), _tabs(shown, counts, is_capped), _sorts(shown),
        await _currencies(pool, merchant_id, shown), reasons, shown,
        shown.href(cursor=found.next_cursor) if found.next_cursor else "",
        shown.href() if cursor else "", found.is_cut,
    )  # fmt: skip


def _columns(shown: Asked, language: str) -> list[Column]:
    by = shown.get("sort") if shown.get("tab") != "all" else ""
    return [
        Column(text(language, "Chosen"), kind="unseen-head"),
        Column(text(language, "Time left"), order=ASCENDING if by == "clock" else ""),
        Column(text(language, "Case"), order=ASCENDING if by == "age" else ""),
        Column(text(language, "What is to be done"), kind="what"),
        Column(text(language, "Reason"), kind="why"),
        Column(text(language, "Last message"), kind="word"),
        Column(text(language, "At stake"), order=DESCENDING if by == "money" else "", kind="amount"),
    ]


def _tabs(shown: Asked, counts: dict[QueueTab, int], is_capped: bool) -> list[Choice]:
    return [
        Choice(
            label,
            shown.href(tab=tab),
            shown.get("tab") == tab,
            _count(counts.get(QueueTab(tab)), is_capped),
        )
        for tab, label in work_words.TABS.items()
    ]


def _count(count: int | None, is_capped: bool) -> str | None:
    return None if count is None else f"{count}+" if is_capped and count else str(count)


def _sorts(shown: Asked) -> list[Choice]:
    if shown.get("tab") == "all":
        return []
    return [
        Choice(label, shown.href(sort=sort), shown.get("sort") == sort)
        for sort, label in work_words.SORTS.items()
    ]


async def _currencies(pool: Pool, merchant_id: int, shown: Asked) -> list[Choice]:
    found = await queue_currencies(pool, merchant_id)
    if len(found) < 2:
        return []
    return [Choice(one, shown.href(currency=one), shown.get("currency") == one) for one in found]


QUEUE_HANDLERS: list[Any] = [show_queue]
