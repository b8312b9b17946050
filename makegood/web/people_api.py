"""HTTP for the accounts of people: `/api/people`, for operators, by the same verbs as the pages at /console/people."""

from datetime import datetime
from typing import Annotated, Any, Literal

from litestar import Controller, Request, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter, SkipValidation
from msgspec import Meta, Struct

from makegood.accounts import (
    PARTIES,
    AccountOffice,
    Invited,
    NewPerson,
    Person,
    Principal,
    PrincipalRole,
    Standing,
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
)
from makegood.cases.api import Cursor, parse_id
from makegood.kit.errors import Invalid
from makegood.kit.http import PROBLEM_RESPONSES, IdempotencyKey
from makegood.web.pages.account.party import external_ids_of, party_id

MANAGE = "people.manage"
LARGEST_ID = 2**63 - 1
_SECRET = {"Cache-Control": "no-store"}
"""An answer with a link in it is nobody's to keep."""

Office = NamedDependency[SkipValidation[AccountOffice]]
Caller = NamedDependency[SkipValidation[Principal]]
Id = FromPath[str]
Limit = Annotated[int, QueryParameter(ge=1, le=100, description="The most people of a page")]
Role = Literal["desk", "senior", "operator", "merchant", "buyer"]
RoleWanted = Annotated[Role | None, QueryParameter(name="role", description="Only people of this role")]
StandingWanted = Annotated[
    Standing | None, QueryParameter(name="status", description="Only invited, active or disabled ones")
]
Sought = Annotated[
    str, QueryParameter(name="q", max_length=100, description="A piece of a name or an e-mail address")
]
Text = Annotated[str, Meta(max_length=254)]
Party = Annotated[
    str,
    Meta(
        max_length=100,
        description="the merchant or buyer that somebody acts for, as the marketplace calls it",
    ),
]


class PersonView(Struct, frozen=True, kw_only=True):
    """Somebody with an account. `party` is the merchant or buyer they act for, as the marketplace calls it."""

    id: str
    email: str
    name: str
    role: str
    party: str | None
    language: str
    status: Standing
    has_second_factor: bool
    created_at: datetime
    last_signed_in_at: datetime | None


class PeoplePage(Struct, frozen=True):
    """People, newest first. `next_cursor` leads to the rest; null at the end."""

    people: list[PersonView]
    next_cursor: str | None


class PersonAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """Whom to let in, and as what."""

    email: Text
    name: Text
    role: Role
    party: Party | None = None
    language: Literal["zh-CN", "en"] = "en"


class RoleAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody is to be."""

    role: Role
    party: Party | None = None


class InvitedView(Struct, frozen=True):
    """Somebody who was let in. `link` leads to their first password, where no mail carried it (`is_sent`).

    A repetition with the same key has neither: a link is shown once.
    """

    person: PersonView
    link: str | None
    is_sent: bool


class PeopleController(Controller):
    """The accounts of an installation, for operators."""

    path = "/api/people"
    tags = ("people",)

    @get(operation_id="list_people", summary="List people", responses=PROBLEM_RESPONSES)
    async def people(
        self, principal: Caller, accounts: Office, role: RoleWanted = None, status: StandingWanted = None,
        sought: Sought = "", cursor: Cursor = None, limit: Limit = 50,
    ) -> PeoplePage:  # fmt: skip
        """Everybody with an account, newest first."""
        authorise(principal, MANAGE)
        below = parse_id(cursor, "page") if cursor else LARGEST_ID
        wanted = PrincipalRole(role) if role else None
        found = await people_page(accounts.pool, below, limit + 1, wanted, status, sought)
        views = await _views(accounts, found[:limit])
        return PeoplePage(views, views[-1].id if len(found) > limit else None)

    @get(
        "/{person_id:str}", operation_id="read_person", summary="Read an account", responses=PROBLEM_RESPONSES
    )
    async def person(self, person_id: Id, principal: Caller, accounts: Office) -> PersonView:
        """One of them."""
        authorise(principal, MANAGE)
        return await _view(accounts, parse_id(person_id, "person"))

    @post(operation_id="invite_person", summary="Let somebody in", responses=PROBLEM_RESPONSES)
    async def invitation(
        self, data: JSONBody[PersonAsked], principal: Caller, accounts: Office, key: IdempotencyKey = None
    ) -> Response[InvitedView]:
        """They get a link to their first password by e-mail; where no mail is set up, the answer has it, once."""
        authorise(principal, MANAGE)
        role = PrincipalRole(data.role)
        new = NewPerson(
            email=data.email, name=data.name, role=role, subject=await _subject(accounts, role, data.party),
            language=data.language,
        )  # fmt: skip
        return await _answer(accounts, await invite(accounts, principal, new, key))

    @post("/{person_id:str}/invitation", operation_id="invite_person_again", summary="Make a new link for somebody",
          responses=PROBLEM_RESPONSES)  # fmt: skip
    async def invitation_again(
        self, person_id: Id, principal: Caller, accounts: Office, key: IdempotencyKey = None
    ) -> Response[InvitedView]:
        """For who has not used the first, or forgot their password. Earlier links are void."""
        number = parse_id(person_id, "person")
        return await _answer(accounts, await invite_again(accounts, principal, number, key))

    @put("/{person_id:str}/role", operation_id="change_person_role", summary="Give somebody another role",
         responses=PROBLEM_RESPONSES)  # fmt: skip
    async def role(
        self, person_id: Id, data: JSONBody[RoleAsked], request: Request[Any, Any, Any], principal: Caller, accounts: Office
    ) -> PersonView:  # fmt: skip
        """Their sessions end. Nobody changes their own role, and one operator stays."""
        authorise(principal, MANAGE)
        number, role = parse_id(person_id, "person"), PrincipalRole(data.role)
        subject = await _subject(accounts, role, data.party)
        await change_role(accounts, principal, number, role, subject)
        return await _changed(request, accounts, number)

    @put("/{person_id:str}/disabling", operation_id="disable_person", summary="Shut somebody out",
         responses=PROBLEM_RESPONSES)  # fmt: skip
    async def disabling(
        self, person_id: Id, request: Request[Any, Any, Any], principal: Caller, accounts: Office
    ) -> PersonView:
        """Their sessions and links end. Nobody shuts themselves out, and one operator stays."""
        number = parse_id(person_id, "person")
        await disable(accounts, principal, number)
        return await _changed(request, accounts, number)

    @delete("/{person_id:str}/disabling", status_code=200, operation_id="enable_person", summary="Let somebody in again",
            responses=PROBLEM_RESPONSES)  # fmt: skip
    async def enabling(
        self, person_id: Id, request: Request[Any, Any, Any], principal: Caller, accounts: Office
    ) -> PersonView:
        """With the password and the second factor that they had."""
        number = parse_id(person_id, "person")
        await enable(accounts, principal, number)
        return await _changed(request, accounts, number)

    @delete("/{person_id:str}/second-factor", status_code=200, operation_id="reset_second_factor",
            summary="Take away a second factor that was lost", responses=PROBLEM_RESPONSES)  # fmt: skip
    async def second_factor(
        self, person_id: Id, request: Request[Any, Any, Any], principal: Caller, accounts: Office
    ) -> PersonView:
        """Their sessions end; staff set up a new one at the next sign-in."""
        number = parse_id(person_id, "person")
        await reset_second_factor(accounts, principal, number)
        return await _changed(request, accounts, number)

    @delete("/{person_id:str}/sessions", status_code=200, operation_id="end_sessions_of_person",
            summary="Sign somebody out everywhere", responses=PROBLEM_RESPONSES)  # fmt: skip
    async def sessions(
        self, person_id: Id, request: Request[Any, Any, Any], principal: Caller, accounts: Office
    ) -> PersonView:
        """They sign in again to go on."""
        number = parse_id(person_id, "person")
        await end_sessions_of(accounts, principal, number)
        return await _changed(request, accounts, number)


async def _subject(accounts: AccountOffice, role: PrincipalRole, party: str | None) -> int | None:
    """The party that somebody is to act for. Raises PartyUnknown, Invalid."""
    if party and role not in PARTIES:
        raise Invalid(field="party", problem="buyers and merchants name who they are, other roles do not")
    return await party_id(accounts.pool, role, {"party": party or ""})


async def _changed(request: Request[Any, Any, Any], accounts: AccountOffice, person_id: int) -> PersonView:
    request.app.state.callers.forget()
    return await _view(accounts, person_id)


async def _answer(accounts: AccountOffice, invited: Invited) -> Response[InvitedView]:
    (view,) = await _views(accounts, [invited.person])
    return Response(InvitedView(view, invited.link, invited.is_sent), status_code=201, headers=_SECRET)


async def _view(accounts: AccountOffice, person_id: int) -> PersonView:
    (view,) = await _views(accounts, [await person_by_id(accounts.pool, person_id)])
    return view


async def _views(accounts: AccountOffice, people: list[Person]) -> list[PersonView]:
    names = await external_ids_of(accounts.pool, [(one.role, one.subject) for one in people])
    return [
        PersonView(
            id=str(one.id), email=one.email, name=one.name, role=one.role.value,
            party=None if one.subject is None else names.get(one.subject), language=one.language, status=one.status,
            has_second_factor=one.has_second_factor, created_at=one.created_at, last_signed_in_at=one.last_signed_in_at,
        )
        for one in people
    ]  # fmt: skip


PEOPLE_ROUTES = [PeopleController]
