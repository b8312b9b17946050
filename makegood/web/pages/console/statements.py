"""Statements of accounts by period at `/console/statements`: the platform, carriers, insurers, processors, merchants."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from litestar import Response, get
from litestar.params import QueryParameter
from litestar.response import Stream
from msgspec import Struct

from makegood.accounts import PrincipalRole, authorise
from makegood.db.pool import Pool
from makegood.kit.errors import Invalid, NotFound
from makegood.kit.http import PROBLEM_RESPONSES
from makegood.ledger import (
    AccountKind,
    AccountLine,
    AccountOwner,
    AccountSums,
    OwnerKind,
    account_owners,
    owner_of,
)
from makegood.web.pages.account_statement import (
    MEANINGS,
    account_file,
    account_page,
    kind_words,
    movement_words,
    owner_words,
)
from makegood.web.pages.console.frame import Caller, Choice, CursorText, address, console_page, operator_of
from makegood.web.pages.names import names_of
from makegood.web.pages.printing import lines_shown, whole_page
from makegood.web.pages.shell import Database, HtmlRequest, Reader
from makegood.web.pages.time import zone_name
from makegood.web.pages.work.statements import Period, period_of

PATH = "/console/statements"
LONGEST = timedelta(days=400)
Owner = Annotated[
    str,
    QueryParameter(
        name="of",
        max_length=120,
        description="`platform`, or carrier:, insurer:, processor: or merchant: and its name",
    ),
]
Moment = Annotated[datetime, QueryParameter(description="A moment with its zone, as ISO 8601")]
Limit = Annotated[int, QueryParameter(ge=1, le=100, description="The most items of a page")]


class AccountStatementView(Struct, frozen=True):
    """A statement of accounts. `kinds`: the totals of the period by kind of movement; `lines`: the oldest first; `next_cursor`
    continues them (null at the end).
    """

    of: str
    sums: list[AccountSums]
    kinds: list[AccountKind]
    lines: list[AccountLine]
    next_cursor: str | None


class OwnerView(Struct, frozen=True):
    """A party that has accounts, as `of` names it."""

    of: str
    kind: OwnerKind
    name: str


class OwnersView(Struct, frozen=True):
    """The platform and the parties beside merchants that have accounts; at most a thousand."""

    owners: list[OwnerView]


@get(PATH, include_in_schema=False)
async def show_account_statement(request: HtmlRequest, pool: Database) -> Response[str]:
    """Opening, movements, closing; to read and to print."""
    reader = await operator_of(request, "ledger.read")
    query = request.query_params
    owner, period = _owner(query.get("of", "platform")), period_of(query, reader)
    found = await account_page(pool, owner, period, query.get("cursor", ""), lines_shown(query))
    asked = {"of": owner.text, "from": period.first.isoformat(), "to": period.last.isoformat()}
    return console_page(
        "statements", reader, period=period, found=found, owner=owner, path=PATH,
        whose=await _whose(pool, owner, reader), meaning=MEANINGS[owner.kind],
        owners=await _choices(pool, owner, asked, reader), period_zone=zone_name(reader.language),
        movement=lambda line: movement_words(line, reader.language),
        kind_words=lambda kind: kind_words(kind, reader.language), csv_href=address(f"{PATH}.csv", asked),
        next_page=address(PATH, asked, cursor=found.next_cursor) if found.next_cursor else "",
        first_page=address(PATH, asked) if query.get("cursor") else "",
        whole=whole_page(PATH, asked, query, found.next_cursor is not None),
    )  # fmt: skip


@get(f"{PATH}.csv", include_in_schema=False)
async def account_statement_file(request: HtmlRequest, pool: Database) -> Stream:
    """The whole statement, amounts as decimal text; for a spreadsheet."""
    reader = await operator_of(request, "ledger.read")
    owner = _owner(request.query_params.get("of", "platform"))
    return csv_answer(pool, owner, period_of(request.query_params, reader), reader.language)


def csv_answer(pool: Pool, owner: AccountOwner, period: Period, language: str) -> Stream:
    """A statement as a file to keep."""
    name = f"statement-{owner.kind.value}-{period.first.isoformat()}-{period.last.isoformat()}.csv"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Stream(
        account_file(pool, owner, period, language), media_type="text/csv; charset=utf-8", headers=headers
    )


def _owner(told: str) -> AccountOwner:
    owner = owner_of(told)
    if owner is None:
        raise NotFound(what="account")
    return owner


async def _whose(pool: Pool, owner: AccountOwner, reader: Reader) -> str:
    name = ""
    if owner.kind is OwnerKind.MERCHANT:
        name = (await names_of(pool, (), {owner.name}, reader.role)).merchant(owner.name)
    return owner_words(owner, name, reader.language)


async def _choices(pool: Pool, owner: AccountOwner, asked: dict[str, Any], reader: Reader) -> list[Choice]:
    found = await account_owners(pool)
    return [
        Choice(owner_words(one, "", reader.language), address(PATH, asked, of=one.text), one == owner) for one in found
    ]  # fmt: skip


@get("/api/account-statements", operation_id="read_account_statement", tags=["ledger"],
     summary="Read a statement of accounts", responses=PROBLEM_RESPONSES)  # fmt: skip
async def read_account_statement(
    principal: Caller, pool: Database, since: Moment, until: Moment, of: Owner = "", cursor: CursorText = None,
    limit: Limit = 100,
) -> AccountStatementView:  # fmt: skip
    """What a party's accounts stood at, every movement of a period (`until` not included, at most 400 days), what they stand
    at. A merchant reads their own; operators those of everybody.
    """
    owner = _asked_by(principal, of)
    if since.tzinfo is None or until.tzinfo is None:
        raise Invalid(field="since", problem="moments need their zone, such as 2026-03-01T00:00:00Z")
    if until - since > LONGEST:
        raise Invalid(
            field="until", problem=f"a statement is of at most {LONGEST.days} days; ask for several"
        )
    period = Period(since.date(), until.date(), since, until)
    found = await account_page(pool, owner, period, cursor or "", limit)
    return AccountStatementView(owner.text, found.sums, found.kinds, found.lines, found.next_cursor)


def _asked_by(principal: Any, of: str) -> AccountOwner:
    """Whose statement somebody asked for; merchants have their own. Raises NotPermitted, NotFound."""
    if principal.role is PrincipalRole.MERCHANT:
        authorise(principal, "work.read")
        mine = AccountOwner(OwnerKind.MERCHANT, str(principal.subject))
        if of not in ("", mine.text):
            raise NotFound(what="account")
        return mine
    authorise(principal, "ledger.read")
    return _owner(of or "platform")


@get("/api/account-owners", operation_id="list_account_owners", tags=["ledger"],
     summary="List parties that have accounts", responses=PROBLEM_RESPONSES)  # fmt: skip
async def list_account_owners(principal: Caller, pool: Database) -> OwnersView:
    """The platform, carriers, insurers and processors. For operators."""
    authorise(principal, "ledger.read")
    found = await account_owners(pool)
    return OwnersView([OwnerView(one.text, one.kind, one.name) for one in found])


ACCOUNT_STATEMENT_HANDLERS: list[Any] = [
    show_account_statement,
    account_statement_file,
    read_account_statement,
    list_account_owners,
]
