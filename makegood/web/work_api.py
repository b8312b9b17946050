"""HTTP for the workbench: one answer to many cases, a merchant's queue, templates and statements."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from litestar import Controller, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter, SkipValidation
from msgspec import Meta, Struct

from makegood.cases import (
    MOST_CASES,
    CaseView,
    ChosenCase,
    Outcome,
    QueueFilters,
    QueueSort,
    QueueTab,
    ReplyTemplate,
    ReplyTemplatePage,
    StoredCase,
    add_template,
    batch_command,
    carry_out,
    case_view,
    cases_named,
    change_template,
    delete_template,
    queue_of,
    require_confirmed,
    require_sensible,
    template_of,
    templates_of,
)
from makegood.cases.api import Calling, Cursor, Database, Promised, Time, Viewer, parse_id
from makegood.db.once import Kept, once
from makegood.db.writes import Connection
from makegood.flows.engine import Engine
from makegood.kit.errors import Invalid, Refused
from makegood.kit.http import PROBLEM_RESPONSES, DryRun, IdempotencyKey
from makegood.kit.i18n import refusal_text
from makegood.ledger import StatementLine, StatementTotal, statement_lines, statement_totals
from makegood.web.pages.work.frame import merchant_of
from makegood.web.pages.work.marks import Mark, mark_of, text_of_mark

LONGEST_STATEMENT = timedelta(days=400)
"""A year and what is asked around its ends: its sums are counted anew for every page."""

Machine = NamedDependency[SkipValidation[Engine]]
Language = NamedDependency[str]
Short = Annotated[str, Meta(max_length=64)]
Long = Annotated[str, Meta(max_length=2000, pattern=r"^[^\x00]*$")]
Limit = Annotated[int, QueryParameter(ge=1, le=100, description="The most items of a page")]
Moment = Annotated[datetime, QueryParameter(description="A moment with its zone, as ISO 8601")]
TabWanted = Annotated[QueueTab, QueryParameter(description="Which part of the queue")]
SortWanted = Annotated[QueueSort, QueryParameter(description="By what it is sorted")]
CurrencyWanted = Annotated[
    str, QueryParameter(max_length=3, pattern="^[A-Z]*$", description="Only cases in this currency")
]


class CaseChosen(Struct, frozen=True, forbid_unknown_fields=True):
    """A case; with a `version` only if it has not changed since."""

    id: Annotated[str, Meta(pattern="^[0-9]{1,19}$")]
    version: int | None = None


class BatchAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """One answer to many cases. `reason` and `note` are of a refusal, `text` is the question to the buyers.

    `confirmed`: the sum that is agreed to, by currency; needed for large ones.
    """

    operation: Annotated[str, Meta(pattern="^(approve|refuse|ask)$")]
    cases: Annotated[list[CaseChosen], Meta(max_length=MOST_CASES)]
    reason: Short = ""
    note: Long = ""
    text: Long = ""
    confirmed: dict[str, int] = {}


class OutcomeView(Struct, frozen=True):
    """What became of a case: its state as it is now, or the refusal's code and sentence."""

    id: str
    done: bool
    stage: str = ""
    code: str = ""
    reason: str = ""


class BatchView(Struct, frozen=True):
    """What became of all of them, in the order in which they were named."""

    done: int
    refused: int
    outcomes: list[OutcomeView]


class QueueView(Struct, frozen=True):
    """Some cases of the queue, and the cursor of the next page (null at the end)."""

    cases: list[CaseView]
    next_cursor: str | None


class TemplateAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """A title, and a text whose gaps in braces a case fills."""

    title: Annotated[str, Meta(min_length=1, max_length=60)]
    body: Annotated[str, Meta(min_length=1, max_length=2000)]


class StatementView(Struct, frozen=True):
    """The lines of a period, oldest first, with its sums; amounts in minor units. `next_cursor` is null at the end."""

    lines: list[StatementLine]
    totals: list[StatementTotal]
    next_cursor: str | None


