"""The write path of cases: load and lock, authorise, decide, and write all that follows, for a batch of requests at once.

Each request is answered or refused alone; those on the same case see what the ones before them did.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from msgspec import structs

from makegood.accounts import Principal, PrincipalRole, authorise
from makegood.cases import commands as c
from makegood.cases.answers import KeptAnswer, first_answer, keep_answer, kept_answer, key_bucket
from makegood.cases.balances import balances_for, with_balances
from makegood.cases.beside import besides, with_beside
from makegood.cases.captures import captures_told, with_captures
from makegood.cases.claims import claim_changes
from makegood.cases.contested import contested_lines, with_contested
from makegood.cases.decide import Decision, decide, may, open_case
from makegood.cases.events import RefundStarted
from makegood.cases.facts import Facts, OrderFacts
from makegood.cases.families.advance.order_after import after_advance, share_room
from makegood.cases.families.chargeback.rooms import after_bank
from makegood.cases.families.order_change.order_after import after_change
from makegood.cases.families.repair.events import RepairPaid
from makegood.cases.families.replacement.events import DifferencePaid
from makegood.cases.families.replacement.order_after import paid_on_top, with_new_lines
from makegood.cases.kept_units import kept_after, kept_units, with_kept
from makegood.cases.model import CaseState, LegWay, Role
from makegood.cases.policy import Policy
from makegood.cases.requests import Done, Request
from makegood.cases.rooms import rooms_stand
from makegood.cases.sent_files import Sent, added_at, files_of, files_sent
from makegood.cases.shelf import Shelf, shelf_for, wish_of
from makegood.cases.store import Loaded, StoredCase, StoredEvent, add_decision, load
from makegood.db.writes import Connection, Writes
from makegood.kit.calendar import ALWAYS, CHINA_OFFICE, Calendar
from makegood.kit.clock import Clock
from makegood.kit.errors import NotFound, NotPermitted, Refused, VersionChanged
from makegood.kit.ids import IdMaker, bucket_of
from makegood.policy import Book

CALENDARS: dict[str, Calendar] = {ALWAYS.name: ALWAYS, CHINA_OFFICE.name: CHINA_OFFICE}


@dataclass(frozen=True, slots=True)
class Happening:
    """A decision and all that its consequences need; flows add what follows to `writes`. `command`: what was sent, since an
    event keeps no address. `book`: the rules that hold for the order now.
    """

    decision: Decision
    order: OrderFacts
    now: datetime
    writes: Writes
    new_id: Callable[[], int]
    command: c.Command | None = None
    book: Book | None = None


Flow = Callable[[Happening], None]
Guard = Callable[[Connection, Request, StoredCase, OrderFacts, datetime, Writes], Awaitable[c.Command | None]]
"""What another slice refuses of a request, under the lock of its order; what it adds is written if the request succeeds. A
command that it gives back is carried out in the place of the one that was sent: what that left open is filled in.
"""


def is_refused_anyway(request: Request, state: CaseState, order: OrderFacts, now: datetime) -> bool:
    """Whether the protocol refuses a request by itself, so that a guard need not look at it."""
    who = request.principal
    facts = Facts(now, order, lambda: 0, who=who.label)
    return may(request.command.name, state, roles_in_case(who), facts) is not None


def roles_in_case(principal: Principal) -> tuple[Role, ...]:
    """The roles that a principal has in a case that is theirs to see."""
    match principal.role:
        case PrincipalRole.MARKETPLACE:
            return (Role.BUYER, Role.CARRIER)
        case PrincipalRole.SENIOR:
            return (Role.SENIOR, Role.DESK)
        case PrincipalRole.SYSTEM:
            return (Role.SYSTEM, Role.PROCESSOR)
        case PrincipalRole.OPERATOR:
            return ()
        case _:
            return (Role(principal.role.value),)


@dataclass(slots=True)
class CaseWrites:
    """The write path over cases, with the flows that follow. `apply` fits `makegood.db.gather.Gatherer`."""

    clock: Clock
    ids: IdMaker
    flows: Sequence[Flow] = ()
    policy: Policy | None = None
    guards: Sequence[Guard] = ()

    async def apply(self, connection: Connection, requests: Sequence[Request]) -> list[Done | Exception]:
        """Answer each request inside the caller's transaction."""
        answers, writes = await self._decided(connection, requests)
        await writes.send(connection)
        return [await first_answer(connection, a) if isinstance(a, KeptAnswer) else a for a in answers]

    async def _decided(
        self, connection: Connection, requests: Sequence[Request]
    ) -> tuple[list[Done | Exception | KeptAnswer], Writes]:
        """The answers, and what is to be written; decided again where the room for advances was taken meanwhile."""
        while True:
            loaded = await self._loaded(connection, requests)
            sent = await files_sent(connection, requests)
            shelf = await shelf_for(connection, requests, loaded)
            now = self.clock.now()
            writes = Writes()
            answers = [
                await self._answer(connection, request, loaded, sent, shelf, now, writes)
                for request in requests
            ]
            if await rooms_stand(connection, writes, loaded):
                return answers, writes

    async def _loaded(self, connection: Connection, requests: Sequence[Request]) -> Loaded:
        loaded = await load(
            connection,
            list({r.case_id for r in requests if r.case_id is not None}),
            list({r.order_id for r in requests if r.order_id is not None}),
            [(key_bucket(r.principal.label, r.key), r.principal.label, r.key) for r in requests if r.key],
        )
        balances = await balances_for(connection, requests, loaded)
        told = await captures_told(connection, requests)
        kept = await kept_units(connection, requests, loaded)
        beside = await besides(connection, requests, loaded)
        contested = await contested_lines(connection, requests, loaded)
        loaded.orders |= {
            id_: with_contested(
                with_beside(with_kept(with_captures(with_balances(order, balances), told), kept), beside),
                contested,
            )
            for id_, order in loaded.orders.items()
        }
        return loaded

    async def _answer(
        self,
        connection: Connection,
        request: Request,
        loaded: Loaded,
        sent: Sent,
        shelf: Shelf,
        now: datetime,
        writes: Writes,
    ) -> Done | Exception | KeptAnswer:
        """Answer one request. What it writes is kept aside until it has succeeded, so that a refusal writes nothing."""
        aside = Writes()
        try:
            case, order = find(request, loaded)
            _authorise(request, order)
            order = shelf.put_before(order, wish_of(request.command, case.state if case else None, order))
            kept = kept_answer(request, loaded)
            if kept:
                return kept
            if case and request.version is not None and request.version != case.state.version:
                raise VersionChanged(sent=request.version, current=case.state.version)
            filled = request
            for guard in self.guards if case else ():
                assert case is not None
                found = await guard(connection, filled, case, order, now, aside)
                filled = replace(filled, command=found) if found else filled
        except Refused as refusal:
            return refusal
        try:
            done = self._decide(filled, case, order, sent, shelf, now, aside)
        except Refused as refusal:
            keep_answer(
                writes,
                loaded,
                request,
                KeptAnswer(now, refused=type(refusal).code(), fields=tuple(refusal.fields.items())),
            )
            return refusal
        keep_answer(writes, loaded, request, KeptAnswer(now, done.case.state.id, done.case.state.version))
        writes.take([aside])
        loaded.cases[done.case.state.id] = done.case
        loaded.orders[order.id] = done.order
        share_room(loaded.orders, order, done.order)
        return done

    def _decide(
        self,
        request: Request,
        case: StoredCase | None,
        order: OrderFacts,
        sent: Sent,
        shelf: Shelf,
        now: datetime,
        writes: Writes,
    ) -> Done:
        bucket = bucket_of(order.id)
        calendar = CALENDARS.get(order.calendar or "", ALWAYS)
        promises = self.policy.promises(order, now) if self.policy else None
        who = request.principal.label
        files = files_of(request, order.id, sent)
        facts = Facts(
            now, order, lambda: self.ids(bucket), calendar, promises, files, who, added_at(files, sent)
        )
        decision = self._decision(request, case.state if case else None, facts)
        shelf.follow(decision)
        add_decision(writes, decision)
        if self.policy and promises and promises.judged:
            self.policy.add_record(writes, promises, decision.after, order, now)
        book = promises.book if promises else None
        happening = Happening(decision, order, now, writes, facts.new_id, request.command, book)
        for flow in self.flows:
            flow(happening)
        return Done(stored_after(case, decision), order_after(order, decision), now)

    def _decision(self, request: Request, state: CaseState | None, facts: Facts) -> Decision:
        roles = _speaking(roles_in_case(request.principal), request.command)
        who = request.principal.label
        if isinstance(request.command, c.OpenCase):
            bucket = bucket_of(facts.order.id)
            return open_case(request.command, self.ids(bucket), bucket, roles[0], facts, who)
        assert state is not None
        return decide(request.command, state, roles, facts, who)


