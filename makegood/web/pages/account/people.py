"""The operator's list of people: who is let in, as what, and helping who is locked out."""

from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.response import Redirect

from makegood.accounts import (
    PARTIES,
    STAFF,
    AccountOffice,
    AuditFilters,
    NewPerson,
    Principal,
    PrincipalRole,
    Standing,
    audit_page,
    authorise,
    change_role,
    disable,
    enable,
    end_sessions_of,
    invite,
    invite_again,
    people_page,
    person_by_id,
    reset_second_factor,
    sessions_of,
)
from makegood.cases.api import parse_id
from makegood.kit.errors import NotFound, Refused
from makegood.kit.i18n import LANGUAGES, text
from makegood.web.caller import language_of
from makegood.web.pages import words
from makegood.web.pages.account.forms import Accounts, own_form, told_page
from makegood.web.pages.account.party import external_id_of, party_id
from makegood.web.pages.account.words import DONE, STATUSES, audit_words
from makegood.web.pages.case.page import key_of
from makegood.web.pages.names import names_of
from makegood.web.pages.shell import HtmlRequest, PathPart, go, new_key, page, reader_of
from makegood.web.pages.tables import Column

HERE = "/console/people"
PAGE_SIZE = 50
ROLES = [role.value for role in (*STAFF, *reversed(PARTIES))]
_MANAGE = "people.manage"


@get(HERE, include_in_schema=False)
async def show_people(request: HtmlRequest, accounts: Accounts) -> Response[Any]:
    """Everybody with an account, newest first."""
    reader = await reader_of(request, signed_in=True)
    authorise(reader.me, _MANAGE)
    asked = request.query_params
    role, status = asked.get("role", ""), asked.get("status", "")
    search, cursor = asked.get("q", "")[:100], asked.get("cursor", "")
    rows = await people_page(
        accounts.pool,
        int(cursor) if cursor.isascii() and cursor.isdigit() and len(cursor) < 19 else 2**63 - 1,
        PAGE_SIZE + 1,
        PrincipalRole(role) if role in ROLES else None,
        Standing(status) if status in list(Standing) else None,
        search,
    )
    shown = rows[:PAGE_SIZE]
    kept = {name: value for name, value in (("role", role), ("status", status), ("q", search)) if value}
    more = urlencode(kept | {"cursor": shown[-1].id}) if len(rows) > PAGE_SIZE else ""
    return page(
        "account/people.html", reader, people=shown, statuses=STATUSES, role=role, standing=status,
        role_options=[("", text(reader.language, "Every role")), *role_options(reader.language)],
        standing_options=_standing_options(reader.language), columns=_columns(reader.language),
        search=search, next_page=f"{HERE}?{more}" if more else "", first_page=HERE if cursor else "",
        parties=await _parties(accounts, [one.principal for one in shown]),
    )  # fmt: skip


@get(f"{HERE}/new", include_in_schema=False)
async def show_invitation(request: HtmlRequest) -> Response[Any]:
    """The form for letting somebody in."""
    reader = await reader_of(request, signed_in=True)
    authorise(reader.me, _MANAGE)
    return await _invitation_page(request, {})


@post(HERE, include_in_schema=False)
async def send_invitation(request: HtmlRequest, accounts: Accounts) -> Response[Any]:
    """Let somebody in. Where no mail carries the link, it is shown this once."""
    reader = await reader_of(request, signed_in=True)
    authorise(reader.me, _MANAGE)
    typed = await own_form(request)
    try:
        invited = await invite(accounts, reader.me, await _new_person(accounts, typed), key_of(typed))
    except Refused as refusal:
        return await _invitation_page(request, typed, refusal)
    if invited.link is None:
        return go(f"{HERE}/{invited.person.id}{'?done=invited' if invited.is_sent else ''}")
    return await told_page("account/invited.html", request, person=invited.person, link=invited.link)


@get(f"{HERE}/{{person_id:str}}", include_in_schema=False)
async def show_person(person_id: PathPart, request: HtmlRequest, accounts: Accounts) -> Response[Any]:
    """An account: what it is, what protects it, where it is used, and what was changed about it."""
    reader = await reader_of(request, signed_in=True)
    authorise(reader.me, _MANAGE)
    return await _person_page(parse_id(person_id, "person"), request, accounts, reader.me)


