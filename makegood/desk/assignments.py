"""Giving cases to people: the next one by urgency, by hand by a senior, and passing one on; who has how many."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import (
    Claim,
    ClaimedByAnother,
    NothingHandedOver,
    claim_case,
    claims_of,
    release_case,
)
from makegood.db.writes import Connection
from makegood.desk import refusals
from makegood.desk.choose import conflict, most_urgent
from makegood.desk.model import Assignment, DeskPerson, How, Moved, WhyPassed, person_of
from makegood.desk.people import desk_person, person_listed
from makegood.desk.refusals import ConflictOfInterest, GivenNotTaken, HeldByAnother
from makegood.desk.waiting import free_cases, waiting_case
from makegood.kit.ids import IdMaker, bucket_of

KEPT_FOR = timedelta(hours=24)
"""How long a case stays somebody's at the longest; then it is given to whoever asks for the next one."""
SHORTEST_REASON = 10
_TRIES = 20
_ASSIGN = """
INSERT INTO desk_assignments AS a (bucket, case_id, person, name, how, assigned_at, until)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (bucket, case_id) DO UPDATE SET person = excluded.person, name = excluded.name, how = excluded.how,
    assigned_at = excluded.assigned_at, until = excluded.until
"""
_HOLD = "SELECT 1 FROM cases WHERE bucket = $1 AND id = $2 FOR NO KEY UPDATE"
_OPEN = """
SELECT count(*) FROM desk_assignments a JOIN cases c ON (c.bucket, c.id) = (a.bucket, a.case_id)
WHERE a.person = $1 AND a.until > $2
    AND (c.owner IN ('desk', 'senior') OR c.state -> 'appeal' ->> 'outcome' = 'open')
"""
_READ = """
SELECT a.case_id, a.person, a.name, a.how, a.assigned_at, a.until FROM desk_assignments a
JOIN unnest($1::smallint[], $2::bigint[]) AS w(bucket, id) ON (a.bucket, a.case_id) = (w.bucket, w.id)
LEFT JOIN desk_people p ON p.person = a.person WHERE a.until > $3 AND coalesce(p.away_until <= $3, true)
"""
_MINE = "SELECT case_id FROM desk_assignments WHERE person = $1 AND until > $2 ORDER BY assigned_at LIMIT 200"


async def take_next(connection: Connection, who: Principal, now: datetime, ids: IdMaker) -> Claim | None:
    """The most urgent case that somebody is able to take and that nobody has, theirs from now; None where there is none.

    Call it inside a transaction. Raises TooMuchToDo at the workload's limit.
    """
    person = await desk_person(connection, who, lock=True)
    has_open = await open_of(connection, person.person, now)
    if has_open >= person.skills.most_open:
        raise refusals.TooMuchToDo(name=person.name, open=has_open)
    waiting = await free_cases(connection, now)
    for _ in range(_TRIES):
        chosen = most_urgent(waiting, person, has_open)
        if chosen is None:
            return None
        waiting = [case for case in waiting if case.case_id != chosen.case_id]
        await hold_case(connection, chosen.case_id)
        # Colleagues may have been quicker, or a senior has given it to one: what they did is seen now.
        if await waiting_case(connection, chosen.case_id) is None or await _is_given(
            connection, chosen.case_id, person.person, now
        ):
            continue
        try:
            claim = await claim_case(connection, chosen.case_id, who, now)
        except ClaimedByAnother:
            continue
        await _assign(connection, chosen.case_id, person, How.GIVEN, who, "", now, ids)
        return claim
    return None


