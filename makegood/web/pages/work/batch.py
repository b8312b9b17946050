"""One answer to many cases: a page that lists each with its amount and who cannot and why, then what became of each."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, get, post
from msgspec import Struct

from makegood.cases import (
    MOST_CASES,
    CaseView,
    ChosenCase,
    Outcome,
    StoredCase,
    TotalNotConfirmed,
    batch_command,
    carry_out,
    case_view,
    cases_named,
    require_confirmed,
    require_sensible,
    typed_from_minor,
)
from makegood.cases.api import parse_version
from makegood.cases.facts import OrderFacts
from makegood.db.pool import Pool
from makegood.kit.errors import Refused
from makegood.kit.i18n import text
from makegood.kit.money import money_text
from makegood.web.pages import words
from makegood.web.pages.case.model import parties_of, title_of
from makegood.web.pages.case.operations import refusal_words, why_not
from makegood.web.pages.fields import Field, choice, note
from makegood.web.pages.names import names_of
from makegood.web.pages.shell import Database, HtmlRequest, Promises, Reader, Writing, new_key
from makegood.web.pages.typed import FieldMissing, amount_of, convert
from makegood.web.pages.work.frame import merchant_reading, work_page

PATH = "/work/batch"


class BatchRow(Struct, frozen=True):
    """A case of the batch; `why_not` is empty where it can be answered so. `amount_minor` is what is agreed to."""

    view: CaseView
    title: str
    buyer: str
    amount_minor: int
    why_not: str


class Total(Struct, frozen=True):
    """The sum of what can be answered, in one currency; from `typed` on it has to be typed."""

    currency: str
    cases: int
    amount_minor: int
    is_typed: bool


class Batch(Struct, frozen=True):
    """What the page shows before anything is done."""

    operation: str
    rows: list[BatchRow]
    totals: list[Total]
    fields: list[Field]

    @property
    def ready(self) -> list[BatchRow]:
        """The cases that can be answered."""
        return [row for row in self.rows if not row.why_not]


class Became(Struct, frozen=True):
    """What became of one case, in the reader's words; `refused` is empty where it was done."""

    id: str
    title: str
    order_number: str
    refused: str


@get(PATH, include_in_schema=False)
async def show_batch(request: HtmlRequest, pool: Database, policy: Promises) -> Response[str]:
    """What would be done, case by case, before it is."""
    reader, merchant_id = await merchant_reading(request, "case.approve")
    pairs = request.query_params
    operation, chosen = pairs.get("operation", ""), pairs.getall("case", [])
    return await _asking(pool, reader, merchant_id, operation, _ids(chosen))


@post(PATH, include_in_schema=False)
async def answer_batch(
    request: HtmlRequest, pool: Database, policy: Promises, perform: Writing
) -> Response[str]:
    """Answer all of them, each through the write path with a key of its own; then say what became of each."""
    reader, merchant_id = await merchant_reading(request, "case.approve")
    form = await request.form()
    typed = {name: value for name, value in form.items() if isinstance(value, str)}
    operation, ids = typed.get("operation", ""), _ids(form.getall("case", []))
    try:
        chosen = [ChosenCase(one, _version(typed.get(f"version_{one}", ""))) for one in ids]
        require_sensible(chosen, operation)
        command = _command(operation, typed)
        batch = await _batch(pool, reader, merchant_id, operation, ids, typed)
        if operation == "approve":
            _require_typed(batch, typed, reader)
        key = typed.get("key") or new_key()
        outcomes = await carry_out(perform, reader.me, chosen, command, key)
    except Refused as refusal:
        if refusal.status in (401, 403, 404):
            raise
        told = _told(refusal, reader.language)
        return await _asking(pool, reader, merchant_id, operation, ids, typed, told, refusal.status)
    became = await _became(pool, reader, merchant_id, outcomes)
    return work_page("batch_done", reader, operation=operation, became=became)


async def _asking(
    pool: Pool, reader: Reader, merchant_id: int, operation: str, ids: list[int],
    typed: dict[str, str] | None = None, refused: str = "", status: int = 200,
) -> Response[str]:  # fmt: skip
    try:
        require_sensible([ChosenCase(one) for one in ids], operation)
    except Refused as refusal:
        told = refused or refusal_words(refusal, reader.language)
        return work_page("batch_none", reader, status if refused else refusal.status, told=told)
    batch = await _batch(pool, reader, merchant_id, operation, ids, typed or {})
    key = (typed or {}).get("key") or new_key()
    return work_page("batch", reader, status, batch=batch, typed=typed or {}, refused=refused, key=key)


