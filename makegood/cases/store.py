"""Rows of cases: what the write path loads and writes, and what lists read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct, structs

from makegood.cases.claims import claim_changes
from makegood.cases.decide import Decision
from makegood.cases.event import Event
from makegood.cases.events import CaseEvent, Recorded, RefundStarted
from makegood.cases.facts import OrderFacts
from makegood.cases.families.advance.events import AdvanceGiven
from makegood.cases.families.advance.room import AdvanceRoom
from makegood.cases.families.chargeback.rooms import room_changes
from makegood.cases.model import CaseState, Leg, LegWay, Role
from makegood.cases.talk_rows import add_talk
from makegood.db.writes import Connection, Writes
from makegood.kit.errors import NotFound
from makegood.kit.ids import bucket_of


class StoredEvent(Struct, frozen=True):
    """An event as it stands in the stream."""

    actor: Role
    at: datetime
    event: CaseEvent
    seq: int
    who: str = ""


class StoredCase(Struct):
    """A case with its stream."""

    state: CaseState
    events: list[StoredEvent]


class StoredAnswer(Struct, frozen=True):
    """The first answer to an idempotency key."""

    principal: str
    key: str
    input_hash: str
    status: int
    answer: msgspec.Raw


class Loaded(Struct):
    """What a batch of commands needs, read under the lock of its orders. `rooms`: for advances, by order, as they were read."""

    orders: dict[int, OrderFacts]
    cases: dict[int, StoredCase]
    answers: dict[tuple[str, str], StoredAnswer]
    rooms: dict[int, AdvanceRoom] = {}


_orders = msgspec.json.Decoder(list[OrderFacts] | None)
_cases = msgspec.json.Decoder(list[StoredCase] | None)
_answers = msgspec.json.Decoder(list[StoredAnswer] | None)
_LOAD = "SELECT * FROM load_for_commands($1, $2, $3, $4, $5, $6, $7)"


async def load(
    connection: Connection,
    case_ids: Sequence[int],
    order_ids: Sequence[int],
    keys: Sequence[tuple[int, str, str]],
) -> Loaded:
    """Lock the orders of some cases (and some orders) and read them, their cases and the answers to some keys."""
    row = await connection.fetchrow(
        _LOAD, [bucket_of(i) for i in case_ids], case_ids, [bucket_of(i) for i in order_ids], order_ids,
        [key[0] for key in keys], [key[1] for key in keys], [key[2] for key in keys],
    )  # fmt: skip
    orders = _orders.decode(row["orders_read"] or "null") or []
    cases = _cases.decode(row["cases_read"] or "null") or []
    answers = _answers.decode(row["answers_read"] or "null") or []
    rooms = rooms_from(row["rooms_read"])
    return Loaded(
        {order.id: structs.replace(order, advance=rooms.get(order.id)) for order in orders},
        {case.state.id: case for case in cases},
        {(answer.principal, answer.key): answer for answer in answers},
        rooms,
    )


def rooms_from(told: str | None) -> dict[int, AdvanceRoom]:
    """Rooms for advances by order, as the database tells them."""
    return msgspec.json.decode(told or "{}", type=dict[int, AdvanceRoom], strict=False)


async def read_case(connection: Connection, case_id: int) -> tuple[StoredCase, OrderFacts]:
    """One case with its stream, and its order; without a lock. Raises NotFound."""
    row = await connection.fetchrow(
        "SELECT s.stream::text AS case_read, o.facts::text AS order_read FROM cases c"
        " JOIN case_streams s ON (s.bucket, s.id) = (c.bucket, c.id)"
        " JOIN order_facts o ON (o.bucket, o.id) = (c.bucket, c.order_id) WHERE c.bucket = $1 AND c.id = $2",
        bucket_of(case_id), case_id,
    )  # fmt: skip
    if row is None:
        raise NotFound(what="case")
    return (
        msgspec.json.decode(row["case_read"], type=StoredCase),
        msgspec.json.decode(row["order_read"], type=OrderFacts),
    )


async def read_legs(connection: Connection, case_id: int) -> tuple[Leg, ...]:
    """The legs of a case's refund; without a lock. None where there is no such case."""
    legs = await connection.fetchval(
        "SELECT (state -> 'legs')::text FROM cases WHERE bucket = $1 AND id = $2", bucket_of(case_id), case_id
    )
    return msgspec.json.decode(legs or "[]", type=tuple[Leg, ...])