def _speaking(roles: tuple[Role, ...], command: c.Command) -> tuple[Role, ...]:
    """The roles in which somebody writes: those who hold several say for whom, else they write as the first."""
    if not isinstance(command, c.Say) or command.speaker is None:
        return roles
    if command.speaker not in roles:
        raise NotPermitted(role=roles[0] if roles else "operator", operation=f"case.say:{command.speaker}")
    return (Role(command.speaker),)


def _authorise(request: Request, order: OrderFacts) -> None:
    """Let the request pass, or refuse it: what is another's is told of as what is not there, in the same words."""
    try:
        authorise(request.principal, f"case.{request.command.name}", order.buyer_id, order.merchant_id)
    except NotFound:
        raise NotFound(what="order" if request.case_id is None else "case") from None


def find(request: Request, loaded: Loaded) -> tuple[StoredCase | None, OrderFacts]:
    """The case and the order that a request is about. Raises NotFound."""
    if request.case_id is not None:
        case = loaded.cases.get(request.case_id)
        if case is None:
            raise NotFound(what="case")
        return case, loaded.orders[case.state.order_id]
    order = loaded.orders.get(request.order_id or 0)
    if order is None:
        raise NotFound(what="order")
    return None, order


def stored_after(case: StoredCase | None, decision: Decision) -> StoredCase:
    """The case with its stream as they are after a decision."""
    first = decision.after.version - len(decision.recorded) + 1
    new = [StoredEvent(r.actor, r.at, r.event, seq, r.who) for seq, r in enumerate(decision.recorded, first)]
    return StoredCase(decision.after, [*(case.events if case else ()), *new])


