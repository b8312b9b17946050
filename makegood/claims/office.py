"""What is done with claims: made by buyers or by the platform itself, answered, examined, ruled on, paid, taken back.

Every verb takes the lock of the order, decides, writes, and has the money follow (makegood/flows/claim.py) in one transaction.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg
from msgspec import structs

from makegood.accounts import SYSTEM, Principal, authorise
from makegood.cases import FileRef, GivenFact, OrderFacts, Policy, Role, read_order, units_given_up
from makegood.claims import decide, refusals
from makegood.claims.fitting import unfit
from makegood.claims.goods_left import order_promised
from makegood.claims.judgement import Judgement, Wanted, judge
from makegood.claims.kinds import KINDS, ClaimKind, Needs
from makegood.claims.legs import views_of
from makegood.claims.making import asked_for, in_the_place_of, new_claim, owed
from makegood.claims.model import Claim, Goods, Move, Party, Stage
from makegood.claims.returned import Returned, returned_lines
from makegood.claims.store import (
    CLAIMS,
    claims_due,
    claims_of_order,
    files_shown,
    is_claimed,
    is_held,
    lock_order,
    locked_claim,
    read_claim,
    write_move,
)
from makegood.claims.views import AppraisalTold, ClaimAsked, ClaimSaid, ClaimView, parties_of, view_of
from makegood.db.once import Kept, once
from makegood.db.pool import Pool
from makegood.db.turns import in_turn
from makegood.db.writes import Connection
from makegood.kit.clock import Clock
from makegood.kit.errors import NotFound
from makegood.kit.ids import IdMaker, bucket_of
from makegood.orders import find_order_id

Follow = Callable[[Connection, Claim | None, Move], Awaitable[Claim]]
"""What follows from a decision on a claim: the money and who is told. Gives the claim with what was paid put down."""
Act = Callable[[Claim, tuple[FileRef, ...], datetime], Move]
"""A verb with what goes with it but the claim, the files that were shown, and the time."""


RECEIPT = "receipt"
"""What shows what the way back cost."""


def _verb(verb: str, said: ClaimSaid, by: str) -> Act:
    """What a verb does; `by`: the label of who says it."""
    match verb:
        case "accept" | "ask_appraisal" | "escalate" | "withdraw":
            simple: Callable[[Claim, datetime], Move] = getattr(decide, verb)
            return lambda claim, shown, now: simple(claim, now)
        case "refuse":
            return lambda claim, shown, now: decide.refuse(claim, said.note, now, shown)
        case "grant":
            return lambda claim, shown, now: decide.grant(claim, said.amount_minor, said.note, by, now)
        case "decline":
            return lambda claim, shown, now: decide.decline(claim, said.note, by, now)
        case _:
            return lambda claim, shown, now: decide.reverse(claim, said.note, by, now)


@dataclass(frozen=True, slots=True)
class ClaimOffice:
    """Given to pages and the API as the dependency `claim_office`."""

    pool: Pool
    clock: Clock
    ids: IdMaker
    policy: Policy
    follow: Follow

    async def read(self, who: Principal, claim_id: int, language: str) -> ClaimView:
        """One claim that is the reader's to see. Raises NotFound."""
        async with self.pool.acquire() as connection:
            claim = await read_claim(connection, claim_id)
            authorise(who, "claim.read", claim.buyer_id, claim.merchant_id)
            return (await views_of(connection, [claim], who, language))[0]

    async def open(self, who: Principal, asked: ClaimAsked, key: str | None, language: str) -> Kept:
        """Make a claim as the buyer of an order. Raises what stands in its way, with the rule that says so."""
        kind = KINDS.get(asked.kind)
        if kind is None:
            raise refusals.NoSuchPromise(kind=asked.kind)
        if not kind.asked:
            raise refusals.FoundByItself()
        order_id = await self.order_id(asked.order)

        async def work(connection: Connection) -> tuple[int, ClaimView]:
            await lock_order(connection, order_id)
            order = await read_order(connection, order_id)
            authorise(who, "claim.open", order.buyer_id, order.merchant_id)
            now = self.clock.now()
            wanted = self.wanted(kind, asked, order, now)
            back = await self._back(connection, kind, order_id, wanted.line_no)
            if back:
                wanted = structs.replace(
                    wanted, given=(*back.given, *wanted.given), remedy=back.remedy, reason=back.reason,
                    quantity=back.quantity, freight_ruled=back.freight_ruled,
                )  # fmt: skip
            given_up = await units_given_up(connection, order_id)
            order = order_promised(kind, order, given_up, wanted.line_no)
            judged = judge(self.policy, wanted, order, now)
            await self._fits(connection, wanted, order, judged, now)
            owed(judged, kind)
            if back:
                # Silence pays nobody for a freight that nothing shows.
                judged = structs.replace(judged, owed_evidence=(RECEIPT,))
            files = await files_shown(connection, asked.files, order_id, who.label)
            claim = new_claim(
                self.ids(bucket_of(order_id)), order, wanted, judged, now, note=asked.note, files=files,
                pay_to=asked.pay_to, case_id=back.case_id if back else None,
            )  # fmt: skip
            claim = asked_for(claim, asked.amount_minor)
            made = await self.carry_out(connection, None, decide.opened(claim, judged, Party.BUYER, now), who)
            return 201, view_of(made, who, language)

        return await self._once(who, key, ("open_claim", asked), work)

    async def _back(
        self, connection: Connection, kind: ClaimKind, order_id: int, line_no: int
    ) -> Returned | None:
        """The return that a claim is about, where its kind needs one. Raises NotSentBack."""
        if kind.needs is not Needs.SENT_BACK:
            return None
        found = (await returned_lines(connection, order_id)).get(line_no)
        if found is None:
            raise refusals.NotSentBack()
        return found

    async def _fits(
        self, connection: Connection, wanted: Wanted, order: OrderFacts, judged: Judgement, now: datetime
    ) -> None:
        """Raises what of the goods stands in the way, and ClaimedAlready where another claim of the family holds."""
        refusal = unfit(wanted.kind, order, wanted.line_no, judged, now)
        if refusal:
            raise refusal
        goods = Goods(wanted.line_no, judged.quantity)
        if await is_held(connection, order.id, wanted.kind.family, goods):
            raise refusals.ClaimedAlready()

    async def act(
        self, who: Principal, claim_id: int, verb: str, said: ClaimSaid, key: str | None, language: str
    ) -> Kept:
        """Do something with a claim. `verb` is one of protocol.VERBS but for the record of an appraisal."""
        act = _verb(verb, said, who.label)
        return await self._decided(who, claim_id, verb, said, key, language, act)

    async def appraise(
        self, who: Principal, claim_id: int, told: AppraisalTold, key: str | None, language: str
    ) -> Kept:
        """Put down what a laboratory or the brand found."""
        return await self._decided(
            who, claim_id, "record_appraisal", told, key, language,
            lambda claim, shown, now: decide.record_appraisal(claim, told.as_found(), who.label, now),
        )  # fmt: skip

    async def find(
        self,
        connection: Connection,
        order: OrderFacts,
        wanted: Wanted,
        due_at: datetime | None,
        case_id: int | None = None,
        instead_of: Claim | None = None,
    ) -> Claim | None:
        """Make a claim that nobody has to ask for, if anything is owed and none holds yet; under the lock of the order.
        `instead_of`: one that was given up for it, with what is to be shown, and was shown; what is owed goes by its time.
        """
        now = self.clock.now()
        judged = judge(self.policy, wanted, order, instead_of.opened_at if instead_of else now)
        if not judged.amount_minor or unfit(wanted.kind, order, wanted.line_no, judged, now):
            return None
        is_taken = is_held if wanted.kind.again else is_claimed
        goods = Goods(wanted.line_no, judged.quantity)
        if await is_taken(connection, order.id, wanted.kind.family, goods):
            return None
        claim = new_claim(
            self.ids(bucket_of(order.id)), order, wanted, judged, now, found=True, case_id=case_id
        )
        claim = in_the_place_of(instead_of, claim) if instead_of else claim
        move = decide.opened(claim, judged, Party.SYSTEM, now, due_at)
        return await self.carry_out(connection, None, move, SYSTEM)

    async def call_off(self, connection: Connection, order_id: int, case_id: int) -> None:
        """What waits to be paid for a case by itself is not: the case is open again. What its ruling gave on top goes with
        the ruling (makegood/claims/ruled.py). Under the lock of the order.
        """
        for claim in await claims_of_order(connection, order_id):
            if claim.case_id == case_id and claim.stage is Stage.PAYOUT_DUE and not KINDS[claim.kind].ruled:
                await self.carry_out(connection, claim, decide.call_off(claim, self.clock.now()), SYSTEM)

    async def give_up(self, connection: Connection, order_id: int, case_id: int, family: str) -> None:
        """What is claimed for a case in a family ends, and what of it was paid is taken back: its ruling has it otherwise.
        Under the lock of the order.
        """
        now = self.clock.now()
        for claim in await claims_of_order(connection, order_id):
            if claim.case_id == case_id and claim.family == family:
                if claim.stage is Stage.PAID:
                    await self.carry_out(connection, claim, decide.turned(claim, now), SYSTEM)
                elif claim.is_open:
                    await self.carry_out(connection, claim, decide.call_off(claim, now), SYSTEM)

    async def sweep(self, most: int = 200) -> int:
        """Let the clocks act that have run out; how many did. One that cannot be carried out holds up no other: it waits
        longer each time, and the first such fault is raised once all had their turn.
        """
        now = self.clock.now()
        return await in_turn(self.pool, CLAIMS, await claims_due(self.pool, now, most), now, self._tick)

    async def _tick(self, claim_id: int) -> int:
        async with self.pool.acquire() as connection, connection.transaction():
            claim = await locked_claim(connection, claim_id)
            move = decide.tick(claim, self.clock.now())
            if move is None:
                return 0
            await self.carry_out(connection, claim, move, SYSTEM)
            return 1

    async def carry_out(
        self, connection: Connection, before: Claim | None, move: Move, who: Principal
    ) -> Claim:
        """Write a decision with what follows from it. Raises ClaimedAlready where another claim of its family holds."""
        after = await self.follow(connection, before, move)
        try:
            async with connection.transaction():  # type: ignore[attr-defined]
                await write_move(connection, structs.replace(move, claim=after), who.label)
        except asyncpg.UniqueViolationError as error:
            if error.constraint_name == "claimed_once":
                raise refusals.ClaimedAlready() from None
            raise
        return after

    def wanted(self, kind: ClaimKind, asked: ClaimAsked, order: OrderFacts, now: datetime) -> Wanted:
        """What is claimed, with the facts as the catalogue takes them. Raises FactNotKnown, FactWrong and FactNotYours."""
        promises = self.policy.promises(order, now)
        given = tuple(
            GivenFact(name, promises.accept(name, value, Role.BUYER), "buyer", now)
            for name, value in asked.facts.items()
        )
        line_no = 0 if kind.whole else asked.line_no
        return Wanted(
            kind=kind, line_no=line_no, quantity=None if kind.whole else asked.quantity, given=given
        )

    async def _decided(
        self,
        who: Principal,
        claim_id: int,
        verb: str,
        said: ClaimSaid | AppraisalTold,
        key: str | None,
        language: str,
        act: Act,
    ) -> Kept:
        async def work(connection: Connection) -> tuple[int, ClaimView]:
            claim = await locked_claim(connection, claim_id)
            authorise(who, "claim.read", claim.buyer_id, claim.merchant_id)
            authorise(who, f"claim.{verb}", claim.buyer_id, claim.merchant_id)
            decide.may(verb, claim, parties_of(who))
            files = said.files if isinstance(said, ClaimSaid) else ()
            shown = await files_shown(connection, files, claim.order_id, who.label)
            after = await self.carry_out(connection, claim, act(claim, shown, self.clock.now()), who)
            return 200, (await views_of(connection, [after], who, language))[0]

        return await self._once(who, key, (verb, str(claim_id), said), work)

    async def _once(self, who: Principal, key: str | None, said: Any, work: Any) -> Kept:
        return await once(self.pool, who.label, key, said, self.clock.now(), work)

    async def order_id(self, told: str) -> int:
        """An order by its number or our id. Raises NotFound."""
        async with self.pool.acquire() as connection:
            found = await find_order_id(connection, told)
        if found is None and told.isascii() and told.isdigit() and len(told) <= 19 and int(told) < 2**63:
            found = int(told)
        if found is None:
            raise NotFound(what="order")
        return found
