"""What people do about advances: read them, pay back, object, decide, give up, and set how much may be advanced."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from makegood.accounts import Principal, PrincipalRole, Reach, authorise
from makegood.advances.caps import caps_set, set_caps
from makegood.advances.changing import carry_out, locked, tell
from makegood.advances.decide import Outcome, decide_objection, object_to, write_off
from makegood.advances.filling import fill
from makegood.advances.model import StoredAdvance
from makegood.advances.operations import operations_of
from makegood.advances.paying import pay_back
from makegood.advances.rows import COLUMNS, advance_from, advance_of_case, read_advance
from makegood.advances.views import (
    AdvancePage,
    AdvanceStep,
    AdvanceView,
    CapsTold,
    CapsView,
    FundPaid,
    Objection,
    ObjectionDecision,
    PaidBack,
    WriteOff,
    view_of,
)
from makegood.db.narrowing import Conditions
from makegood.db.once import Kept, once
from makegood.db.pool import Pool
from makegood.db.writes import Connection
from makegood.kit.clock import Clock
from makegood.kit.cursors import id_of_cursor
from makegood.kit.errors import Invalid, NotFound
from makegood.kit.ids import IdMaker, bucket_of

MOST = 100
_STEPS = """
SELECT at, what, amount_minor, note FROM advance_events WHERE bucket = $1 AND advance_id = $2 ORDER BY seq LIMIT 200
"""
_OBJECTED = "SELECT 1 FROM advance_events WHERE bucket = $1 AND advance_id = $2 AND what = 'objected' LIMIT 1"
_Decided = Callable[[Connection, StoredAdvance], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True)
class AdvanceOffice:
    """Given to pages and the API as the dependency `advance_office`."""

    pool: Pool
    clock: Clock
    ids: IdMaker

    async def listed(self, who: Principal, status: str | None, cursor: str | None, limit: int) -> AdvancePage:
        """A page of the advances that somebody may see, the newest first."""
        conditions = _own(authorise(who, "advance.read"), who)
        if status:
            conditions.add("a.status = {}", status)
        if cursor:
            conditions.add("a.id < {}", id_of_cursor(cursor))
        rows = await self.pool.fetch(
            f"SELECT {COLUMNS} FROM advances a WHERE {conditions} ORDER BY a.id DESC LIMIT {int(limit) + 1}",
            *conditions.values,
        )
        found = [advance_from(row) for row in rows[:limit]]
        now = self.clock.now()
        views = [view_of(one, None, operations_of(one, False, who, now)) for one in found]
        return AdvancePage(views, views[-1].id if len(rows) > limit else None)

    async def seen(self, who: Principal, advance_id: int) -> AdvanceView:
        """One of them with what happened to it. Raises NotFound."""
        async with self.pool.acquire() as connection:
            return await self._view(connection, who, await read_advance(connection, advance_id))

    async def seen_of_case(self, who: Principal, case_id: int) -> AdvanceView | None:
        """The one of a case; None where there is none. Raises NotFound where it is another's."""
        async with self.pool.acquire() as connection:
            found = await advance_of_case(connection, case_id)
            return await self._view(connection, who, found) if found else None

    async def pay(self, who: Principal, advance_id: int, paid: PaidBack, key: str | None) -> Kept:
        """Pay back what is owed. Only the marketplace tells of payments that it took."""
        if paid.processor and who.role is not PrincipalRole.MARKETPLACE:
            raise Invalid(field="processor", problem="only the marketplace tells of payments that it took")

        async def work(connection: Connection) -> tuple[int, AdvanceView]:
            found = await self._locked(connection, who, "advance.pay", advance_id)
            now = self.clock.now()
            await pay_back(connection, found, paid, self.ids, now)
            await tell(connection, found, "paid_back", now, who.label, paid.amount_minor)
            return 200, await self._view(connection, who, await read_advance(connection, advance_id))

        return await self._once(who, key, ("pay_advance", str(advance_id), paid), work)

    async def object_to(self, who: Principal, advance_id: int, said: Objection, key: str | None) -> Kept:
        """The buyer says that nothing is owed."""

        async def outcome(connection: Connection, found: StoredAdvance) -> Outcome:
            before = await connection.fetchval(_OBJECTED, found.bucket, found.id) is not None
            return object_to(found, before, self.clock.now())

        return await self._decided(who, "advance.object", advance_id, said, said.why, outcome, key)

    async def decide(self, who: Principal, advance_id: int, said: ObjectionDecision, key: str | None) -> Kept:
        """The desk decides about an objection."""

        async def outcome(connection: Connection, found: StoredAdvance) -> Outcome:
            return decide_objection(found, said.is_owed, self.clock.now())

        return await self._decided(who, "advance.decide", advance_id, said, said.why, outcome, key)

    async def write_off(self, who: Principal, advance_id: int, said: WriteOff, key: str | None) -> Kept:
        """The platform gives up what is owed."""

        async def outcome(connection: Connection, found: StoredAdvance) -> Outcome:
            return write_off(found)

        return await self._decided(who, "advance.write_off", advance_id, said, said.why, outcome, key)

    async def caps(self, who: Principal) -> list[CapsView]:
        """How much may be advanced, by currency."""
        authorise(who, "advance.cap")
        return await caps_set(self.pool)

    async def set_caps(self, who: Principal, currency: str, told: CapsTold, key: str | None) -> Kept:
        """Set how much may be advanced in a currency."""
        authorise(who, "advance.cap")

        async def work(connection: Connection) -> tuple[int, CapsView]:
            return 200, await set_caps(connection, currency, told, who.label, self.ids, self.clock.now())

        return await self._once(who, key, ("set_advance_caps", currency, told), work)

    async def fill(self, who: Principal, paid: FundPaid, key: str | None) -> Kept:
        """Put down what came in for the platform's fund or for a merchant's deposit."""
        authorise(who, "fund.fill")

        async def work(connection: Connection) -> tuple[int, FundPaid]:
            await fill(connection, paid, self.ids, self.clock.now())
            return 201, paid

        return await self._once(who, key, ("fill_fund", paid), work)

    async def _decided(
        self, who: Principal, operation: str, advance_id: int, said: Any, why: str, outcome: _Decided, key: str | None
    ) -> Kept:  # fmt: skip
        async def work(connection: Connection) -> tuple[int, AdvanceView]:
            found = await self._locked(connection, who, operation, advance_id)
            decided = await outcome(connection, found)
            changed = await carry_out(connection, found, decided, self.ids, self.clock.now(), who.label, why)
            return 200, await self._view(connection, who, changed)

        return await self._once(who, key, (operation, str(advance_id), said), work)

    async def _locked(
        self, connection: Connection, who: Principal, operation: str, advance_id: int
    ) -> StoredAdvance:
        found = await locked(connection, advance_id)
        try:
            authorise(who, operation, found.buyer_id, found.merchant_id)
        except NotFound:
            raise NotFound(what="advance") from None
        return found

    async def _view(self, connection: Connection, who: Principal, found: StoredAdvance | None) -> AdvanceView:
        if found is None:
            raise NotFound(what="advance")
        try:
            authorise(who, "advance.read", found.buyer_id, found.merchant_id)
        except NotFound:
            raise NotFound(what="advance") from None
        rows = await connection.fetch(_STEPS, bucket_of(found.id), found.id)
        objected = any(row["what"] == "objected" for row in rows)
        operations = operations_of(found, objected, who, self.clock.now())
        return view_of(found, [AdvanceStep(**row) for row in rows], operations)

    async def _once(self, who: Principal, key: str | None, content: Any, work: Any) -> Kept:
        return await once(self.pool, who.label, key, content, self.clock.now(), work)


def _own(reach: Reach, who: Principal) -> Conditions:
    conditions = Conditions()
    if reach is Reach.OWN and who.role is PrincipalRole.BUYER:
        assert who.subject is not None
        conditions.add("a.bucket = {} AND a.buyer_id = {}", bucket_of(who.subject), who.subject)
    elif reach is Reach.OWN:
        conditions.add("a.merchant_id = {}", who.subject)
    return conditions