async def take_by_hand(
    connection: Connection, case_id: int, who: Principal, now: datetime, ids: IdMaker, take_over: bool = False,
    reason: str = "",
) -> Claim:  # fmt: skip
    """Work on a case of one's own choice. Whoever is listed gets cases given; a senior may, and whoever has the case.

    With `take_over` a senior takes it from a colleague, for a reason that is recorded and shown with the case.
    Raises ConflictOfInterest, GivenNotTaken, HeldByAnother, DeskReasonOwed and ClaimedByAnother.
    """
    await hold_case(connection, case_id)
    refusal = await why_not_taken(connection, case_id, who, now)
    if refusal is not None:
        raise refusal
    person = await desk_person(connection, who)
    held = (await assignments_of(connection, [case_id], now)).get(case_id)
    is_mine = held is not None and held.person == person.person
    if held is not None and not is_mine and not take_over:
        raise HeldByAnother(name=held.name)
    if take_over and person.is_senior and await _is_in_hands(connection, case_id, who, held, now):
        _require_reason(reason)
    claim = await claim_case(connection, case_id, who, now, take_over)
    if not is_mine and await waiting_case(connection, case_id) is not None:
        await _assign(connection, case_id, person, How.TAKEN, who, reason, now, ids)
    return claim


async def _is_in_hands(
    connection: Connection, case_id: int, who: Principal, held: Assignment | None, now: datetime
) -> bool:
    """Whether a colleague has a case or works on it."""
    claim = (await claims_of(connection, [case_id], now)).get(case_id)
    is_claimed = claim is not None and claim.person != who.label
    return is_claimed or (held is not None and held.person != person_of(who.label))


async def why_not_taken(
    connection: Connection, case_id: int, who: Principal, now: datetime
) -> ConflictOfInterest | HeldByAnother | GivenNotTaken | None:
    """What keeps somebody from taking a case by hand, whoever works on it; None where nothing does. Pages ask it too.

    What a colleague has, only a senior takes from them.
    """
    person = await desk_person(connection, who)
    case = await waiting_case(connection, case_id)
    if case is not None and conflict(case, person) is not None:
        return ConflictOfInterest()
    held = (await assignments_of(connection, [case_id], now)).get(case_id)
    is_mine = held is not None and held.person == person.person
    if person.is_senior or is_mine:
        return None
    if held is not None:
        return HeldByAnother(name=held.name)
    return GivenNotTaken() if person.is_given_cases else None


async def assign(
    connection: Connection, case_id: int, to: str, by: Principal, reason: str, now: datetime, ids: IdMaker
) -> Assignment:
    """Give a case to somebody by hand; seniors do, with a reason that is recorded. `to`: a label without the role.

    Raises SeniorsAssign, DeskReasonOwed, NotWithTheDesk, ConflictOfInterest and TooMuchToDo.
    """
    if by.role is not PrincipalRole.SENIOR:
        raise refusals.SeniorsAssign()
    _require_reason(reason)
    person = await person_listed(connection, to, lock=True) or DeskPerson(to, to)
    await hold_case(connection, case_id)
    case = await waiting_case(connection, case_id)
    if case is None:
        raise refusals.NotWithTheDesk()
    if conflict(case, person) is not None:
        raise refusals.ConflictOfInterest()
    has_open = await open_of(connection, to, now)
    if has_open >= person.skills.most_open:
        raise refusals.TooMuchToDo(name=person.name, open=has_open)
    await connection.execute(
        "DELETE FROM desk_claims WHERE bucket = $1 AND case_id = $2", bucket_of(case_id), case_id
    )
    await _assign(connection, case_id, person, How.BY_HAND, by, reason, now, ids)
    return (await assignments_of(connection, [case_id], now))[case_id]


async def pass_on(
    connection: Connection,
    case_id: int,
    who: Principal,
    why: WhyPassed,
    reason: str,
    now: datetime,
    ids: IdMaker,
) -> None:
    """Give a case back for a recorded reason; the same person never gets it again. Raises NotYours, DeskReasonOwed."""
    _require_reason(reason)
    person = person_of(who.label)
    await hold_case(connection, case_id)
    held = (await assignments_of(connection, [case_id], now)).get(case_id)
    if held is None or held.person != person:
        raise refusals.NotYours()
    await connection.execute(
        "DELETE FROM desk_assignments WHERE bucket = $1 AND case_id = $2", bucket_of(case_id), case_id
    )
    await release_case(connection, case_id, who)
    await _record(connection, case_id, "passed", person, who, (why.value, reason.strip()), now, ids)


