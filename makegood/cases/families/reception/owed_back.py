"""PURE: the units that are with the merchant and stay the buyer's: what was neither paid back nor exchanged."""

from collections.abc import Iterator

from msgspec import structs

from makegood.cases.claims import claims_of
from makegood.cases.families.reception.findings import (
    DISPOSITION_OF,
    FINDINGS,
    Counts,
    absent_of,
    accepted_of,
)
from makegood.cases.families.reception.parcels import reception_of
from makegood.cases.families.reception.plan import Disposition, FoundUnits, Grade
from makegood.cases.model import CaseState, Goods, Stage


def owed_back(state: CaseState) -> dict[int, int]:
    """Units by line that are to be sent to the buyer; none before the case has ended, nor once they have been sent."""
    kept = reception_of(state)
    if state.stage.is_open or state.goods is not Goods.RETURNED or kept.sent_back is not None:
        return {}
    absent, paid_back = absent_of(kept.found), _paid_back(state)
    surplus = _surplus(state)
    owed: dict[int, int] = {}
    for item in state.items:
        there = item.quantity - absent.get(item.line_no, 0)
        units = max(0, min(there, item.quantity - paid_back.get(item.line_no, 0)))
        if units + surplus.get(item.line_no, 0):
            owed[item.line_no] = units + surplus.get(item.line_no, 0)
    return owed


def all_goes_back(state: CaseState) -> bool:
    """Whether nothing of the return stays with the merchant."""
    return not any(_paid_back(state).values())


def refused_yet_paid(state: CaseState) -> Iterator[FoundUnits]:
    """Units that the merchant did not accept and has to keep, since they were paid back all the same: by a ruling, or by
    the merchant's word. They go where their grade says.
    """
    left = _paid_back(state)
    found = reception_of(state).found
    for line_no, units in accepted_of(found).items():
        left[line_no] = left.get(line_no, 0) - units
    for each in found:
        units = min(each.quantity, max(0, left.get(each.line_no, 0)))
        refused = FINDINGS[each.finding].counts is Counts.NOT_ACCEPTED
        if refused and units and each.grade not in (None, Grade.NOT_OURS):
            left[each.line_no] -= units
            yield structs.replace(each, quantity=units, disposition=DISPOSITION_OF[each.grade])


def _paid_back(state: CaseState) -> dict[int, int]:
    """Units that have become the merchant's again."""
    if state.stage is not Stage.SETTLED:
        return {}
    return {line_no: units for line_no, (units, _) in claims_of(state).items()}


def _surplus(state: CaseState) -> dict[int, int]:
    """Units that came beside those of the case and are to go back."""
    surplus: dict[int, int] = {}
    for each in reception_of(state).found:
        beside = FINDINGS[each.finding].counts is Counts.BESIDE
        if beside and each.disposition is Disposition.RETURN_TO_BUYER:
            surplus[each.line_no] = surplus.get(each.line_no, 0) + each.quantity
    return surplus
