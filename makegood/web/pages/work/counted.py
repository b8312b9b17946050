"""PURE: the form in which a return is counted: what is chosen of each line's units, and how that is read as commands."""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from makegood.cases import FINDINGS, CaseView, Finding
from makegood.web.pages.case.reception_words import CHOICES
from makegood.web.pages.typed import FieldNotUsable, narrow, units_of

MOST_GROUPS = 3
"""Into so many groups of like units a line can be parted on a phone; the API takes any number."""


class Group(Struct, frozen=True):
    """Like units of a line in the form: the names of its fields and what stands in them."""

    units_name: str
    found_name: str
    to_name: str
    units: str
    found: str
    to: str


class Row(Struct, frozen=True):
    """A line of the case with its groups; the first has all units until somebody says otherwise."""

    line_no: int
    title: str
    quantity: int
    groups: tuple[Group, ...]


def rows_of(view: CaseView, typed: Mapping[str, str]) -> list[Row]:
    """The rows of the form, with what was typed before if it was not taken."""
    return [
        Row(
            item.line_no,
            item.title,
            item.quantity,
            tuple(
                _group(item.line_no, no, item.quantity if no == 1 else 0, typed)
                for no in range(1, MOST_GROUPS + 1)
            ),
        )
        for item in view.items
        if item.quantity
    ]


def _group(line_no: int, no: int, quantity: int, typed: Mapping[str, str]) -> Group:
    units, found, to = (f"{name}_{line_no}_{no}" for name in ("units", "found", "to"))
    first = next(iter(CHOICES))
    return Group(
        units, found, to, typed.get(units, str(quantity)), typed.get(found, first), typed.get(to, "")
    )


def found_units(view: CaseView, typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """What was found of each unit, as `inspect` takes it. Raises FieldNotUsable."""
    return list(_found(view, typed))


def _found(view: CaseView, typed: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for row in rows_of(view, typed):
        for group in row.groups:
            quantity = units_of(group.units or "0", "Units")
            if not quantity:
                continue
            if group.found not in CHOICES:
                raise FieldNotUsable(field="What was found")
            finding, _, grade = group.found.partition(":")
            chosen = {"grade": grade or None, "disposition": group.to or None}
            yield {"line_no": row.line_no, "quantity": quantity, "finding": finding} | {
                name: value for name, value in chosen.items() if value
            }


def counted_units(found: list[dict[str, Any]]) -> list[dict[str, int]]:
    """How many units of each line were in the parcel, as `receive` takes it."""
    counted: dict[int, int] = {}
    for each in found:
        there = each["quantity"] if FINDINGS[Finding(each["finding"])].is_there else 0
        counted[each["line_no"]] = counted.get(each["line_no"], 0) + there
    return [{"line_no": line_no, "quantity": units} for line_no, units in sorted(counted.items())]


def looks_of(typed: Mapping[str, str]) -> dict[str, Any]:
    """Weight and condition of the parcel, where they were told."""
    weight = narrow(typed.get("weight_grams", ""))
    condition = typed.get("condition", "")
    told: dict[str, Any] = {"weight_grams": units_of(weight, "Weight in grams")} if weight else {}
    return told | ({"condition": condition} if condition else {})
