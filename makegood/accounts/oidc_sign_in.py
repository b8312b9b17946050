"""A story: somebody signs in whom the sign-in service vouches for; its groups say which role they have here."""

from collections.abc import Sequence

from makegood.accounts.limits import for_provider
from makegood.accounts.office import AccountOffice, Opened
from makegood.accounts.oidc import Identity, Provider
from makegood.accounts.password_sign_in import admit
from makegood.accounts.people import (
    NewPerson,
    Person,
    Standing,
    add_name,
    add_person,
    change_person,
    email_name,
    identity_name,
    operators_locked,
    person_by_id,
    person_named,
)
from makegood.accounts.principal import SYSTEM, PrincipalRole
from makegood.accounts.refusals import EmailNotUsable, LastOperator, NobodyHere
from makegood.accounts.session_book import Visit, end_sessions
from makegood.db.writes import Connection
from makegood.kit.signing_in import GroupRole

Given = tuple[PrincipalRole, int | None]
_STRONGEST_FIRST = (PrincipalRole.OPERATOR, PrincipalRole.SENIOR, PrincipalRole.DESK, PrincipalRole.MERCHANT)


async def count_answer(office: AccountOffice, visit: Visit) -> None:
    """Count an answer of the service before it is read. Raises TooManyTries."""
    await office.tries.count(office.now(), *for_provider(visit.address))


async def sign_in_with(office: AccountOffice, provider: Provider, identity: Identity, visit: Visit) -> Opened:
    """Sign in whom the service vouches for: by their identity, else by a verified address, else as somebody new.

    Where groups are mapped to roles, the service is the one to say the role, at every sign-in. Raises NobodyHere.
    """
    async with office.pool.acquire() as connection, connection.transaction():
        given = await role_of(connection, provider.settings.roles, identity.groups)
        person = await _known(connection, identity)
        if person is None:
            person = await _added(office, connection, identity, given)
        if person.status is Standing.DISABLED:
            raise NobodyHere()
        person = await _as_given(office, connection, person, given, bool(provider.settings.roles))
    has_shown = provider.settings.has_second_factor
    return await admit(office, person, "oidc", visit, has_shown_second=has_shown)


async def role_of(connection: Connection, roles: Sequence[GroupRole], groups: Sequence[str]) -> Given | None:
    """The role that somebody's groups give, the strongest of several; None when none of them means anything here."""
    held = sorted(
        (one for one in roles if one.group.strip("/") in groups),
        key=lambda one: _STRONGEST_FIRST.index(PrincipalRole(one.role)),
    )
    for one in held:
        if one.merchant is None:
            return PrincipalRole(one.role), None
        merchant_id = await connection.fetchval(
            "SELECT id FROM merchants WHERE external_id = $1", one.merchant
        )
        if merchant_id is not None:
            return PrincipalRole(one.role), merchant_id
    return None


async def _known(connection: Connection, identity: Identity) -> Person | None:
    name = identity_name(identity.issuer, identity.subject)
    person = await person_named(connection, name)
    if person is None and identity.email:
        person = await person_named(connection, email_name(identity.email))
        if person is not None:
            await add_name(connection, name, person.id)
    return person


async def _added(
    office: AccountOffice, connection: Connection, identity: Identity, given: Given | None
) -> Person:
    if given is None or not identity.email:
        raise NobodyHere()
    role, subject = given
    new = NewPerson(email=identity.email, name=identity.name or identity.email, role=role, subject=subject)
    try:
        person = await add_person(connection, office.ids, new, Standing.ACTIVE, office.clock.now())
    except EmailNotUsable:
        raise NobodyHere() from None
    await add_name(connection, identity_name(identity.issuer, identity.subject), person.id)
    became = {"role": role.value, "subject": None if subject is None else str(subject), "by": "oidc"}
    await office.record(connection, SYSTEM, "person.added", person, became=became)
    return person


async def _as_given(
    office: AccountOffice, connection: Connection, person: Person, given: Given | None, are_mapped: bool
) -> Person:
    """The person with the role that the service gives, and active; a changed role ends earlier sessions."""
    if are_mapped and given is None:
        raise NobodyHere()
    if person.status is Standing.INVITED:
        await change_person(connection, person.id, status=Standing.ACTIVE.value)
    if given is not None and given != (person.role, person.subject):
        operators = await operators_locked(connection)
        if operators == [person.id]:
            raise LastOperator()
        role, subject = given
        await change_person(connection, person.id, role=role.value, subject=subject)
        await end_sessions(connection, person.id, office.now())
        was = {"role": person.role.value, "subject": str(person.subject) if person.subject else None}
        became = {"role": role.value, "subject": str(subject) if subject else None, "by": "oidc"}
        await office.record(connection, SYSTEM, "person.role_changed", person, was, became)
    return await person_by_id(connection, person.id)