@post(
    "/api/cases/batch", status_code=200, operation_id="answer_batch", tags=["cases"],
    summary="Give one answer to many cases", responses=PROBLEM_RESPONSES,
)  # fmt: skip
async def answer_many(
    data: JSONBody[BatchAsked], call: Calling, pool: Database, clock: Time, key: IdempotencyKey = None,
    dry_run: DryRun = False,
) -> Response[BatchView]:  # fmt: skip
    """Each case is answered or refused alone. With an `Idempotency-Key` the whole may be sent again: nothing is done twice."""
    merchant_id = merchant_of(call.principal, f"case.{data.operation}")
    chosen = [ChosenCase(parse_id(one.id, "case"), one.version) for one in data.cases]
    require_sensible(chosen, data.operation)
    command = batch_command(
        data.operation, _reason(data), data.text if data.operation == "ask" else data.note
    )
    if data.operation == "approve" and not dry_run:
        found = await cases_named(pool, merchant_id, [one.case_id for one in chosen])
        require_confirmed(_totals(call.principal, found, clock.now()), data.confirmed)
    outcomes = await carry_out(call.perform, call.principal, chosen, command, key, dry_run)
    told = [_outcome(one, call.language) for one in outcomes]
    done = sum(1 for one in told if one.done)
    return Response(BatchView(done, len(told) - done, told), status_code=200)


def _reason(data: BatchAsked) -> str:
    if data.operation == "refuse" and not data.reason:
        raise Invalid(field="reason", problem="a refusal needs one")
    if data.operation == "ask" and not data.text.strip():
        raise Invalid(field="text", problem="write the question")
    return data.reason


def _totals(principal: Any, found: list[tuple[StoredCase, Any]], now: datetime) -> dict[str, int]:
    """What would be agreed to, of the cases that can be, by currency."""
    sums: dict[str, int] = {}
    for case, order in found:
        view = case_view(case, order, principal, "en", now)
        if any(one.name == "approve" and one.allowed for one in view.allowed_operations):
            sums[view.currency] = sums.get(view.currency, 0) + case.state.owed_minor
    return sums


def _outcome(one: Outcome, language: str) -> OutcomeView:
    if one.done:
        return OutcomeView(str(one.case_id), True, one.done.case.state.stage.value)
    assert isinstance(one.refused, Refused)
    return OutcomeView(
        str(one.case_id), False, code=type(one.refused).code(), reason=refusal_text(language, one.refused)
    )


@get("/api/queue", operation_id="read_queue", tags=["cases"], summary="Read your queue",
     responses=PROBLEM_RESPONSES)  # fmt: skip
async def read_queue(
    principal: Viewer, language: Language, pool: Database, clock: Time, policy: Promised, tab: TabWanted = QueueTab.TURN,
    sort: SortWanted = QueueSort.CLOCK, currency: CurrencyWanted = "", cursor: Cursor = None, limit: Limit = 50,
) -> QueueView:  # fmt: skip
    """A merchant's cases by clock, money (of one currency) or age. A page may be short and still lead on."""
    merchant_id = merchant_of(principal)
    found = await queue_of(pool, merchant_id, QueueFilters(tab, sort, currency), cursor, limit)
    now = clock.now()
    views = [
        case_view(case, order, principal, language, now, policy.catalogue) for case, order in found.cases
    ]
    return QueueView(views, found.next_cursor)


@get("/api/statements", operation_id="read_statement", tags=["ledger"], summary="Read your statement",
     responses=PROBLEM_RESPONSES)  # fmt: skip
