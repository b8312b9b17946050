"""What the stories of signing in stand on: database, clocks, secrets, limits, mail."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from msgspec import Struct

from makegood.accounts.audit import record_audit
from makegood.accounts.mail import Mailer
from makegood.accounts.passwords import Passwords
from makegood.accounts.people import STAFF, Person, change_person
from makegood.accounts.principal import Principal, PrincipalRole
from makegood.accounts.seal import Seal
from makegood.accounts.session_book import Stage, begin_session
from makegood.accounts.tries import Tries
from makegood.db.pool import Pool
from makegood.db.writes import Connection
from makegood.kit.clock import Clock, ShiftedClock
from makegood.kit.ids import IdMaker


class OrderContact(Struct, frozen=True):
    """Who bought an order, and the address that the marketplace told with it."""

    buyer_id: int
    name: str
    language: str
    email: str | None


BuyerOfOrder = Callable[[Connection, str], Awaitable[OrderContact | None]]


class Opened(Struct, frozen=True):
    """A session that was just made: its token for the cookie, and what is still asked."""

    token: str
    stage: Stage


@dataclass(frozen=True, slots=True)
class AccountOffice:
    """The accounts of an installation.

    `clock` is the product's, for the record. `wall` is the machine's: sessions, codes and limits go by it, since an
    advanced clock of a demo must neither sign everybody out nor let guessing go on. `shows_codes`: a demo shows codes
    and links on the page instead of sending them.
    """

    pool: Pool
    ids: IdMaker
    clock: Clock
    seal: Seal
    tries: Tries
    buyer_of_order: BuyerOfOrder
    url: str
    mailer: Mailer | None = None
    demands_second_factor: bool = True
    shows_codes: bool = False
    wall: Clock = field(default_factory=ShiftedClock)
    passwords: Passwords = field(default_factory=Passwords)

    def now(self) -> datetime:
        """The machine's time."""
        return self.wall.now()

    def must_have_second_factor(self, role: PrincipalRole) -> bool:
        """Whether a role may not work with a password alone: it reaches everybody's things."""
        return self.demands_second_factor and role in STAFF

    def stage_of(self, person: Person, *, has_shown_second: bool = False) -> Stage:
        """How far somebody is who has shown a first factor (and perhaps a second one)."""
        if has_shown_second:
            return Stage.WHOLE
        if person.has_second_factor:
            return Stage.SECOND_FACTOR
        return Stage.SET_UP if self.must_have_second_factor(person.role) else Stage.WHOLE

    async def record(
        self,
        connection: Connection,
        who: Principal,
        what: str,
        person: Person,
        was: Mapping[str, Any] | None = None,
        became: Mapping[str, Any] | None = None,
    ) -> None:
        """Put a change of an account on the record."""
        about = f"person:{person.id}"
        await record_audit(connection, self.ids, who, what, about, self.clock.now(), was, became)

    async def open_session(
        self, connection: Connection, person: Person, stage: Stage, way: str, device: str
    ) -> Opened:
        """A session of a person; a whole one is on the record."""
        now = self.now()
        token = await begin_session(connection, self.ids, person.principal, stage, way, device, now)
        if stage is Stage.WHOLE:
            await change_person(connection, person.id, last_signed_in_at=now)
            await self.record(connection, person.principal, "person.signed_in", person, became={"way": way})
        return Opened(token, stage)
