"""A story: a buyer without an account signs in with an order's number and a code sent to the address of the order."""

from msgspec import Struct

from makegood.accounts.codes import CODE_LIFETIME, Purpose, add_code, use_code
from makegood.accounts.limits import for_answer, for_order_code
from makegood.accounts.mail import CodeMessage
from makegood.accounts.office import AccountOffice, Opened, OrderContact
from makegood.accounts.people import email_of
from makegood.accounts.principal import Principal, PrincipalRole
from makegood.accounts.refusals import NoMail
from makegood.accounts.second_factor import digits_of
from makegood.accounts.session_book import Stage, Visit, begin_session
from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of

_BUYER = "SELECT id, name FROM buyers WHERE (bucket, id) = ($1, $2)"


class CodeAsked(Struct, frozen=True):
    """That a code was asked for: what the answer must name, and in a demo the code itself."""

    code_id: int
    shown: str | None = None


async def ask_order_code(office: AccountOffice, number: str, email: str, visit: Visit) -> CodeAsked:
    """Send a code to the address of an order when it is the one given. The answer is the same when it is not.

    Raises EmailNotUsable, TooManyTries, NoMail.
    """
    if office.mailer is None and not office.shows_codes:
        raise NoMail()
    number, email = number.strip()[:100], email_of(email)
    await office.tries.count(office.now(), *for_order_code(number, email, visit.address))
    found = await _contact(office, number, email)
    async with office.pool.acquire() as connection:
        asked, buyer_id = f"{number} {email}", found.buyer_id if found else None
        code_id, code = await add_code(connection, office.ids, office.seal, asked, buyer_id, office.now())
    if found is None:
        return CodeAsked(code_id)
    if office.shows_codes:
        return CodeAsked(code_id, code)
    await _send(office, found, email, number, code)
    return CodeAsked(code_id)


async def answer_order_code(office: AccountOffice, code_id: int, typed: str, visit: Visit) -> Opened:
    """Sign the buyer in whose code it is. Raises WrongCode, CodeOver, TooManyTries."""
    await office.tries.count(office.now(), *for_answer(visit.address))
    buyer_id = await use_code(office.pool, office.seal, code_id, digits_of(typed)[:20], office.now())
    async with office.pool.acquire() as connection, connection.transaction():
        principal = Principal(PrincipalRole.BUYER, buyer_id, await _name(connection, buyer_id))
        token = await begin_session(
            connection, office.ids, principal, Stage.WHOLE, "code", visit.device, office.now()
        )
    return Opened(token, Stage.WHOLE)


async def _contact(office: AccountOffice, number: str, email: str) -> OrderContact | None:
    async with office.pool.acquire() as connection:
        found = await office.buyer_of_order(connection, number)
    return found if found and found.email and found.email.strip().lower() == email else None


async def _send(office: AccountOffice, found: OrderContact, email: str, number: str, code: str) -> None:
    assert office.mailer is not None
    message = CodeMessage(
        purpose=Purpose.ORDER,
        to=email,
        name=found.name,
        language=found.language,
        secret=code,
        about=number,
        minutes=int(CODE_LIFETIME.total_seconds()) // 60,
    )
    await office.mailer.send_code(message)


async def _name(connection: Connection, buyer_id: int) -> str:
    row = await connection.fetchrow(_BUYER, bucket_of(buyer_id), buyer_id)
    return str(row["name"]) if row else ""
