"""A story: somebody signs in with e-mail address and password, and with a second factor where there is one."""

from makegood.accounts.limits import for_password
from makegood.accounts.office import AccountOffice, Opened
from makegood.accounts.people import Person, Standing, change_person, email_name, person_by_id, person_named
from makegood.accounts.refusals import SignInOver, WrongSignIn
from makegood.accounts.session_book import Session, Stage, Visit, end_session
from makegood.accounts.set_up import propose_second_factor
from makegood.accounts.spend import spend_second_factor
from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of


async def sign_in(office: AccountOffice, email: str, password: str, visit: Visit) -> Opened:
    """Sign in with a password. Unknown, disabled and wrong are answered alike, after the same time.

    Raises WrongSignIn, TooManyTries.
    """
    name = email.strip().lower()[:254]
    counted = for_password(name, visit.address)
    await office.tries.count(office.now(), *counted)
    person = await person_named(office.pool, email_name(name))
    kept = None if person is None else await password_hash(office.pool, person.id)
    verdict = await office.passwords.judged(kept, password)
    if person is None or not verdict.right or person.status is not Standing.ACTIVE:
        raise WrongSignIn()
    await office.tries.forget(counted[1:])
    if verdict.stale:
        await change_person(office.pool, person.id, password_hash=await office.passwords.hashed(password))
    return await admit(office, person, "password", visit)


async def admit(
    office: AccountOffice, person: Person, way: str, visit: Visit, *, has_shown_second: bool = False
) -> Opened:
    """Open a session for somebody who has shown who they are; where more is asked, one that can do nothing yet."""
    stage = office.stage_of(person, has_shown_second=has_shown_second)
    async with office.pool.acquire() as connection, connection.transaction():
        if stage is Stage.SET_UP:
            await propose_second_factor(office, connection, person.id)
        return await office.open_session(connection, person, stage, way, visit.device)


async def pass_second_factor(office: AccountOffice, session: Session, typed: str, visit: Visit) -> Opened:
    """Go on with a code of the app, or with a recovery code. The session's token changes.

    Raises SignInOver, WrongCode, TooManyTries.
    """
    if session.stage is not Stage.SECOND_FACTOR or session.person_id is None:
        raise SignInOver()
    await spend_second_factor(office, session.person_id, typed)
    async with office.pool.acquire() as connection, connection.transaction():
        person = await person_by_id(connection, session.person_id)
        await end_session(connection, session.id, office.now())
        return await office.open_session(connection, person, Stage.WHOLE, session.way, visit.device)


async def password_hash(connection: Connection, person_id: int) -> str | None:
    """The hash of somebody's password."""
    found: str | None = await connection.fetchval(
        "SELECT password_hash FROM people WHERE (bucket, id) = ($1, $2)", bucket_of(person_id), person_id
    )
    return found
