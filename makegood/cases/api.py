"""Cases over HTTP: a case is a resource, and so is each thing done to it (`POST /api/cases/{id}/approval`)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Controller, Response, Router, delete, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody, QueryParameter, SkipValidation
from msgspec import Struct

from makegood.accounts import Principal, authorise
from makegood.cases import commands as c
from makegood.cases.decisions import CaseDecisions, decisions_of
from makegood.cases.eligibility import Eligibility, EligibilityAsked, eligibility_for
from makegood.cases.families.advance import commands as advance
from makegood.cases.families.cancellation import commands as cancellation
from makegood.cases.families.chargeback import commands as chargeback
from makegood.cases.families.court_papers import commands as court_papers
from makegood.cases.families.evidence_window import commands as evidence_window
from makegood.cases.families.jury import commands as jury
from makegood.cases.families.order_change import commands as order_change
from makegood.cases.families.reception import commands as reception
from makegood.cases.families.repair import commands as repair
from makegood.cases.families.replacement import commands as replacement
from makegood.cases.families.second_review import commands as second_review
from makegood.cases.families.virtual import commands as virtual
from makegood.cases.handlers import roles_in_case
from makegood.cases.lists import MOST, Filters, cases_for
from makegood.cases.model import CaseState, CaseType, Role, Stage
from makegood.cases.policy import Policy
from makegood.cases.reads import note_outcomes
from makegood.cases.requests import Done, Request
from makegood.cases.rulings import require_grounds
from makegood.cases.store import read_case, read_order
from makegood.cases.view import NOTHING_WITHHELD, CaseView, Withheld, case_view
from makegood.db.pool import Pool
from makegood.kit.clock import Clock
from makegood.kit.errors import Invalid, NotFound, Refused
from makegood.kit.http import PROBLEM_RESPONSES, DryRun, IdempotencyKey, IfMatch
from makegood.orders import find_order_id
from makegood.policy import Catalogue

Perform = Callable[[Request, bool], Awaitable[Done]]
"""Carries a request out; with True it is a dry run, rolled back."""

Withholding = Callable[[Principal, Sequence[CaseState], datetime], Awaitable[Mapping[int, Withheld]]]
"""What other slices keep somebody from doing in some cases, by case."""

CaseId = FromPath[str]
Viewer = NamedDependency[SkipValidation[Principal]]
Language = NamedDependency[str]
Database = NamedDependency[SkipValidation[Pool]]
Time = NamedDependency[SkipValidation[Clock]]
Promised = NamedDependency[SkipValidation[Policy]]
Keeping = NamedDependency[SkipValidation[Withholding]]
StageWanted = Annotated[Stage | None, QueryParameter(description="Only cases at this stage")]
TypeWanted = Annotated[CaseType | None, QueryParameter(description="Only cases of this type")]
BallWanted = Annotated[Role | None, QueryParameter(description="Only cases whose ball this role has")]
OrderWanted = Annotated[
    str | None, QueryParameter(max_length=20, description="Only cases of this order, by our id")
]
OpenOnly = Annotated[bool, QueryParameter(description="Leave out cases that have ended")]
Urgent = Annotated[bool, QueryParameter(description="Open cases only, the next to run out first")]
Cursor = Annotated[str | None, QueryParameter(max_length=200, description="`next_cursor` of the page before")]
KeyWanted = Annotated[
    str | None,
    QueryParameter(max_length=60, description="Only what decided this key, such as remedy.return_refund"),
]
FewAtATime = Annotated[int, QueryParameter(ge=1, le=20, description="The most decisions of a page")]
Limit = Annotated[int, QueryParameter(ge=1, le=MOST, description="The most cases of a page")]


class NewCase(c.OpenCase, frozen=True, kw_only=True):
    """A request for after-sales service, for an order by its number or its id."""

    order: Annotated[
        str, c.Meta(min_length=1, max_length=100, description="the marketplace's order number, or our id")
    ]


class CasePage(Struct, frozen=True):
    """Some cases, and the cursor of the next page (null at the end)."""

    cases: list[CaseView]
    next_cursor: str | None


ACTIONS: dict[str, type[c.Command]] = {
    "facts": c.SupplyFacts,
    "approval": c.Approve,
    "refusal": c.Refuse,
    "offers": c.MakeOffer,
    "acceptance": c.Accept,
    "revision": c.Revise,
    "withdrawal": c.Withdraw,
    "escalation": c.Escalate,
    "statements": c.AddStatement,
    "ruling": c.Rule,
    "hand-up": c.HandUp,
    "appeal": c.Appeal,
    "appeal-withdrawal": c.TakeBackAppeal,
    "appeal-ruling": c.RuleOnAppeal,
    "return-shipment": c.ShipReturn,
    "loss": c.ReportLost,
    "pickup-note": advance.NotePickup,
    "reception": c.Receive,
    "return-waiver": c.WaiveReturn,
    "inspection": c.Inspect,
    "refund-retry": c.RetryRefund,
    "refund-redirection": c.RedirectRefund,
    "refund-reduction": chargeback.ReduceRefund,
    "replacement-shipment": replacement.ShipReplacement,
    "replacement-refusal": replacement.CannotReplace,
    "refund-choice": replacement.ChooseRefund,
    "difference-payment": replacement.PayDifference,
    "difference-capture": replacement.RecordPayment,
    "arrival": replacement.ConfirmArrival,
    "replacement-loss": replacement.ReplacementLost,
    "diagnosis": repair.Diagnose,
    "quote-acceptance": repair.AcceptQuote,
    "quote-refusal": repair.DeclineQuote,
    "repair-payment": repair.RecordRepairPayment,
    "parts-awaited": repair.WaitForParts,
    "parts-arrival": repair.PartsArrived,
    "repaired-shipment": repair.SendRepaired,
    "unrepaired-shipment": repair.SendUnrepaired,
    "unrepairable": repair.ReportUnrepairable,
    "patience": repair.KeepWaiting,
    "refund-instead": repair.TakeRefund,
    "replacement-instead": repair.TakeReplacement,
    "repaired-arrival": repair.ConfirmRepaired,
    "repair-failure": repair.ReportStillFaulty,
    "loaner": repair.NoteLoaner,
    "ruling-confirmation": second_review.ConfirmRuling,
    "ruling-return": second_review.ReturnRuling,
    "jury-agreement": jury.AgreeJury,
    "jury": jury.CallJury,
    "jury-dismissal": jury.DismissJury,
    "last-word": evidence_window.SaidEverything,
    "evidence-extension": evidence_window.ExtendEvidence,
    "extension-proposal": evidence_window.ProposeExtension,
    "suspension-proposal": evidence_window.ProposeSuspension,
    "standstill-agreement": evidence_window.AgreeStandstill,
    "authority-papers": evidence_window.ShowAcceptance,
    "binding-papers": court_papers.BindRuling,
    "reopening": c.Reopen,
    "further-parcels": reception.ShipMore,
    "parcel-refusal": reception.RefuseParcel,
    "return-to-buyer": reception.SendBack,
    "grading": reception.GradeUnits,
    "pause": c.PauseClock,
    "messages": c.Say,
    "questions": c.Ask,
    "unshipped-confirmation": cancellation.ConfirmUnshipped,
    "revocation": virtual.Revoke,
    "dispatch": cancellation.ReportShipped,
    "interception": cancellation.RecordInterception,
    "change": order_change.GrantChange,
    "change-refusal": order_change.DeclineChange,
    "departure": order_change.ReportLeft,
}
"""The resource of each command, as `POST /api/cases/{id}/<resource>`."""


@dataclass(frozen=True, slots=True)
class Call:
    """Who calls, in which language, and the write path: one dependency, resolved in one step, for the hot path."""

    principal: Principal
    language: str
    perform: Perform
    catalogue: Catalogue
    withholding: Withholding

    async def answered(self, done: Done, status: int = 200) -> Response[CaseView]:
        """A case as whoever calls may see it."""
        state = done.case.state
        withheld = (await self.withholding(self.principal, [state], done.now)).get(state.id, NOTHING_WITHHELD)
        return answer(done, self.principal, self.language, self.catalogue, status, withheld)


Calling = NamedDependency[SkipValidation[Call]]


def parse_id(text: str, what: str) -> int:
    """An id out of a path. Raises NotFound, since what is no id names nothing."""
    if not (text.isascii() and text.isdigit() and len(text) <= 19) or int(text) >= 2**63:
        raise NotFound(what=what)
    return int(text)


def parse_version(if_match: str | None) -> int | None:
    """The version of an If-Match header such as `"v7"`; None for none or `*`."""
    if if_match is None or if_match.strip() == "*":
        return None
    digits = if_match.strip().removeprefix("W/").strip('"').removeprefix("v")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        raise Invalid(field="If-Match", problem='send the ETag of the case as you got it, such as "v3"')
    return int(digits)


def answer(
    done: Done,
    viewer: Principal,
    language: str,
    catalogue: Catalogue,
    status: int = 200,
    withheld: Withheld = NOTHING_WITHHELD,
) -> Response[CaseView]:
    """A case as a response, with its version as ETag."""
    view = case_view(done.case, done.order, viewer, language, done.now, catalogue, withheld)
    headers = {"ETag": f'"v{view.version}"', "Location": f"/api/cases/{view.id}"}
    # Encoded here, once: the framework would look for an encoder first.
    body: Any = msgspec.json.encode(view)
    return Response(body, status_code=status, headers=headers, media_type="application/json")


class CasesController(Controller):
    """Reading cases, and opening them."""

    path = "/api/cases"
    tags = ("cases",)

    @post(summary="Open a case", responses=PROBLEM_RESPONSES)
    async def open_case(
        self,
        data: JSONBody[NewCase],
        call: Calling,
        pool: Database,
        key: IdempotencyKey = None,
        dry_run: DryRun = False,
    ) -> Response[CaseView]:
        """Ask for a refund, with or without return, of some lines and quantities of an order."""
        authorise(call.principal, "case.open")
        order_id = await order_named(pool, data.order)
        command = c.OpenCase(
            data.type, data.items, data.reason, data.amount_minor, data.note, data.refund_to, data.facts,
            data.files, data.replacement, data.change,
        )  # fmt: skip
        request = Request(call.principal, command, order_id=order_id, key=key)
        done = await call.perform(request, dry_run)
        return await call.answered(done, 200 if dry_run else 201)

    @get(summary="List cases", responses=PROBLEM_RESPONSES)
    async def list_cases(
        self, principal: Viewer, language: Language, pool: Database, clock: Time, policy: Promised, withholding: Keeping,
        stage: StageWanted = None, type: TypeWanted = None, ball: BallWanted = None,
        order_id: OrderWanted = None, open_only: OpenOnly = False,
        urgent: Urgent = False, cursor: Cursor = None, limit: Limit = 50,
    ) -> CasePage:  # fmt: skip
        """The cases that you may see, newest first, or with `urgent` the open ones by their clock."""
        of_order = parse_id(order_id, "order") if order_id else None
        wanted = Filters(stage, type, ball, of_order, open_only, urgent)
        page = await cases_for(pool, principal, wanted, cursor, limit)
        now = clock.now()
        states = [case.state for case, _ in page.cases]
        await note_outcomes(pool, states, principal, now)
        kept = await withholding(principal, states, now)
        views = [
            case_view(
                case, order, principal, language, now, policy.catalogue, kept.get(case.state.id, NOTHING_WITHHELD)
            )
            for case, order in page.cases
        ]  # fmt: skip
        return CasePage(views, page.next_cursor)

    @get("/{case_id:str}", summary="Read a case", responses=PROBLEM_RESPONSES)
    async def read(self, case_id: CaseId, call: Calling, pool: Database, clock: Time) -> Response[CaseView]:
        """Stage, ball, clock, what silence will do, money, goods, what you may do, and everything that happened."""
        done = await seen(pool, parse_id(case_id, "case"), call.principal, clock.now())
        await note_outcomes(pool, [done.case.state], call.principal, done.now)
        return await call.answered(done)


@post(
    "/api/eligibility",
    status_code=200,
    tags=["policy"],
    summary="What may be asked for",
    responses=PROBLEM_RESPONSES,
)
async def read_eligibility(
    data: JSONBody[EligibilityAsked], call: Calling, pool: Database, clock: Time, policy: Promised
) -> Response[Eligibility]:
    """The remedies open to an order line, who pays which freight, clocks, amounts, and the facts that are missing.

    It is the very decision that opening a case makes, with its reasons; nothing is written.
    """
    authorise(call.principal, "order.read")
    order = await read_order(pool, await order_named(pool, data.order))
    authorise(call.principal, "order.read", order.buyer_id, order.merchant_id)
    now = data.at or clock.now()
    by = next(iter(roles_in_case(call.principal)), Role.DESK)
    found = eligibility_for(data, policy.promises(order, now), order, now, by, call.language)
    body: Any = msgspec.json.encode(found)
    return Response(body, media_type="application/json")


@get(
    "/api/cases/{case_id:str}/decisions",
    tags=["policy"],
    summary="Read why policy decided so",
    responses=PROBLEM_RESPONSES,
)
async def read_decisions(
    case_id: CaseId, principal: Viewer, language: Language, pool: Database, clock: Time, policy: Promised,
    key: KeyWanted = None, cursor: Cursor = None, limit: FewAtATime = 5,
) -> CaseDecisions:  # fmt: skip
    """Each decision with the rules that held, those that failed and by which condition, the facts with their source, the
    pack versions, and what would have to be different. Made again from the texts and facts that were kept.
    """
    done = await seen(pool, parse_id(case_id, "case"), principal, clock.now())
    return await decisions_of(pool, policy, done, language, key, cursor, limit)


async def order_named(pool: Pool, name: str) -> int:
    """The id of an order by the marketplace's number or by our id; 0 names none."""
    order_id = await find_order_id(pool, name)
    if order_id is None and name.isascii() and name.isdigit() and len(name) <= 19:
        order_id = int(name)
    return order_id if order_id is not None and order_id < 2**63 else 0