@post(f"{HERE}/{{person_id:str}}/{{resource:str}}", include_in_schema=False)
async def act(
    person_id: PathPart, resource: PathPart, request: HtmlRequest, accounts: Accounts
) -> Response[Any] | Redirect:
    """Change an account."""
    reader = await reader_of(request, signed_in=True)
    authorise(reader.me, _MANAGE)
    number, typed = parse_id(person_id, "person"), await own_form(request)
    try:
        if resource == "invitation":
            again = await invite_again(accounts, reader.me, number)
            if again.link is not None:
                return await told_page("account/invited.html", request, person=again.person, link=again.link)
        else:
            await _change(resource, accounts, reader.me, number, typed)
    except Refused as refusal:
        if refusal.status == 404:
            raise
        return await _person_page(number, request, accounts, reader.me, refusal)
    request.app.state.callers.forget()
    return go(f"{HERE}/{number}?done={resource}")


async def _change(
    resource: str, accounts: AccountOffice, by: Principal, number: int, typed: dict[str, str]
) -> None:
    match resource:
        case "role":
            role = _role(typed)
            await change_role(accounts, by, number, role, await party_id(accounts.pool, role, typed))
        case "disabling":
            await disable(accounts, by, number)
        case "enabling":
            await enable(accounts, by, number)
        case "second-factor-reset":
            await reset_second_factor(accounts, by, number)
        case "sessions-ending":
            await end_sessions_of(accounts, by, number)
        case _:
            raise NotFound(what="page")


async def _person_page(
    number: int, request: HtmlRequest, accounts: AccountOffice, me: Principal, refusal: Refused | None = None
) -> Response[Any]:
    person = await person_by_id(accounts.pool, number)
    history = await audit_page(accounts.pool, AuditFilters(subject=f"person:{person.id}"), limit=30)
    return await told_page(
        "account/person.html", request, refusal, person=person, statuses=STATUSES,
        role_options=role_options(language_of(request)),
        sessions=await sessions_of(accounts.pool, person.principal, accounts.now()),
        history=[(entry, audit_words(entry)) for entry in history], is_me=me.person_id == person.id,
        party=await external_id_of(accounts.pool, person.role, person.subject),
        parties=await _parties(accounts, [person.principal]),
        told=DONE.get(request.query_params.get("done", ""), ""),
    )  # fmt: skip


async def _invitation_page(
    request: HtmlRequest, typed: dict[str, str], refusal: Refused | None = None
) -> Response[Any]:
    return await told_page(
        "account/invite.html", request, refusal, typed=typed, key=typed.get("key") or new_key(),
        role_options=role_options(language_of(request)),
    )  # fmt: skip


def role_options(language: str) -> list[tuple[str, str]]:
    """The roles that people can have, in words."""
    named = [(role, text(language, words.ROLES[role])) for role in ROLES]
    return [(role, name[:1].upper() + name[1:]) for role, name in named]


def _standing_options(language: str) -> list[tuple[str, str]]:
    return [("", text(language, "All")), *((code, text(language, word)) for code, word in STATUSES.items())]


def _columns(language: str) -> list[Column]:
    heads = (
        text(language, "Name"),
        text(language, "Role"),
        text(language, "Standing"),
        text(language, "Second factor"),
        text(language, "Last signed in"),
    )
    return [Column(head) for head in heads]


async def _new_person(accounts: AccountOffice, typed: dict[str, str]) -> NewPerson:
    role = _role(typed)
    language = typed.get("language", "")
    return NewPerson(
        email=typed.get("email", ""), name=typed.get("name", ""), role=role,
        subject=await party_id(accounts.pool, role, typed), language=language if language in LANGUAGES else "en",
    )  # fmt: skip


def _role(typed: dict[str, str]) -> PrincipalRole:
    role = typed.get("role", "")
    return PrincipalRole(role if role in ROLES else PrincipalRole.SYSTEM)


async def _parties(accounts: AccountOffice, people: list[Principal]) -> dict[int, str]:
    """The names of the buyers and merchants that people act for, by their ids."""
    buyers = {str(one.subject) for one in people if one.role is PrincipalRole.BUYER}
    merchants = {str(one.subject) for one in people if one.role is PrincipalRole.MERCHANT}
    names = await names_of(accounts.pool, buyers, merchants, "operator")
    return {int(number): name for number, name in (names.buyers | names.merchants).items()}


PEOPLE_HANDLERS = [show_people, show_invitation, send_invitation, show_person, act]