async def _batch(
    pool: Pool, reader: Reader, merchant_id: int, operation: str, ids: list[int], typed: dict[str, str]
) -> Batch:
    found = await cases_named(pool, merchant_id, ids)
    names = await names_of(pool, {str(case.state.buyer_id) for case, _ in found}, (), reader.role)
    rows = []
    for case, order in found:
        view = case_view(case, order, reader.me, reader.language, reader.now)
        buyer, _ = parties_of(view, names, reader.language)
        rows.append(
            BatchRow(
                view,
                title_of(view, reader.language),
                buyer,
                case.state.owed_minor,
                why_not(operation, view, reader.language),
            )
        )
    return Batch(operation, rows, _totals(rows), _fields(operation, typed))


def _totals(rows: Sequence[BatchRow]) -> list[Total]:
    sums: dict[str, list[int]] = {}
    for row in rows:
        if not row.why_not:
            sums.setdefault(row.view.currency, []).append(row.amount_minor)
    return [
        Total(currency, len(each), sum(each), sum(each) >= typed_from_minor(currency))
        for currency, each in sorted(sums.items())
    ]


def _fields(operation: str, typed: dict[str, str]) -> list[Field]:
    """The fields of a refusal are those of one case; a question is a text."""
    match operation:
        case "refuse":
            reason = choice("reason", "Reason", words.MERCHANT_REASONS, value=typed.get("reason", ""))
            return [reason, note(value=typed.get("note", ""))]
        case "ask":
            return [note("Your question", required=True, name="text", value=typed.get("text", ""))]
        case _:
            return []


def _command(operation: str, typed: dict[str, str]) -> Any:
    """The command, held to the limits of the API."""
    reason, said = typed.get("reason", "").strip(), typed.get("text", typed.get("note", "")).strip()
    if operation == "refuse" and not reason:
        raise FieldMissing(field="Reason")
    if operation == "ask" and not said:
        raise FieldMissing(field="Your question")
    made = batch_command(operation, reason, said)
    content = {name: getattr(made, name) for name in made.__struct_fields__}
    return convert(content, made.name)


def _require_typed(batch: Batch, typed: dict[str, str], reader: Reader) -> None:
    """Large sums are typed, so that nobody agrees to a hundred refunds with one key. Raises TotalNotConfirmed."""
    confirmed = {}
    for total in batch.totals:
        said = typed.get(f"total_{total.currency}", "")
        if total.is_typed and said.strip():
            confirmed[total.currency] = amount_of(said, total.currency)
    require_confirmed({total.currency: total.amount_minor for total in batch.totals}, confirmed)


async def _became(pool: Pool, reader: Reader, merchant_id: int, outcomes: list[Outcome]) -> list[Became]:
    found: dict[int, tuple[StoredCase, OrderFacts]] = {
        case.state.id: (case, order)
        for case, order in await cases_named(pool, merchant_id, [one.case_id for one in outcomes])
    }
    became = []
    for one in outcomes:
        told = refusal_words(one.refused, reader.language) if one.refused else ""
        case, order = found.get(one.case_id, (None, None))
        title, number = "", ""
        if case and order:
            title = title_of(case_view(case, order, reader.me, reader.language, reader.now), reader.language)
            number = order.external_id
        became.append(Became(str(one.case_id), title or text(reader.language, "Case"), number, told))
    return became


def _told(refusal: Refused, language: str) -> str:
    """A refusal of the whole, with the sum as money."""
    if isinstance(refusal, TotalNotConfirmed):
        amount = money_text(refusal.fields["amount_minor"], refusal.fields["currency"], language)
        return text(language, "Type the sum that you agree to: {amount}", amount=amount)
    return refusal_words(refusal, language)


def _ids(told: Sequence[Any]) -> list[int]:
    """Ids out of an address or a form, each once, and one more than may be, to be refused; what is none is left out."""
    texts = [one for one in told if isinstance(one, str)]
    found = [int(one) for one in texts if one.isascii() and one.isdigit() and len(one) < 20]
    return [one for one in dict.fromkeys(found) if one < 2**63][: MOST_CASES + 1]


def _version(told: str) -> int | None:
    return parse_version(told or None)


BATCH_HANDLERS: list[Any] = [show_batch, answer_batch]
