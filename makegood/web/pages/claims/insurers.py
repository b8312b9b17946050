"""What insurers are due and owe: a statement of a period to read, to print and to download, and settlements put down."""

import csv
import io
from collections.abc import AsyncIterator
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from litestar.response import Redirect, Stream

from makegood.claims import INSURER_NAMES, InsurerLine, InsurerOffice, Settlement
from makegood.kit.errors import Refused
from makegood.kit.i18n import text
from makegood.kit.money import decimal_text, is_currency
from makegood.web.pages.case.operations import refusal_words
from makegood.web.pages.case.page import key_of, typed_of
from makegood.web.pages.claims import words as claim_words
from makegood.web.pages.console.frame import Choice, address, console_page, cursor_of, mark_of, operator_of
from makegood.web.pages.printing import lines_shown, whole_page
from makegood.web.pages.shell import HtmlRequest, PathPart, Reader, go, new_key
from makegood.web.pages.time import zone_name
from makegood.web.pages.typed import FieldNotUsable, amount_of
from makegood.web.pages.work.statements import period_of, safe_cell

Insurers = NamedDependency[SkipValidation[InsurerOffice]]
PATH = "/console/insurers"


@get(PATH, include_in_schema=False)
async def show_first(request: HtmlRequest, insurer_office: Insurers) -> Response[str]:
    """The statement of the first insurer; the others are a step away."""
    reader = await operator_of(request, "insurer.manage")
    return await _page(request, reader, insurer_office, INSURER_NAMES[0])


@get(PATH + "/{insurer:str}", include_in_schema=False)
async def show_statement(insurer: PathPart, request: HtmlRequest, insurer_office: Insurers) -> Response[str]:
    """The lines of a period with their sums."""
    reader = await operator_of(request, "insurer.manage")
    return await _page(request, reader, insurer_office, insurer)


@get(PATH + "/{insurer:str}/statement.csv", include_in_schema=False)
async def statement_file(insurer: PathPart, request: HtmlRequest, insurer_office: Insurers) -> Stream:
    """All lines of a period, amounts as decimal text; to reconcile with the insurer's own."""
    reader = await operator_of(request, "insurer.manage")
    period = period_of(request.query_params, reader)
    pieces = insurer_office.all_lines(reader.me, insurer, period.since, period.until)
    first = await anext(pieces)
    name = f"{insurer}-{period.first.isoformat()}-{period.last.isoformat()}.csv"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Stream(
        _file(first, pieces, reader.language), media_type="text/csv; charset=utf-8", headers=headers
    )


@post(PATH + "/{insurer:str}/settlements", include_in_schema=False)
async def settle(
    insurer: PathPart, request: HtmlRequest, insurer_office: Insurers
) -> Response[str] | Redirect:
    """Put down money that changed hands."""
    reader = await operator_of(request, "insurer.manage")
    typed = await typed_of(request)
    try:
        await insurer_office.settle(reader.me, insurer, _settlement(typed), key_of(typed))
    except Refused as refusal:
        if refusal.status in (401, 404):
            raise
        told = refusal_words(refusal, reader.language)
        return await _page(request, reader, insurer_office, insurer, told, refusal.status)
    return go(f"{PATH}/{insurer}?done=settled")


def _settlement(typed: dict[str, str]) -> Settlement:
    direction, reference = typed.get("direction", ""), typed.get("reference", "").strip()
    if direction not in claim_words.DIRECTIONS:
        raise FieldNotUsable(field="Direction")
    if not 0 < len(reference) <= 100 or "\0" in reference:
        raise FieldNotUsable(field="Reference")
    currency = typed.get("currency", "").strip().upper()
    if not is_currency(currency):
        raise FieldNotUsable(field="Currency")
    amount = amount_of(typed.get("amount", ""), currency)
    return Settlement(direction=direction, currency=currency, amount_minor=amount, reference=reference)


async def _page(
    request: HtmlRequest, reader: Reader, office: InsurerOffice, insurer: str, refused: str = "", status: int = 200
) -> Response[str]:  # fmt: skip
    query = request.query_params
    period, cursor = period_of(query, reader), query.get("cursor", "")
    mark = mark_of(cursor)
    place = (mark.at, mark.id) if mark else None
    found, after = await office.statement(
        reader.me, insurer, period.since, period.until, place, lines_shown(query)
    )
    path, named = f"{PATH}/{insurer}", {"from": period.first.isoformat(), "to": period.last.isoformat()}
    return console_page(
        "insurer", reader, status, found=found, claim_words=claim_words, period=period, path=path, insurer=insurer,
        insurers=[Choice(claim_words.INSURERS[one], address(f"{PATH}/{one}", named), one == insurer) for one in INSURER_NAMES],
        period_zone=zone_name(reader.language), csv_href=address(f"{path}/statement.csv", named), refused=refused,
        told=claim_words.DONE.get(request.query_params.get("done", ""), ""), key=new_key(),
        next_page=address(path, named) + f"&cursor={cursor_of(*after)}" if after else "",
        first_page=address(path, named) if cursor else "", whole=whole_page(path, named, query, after is not None),
    )  # fmt: skip


async def _file(
    first: list[InsurerLine], rest: AsyncIterator[list[InsurerLine]], language: str
) -> AsyncIterator[bytes]:
    """The file in pieces. It begins with the mark by which spreadsheets know UTF-8."""
    heads = (
        text(language, "When"), text(language, "Kind"), text(language, "Order"), text(language, "Claim"),
        text(language, "Reference"), text(language, "Currency"), text(language, "Amount"), text(language, "Transaction"),
    )  # fmt: skip
    yield b"\xef\xbb\xbf" + _csv([list(heads)])
    yield _csv([_cells(line, language) for line in first])
    async for lines in rest:
        yield _csv([_cells(line, language) for line in lines])


def _cells(line: InsurerLine, language: str) -> list[str]:
    return [
        line.at.isoformat(timespec="seconds"), text(language, claim_words.LINES[line.kind]), line.order_id or "",
        line.claim_id or "", safe_cell(line.reference), line.currency, decimal_text(line.amount_minor, line.currency),
        line.transaction_id,
    ]  # fmt: skip


def _csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode("utf-8")


INSURER_HANDLERS: list[Any] = [show_first, show_statement, statement_file, settle]