async def read_statement(
    principal: Viewer, pool: Database, since: Moment, until: Moment, cursor: Cursor = None, limit: Limit = 100
) -> StatementView:
    """What the cases of a period (`until` not included, at most 400 days) moved of a merchant's money, with its sums."""
    merchant_id = merchant_of(principal)
    if since.tzinfo is None or until.tzinfo is None:
        raise Invalid(field="since", problem="moments need their zone, such as 2026-03-01T00:00:00Z")
    if until - since > LONGEST_STATEMENT:
        raise Invalid(
            field="until", problem=f"a statement is of at most {LONGEST_STATEMENT.days} days; ask for several"
        )
    mark = mark_of(cursor or "")
    place = (mark.at, mark.id) if mark else None
    lines, after = await statement_lines(pool, merchant_id, since, until, place, limit)
    totals = await statement_totals(pool, merchant_id, since, until)
    return StatementView(lines, totals, text_of_mark(Mark(after[1], after[0])) if after else None)


class ReplyTemplates(Controller):
    """A merchant's own texts for messages."""

    path = "/api/reply-templates"
    tags = ("cases",)

    @get("/", operation_id="list_reply_templates", summary="List your templates", responses=PROBLEM_RESPONSES)
    async def list(
        self, principal: Viewer, pool: Database, cursor: Cursor = None, limit: Limit = 100
    ) -> ReplyTemplatePage:
        """By title."""
        return await templates_of(pool, merchant_of(principal, "template.manage"), cursor or "", limit)

    @get("/{template_id:str}", operation_id="read_reply_template", summary="Read a template",
         responses=PROBLEM_RESPONSES)  # fmt: skip
    async def read(self, principal: Viewer, pool: Database, template_id: FromPath[str]) -> ReplyTemplate:
        """One of them."""
        merchant_id = merchant_of(principal, "template.manage")
        return await template_of(pool, merchant_id, parse_id(template_id, "template"))

    @post("/", operation_id="add_reply_template", summary="Keep a new template", responses=PROBLEM_RESPONSES)
    async def add(
        self, data: JSONBody[TemplateAsked], principal: Viewer, engine: Machine, key: IdempotencyKey = None
    ) -> Response[ReplyTemplate]:
        """Names in braces that no case can fill are refused."""
        merchant_id, now = merchant_of(principal, "template.manage"), engine.clock.now()

        async def work(connection: Connection) -> tuple[int, ReplyTemplate]:
            return 201, await add_template(
                connection, merchant_id, data.title, data.body, principal.label, now, engine.ids
            )

        return _answer(await once(engine.pool, principal.label, key, ("template.add", data), now, work))

    @put("/{template_id:str}", operation_id="change_reply_template", summary="Change a template",
         responses=PROBLEM_RESPONSES)  # fmt: skip
    async def change(
        self, data: JSONBody[TemplateAsked], template_id: FromPath[str], principal: Viewer, engine: Machine,
        key: IdempotencyKey = None,
    ) -> Response[ReplyTemplate]:  # fmt: skip
        """Title and text, both."""
        merchant_id, now = merchant_of(principal, "template.manage"), engine.clock.now()
        number = parse_id(template_id, "template")

        async def work(connection: Connection) -> tuple[int, ReplyTemplate]:
            return 200, await change_template(
                connection, merchant_id, number, data.title, data.body, principal.label, now
            )

        content = ("template.change", template_id, data)
        return _answer(await once(engine.pool, principal.label, key, content, now, work))

    @delete("/{template_id:str}", operation_id="delete_reply_template", summary="Delete a template",
         responses=PROBLEM_RESPONSES)  # fmt: skip
    async def remove(
        self, template_id: FromPath[str], principal: Viewer, engine: Machine, key: IdempotencyKey = None
    ) -> None:
        """What is gone already is gone."""
        merchant_id = merchant_of(principal, "template.manage")
        number = parse_id(template_id, "template")

        async def work(connection: Connection) -> tuple[int, None]:
            await delete_template(connection, merchant_id, number)
            return 204, None

        content = ("template.delete", template_id)
        await once(engine.pool, principal.label, key, content, engine.clock.now(), work)


def _answer(kept: Kept) -> Response[Any]:
    return Response(kept.body, status_code=kept.status, media_type="application/json")


WORK_ROUTES: list[Any] = [answer_many, read_queue, read_statement, ReplyTemplates]
