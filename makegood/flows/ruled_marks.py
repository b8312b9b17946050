"""A story: a ruling sets marks, which go on record against whom they count; an appeal that decides otherwise takes them away.
They are those of the proposal that was accepted, else of the terms of the case (makegood/disputes/marking.py).
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec import structs

from makegood.cases import AppealDecided, CaseRuled, Happening, OrderFacts, StoredCase, StoredEvent, read_case
from makegood.claims import (
    ClaimOffice,
    Mark,
    Stood,
    WhyTakenBack,
    leave_marks,
    lock_order,
    mark_of_case,
    marks_of_case,
    take_marks_back,
)
from makegood.db.writes import Writes
from makegood.disputes import RuledMark, marks_of_ruling

RECORD_MARKS = "record_marks"
"""The kind of the job that puts on record what the ruling of a case says of the parties."""


def record_marks(happening: Happening) -> None:
    """A case was ruled on, or an appeal was decided: what that says of the parties is put on record. PURE."""
    after = happening.decision.after
    if any(isinstance(each.event, CaseRuled | AppealDecided) for each in happening.decision.recorded):
        happening.writes.add("defer_jobs", {
            "bucket": after.bucket, "id": happening.new_id(), "kind": RECORD_MARKS, "run_at": happening.now,
            "payload": {"case_id": str(after.id)},
        })  # fmt: skip


async def record_as_ruled(office: ClaimOffice, case_id: int) -> int:
    """Have the record say what the ruling of a case says; how many marks came or went. Again changes nothing."""
    async with office.pool.acquire() as connection, connection.transaction():
        case, order = await read_case(connection, case_id)
        await lock_order(connection, order.id)
        # Read again: it may have been decided otherwise while the lock was waited for.
        case, order = await read_case(connection, case_id)
        if case.state.ruling is None:
            return 0
        left = [mark for mark in await marks_of_case(connection, case_id, order.id) if mark.stands]
        due = _due(case, order, await marks_of_ruling(connection, office.policy, case))
        new, gone = _but_for(due, left), _but_for([mark for mark in left if mark.by_ruling], due)
        writes = Writes()
        leave_marks(writes, new)
        take_marks_back(writes, gone, _why(case), office.ids, office.clock.now())
        await writes.send(connection)
        return len(new) + len(gone)


def _due(case: StoredCase, order: OrderFacts, ruled: list[RuledMark]) -> list[Mark]:
    """The marks that are to stand, as of the moment of the ruling."""
    at = _last_word(case).at
    return [_mark(case, order, each, at) for each in ruled]


def _mark(case: StoredCase, order: OrderFacts, ruled: RuledMark, at: datetime) -> Mark:
    ground, stood = ruled.found.ground, ruled.found.rests_on
    return structs.replace(
        mark_of_case(case.state, order, ruled.mark, at, ruled.against),
        by_ruling=True,
        rule=ground.rule if ground else "",
        article=ground.source if ground else None,
        rests_on=tuple(Stood(each.name, each.value, each.source) for each in stood),
    )


def _but_for(some: Sequence[Mark], others: Sequence[Mark]) -> list[Mark]:
    """Those of some marks that are not among others."""
    there = {(mark.mark, mark.against) for mark in others}
    return [mark for mark in some if (mark.mark, mark.against) not in there]


def _why(case: StoredCase) -> WhyTakenBack:
    return "appeal" if isinstance(_last_word(case).event, AppealDecided) else "ruled_anew"


def _last_word(case: StoredCase) -> StoredEvent:
    """The ruling that stands, or the decision on the appeal against it."""
    return next(each for each in reversed(case.events) if isinstance(each.event, CaseRuled | AppealDecided))