async def give_back(
    connection: Connection, case_id: int, who: Principal, now: datetime, ids: IdMaker
) -> None:
    """Let go of a case: whoever has it gives it back to the queue, with a note of theirs since they got it.

    Call it inside a transaction. Raises NothingHandedOver.
    """
    person = person_of(who.label)
    await hold_case(connection, case_id)
    held = (await assignments_of(connection, [case_id], now)).get(case_id)
    if held is not None and held.person == person:
        if not await _has_noted(connection, case_id, who, held.assigned_at):
            raise NothingHandedOver()
        await connection.execute(
            "DELETE FROM desk_assignments WHERE bucket = $1 AND case_id = $2", bucket_of(case_id), case_id
        )
        await _record(connection, case_id, "returned", person, who, ("", ""), now, ids)
    await release_case(connection, case_id, who)


async def _has_noted(connection: Connection, case_id: int, who: Principal, since: datetime) -> bool:
    found = await connection.fetchval(
        "SELECT EXISTS (SELECT 1 FROM desk_notes WHERE bucket = $1 AND case_id = $2 AND person = $3 AND at >= $4)",
        bucket_of(case_id), case_id, who.label, since,
    )  # fmt: skip
    return bool(found)


async def hold_case(connection: Connection, case_id: int) -> None:
    """Have whoever else gives, takes or passes on a case wait for the end of this transaction. People are held before cases."""
    await connection.execute(_HOLD, bucket_of(case_id), case_id)


async def _is_given(connection: Connection, case_id: int, person: str, now: datetime) -> bool:
    held = (await assignments_of(connection, [case_id], now)).get(case_id)
    return held is not None and held.person != person


async def open_of(connection: Connection, person: str, now: datetime) -> int:
    """How many cases somebody has that the desk has to decide. Those that wait for a party do not count."""
    return int(await connection.fetchval(_OPEN, person, now))


async def assignments_of(
    connection: Connection, case_ids: Sequence[int], now: datetime
) -> dict[int, Assignment]:
    """Who has some cases now, by case; whoever is away has none."""
    rows = await connection.fetch(_READ, [bucket_of(one) for one in case_ids], list(case_ids), now)
    return {row["case_id"]: _assignment(row) for row in rows}


async def cases_assigned(connection: Connection, who: Principal, now: datetime) -> list[int]:
    """The cases that somebody has, the longest first; 200 at most."""
    rows = await connection.fetch(_MINE, person_of(who.label), now)
    return [row["case_id"] for row in rows]


async def moves_of(connection: Connection, case_id: int) -> list[Moved]:
    """The way of a case through the desk, the newest first; 50 at most."""
    rows = await connection.fetch(
        "SELECT what, person, by, why, reason, at FROM desk_moves WHERE bucket = $1 AND case_id = $2"
        " ORDER BY id DESC LIMIT 50",
        bucket_of(case_id), case_id,
    )  # fmt: skip
    return [Moved(**row) for row in rows]


def _require_reason(reason: str) -> None:
    if len("".join(reason.split())) < SHORTEST_REASON or len(reason) > 2000 or "\0" in reason:
        raise refusals.DeskReasonOwed(least=SHORTEST_REASON)


async def _assign(
    connection: Connection, case_id: int, person: DeskPerson, how: How, by: Principal, reason: str, now: datetime,
    ids: IdMaker,
) -> None:  # fmt: skip
    await connection.execute(
        _ASSIGN, bucket_of(case_id), case_id, person.person, person.name, how.value, now, now + KEPT_FOR
    )
    await _record(connection, case_id, how.value, person.person, by, ("", reason.strip()), now, ids)


async def _record(
    connection: Connection, case_id: int, what: str, person: str, by: Principal, said: tuple[str, str], now: datetime,
    ids: IdMaker,
) -> None:  # fmt: skip
    bucket = bucket_of(case_id)
    await connection.execute(
        "INSERT INTO desk_moves (bucket, id, case_id, what, person, by, why, reason, at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        bucket, ids(bucket), case_id, what, person, by.label, said[0], said[1], now,
    )  # fmt: skip


def _assignment(row: Any) -> Assignment:
    return Assignment(
        str(row["case_id"]), row["person"], row["name"], How(row["how"]), row["assigned_at"], row["until"]
    )
