"""For tests of accounts: an office with a clock that the test sets, a letter box, and a few people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
from argon2 import PasswordHasher

from makegood.accounts import (
    AccountOffice,
    CodeMessage,
    NewPerson,
    Passwords,
    Person,
    Principal,
    PrincipalRole,
    Seal,
    Stage,
    Tries,
    Visit,
    confirm_second_factor,
    invite,
    person_by_id,
    proposed_second_factor,
    session_of,
    use_link_for_password,
)
from makegood.kit.clock import SetClock
from makegood.kit.ids import IdMaker
from makegood.orders import buyer_of_order

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SECRET = "a secret of the tests of accounts, long enough"
PASSWORD = "rain on a tin roof"
HERE = Visit("192.0.2.7", "Firefox · Linux")
ELSEWHERE = Visit("198.51.100.9", "Safari · iPhone")
ROOT = Principal(PrincipalRole.OPERATOR, name="root")


@dataclass
class LetterBox:
    """Keeps what is sent, and logs nothing."""

    letters: list[CodeMessage] = field(default_factory=list)

    async def send_code(self, message: CodeMessage) -> None:
        self.letters.append(message)


@dataclass
class Accounts:
    """An office, its clock and its letter box."""

    office: AccountOffice
    clock: SetClock
    box: LetterBox

    @property
    def letters(self) -> Sequence[CodeMessage]:
        return self.box.letters

    def with_(self, **changes: Any) -> AccountOffice:
        """The office with something else about it."""
        return replace(self.office, **changes)

    async def person(
        self,
        name: str = "Chen Wei",
        role: PrincipalRole = PrincipalRole.DESK,
        subject: int | None = None,
        password: str = PASSWORD,
    ) -> Person:
        """Somebody who has been invited and has chosen a password."""
        email = f"{name.lower().replace(' ', '.')}@shop.example"
        invited = await invite(
            self.office, ROOT, NewPerson(email=email, name=name, role=role, subject=subject)
        )
        token = self.letters[-1].secret.rpartition("/")[2]
        await use_link_for_password(self.office, token, password, password, HERE)
        return await person_by_id(self.office.pool, invited.person.id)

    async def with_second_factor(self, person: Person, token: str) -> tuple[pyotp.TOTP, list[str]]:
        """Set up the second factor that a session waits for: the app, and the recovery codes."""
        session = await session_of(self.office.pool, token, self.clock.now())
        assert session is not None
        assert session.stage is Stage.SET_UP
        app = pyotp.TOTP(await proposed_second_factor(self.office, person.id) or "")
        _, codes = await confirm_second_factor(self.office, session, app.at(self.clock.now()), HERE)
        self.clock.advance(timedelta(seconds=30))
        return app, codes


def build_accounts(pool: Any, at: datetime = NOON) -> Accounts:
    """Accounts over a pool. The hash of passwords is a quick one."""
    clock, box, seal = SetClock(at), LetterBox(), Seal(SECRET)
    quick = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    office = AccountOffice(
        pool=pool, ids=IdMaker(), clock=clock, seal=seal, tries=Tries(pool, seal), buyer_of_order=buyer_of_order,
        url="https://care.example", mailer=box, wall=clock, passwords=quick,
    )  # fmt: skip
    return Accounts(office, clock, box)
