"""A story: a dispute goes to a panel of users; its case goes on without it, or is ruled on. PURE: events to rows."""

from typing import Any

from makegood.cases import CaseRuled, Happening, JuryCalled, JuryEnded, Stage
from makegood.jury import seat_job

_BY_THE_CASE = ("out_of_time", "dismissed")


def jury(happening: Happening) -> None:
    """What a decision means for the panel of its case."""
    before, after = happening.decision.before, happening.decision.after
    row = {"bucket": after.bucket, "case_id": after.id}
    for recorded in happening.decision.recorded:
        match recorded.event:
            case JuryCalled(seats=seats):
                _call(happening, row | {"seats": seats})
            case CaseRuled(ruling=ruling) if after.jury and after.jury.seats:
                ruled = row | {"favour": ruling.favour, "at": recorded.at}
                happening.writes.add("note_jury_rulings", ruled)
            case _:
                pass
    if before and before.stage is Stage.DISPUTE_JURY and after.stage is not Stage.DISPUTE_JURY:
        closed = row | {"ended": _ended(happening), "at": happening.now}
        happening.writes.add("close_juries", closed)


def _call(happening: Happening, row: dict[str, Any]) -> None:
    after, now = happening.decision.after, happening.now
    happening.writes.add("call_juries", row | {"called_at": now, "due_at": after.due_at})
    happening.writes.add("defer_jobs", seat_job(after.bucket, happening.new_id(), after.id, now, again=True))


def _ended(happening: Happening) -> str:
    """Why a panel ends with its case's stage; one that has found something has ended before."""
    told = [each.event.ended for each in happening.decision.recorded if isinstance(each.event, JuryEnded)]
    return told[0] if told and told[0] in _BY_THE_CASE else "overtaken"
