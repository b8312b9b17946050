"""A story: somebody gets a password: by an invitation, by a link after forgetting it, or by changing it."""

from makegood.accounts.codes import LINK_LIFETIME, Link, Purpose, add_link, end_links, read_link, use_link
from makegood.accounts.limits import for_answer, for_link, for_password
from makegood.accounts.mail import CodeMessage
from makegood.accounts.office import AccountOffice, Opened
from makegood.accounts.password_sign_in import password_hash
from makegood.accounts.passwords import check_password
from makegood.accounts.people import (
    Person,
    Standing,
    change_person,
    email_name,
    email_of,
    person_by_id,
    person_named,
)
from makegood.accounts.refusals import CodeOver, NoMail, PasswordsDiffer, SignInOver, WrongSignIn
from makegood.accounts.session_book import Session, Stage, Visit, end_sessions
from makegood.accounts.set_up import propose_second_factor
from makegood.db.writes import Connection


async def ask_new_password(office: AccountOffice, email: str, visit: Visit) -> str | None:
    """Send a link for a new password to somebody who has an account; the answer is the same to everybody.

    The link itself, in a demo. Raises EmailNotUsable, TooManyTries, NoMail.
    """
    if office.mailer is None and not office.shows_codes:
        raise NoMail()
    email = email_of(email)
    await office.tries.count(office.now(), *for_link(email, visit.address))
    person = await person_named(office.pool, email_name(email))
    if person is None or person.status is not Standing.ACTIVE:
        return None
    link = await make_link(office, office.pool, person, Purpose.PASSWORD)
    if office.shows_codes:
        return link
    await send_link(office, person, Purpose.PASSWORD, link)
    return None


async def make_link(office: AccountOffice, connection: Connection, person: Person, purpose: Purpose) -> str:
    """The address of a link for somebody; earlier ones are void."""
    token = await add_link(connection, office.ids, purpose, person.id, office.now())
    return f"{office.url}/sign-in/link/{token}"


async def send_link(office: AccountOffice, person: Person, purpose: Purpose, link: str) -> None:
    """Send a link to its owner, where this installation sends mail."""
    if office.mailer is None:
        return
    minutes = int(LINK_LIFETIME[purpose].total_seconds()) // 60
    message = CodeMessage(
        purpose=purpose,
        to=person.email,
        name=person.name,
        language=person.language,
        secret=link,
        about="",
        minutes=minutes,
    )
    await office.mailer.send_code(message)


async def see_link(office: AccountOffice, token: str, visit: Visit) -> tuple[Link, Person]:
    """What a link is for, and whose. Raises CodeOver, TooManyTries."""
    await office.tries.count(office.now(), *for_answer(visit.address))
    link = await read_link(office.pool, token, office.now())
    person = await person_by_id(office.pool, link.subject_id)
    if person.status is Standing.DISABLED:
        raise CodeOver()
    return link, person


async def use_link_for_password(
    office: AccountOffice, token: str, password: str, repeated: str, visit: Visit
) -> Opened:
    """Set a password by a link, which is used up, and sign in; every other session ends.

    Raises CodeOver, PasswordsDiffer and what is wrong with the password.
    """
    link, person = await see_link(office, token, visit)
    check_new(password, repeated, person)
    hashed = await office.passwords.hashed(password)
    async with office.pool.acquire() as connection, connection.transaction():
        await use_link(connection, link)
        await change_person(connection, person.id, password_hash=hashed, status=Standing.ACTIVE.value)
        await end_links(connection, person.id)
        await end_sessions(connection, person.id, office.now())
        person = await person_by_id(connection, person.id)
        await office.record(
            connection, person.principal, "person.password_set", person, became={"by": link.purpose.value}
        )
        stage = office.stage_of(person)
        if stage is Stage.SET_UP:
            await propose_second_factor(office, connection, person.id)
        return await office.open_session(connection, person, stage, "link", visit.device)


async def change_password(
    office: AccountOffice, session: Session, current: str, password: str, repeated: str, visit: Visit
) -> Opened:
    """Change one's own password, knowing the current one; every other session ends and this one's token changes.

    Raises WrongSignIn, SignInOver, TooManyTries, PasswordsDiffer and what is wrong with the password.
    """
    if session.person_id is None:
        raise SignInOver()
    person = await person_by_id(office.pool, session.person_id)
    counted = for_password(person.email, visit.address)
    await office.tries.count(office.now(), *counted)
    if not (await office.passwords.judged(await password_hash(office.pool, person.id), current)).right:
        raise WrongSignIn()
    await office.tries.forget(counted[1:])
    check_new(password, repeated, person)
    hashed = await office.passwords.hashed(password)
    async with office.pool.acquire() as connection, connection.transaction():
        await change_person(connection, person.id, password_hash=hashed)
        await end_links(connection, person.id)
        await end_sessions(connection, person.id, office.now())
        await office.record(
            connection, person.principal, "person.password_set", person, became={"by": "owner"}
        )
        return await office.open_session(connection, person, Stage.WHOLE, session.way, visit.device)


def check_new(password: str, repeated: str, person: Person) -> None:
    """Raises PasswordsDiffer, or what is wrong with the password."""
    if password != repeated:
        raise PasswordsDiffer()
    check_password(password, person.name, person.email)
