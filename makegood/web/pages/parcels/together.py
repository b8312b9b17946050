"""PURE: what goes into a parcel, chosen on its form: how many of each unit, and which other cases go along."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from makegood.carriers import CaseLeft
from makegood.web.pages.typed import units_of


class UnitsRow(Struct, frozen=True):
    """A line that can go in: its field, how many are left, and how many are in it as the form stands."""

    field: str
    title: str
    most: int
    chosen: str


class CaseRow(Struct, frozen=True):
    """A case of which something can go in. `field` is empty for the one that the form is about, which always does."""

    field: str
    order_number: str
    is_in: bool
    units: list[UnitsRow]

    @property
    def can_part(self) -> bool:
        """Whether there is more than one unit, so that some may go later."""
        return sum(row.most for row in self.units) > 1


def rows_of(left: Sequence[CaseLeft], case_id: int, typed: Mapping[str, str]) -> list[CaseRow]:
    """The form's rows, with what was typed before."""
    return [
        CaseRow(
            "" if one.case_id == case_id else _with(one),
            one.order_number,
            one.case_id == case_id or typed.get(_with(one)) == "yes",
            [
                UnitsRow(name, unit.title, unit.quantity, typed.get(name, str(unit.quantity)))
                for unit in one.units
                for name in [f"units_{one.case_id}_{unit.line_no}"]
            ],
        )
        for one in left
    ]


def _with(one: CaseLeft) -> str:
    return f"with_{one.case_id}"


def chosen(left: Sequence[CaseLeft], case_id: int, typed: Mapping[str, str]) -> dict[str, object]:
    """`case_ids` and `items` of what is wanted; no items where all that is left goes in. Raises FieldNotUsable."""
    cases = [one for one in left if one.case_id == case_id or typed.get(_with(one)) == "yes"]
    items = [
        {"case_id": str(one.case_id), "line_no": unit.line_no, "quantity": quantity}
        for one in cases
        for unit in one.units
        for quantity in [_units(typed.get(f"units_{one.case_id}_{unit.line_no}", ""), unit.quantity)]
        if quantity
    ]
    ids = [str(one.case_id) for one in cases] or [str(case_id)]
    is_all = sum(int(str(each["quantity"])) for each in items) == sum(one.quantity for one in cases)
    return {"case_ids": ids, "items": [] if is_all else items}


def _units(typed: str, left: int) -> int:
    """As many as were typed; all of them where the form did not ask."""
    return units_of(typed, "Units") if typed.strip() else left