async def seen(pool: Pool, case_id: int, viewer: Principal, now: datetime) -> Done:
    """A case that a principal may see. Raises NotFound for others'."""
    case, order = await read_case(pool, case_id)
    authorise(viewer, "case.read", order.buyer_id, order.merchant_id)
    return Done(case, order, now)


async def _owe_grounds(call: Call, request: Request, ruling: c.Rule | c.RuleOnAppeal) -> None:
    """Ask of a ruling what the desk's page asks. A dry run says first what stands against it anyway, and whether papers
    bind the case. Raises ReasonTooShort, GroundOwed.
    """
    try:
        require_grounds(ruling)
    except Refused:
        tried = await call.perform(request, True)
        require_grounds(ruling, are_papers=tried.case.state.bound is not None)


def _action(resource: str, command: type[c.Command]) -> HTTPRouteHandler:
    """The handler of one command. Where every field has a default, the body may be left out."""
    asks_nothing = not any(field.required for field in msgspec.structs.fields(command))

    async def act(
        case_id: CaseId,
        call: Calling,
        data: Any,
        key: IdempotencyKey = None,
        if_match: IfMatch = None,
        dry_run: DryRun = False,
    ) -> Response[CaseView]:
        case, version = parse_id(case_id, "case"), parse_version(if_match)
        request = Request(call.principal, data or command(), case, key=key, version=version)
        if isinstance(data, c.Rule | c.RuleOnAppeal):
            await _owe_grounds(call, request, data)
        return await call.answered(await call.perform(request, dry_run))

    if asks_nothing:
        act.__defaults__ = (None, *(act.__defaults__ or ()))
    body: Any = command | None if asks_nothing else command
    act.__annotations__["data"] = JSONBody[body]  # type: ignore[misc]
    act.__doc__ = command.__doc__
    act.__name__ = command.name
    return post(
        f"/api/cases/{{case_id:str}}/{resource}", status_code=200, operation_id=command.name, tags=["cases"],
        summary=(command.__doc__ or "").partition(".")[0], responses=PROBLEM_RESPONSES,
    )(act)  # fmt: skip


@delete(
    "/api/cases/{case_id:str}/pause",
    status_code=200,
    tags=["cases"],
    summary="Let the clock run on",
    responses=PROBLEM_RESPONSES,
)
async def resume(
    case_id: CaseId, call: Calling, key: IdempotencyKey = None, if_match: IfMatch = None
) -> Response[CaseView]:
    """End a pause before its time."""
    case, version = parse_id(case_id, "case"), parse_version(if_match)
    request = Request(call.principal, c.ResumeClock(), case, key=key, version=version)
    return await call.answered(await call.perform(request, False))


def cases_router(*more: HTTPRouteHandler) -> Router:
    """Everything about cases under /api. `more` are handlers of other files that share paths with these."""
    actions = [_action(resource, command) for resource, command in ACTIONS.items()]
    return Router(
        path="/",
        route_handlers=[CasesController, *actions, resume, read_eligibility, read_decisions, *more],
    )
