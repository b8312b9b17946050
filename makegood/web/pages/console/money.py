"""The money: what the book holds, what is on its way, what is owed, and whether it adds up."""

from datetime import datetime, timedelta
from typing import Any

from litestar import Response, get, post
from litestar.params import JSONBody
from litestar.response import Redirect
from msgspec import Struct, convert

from makegood.accounts import authorise
from makegood.advances import AdvanceTotal, advance_totals
from makegood.carriers import RecoverySum, open_sums
from makegood.cases import Role, Stage
from makegood.cases.lists import Filters, cases_for
from makegood.chargebacks import ChargebacksWanted, chargebacks_of_order
from makegood.db.once import once
from makegood.db.pool import Pool
from makegood.flows.engine import Engine
from makegood.flows.reconcile import ask
from makegood.kit.http import IdempotencyKey
from makegood.ledger import (
    AccountBalance,
    FamilyBalance,
    OnItsWay,
    Reconciliation,
    ReconciliationKind,
    Waiting,
    account_balances,
    book_standing,
    last_reconciliations,
    platform_advances,
    platform_fund,
    receivables,
    refunds_on_their_way,
    refunds_waiting,
)
from makegood.web.pages.advances import words as advance_words
from makegood.web.pages.case.called import called_of
from makegood.web.pages.case.page import key_of, typed_of
from makegood.web.pages.chargebacks import words as bank_words
from makegood.web.pages.console.account_names import account_names
from makegood.web.pages.console.account_words import FAMILIES
from makegood.web.pages.console.frame import Caller, Machine, console_page, operator_of
from makegood.web.pages.names import names_of
from makegood.web.pages.parcels import words as parcel_words
from makegood.web.pages.shell import Database, HtmlRequest, Reader, go, new_key
from makegood.web.pages.typed import FieldNotUsable

STALE = timedelta(hours=24)
SHOWN = 20
KINDS: tuple[ReconciliationKind, ...] = ("ledger", "processors")


class MoneyView(Struct, frozen=True):
    """The money in minor units. `standing`: the trial balance by family, as of `standing_at` (None: now)."""

    standing: list[FamilyBalance]
    standing_at: datetime | None
    platform: list[AccountBalance]
    owing_merchants: list[AccountBalance]
    on_their_way: list[OnItsWay]
    stale: int
    waiting: list[Waiting]
    checks: list[Reconciliation]
    asked_processors: list[Reconciliation]
    claimed: list[RecoverySum]
    advances: list[AdvanceTotal]


class ReconciliationWanted(Struct, frozen=True, forbid_unknown_fields=True):
    """What to reconcile: the `ledger` with its postings, or refunds with the `processors`."""

    kind: ReconciliationKind


class ReconciliationAsked(Struct, frozen=True):
    """It was put down; its result is among those of /api/console/money."""

    id: str


async def money_of(pool: Pool, now: datetime) -> MoneyView:
    """Everything that the page of the money shows."""
    async with pool.acquire() as connection:
        checks = await last_reconciliations(connection, "ledger", 5)
        standing, standing_at = await _standing(connection, checks)
        on_their_way = await refunds_on_their_way(connection)
        return MoneyView(
            standing,
            standing_at,
            await account_balances(connection, [platform_advances(), platform_fund()]),
            await receivables(connection, SHOWN),
            on_their_way,
            sum(1 for one in on_their_way if one.since < now - STALE),
            await refunds_waiting(connection),
            checks,
            await last_reconciliations(connection, "processors", 5),
            await open_sums(connection),
            await advance_totals(connection),
        )


async def _standing(
    connection: Any, checks: list[Reconciliation]
) -> tuple[list[FamilyBalance], datetime | None]:
    """The trial balance now; of a book too large to add up while somebody waits, that of the last check."""
    found = await book_standing(connection)
    if found is not None:
        return found, None
    last = next((check for check in checks if check.result), None)
    if last is None or last.result is None:
        return [], None
    return convert(last.result["standing"], list[FamilyBalance]), last.ended_at


class Sum(Struct, frozen=True):
    """One currency of the trial balance: its families and what they add up to, which is zero in a right book."""

    currency: str
    families: list[FamilyBalance]
    total_minor: int

    def of(self, family: str) -> FamilyBalance | None:
        """One family's accounts in this currency."""
        return next((one for one in self.families if one.family == family), None)


