"""A story: somebody sets up a second factor, or gets new recovery codes."""

from makegood.accounts.limits import for_second_factor
from makegood.accounts.office import AccountOffice, Opened
from makegood.accounts.people import Person, change_person, person_by_id
from makegood.accounts.refusals import SecondFactorNeeded, SignInOver, WrongCode
from makegood.accounts.seal import plain_hash
from makegood.accounts.second_factor import new_recovery_codes, new_secret, step_of
from makegood.accounts.session_book import Session, Stage, Visit, end_sessions
from makegood.accounts.spend import spend_second_factor
from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of

_PROPOSED = "SELECT second_factor_new FROM people WHERE (bucket, id) = ($1, $2)"
_FORGET_RECOVERY = "DELETE FROM recovery_codes WHERE (bucket, person_id) = ($1, $2)"
_ADD_RECOVERY = """
INSERT INTO recovery_codes (bucket, person_id, code_hash) SELECT $1, $2, hash FROM unnest($3::bytea[]) AS hash
"""


async def propose_second_factor(office: AccountOffice, connection: Connection, person_id: int) -> str:
    """A new secret for somebody's app. It counts only once a code of it was shown; what there was counts until then."""
    secret = new_secret()
    sealed = office.seal.sealed(secret, f"person:{person_id}")
    await change_person(connection, person_id, second_factor_new=sealed)
    return secret


async def proposed_second_factor(office: AccountOffice, person_id: int) -> str | None:
    """The secret that waits to be confirmed, for showing it to its owner; None when none does."""
    kept = await office.pool.fetchval(_PROPOSED, bucket_of(person_id), person_id)
    return None if kept is None else office.seal.opened(kept, f"person:{person_id}")


async def confirm_second_factor(
    office: AccountOffice, session: Session, typed: str, visit: Visit
) -> tuple[Opened, list[str]]:
    """Take the proposed secret, shown by a code of it, into use: the changed session and the recovery codes, this once.

    Every other session of the person ends. Raises SignInOver, WrongCode, TooManyTries.
    """
    if session.person_id is None or session.stage is Stage.SECOND_FACTOR:
        raise SignInOver()
    secret = await proposed_second_factor(office, session.person_id)
    if secret is None:
        raise SignInOver()
    counted = for_second_factor(session.person_id)
    await office.tries.count(office.now(), *counted)
    step = step_of(secret, typed, office.now(), 0)
    if step is None:
        raise WrongCode()
    await office.tries.forget(counted)
    async with office.pool.acquire() as connection, connection.transaction():
        person = await person_by_id(connection, session.person_id)
        await change_person(
            connection, person.id, second_factor=office.seal.sealed(secret, f"person:{person.id}"),
            second_factor_since=office.now(), second_factor_new=None, last_step=step,
        )  # fmt: skip
        codes = await renew_recovery_codes(connection, person.id)
        await office.record(connection, person.principal, "person.second_factor_set", person)
        await end_sessions(connection, person.id, office.now())
        opened = await office.open_session(connection, person, Stage.WHOLE, session.way, visit.device)
        return opened, codes


async def renew_recovery_codes(connection: Connection, person_id: int) -> list[str]:
    """New recovery codes instead of the old ones."""
    codes = new_recovery_codes()
    await connection.execute(_FORGET_RECOVERY, bucket_of(person_id), person_id)
    await connection.execute(
        _ADD_RECOVERY, bucket_of(person_id), person_id, [plain_hash(code) for code in codes]
    )
    return codes


async def recovery_codes_left(connection: Connection, person_id: int) -> int:
    """How many recovery codes somebody still has."""
    return int(
        await connection.fetchval(
            "SELECT count(*) FROM recovery_codes WHERE (bucket, person_id) = ($1, $2)",
            bucket_of(person_id),
            person_id,
        )
    )


async def drop_second_factor(connection: Connection, person: Person) -> None:
    """Leave somebody without a second factor; their role may ask for a new one at the next sign-in."""
    await change_person(
        connection, person.id, second_factor=None, second_factor_since=None, second_factor_new=None
    )
    await connection.execute(_FORGET_RECOVERY, bucket_of(person.id), person.id)


async def propose_own_second_factor(office: AccountOffice, session: Session, typed: str) -> None:
    """Begin to set up a second factor, or another one; who has one shows it first. Raises SignInOver, WrongCode."""
    person = await _own(office, session)
    if person.has_second_factor:
        await spend_second_factor(office, person.id, typed)
    await propose_second_factor(office, office.pool, person.id)


async def new_own_recovery_codes(office: AccountOffice, session: Session, typed: str) -> list[str]:
    """New recovery codes, this once, for who shows the second factor. Raises SignInOver, WrongCode, TooManyTries."""
    person = await _own(office, session)
    await spend_second_factor(office, person.id, typed)
    async with office.pool.acquire() as connection, connection.transaction():
        codes = await renew_recovery_codes(connection, person.id)
        await office.record(connection, person.principal, "person.recovery_codes_renewed", person)
    return codes


async def drop_own_second_factor(office: AccountOffice, session: Session, typed: str) -> None:
    """Do without a second factor, where the role allows it. Raises SecondFactorNeeded, SignInOver, WrongCode."""
    person = await _own(office, session)
    if office.must_have_second_factor(person.role):
        raise SecondFactorNeeded()
    await spend_second_factor(office, person.id, typed)
    async with office.pool.acquire() as connection, connection.transaction():
        await drop_second_factor(connection, person)
        await office.record(connection, person.principal, "person.second_factor_dropped", person)
        await end_sessions(connection, person.id, office.now(), but=session.id)


async def _own(office: AccountOffice, session: Session) -> Person:
    if session.person_id is None or session.stage is not Stage.WHOLE:
        raise SignInOver()
    return await person_by_id(office.pool, session.person_id)
