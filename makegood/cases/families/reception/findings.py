"""PURE: what each finding of an inspection means: what counts as accepted, what must be shown, who has the word next.

It is the whole rule. A new finding is a line here; no decision asks for one by its name.
"""

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from makegood.cases.families.reception.plan import Disposition, Finding, FoundUnits, Grade


class Counts(StrEnum):
    """How units of a finding count: given back, not given back, or beside what the case is about."""

    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    BESIDE = "beside"


class Leads(StrEnum):
    """Where a finding takes the case: on, to the buyer's answer, or straight to a person of the platform."""

    ON = "on"
    BUYER = "buyer"
    PERSON = "person"


class Consequence(Struct, frozen=True):
    """What a finding means. `reason`: the merchant's reason that it stands for. `photos`: how many are owed as evidence.

    `grades` and `dispositions`: those that fit it; none where there is no unit to be graded.
    """

    counts: Counts
    leads: Leads
    reason: str = ""
    photos: int = 0
    weighed: bool = False
    grades: tuple[Grade, ...] = ()
    dispositions: tuple[Disposition, ...] = ()

    @property
    def is_there(self) -> bool:
        """Whether there is a unit at all."""
        return bool(self.grades)


_KEPT = (Disposition.RESTOCK, Disposition.REFURBISH, Disposition.SCRAP, Disposition.RETURN_TO_VENDOR)
_BACK = (Disposition.RETURN_TO_BUYER,)
_MARKED = (Grade.USED, Grade.DAMAGED)
_OURS = (Grade.AS_NEW, Grade.OPENED, *_MARKED)

FINDINGS: dict[Finding, Consequence] = {
    Finding.AS_EXPECTED: Consequence(Counts.ACCEPTED, Leads.ON, grades=_OURS, dispositions=_KEPT),
    Finding.WORN: Consequence(Counts.NOT_ACCEPTED, Leads.BUYER, "worn", 1, False, _MARKED, _BACK),
    Finding.DAMAGED_BY_BUYER: Consequence(
        Counts.NOT_ACCEPTED, Leads.BUYER, "damaged_by_buyer", 1, False, _MARKED, _BACK
    ),
    # Who bears what happens on the way back is for the desk to say, as with a parcel that is lost.
    Finding.DAMAGED_ON_THE_WAY: Consequence(
        Counts.NOT_ACCEPTED, Leads.PERSON, "damaged_on_the_way", 1, False, _MARKED, _BACK
    ),
    Finding.INCOMPLETE: Consequence(
        Counts.NOT_ACCEPTED, Leads.BUYER, "incomplete", 1, False, _OURS[1:], _BACK
    ),
    Finding.MISSING: Consequence(Counts.NOT_ACCEPTED, Leads.BUYER, "too_few", 1),
    # The parties will contradict each other, and it may be the carrier's doing: it must be weighed, and a person looks.
    Finding.EMPTY_BOX: Consequence(Counts.NOT_ACCEPTED, Leads.PERSON, "empty_box", 1, True),
    Finding.SWAPPED: Consequence(
        Counts.NOT_ACCEPTED, Leads.PERSON, "swapped", 1, False, (Grade.NOT_OURS,), _BACK
    ),
    Finding.WRONG_PRODUCT: Consequence(
        Counts.NOT_ACCEPTED, Leads.BUYER, "wrong_product", 1, False, (Grade.NOT_OURS,), _BACK
    ),
    Finding.SURPLUS: Consequence(
        Counts.BESIDE, Leads.ON, "", 1, False, (*_OURS, Grade.NOT_OURS), (*_BACK, *_KEPT)
    ),
}
"""Each finding and what it means. The first fitting grade and disposition stand where none is told."""

DISPOSITION_OF: dict[Grade, Disposition] = {
    Grade.AS_NEW: Disposition.RESTOCK,
    Grade.OPENED: Disposition.REFURBISH,
    Grade.USED: Disposition.REFURBISH,
    Grade.DAMAGED: Disposition.SCRAP,
    Grade.NOT_OURS: Disposition.RETURN_TO_BUYER,
}
"""Where a unit of a grade goes when nothing else is said and its finding lets it."""


def default_disposition(finding: Finding, grade: Grade | None) -> Disposition | None:
    """Where a unit goes when nobody says: by its grade if the finding lets it, else the finding's first."""
    fitting = FINDINGS[finding].dispositions
    by_grade = DISPOSITION_OF[grade] if grade else None
    if not fitting or by_grade in fitting:
        return by_grade if fitting else None
    return fitting[0]


def accepted_of(found: Iterable[FoundUnits]) -> dict[int, int]:
    """Units by line that count as given back."""
    accepted: dict[int, int] = {}
    for each in found:
        counted = each.quantity if FINDINGS[each.finding].counts is Counts.ACCEPTED else 0
        accepted[each.line_no] = accepted.get(each.line_no, 0) + counted
    return accepted


def named_of(found: Iterable[FoundUnits]) -> dict[int, int]:
    """Units of the case by line that something was said of; surplus is beside them."""
    named: dict[int, int] = {}
    for each in found:
        if FINDINGS[each.finding].counts is not Counts.BESIDE:
            named[each.line_no] = named.get(each.line_no, 0) + each.quantity
    return named


def absent_of(found: Iterable[FoundUnits]) -> dict[int, int]:
    """Units of the case by line that did not come: nobody can send them anywhere."""
    absent: dict[int, int] = {}
    for each in found:
        if not FINDINGS[each.finding].is_there:
            absent[each.line_no] = absent.get(each.line_no, 0) + each.quantity
    return absent


def leads_of(found: Iterable[FoundUnits]) -> Leads:
    """Where all findings together take the case: to a person if one of them does, else to the buyer if one does."""
    leads = {FINDINGS[each.finding].leads for each in found}
    return next((way for way in (Leads.PERSON, Leads.BUYER) if way in leads), Leads.ON)


def reason_of(found: Iterable[FoundUnits]) -> str:
    """The reason that the weightiest finding stands for; empty where nothing is wrong."""
    weight = {Leads.PERSON: 0, Leads.BUYER: 1, Leads.ON: 2}
    telling = [FINDINGS[each.finding] for each in found]
    telling.sort(key=lambda consequence: weight[consequence.leads])
    return next((consequence.reason for consequence in telling if consequence.reason), "")