def by_currency(standing: list[FamilyBalance]) -> list[Sum]:
    """The trial balance currency by currency; the one with the most accounts first."""
    currencies = sorted(
        {one.currency for one in standing},
        key=lambda currency: (-sum(one.accounts for one in standing if one.currency == currency), currency),
    )
    return [
        Sum(currency, mine, sum(one.balance_minor for one in mine))
        for currency in currencies
        for mine in [[one for one in standing if one.currency == currency]]
    ]


def sums_of(found: list[Any], amount: str) -> dict[str, int]:
    """Amounts added up by currency."""
    sums: dict[str, int] = {}
    for one in found:
        sums[one.currency] = sums.get(one.currency, 0) + getattr(one, amount)
    return sums


@get("/console/money", include_in_schema=False)
async def show_money(request: HtmlRequest, pool: Database) -> Response[str]:
    """The page of the money."""
    reader = await operator_of(request, "ledger.read")
    return await _page(pool, reader, request.query_params.get("done", ""))


async def _page(pool: Pool, reader: Reader, done: str) -> Response[str]:
    view = await money_of(pool, reader.now)
    filters = Filters(stage=Stage.REFUND_HELD, ball=Role.DESK, urgent=True)
    held = await cases_for(pool, reader.me, filters, None, SHOWN)
    merchants = {account.account.split(":")[1] for account in view.owing_merchants}
    return console_page(
        "money",
        reader,
        view=view,
        balances=by_currency(view.standing),
        families=[family for family in FAMILIES if any(one.family == family for one in view.standing)],
        way_sums=sums_of(view.on_their_way, "amount_minor"),
        waiting_sums=sums_of(view.waiting, "waiting_minor"),
        held=held.cases,
        chargebacks=await chargebacks_of_order(pool, reader.now, reader.me, ChargebacksWanted(is_open=True)),
        bank_words=bank_words,
        named=await account_names(pool, (one.account for one in view.waiting[:SHOWN]), reader),
        names=await names_of(pool, (), merchants, reader.role),
        last=next((check for check in view.checks if check.result), None),
        called=await called_of(pool, (one.case_id for one in view.on_their_way[:SHOWN]), reader),
        told=done if done in KINDS else "",
        parcel_words=parcel_words,
        advance_words=advance_words,
        stale_after=STALE,
        shown=SHOWN,
        keys={kind: new_key() for kind in KINDS},
    )


@post("/console/money/reconciliations", include_in_schema=False)
async def reconcile(request: HtmlRequest, pool: Database, engine: Machine) -> Redirect:
    """Ask for a check of the book, or for what became of refunds at the processors."""
    reader = await operator_of(request, "ledger.reconcile")
    typed = await typed_of(request)
    kind = next((one for one in KINDS if one == typed.get("kind")), None)
    if kind is None:
        raise FieldNotUsable(field="Kind")
    await _ask(pool, engine, reader.me, key_of(typed), kind)
    return go(f"/console/money?done={kind}#{kind}")


async def _ask(pool: Pool, engine: Engine, who: Any, key: str | None, kind: ReconciliationKind) -> Any:
    async def work(connection: Any) -> tuple[int, Any]:
        return 202, ReconciliationAsked(str(await ask(connection, engine, kind, who.label)))

    return await once(pool, who.label, key, ("reconcile", kind), engine.clock.now(), work)


@get("/api/console/money", tags=["console"], summary="The money at a glance")
async def read_money(principal: Caller, pool: Database, engine: Machine) -> MoneyView:
    """Trial balance, refunds on their way, advances, and what the last checks found. For operators."""
    authorise(principal, "ledger.read")
    return await money_of(pool, engine.clock.now())


@post("/api/console/reconciliations", tags=["console"], summary="Ask for a reconciliation", status_code=202)
async def ask_for_reconciliation(
    data: JSONBody[ReconciliationWanted], principal: Caller, pool: Database, engine: Machine,
    key: IdempotencyKey = None,
) -> Response[ReconciliationAsked]:  # fmt: skip
    """A worker carries it out; read the result from /api/console/money. For operators."""
    authorise(principal, "ledger.reconcile")
    kept = await _ask(pool, engine, principal, key, data.kind)
    return Response(kept.body, status_code=kept.status, media_type="application/json")


MONEY_HANDLERS: list[Any] = [show_money, reconcile, read_money, ask_for_reconciliation]