def order_after(order: OrderFacts, decision: Decision) -> OrderFacts:
    """The order's facts as they are after a decision, for the next request of the same batch."""
    changes = claim_changes(*decision.claims)
    order = after_change(with_new_lines(order, decision.recorded), decision.recorded)
    order = after_advance(order, decision.recorded)
    order = after_bank(order, decision.before, decision.recorded)
    order = kept_after(order, decision.before, decision.after)
    lines = tuple(
        structs.replace(
            line,
            claimed_quantity=line.claimed_quantity + changes[line.line_no][0],
            claimed_minor=line.claimed_minor + changes[line.line_no][1],
        )
        if line.line_no in changes
        else line
        for line in order.lines
    )
    for recorded in decision.recorded:
        match recorded.event:
            case RefundStarted() as started:
                order = _refund_taken(order, started)
            case (DifferencePaid() | RepairPaid()) as paid:
                order = paid_on_top(order, paid)
            case _:
                pass
    return structs.replace(order, lines=lines)


def _refund_taken(order: OrderFacts, event: RefundStarted) -> OrderFacts:
    used = {leg.payment_no: leg.amount_minor for leg in event.legs if leg.way is LegWay.PAYMENT}
    payments = tuple(
        structs.replace(p, refunded_minor=p.refunded_minor + used.get(p.payment_no, 0))
        for p in order.payments
    )
    return structs.replace(
        order, payments=payments, escrow_minor=order.escrow_minor - event.from_escrow_minor
    )
