"""PURE: an inspection unit by unit, read against the case: is every unit told of, does it fit, is what is owed shown."""

from collections.abc import Iterable

from makegood.cases.commands import Inspect, UnitsAccepted
from makegood.cases.families.reception import refusals
from makegood.cases.families.reception.asked import UnitsFoundAsked
from makegood.cases.families.reception.commands import GradeUnits
from makegood.cases.families.reception.findings import (
    FINDINGS,
    accepted_of,
    default_disposition,
    named_of,
    reason_of,
)
from makegood.cases.families.reception.parcels import reception_of
from makegood.cases.families.reception.plan import FoundUnits
from makegood.cases.model import CaseState


def found_in(command: Inspect | GradeUnits, state: CaseState) -> tuple[FoundUnits, ...]:
    """The units as they were found. Raises UnitsUnaccounted, NotInTheCase, DoesNotFit, EvidenceOwed and WeightOwed."""
    found = tuple(_fitting(each) for each in command.units or ())
    _refuse_uncounted(found, state)
    _refuse_unshown(found, command, state)
    return found


def _fitting(asked: UnitsFoundAsked) -> FoundUnits:
    consequence = FINDINGS[asked.finding]
    grade = asked.grade or (consequence.grades[0] if consequence.grades else None)
    _refuse_unfitting(asked, grade, consequence.grades)
    disposition = asked.disposition or default_disposition(asked.finding, grade)
    _refuse_unfitting(asked, disposition, consequence.dispositions)
    return FoundUnits(asked.line_no, asked.quantity, asked.finding, grade, disposition)


def _refuse_unfitting(asked: UnitsFoundAsked, given: str | None, fitting: Iterable[str]) -> None:
    if given is not None and given not in fitting:
        raise refusals.DoesNotFit(given=given, finding=asked.finding.value, fitting=", ".join(fitting) or "–")


def _refuse_uncounted(found: tuple[FoundUnits, ...], state: CaseState) -> None:
    named, asked = named_of(found), {item.line_no: item.quantity for item in state.items}
    for each in found:
        if each.line_no not in asked:
            raise refusals.NotInTheCase(line_no=each.line_no)
    for line_no, quantity in asked.items():
        if named.get(line_no, 0) != quantity:
            raise refusals.UnitsUnaccounted(line_no=line_no, named=named.get(line_no, 0), asked=quantity)


def _refuse_unshown(found: tuple[FoundUnits, ...], command: Inspect | GradeUnits, state: CaseState) -> None:
    """Evidence is owed once for all units of a finding; what was shown when the parcel arrived counts too."""
    kept = reception_of(state)
    photos = len(set(command.files) | set(kept.photos))
    weighed = kept.was_weighed or command.weight_grams is not None
    for each in found:
        consequence = FINDINGS[each.finding]
        if photos < consequence.photos:
            raise refusals.EvidenceOwed(finding=each.finding.value, photos=consequence.photos)
        if consequence.weighed and not weighed:
            raise refusals.WeightOwed(finding=each.finding.value)


def in_short(command: Inspect, found: tuple[FoundUnits, ...]) -> Inspect:
    """The same inspection as accepted units by line, with the reason for what is not."""
    accepted = tuple(UnitsAccepted(line_no, units) for line_no, units in sorted(accepted_of(found).items()))
    return Inspect(accepted, command.reason or reason_of(found) or None, command.note)