async def read_order(connection: Connection, order_id: int) -> OrderFacts:
    """One order as decisions see it; without a lock. Raises NotFound."""
    read = await connection.fetchval(
        "SELECT facts::text FROM order_facts WHERE bucket = $1 AND id = $2", bucket_of(order_id), order_id
    )
    if read is None:
        raise NotFound(what="order")
    return msgspec.json.decode(read, type=OrderFacts)


def as_recorded(events: Sequence[StoredEvent]) -> list[Recorded]:
    """Stored events as the fold takes them."""
    return [Recorded(stored.event, stored.actor, stored.at, stored.who) for stored in events]


def add_decision(writes: Writes, decision: Decision) -> None:
    """Add a decision to what the transaction will write: claims, tenders used, the row, the new events, what was said."""
    state = decision.after
    before, after = decision.claims
    for line_no, (units, minor) in claim_changes(before, after).items():
        writes.add(
            "claim_lines",
            {"bucket": state.bucket, "order_id": state.order_id, "line_no": line_no, "quantity": units, "amount_minor": minor},
        )  # fmt: skip
    for recorded in decision.recorded:
        if isinstance(recorded.event, RefundStarted):
            writes.add("use_payments", *_payments_used(state, recorded.event))
        if isinstance(recorded.event, AdvanceGiven):
            writes.add("use_payments", *_payments_lent(state, recorded.event))
    for change in room_changes(decision.before, decision.recorded):
        about = {"bucket": state.bucket, "order_id": state.order_id}
        writes.add("take_by_bank", about | structs.asdict(change))
    writes.add("write_cases", case_row(state))
    first = state.version - len(decision.recorded) + 1
    for seq, recorded in enumerate(decision.recorded, first):
        writes.add(
            "append_case_events",
            {
                "bucket": state.bucket, "case_id": state.id, "seq": seq, "name": event_name(recorded.event),
                "actor": recorded.actor, "at": recorded.at, "who": recorded.who, "data": recorded.event,
            },
        )  # fmt: skip
    add_talk(writes, decision)


def _payments_lent(state: CaseState, event: AdvanceGiven) -> list[dict[str, Any]]:
    """What went back to the payments in advance has used up their room, so that neither a refund nor a bank finds it there."""
    about = {"bucket": state.bucket, "order_id": state.order_id}
    return [
        about | {"payment_no": leg.payment_no, "amount_minor": leg.amount_minor} for leg in event.advanced
    ]


def _payments_used(state: CaseState, event: RefundStarted) -> list[dict[str, Any]]:
    return [
        {"bucket": state.bucket, "order_id": state.order_id, "payment_no": leg.payment_no, "amount_minor": leg.amount_minor}
        for leg in event.legs if leg.way is LegWay.PAYMENT
    ]  # fmt: skip


def event_name(event: Event | type[Event]) -> str:
    """The public name of an event, such as `case.approved`."""
    return str(event.__struct_config__.tag)


def case_row(state: CaseState) -> dict[str, Any]:
    """The row of a case: the state, and beside it what lists and sweeps need."""
    return {
        "bucket": state.bucket, "id": state.id, "order_id": state.order_id, "buyer_id": state.buyer_id,
        "merchant_id": state.merchant_id, "type": state.type, "stage": state.stage, "owner": state.owner,
        "due_at": state.due_at, "wake_at": state.wake_at, "currency": state.currency,
        "requested_minor": state.requested_minor, "refunded_minor": state.refunded_minor, "version": state.version,
        "opened_at": state.opened_at, "updated_at": state.updated_at, "state": state,
    }  # fmt: skip
