"""Lets the people of the demo in, as an operator would: invited, a password chosen by the link, a second factor set up.

Nobody knows the passwords: they are by chance and kept nowhere beyond the load. A visitor becomes one of these people
by the demo's own sign-in, or asks for a new password.
"""

import secrets

import pyotp
from argon2 import PasswordHasher
from msgspec import Struct

from makegood.accounts import (
    AccountOffice,
    NewPerson,
    Passwords,
    Person,
    Principal,
    PrincipalRole,
    Seal,
    Standing,
    Tries,
    Visit,
    confirm_second_factor,
    disable,
    invite,
    invite_again,
    pass_second_factor,
    propose_own_second_factor,
    proposed_second_factor,
    session_of,
    sign_in,
    use_link_for_password,
)
from makegood.demo.accounts import Account
from makegood.flows.engine import Engine
from makegood.kit.secret_files import with_secret
from makegood.kit.settings import Settings
from makegood.orders import buyer_of_order

FIRST = Principal(PrincipalRole.OPERATOR, name="command-line")
"""Who lets the first operator in, as on any new installation."""
DEVICE = "Firefox"
_CHANCE_NEEDS_NO_COST = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Guessing 256 random bits is hopeless whatever a guess costs, and a first start should not wait for it."""


def office_of(engine: Engine, settings: Settings) -> AccountOffice:
    """The accounts of the installation at the time of the history that is played."""
    seal = Seal(with_secret(settings).secret or "")
    return AccountOffice(
        pool=engine.pool, ids=engine.ids, clock=engine.clock, seal=seal, tries=Tries(engine.pool, seal),
        buyer_of_order=buyer_of_order, url=settings.url, demands_second_factor=False, wall=engine.clock,
        passwords=Passwords(_CHANCE_NEEDS_NO_COST),
    )  # fmt: skip


class Factors(Struct, frozen=True):
    """With what somebody signs in: a password, and the secret of their app where they have one."""

    password: str
    secret: str | None = None


Keys = dict[str, Factors]
"""What people sign in with, by their key, for as long as the load lasts."""


async def let_in(
    office: AccountOffice, by: Principal, account: Account, subject: int | None, keys: Keys
) -> Person:
    """Somebody's account as it should stand; what a load that was interrupted has done is not done again."""
    new = NewPerson(
        email=account.email, name=account.name, role=account.role, subject=subject, language=account.language
    )
    invited = await invite(office, by, new, key=f"demo-{account.key}")
    person = invited.person
    lacks_factor = account.has_second_factor and not person.has_second_factor
    if not account.invited and (person.status is Standing.INVITED or lacks_factor):
        link = invited.link or (await invite_again(office, by, person.id)).link or ""
        keys[account.key] = await _settle_in(office, person, link.rpartition("/")[2], account)
    return person


async def shut_out(office: AccountOffice, by: Principal, person: Principal) -> None:
    """Somebody leaves."""
    assert person.person_id is not None
    await disable(office, by, person.person_id)


async def come_again(office: AccountOffice, account: Account, factors: Factors) -> None:
    """Somebody signs in once more."""
    visit = _visit(account)
    opened = await sign_in(office, account.email, factors.password, visit)
    if factors.secret is not None:
        session = await session_of(office.pool, opened.token, office.now())
        assert session is not None
        await pass_second_factor(office, session, _code(factors.secret, office), visit)


async def _settle_in(office: AccountOffice, person: Person, token: str, account: Account) -> Factors:
    visit, password = _visit(account), secrets.token_urlsafe(32)
    opened = await use_link_for_password(office, token, password, password, visit)
    if not account.has_second_factor:
        return Factors(password)
    session = await session_of(office.pool, opened.token, office.now())
    assert session is not None
    await propose_own_second_factor(office, session, "")
    secret = await proposed_second_factor(office, person.id)
    assert secret is not None
    await confirm_second_factor(office, session, _code(secret, office), visit)
    return Factors(password, secret)


def _visit(account: Account) -> Visit:
    """Each from their own address, so that no limit on tries is theirs together."""
    return Visit(address=f"demo {account.key}", device=DEVICE, language=account.language)


def _code(secret: str, office: AccountOffice) -> str:
    return pyotp.TOTP(secret).at(office.now())
