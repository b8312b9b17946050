"""Who may lead a case and rule on it: a person, nobody who is tied to it, and while somebody has it, nobody else. The one
place for it.
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import (
    CaseState,
    Guard,
    HandUp,
    OrderFacts,
    Request,
    Role,
    StoredCase,
    Withheld,
    is_refused_anyway,
    usable_note,
)
from makegood.db.writes import Connection, Writes
from makegood.desk.assignments import assignments_of, hold_case
from makegood.desk.choose import conflict
from makegood.desk.model import Assignment, DeskPerson, person_of
from makegood.desk.people import desk_person
from makegood.desk.refusals import ConflictOfInterest, GivenNotTaken, HeldByAnother, NoPersonRules
from makegood.kit.errors import Refused
from makegood.kit.ids import IdMaker, bucket_of

RULINGS = frozenset(
    {
        "rule",
        "rule_on_appeal",
        "confirm_ruling",
        "return_ruling",
        "bind_ruling",
        "grant_change",
        "decline_change",
    }
)
"""What decides a case, or what its ruling has to say."""
LEADS = frozenset({"call_jury", "dismiss_jury", "extend_evidence", "pause", "resume", "show_acceptance"})
"""What leads a dispute to its ruling: who reads it, and for how long the parties are heard."""
OF_THE_UNTIED = RULINGS | LEADS
"""What nobody does who is tied to the case."""
OF_THE_HOLDER = OF_THE_UNTIED | {"hand_up"}
"""What only whoever has the case does while somebody has it. Whoever is tied to it may still pass it up."""
OF_A_PERSON = frozenset({"rule", "rule_on_appeal", "confirm_ruling", "grant_change", "decline_change"})
"""What decides between two people, so that a named person answers for it and no machine does it."""
_DESK = (PrincipalRole.DESK, PrincipalRole.SENIOR)
_TIES = """
SELECT w.id, coalesce(lower(b.email), '') AS buyer_email,
    ARRAY(SELECT m.person FROM desk_moves m WHERE (m.bucket, m.case_id) = (w.bucket, w.id) AND m.what = 'passed') AS passed_by
FROM unnest($1::smallint[], $2::bigint[], $3::smallint[], $4::bigint[]) AS w(bucket, id, buyer_bucket, buyer_id)
LEFT JOIN buyers b ON (b.bucket, b.id) = (w.buyer_bucket, w.buyer_id)
"""


class Ties(Struct, frozen=True):
    """Who has to do with a case, as far as a conflict of interest looks at it. People are labels without the role."""

    merchant_id: int
    buyer_email: str
    deciders: tuple[str, ...]
    passed_by: tuple[str, ...]


def hold_to_assignment(ids: IdMaker) -> Guard:
    """Let pass what those do who may lead a case and rule on it; keep the note of whoever hands it up.

    What the protocol refuses anyway is left to it: it says more exactly why. The guard raises ConflictOfInterest,
    HeldByAnother, GivenNotTaken, NoPersonRules, NothingHandedOver and NoteTooLong.
    """

    async def hold(
        connection: Connection, request: Request, case: StoredCase, order: OrderFacts, now: datetime, writes: Writes
    ) -> None:  # fmt: skip
        command, state, who = request.command, case.state, request.principal
        if command.name not in OF_THE_HOLDER or is_refused_anyway(request, state, order, now):
            return
        await hold_case(connection, state.id)
        refusal = (await withheld_from(connection, who, [state], now)).get(state.id, {}).get(command.name)
        if refusal is not None:
            raise refusal
        if isinstance(command, HandUp):
            _keep_note(writes, command, request, state, ids(state.bucket), now)

    return hold


async def withheld_from(
    connection: Connection, who: Principal, states: Sequence[CaseState], now: datetime
) -> dict[int, Withheld]:
    """What somebody of the desk may not do in some cases beside what the protocol says, each with why; by case."""
    if who.role not in _DESK or not states:
        return {}
    person = await desk_person(connection, who)
    ties = await _ties_of(connection, states)
    held = await assignments_of(connection, [state.id for state in states], now)
    of_people = _kept_from_nobody(who)
    return {
        state.id: {
            **withheld(person, ties[state.id], held.get(state.id), _is_with_the_desk(state)), **of_people,
        } for state in states
    }  # fmt: skip


def withheld(
    person: DeskPerson, ties: Ties, held: Assignment | None, is_with_the_desk: bool = True
) -> Withheld:
    """What is kept from a person: leading and deciding a case that they are tied to, everything of the holder's while
    another has it, and, for whoever gets cases given, deciding what is not theirs and leading what waits for the desk.
    """
    found: dict[str, Refused] = {}
    if held is not None and held.person != person.person:
        found = dict.fromkeys(OF_THE_HOLDER, HeldByAnother(name=held.name))
    elif held is None and person.is_given_cases:
        found = dict.fromkeys(
            OF_THE_UNTIED if is_with_the_desk else OF_A_PERSON | {"return_ruling"}, GivenNotTaken()
        )
    if conflict(ties, person) is not None:
        found |= dict.fromkeys(OF_THE_UNTIED, ConflictOfInterest())
    return found


def _is_with_the_desk(state: CaseState) -> bool:
    """Whether the desk has something to decide, so that the case is given to somebody."""
    return state.is_appealed or state.owner in (Role.DESK, Role.SENIOR)


def _kept_from_nobody(who: Principal) -> Withheld:
    """What an API key may not do that belongs to no person; and what nobody may do in a session that was made in a name, since
    its record would name a person who may not have been there.
    """
    if who.person_id is not None:
        return {}
    if who.is_stand_in:
        return dict.fromkeys(RULINGS, NoPersonRules())
    return dict.fromkeys(OF_A_PERSON, NoPersonRules()) if who.key_id is not None else {}


async def _ties_of(connection: Connection, states: Sequence[CaseState]) -> dict[int, Ties]:
    """Who has to do with some cases, by case."""
    ids, buyers = [state.id for state in states], [state.buyer_id for state in states]
    buckets, buyer_buckets = ([bucket_of(one) for one in each] for each in (ids, buyers))
    rows = {row["id"]: row for row in await connection.fetch(_TIES, buckets, ids, buyer_buckets, buyers)}
    return {
        state.id: Ties(
            state.merchant_id, rows[state.id]["buyer_email"], _deciders(state), tuple(rows[state.id]["passed_by"])
        )
        for state in states
    }  # fmt: skip


def _deciders(state: CaseState) -> tuple[str, ...]:
    """Who ruled, read or wrote a ruling in a case before."""
    labels = (state.ruled_by, state.reviewed_by, state.draft.by if state.draft else "")
    return tuple(person_of(label) for label in labels if label)


def _keep_note(
    writes: Writes, command: HandUp, request: Request, state: CaseState, note_id: int, now: datetime
) -> None:
    """Raises NothingHandedOver where the note is blank."""
    known, _ = usable_note((command.note, ""))
    who, key = request.principal, request.key or f"v{state.version}"
    writes.add(
        "keep_desk_notes",
        {
            "bucket": state.bucket, "id": note_id, "case_id": state.id, "person": who.label, "name": who.name,
            "known": known, "version": state.version, "key": key, "at": now,
        },
    )  # fmt: skip
