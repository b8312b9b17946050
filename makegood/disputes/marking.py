"""The marks of a ruling: those of the proposal that was before the person who ruled, else those of the terms of the case."""

from msgspec.json import decode

from makegood.cases import AppealDecided, AppealOutcome, CaseRuled, Policy, Role, Ruling, StoredCase
from makegood.db.writes import Connection
from makegood.disputes.barred import ground_of
from makegood.disputes.marks_standing import MarksSaid, RuledMark, marks_set
from makegood.disputes.propose import Found, Stood
from makegood.kit.ids import bucket_of
from makegood.policy import (
    Decision,
    KeptDecision,
    condition_facts,
    decide_again,
    decisions_of_case,
    last_of,
)

_PREFIX = "mark."
_KEPT = """
SELECT proposal::text FROM proposed_rulings
WHERE bucket = $1 AND case_id = $2 AND (digest = $3 OR $3 = '' AND version >= $4) ORDER BY at DESC, version DESC LIMIT 1
"""
"""The one that a ruling names; where it names none, the last one that was kept for it."""


async def marks_of_ruling(connection: Connection, policy: Policy, case: StoredCase) -> list[RuledMark]:
    """The marks that the ruling of a case sets; none without one that a person made. Raises TextMissing and PackRefused."""
    ruling = case.state.ruling
    if ruling is None or not _is_a_persons(case):
        return []
    said = await _proposed(connection, ruling, case)
    said = said or MarksSaid("", await _of_terms(connection, policy, case.state.id))
    return marks_set(said, ruling.favour)


async def _proposed(connection: Connection, ruling: Ruling, case: StoredCase) -> MarksSaid | None:
    case_id, since = case.state.id, _decided_before(case)
    kept = await connection.fetchval(_KEPT, bucket_of(case_id), case_id, ruling.proposal, since)
    return decode(kept, type=MarksSaid) if kept else None


def _is_a_persons(case: StoredCase) -> bool:
    """Whether somebody of the desk stands for the ruling, be it that papers bind them. What silence or a panel decides puts
    nothing on anybody's record.
    """
    for each in reversed(case.events):
        if isinstance(each.event, CaseRuled | AppealDecided):
            if each.actor in (Role.DESK, Role.SENIOR):
                return True
            if isinstance(each.event, CaseRuled) or each.event.outcome is not AppealOutcome.UPHELD:
                return False
    return False


def _decided_before(case: StoredCase) -> int:
    """The place in the stream of the last decision before the case was ruled on, and maybe appealed, as it stands now; 0
    for none. What was proposed for that decision is of another time.
    """
    decided = [each for each in case.events if isinstance(each.event, CaseRuled | AppealDecided)]
    ruled = max(place for place, each in enumerate(decided) if isinstance(each.event, CaseRuled))
    return decided[ruled - 1].seq if ruled else 0


async def _of_terms(connection: Connection, policy: Policy, case_id: int) -> tuple[Found, ...]:
    """The marks in what was last decided of the case, with their rules as they were then."""
    found: list[Found] = []
    for kept in last_of(await decisions_of_case(connection, case_id)):
        if any(key.startswith(_PREFIX) for key in kept.outcomes):
            found += _marks_in(await decide_again(policy.shelf, connection, kept), kept)
    return tuple(found)


def _marks_in(decision: Decision, kept: KeptDecision) -> list[Found]:
    return [
        Found(key, decision.word(key), decision.value(key) or 0, ground_of(decision, key), _stood(decision, key, kept))
        for key in decision.answers
        if key.startswith(_PREFIX)
    ]  # fmt: skip


def _stood(decision: Decision, key: str, kept: KeptDecision) -> tuple[Stood, ...]:
    place = decision.answer(key).rule
    if place is None:
        return ()
    sources = {fact.name: fact.source for fact in kept.facts}
    names = sorted(condition_facts(decision.book.rules[place]))
    return tuple(
        Stood(name, value, sources.get(name, "presumed"))
        for name in names
        if (value := decision.facts.get(name)) is not None
    )
