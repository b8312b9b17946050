"""A story: an operator lets people in, gives them another role, shuts them out, helps who lost a phone."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from makegood.accounts.authority import authorise
from makegood.accounts.codes import Purpose, end_links
from makegood.accounts.new_password import make_link, send_link
from makegood.accounts.office import AccountOffice
from makegood.accounts.people import (
    PARTIES,
    NewPerson,
    Person,
    Standing,
    add_person,
    change_person,
    operators_locked,
    person_by_id,
)
from makegood.accounts.principal import Principal, PrincipalRole
from makegood.accounts.refusals import EmailTaken, LastOperator, NameNotUsable, NotOneself
from makegood.accounts.session_book import end_sessions
from makegood.accounts.set_up import drop_second_factor
from makegood.db.once import Kept, once
from makegood.db.writes import Connection
from makegood.kit.errors import Invalid
from makegood.kit.ids import bucket_of

MOST_OF_A_NAME = 100
MANAGE = "people.manage"


class Invited(Struct, frozen=True):
    """Somebody who was let in, and the link for their first password where no mail carries it.

    Neither sent nor shown: the request was a repetition, and the link is shown once only.
    """

    person: Person
    link: str | None = None
    is_sent: bool = False


async def invite(office: AccountOffice, by: Principal, new: NewPerson, key: str | None = None) -> Invited:
    """Make an account and send its owner a link, once for each key.

    Raises NotPermitted, NameNotUsable, EmailNotUsable, EmailTaken, Invalid.
    """
    authorise(by, MANAGE)
    check_role(new.role, new.subject)
    if not 0 < len(new.name.strip()) <= MOST_OF_A_NAME or not new.name.isprintable():
        raise NameNotUsable(most=MOST_OF_A_NAME)
    links: dict[int, str] = {}

    async def work(connection: Connection) -> tuple[int, Any]:
        person = await add_person(connection, office.ids, new, Standing.INVITED, office.clock.now())
        became = {"role": person.role.value, "subject": str(person.subject) if person.subject else None}
        await office.record(connection, by, "person.invited", person, became=became)
        links[person.id] = await make_link(office, connection, person, Purpose.INVITATION)
        return 201, {"id": str(person.id)}

    async def keep() -> Kept:
        return await once(office.pool, by.label, key, ("invite", new), office.clock.now(), work)

    try:
        kept = await keep()
    except EmailTaken:  # perhaps by the same form, sent twice at once: then its answer is there now
        kept = await keep()
    person = await person_by_id(office.pool, int(msgspec.json.decode(kept.body)["id"]))
    link = links.get(person.id)
    return await _delivered(office, person, link) if link else Invited(person)


async def invite_again(
    office: AccountOffice, by: Principal, person_id: int, key: str | None = None
) -> Invited:
    """A new link for somebody who has not used the first, or who forgot their password; once for each key.

    Raises NotPermitted, NotFound, Invalid.
    """
    authorise(by, MANAGE)
    links: dict[str, str] = {}

    async def work(connection: Connection) -> tuple[int, Any]:
        person = await person_by_id(connection, person_id)
        if person.status is Standing.DISABLED:
            raise Invalid(field="person", problem="enable the account first")
        # A turn that was taken back (the same key, faster elsewhere) must not hand out the link that went with it.
        turn = str(office.ids(bucket_of(person_id)))
        links[turn] = await make_link(office, connection, person, Purpose.INVITATION)
        await office.record(connection, by, "person.link_made", person)
        return 201, {"turn": turn}

    content = ("invite_again", str(person_id))
    kept = await once(office.pool, by.label, key, content, office.clock.now(), work)
    person = await person_by_id(office.pool, person_id)
    link = links.get(msgspec.json.decode(kept.body)["turn"])
    return await _delivered(office, person, link) if link else Invited(person)


async def _delivered(office: AccountOffice, person: Person, link: str) -> Invited:
    if office.mailer is None or office.shows_codes:
        return Invited(person, link)
    await send_link(office, person, Purpose.INVITATION, link)
    return Invited(person, is_sent=True)


async def change_role(
    office: AccountOffice, by: Principal, person_id: int, role: PrincipalRole, subject: int | None
) -> None:
    """Give somebody another role; their sessions end. Raises NotOneself, LastOperator, Invalid, NotFound."""
    check_role(role, subject)

    async def act(connection: Connection, person: Person) -> Mapping[str, Any] | None:
        if (person.role, person.subject) == (role, subject):
            return None
        await require_another_operator(connection, person)
        await change_person(connection, person.id, role=role.value, subject=subject)
        await end_sessions(connection, person.id, office.now())
        return {"role": role.value, "subject": None if subject is None else str(subject)}

    await _change(office, by, person_id, "person.role_changed", act)


async def disable(office: AccountOffice, by: Principal, person_id: int) -> None:
    """Shut somebody out: sessions and links end. Raises NotOneself, LastOperator, NotFound."""

    async def act(connection: Connection, person: Person) -> Mapping[str, Any] | None:
        if person.status is Standing.DISABLED:
            return None
        await require_another_operator(connection, person)
        await change_person(connection, person.id, status=Standing.DISABLED.value)
        await end_sessions(connection, person.id, office.now())
        await end_links(connection, person.id)
        return {"status": Standing.DISABLED.value}

    await _change(office, by, person_id, "person.disabled", act)


async def enable(office: AccountOffice, by: Principal, person_id: int) -> None:
    """Let somebody in again. Raises NotFound."""

    async def act(connection: Connection, person: Person) -> Mapping[str, Any] | None:
        if person.status is not Standing.DISABLED:
            return None
        status = Standing.ACTIVE if person.has_password or person.last_signed_in_at else Standing.INVITED
        await change_person(connection, person.id, status=status.value)
        return {"status": status.value}

    await _change(office, by, person_id, "person.enabled", act)


async def reset_second_factor(office: AccountOffice, by: Principal, person_id: int) -> None:
    """Take away a second factor that was lost; sessions end, and staff set up a new one. Raises NotOneself, NotFound."""

    async def act(connection: Connection, person: Person) -> Mapping[str, Any] | None:
        await drop_second_factor(connection, person)
        await end_sessions(connection, person.id, office.now())
        return {"second_factor": False} if person.has_second_factor else None

    await _change(office, by, person_id, "person.second_factor_reset", act)


async def end_sessions_of(office: AccountOffice, by: Principal, person_id: int) -> None:
    """Sign somebody out everywhere. Raises NotOneself, NotFound."""

    async def act(connection: Connection, person: Person) -> Mapping[str, Any] | None:
        ended = await end_sessions(connection, person.id, office.now())
        return {"sessions_ended": ended} if ended else None

    await _change(office, by, person_id, "person.sessions_ended", act)


Act = Callable[[Connection, Person], Any]


async def _change(office: AccountOffice, by: Principal, person_id: int, what: str, act: Act) -> None:
    """Carry out a change of somebody else's account and put it on the record; doing it again changes nothing."""
    authorise(by, MANAGE)
    if by.person_id == person_id:
        raise NotOneself()
    async with office.pool.acquire() as connection, connection.transaction():
        person = await person_by_id(connection, person_id)
        became = await act(connection, person)
        if became is not None:
            await office.record(
                connection, by, what, person, {name: _was(person, name) for name in became}, became
            )


def _was(person: Person, name: str) -> Any:
    match name:
        case "role" | "status":
            return str(getattr(person, name))
        case "subject":
            return None if person.subject is None else str(person.subject)
        case "second_factor":
            return person.has_second_factor
    return None


async def require_another_operator(connection: Connection, person: Person) -> None:
    """Raises LastOperator when nobody else could run the installation. Holds the operators until the end."""
    operators = await operators_locked(connection)
    if person.id in operators and len(operators) == 1:
        raise LastOperator()


def check_role(role: PrincipalRole, subject: int | None) -> None:
    """Raises Invalid unless a person can have this role, for this buyer or merchant."""
    if role in (PrincipalRole.MARKETPLACE, PrincipalRole.SYSTEM):
        raise Invalid(field="role", problem="this role is for programs; give them an API key")
    if (role in PARTIES) != (subject is not None):
        raise Invalid(field="subject", problem="buyers and merchants name who they are, other roles do not")
