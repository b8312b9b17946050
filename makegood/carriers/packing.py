"""PURE: which units go into a parcel: all of its cases that do not travel yet, or those that were named."""

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from makegood.carriers.model import ParcelStatus
from makegood.carriers.refusals import NothingLeftToSend, OneParcelOneSender, UnitsNotInCase
from makegood.carriers.rows import ParcelFile, Unit
from makegood.carriers.travelling import CaseGoods
from makegood.kit.money import share_of_remaining


class UnitsNamed(Struct, frozen=True, forbid_unknown_fields=True):
    """Units of one line of a case that go into the parcel."""

    case_id: str
    line_no: int
    quantity: int


def packed(
    cases: Sequence[CaseGoods], named: Sequence[UnitsNamed], travelling: Iterable[ParcelFile]
) -> list[Unit]:
    """The units of a new parcel. Raises OneParcelOneSender, NothingLeftToSend, UnitsNotInCase."""
    if len({(case.buyer_id, case.merchant_id) for case in cases}) != 1:
        raise OneParcelOneSender()
    gone = taken(travelling)
    units = [unit for case in cases for unit in _units(case, named, gone)]
    if not units:
        raise NothingLeftToSend()
    return units


def taken(travelling: Iterable[ParcelFile]) -> Counter[tuple[int, int]]:
    """Units by case and line that travel, have travelled or were lost; what came back to its sender can be sent again."""
    gone: Counter[tuple[int, int]] = Counter()
    for file in travelling:
        for unit in file.units if file.parcel.counts and not _came_back(file) else ():
            gone[unit.case_id, unit.line_no] += unit.quantity
    return gone


def _came_back(file: ParcelFile) -> bool:
    return file.parcel.status is ParcelStatus.RETURNED_TO_SENDER


def _units(case: CaseGoods, named: Sequence[UnitsNamed], gone: Counter[tuple[int, int]]) -> list[Unit]:
    units = []
    asked = {one.line_no: one.quantity for one in named if one.case_id == str(case.id)}
    left = {item.line_no: item.quantity - gone[case.id, item.line_no] for item in case.items}
    for line_no, quantity in asked.items():
        if not 1 <= quantity <= left.get(line_no, 0):
            raise UnitsNotInCase(line_no=line_no, left=left.get(line_no, 0), asked=quantity)
    for item in case.items:
        quantity = asked.get(item.line_no, 0) if named else left[item.line_no]
        if quantity > 0:
            # What is sent later is worth what is left, so that parts add up to the whole.
            already = gone[case.id, item.line_no]
            rest = (
                item.value_minor - share_of_remaining(item.value_minor, item.quantity, already)
                if already
                else item.value_minor
            )
            value = share_of_remaining(rest, item.quantity - already, quantity)
            units.append(Unit(case.order_id, case.id, item.line_no, quantity, value))
    return units
