"""PURE: the forms by which a shop tells what happened to goods with rules of their own, and what was typed into them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from makegood.orders import GoodsRecord
from makegood.web.pages.orders.goods_words import CONDITIONS, PARTIES, VERDICTS
from makegood.web.pages.typed import FieldMissing, FieldNotUsable, moment_of, narrow, units_of

_MOST_LINES = 60


class Asked(Struct, frozen=True):
    """A field: `kind` is text, words (several lines), choice or units; label, hint and options are English."""

    name: str
    label: str
    kind: str = "text"
    options: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    required: bool = False


class RecordForm(Struct, frozen=True):
    """One form: what is told (its word), its name and its fields beside the time."""

    what: str
    label: str
    fields: tuple[Asked, ...]


WHEN = "When it happened"
BOTH = "both of them"
_NOTE = Asked("note", "Note", "words")
_BY = tuple(PARTIES.items())
_UNITS = (
    Asked("quantity", "Units, if not all", "units"),
    Asked("reference", "Your own name for it", hint="Never the code itself."),
)

FORMS: dict[str, RecordForm] = {
    "measured": RecordForm("measured", "Measurements were taken", (
        Asked("measured_by", "Measured by", "choice", _BY, required=True),
        Asked("measurements", "Measurements in millimetres", "words", hint="One a line, such as: Height 2650", required=True),
        _NOTE,
    )),
    "agreed": RecordForm("agreed", "The specification is agreed", (
        Asked("agreed_by", "Agreed by", "choice", (("both", BOTH), *_BY), required=True),
    )),
    "finished": RecordForm("finished", "The work is finished", ()),
    "delivered": RecordForm("delivered", "It is delivered", _UNITS),
    "revoked": RecordForm("revoked", "It is revoked", _UNITS),
    "condition_noted": RecordForm("condition_noted", "The condition in which it leaves", (
        Asked("condition", "Condition", "choice", tuple(CONDITIONS.items()), required=True),
        Asked("flaws", "Flaws", "words", hint="One a line. What the offer disclosed stays what was sold."),
        _NOTE,
    )),
    "appraised": RecordForm("appraised", "It was appraised", (
        Asked("appraiser", "Appraiser", required=True),
        Asked("verdict", "Finding", "choice", tuple(VERDICTS.items()), required=True),
        Asked("report_no", "Number of the report"),
        _NOTE,
    )),
    "installed": RecordForm("installed", "It is installed", (
        Asked("installed_by", "Installed by", "choice", _BY, required=True),
        Asked("fitter", "Fitter"),
        _NOTE,
    )),
}  # fmt: skip
"""By the word of what is told."""


def sentences() -> list[str]:
    """Every text of the forms, for the catalogue's test."""
    fields = [field for form in FORMS.values() for field in form.fields]
    told = [text for field in fields for text in (field.label, field.hint)]
    return [WHEN, BOTH, *(form.label for form in FORMS.values()), *(text for text in told if text)]


def record_of(what: str, typed: Mapping[str, str], zone: ZoneInfo, now: datetime) -> GoodsRecord:
    """What a form tells. Raises FieldMissing and FieldNotUsable."""
    form = FORMS.get(what)
    if form is None:
        raise FieldNotUsable(field=WHEN)
    at = typed.get("at", "").strip()
    content: dict[str, Any] = {"what": what, "at": moment_of(at, WHEN, zone) if at else now}
    for field in form.fields:
        told = typed.get(field.name, "").strip()
        if not told and field.required:
            raise FieldMissing(field=field.label)
        if told:
            content[field.name] = _value(field, told)
    try:
        record: GoodsRecord = msgspec.convert(content, GoodsRecord)
    except msgspec.ValidationError as error:
        raise FieldNotUsable(field=_label_at(form, str(error))) from None
    return record


def _value(field: Asked, told: str) -> Any:
    if "\0" in told:
        raise FieldNotUsable(field=field.label)
    match field.name:
        case "measurements":
            return [_length(each, field.label) for each in _lines(told)]
        case "flaws":
            return _lines(told)
        case "quantity":
            return units_of(told, field.label)
        case "agreed_by":
            return list(PARTIES) if told == "both" else [told]
        case _:
            return told


def _lines(told: str) -> list[str]:
    return [line.strip() for line in told.splitlines() if line.strip()][: _MOST_LINES + 1]


def _length(line: str, label: str) -> dict[str, Any]:
    """A name and, at the end, a whole number of millimetres."""
    name, _, number = narrow(line).removesuffix("mm").strip().rpartition(" ")
    name = name.rstrip(" :=")
    if not (name and number.isascii() and number.isdigit() and len(number) <= 7):
        raise FieldNotUsable(field=label)
    return {"name": name, "millimetres": int(number)}


def _label_at(form: RecordForm, error: str) -> str:
    """The label of the field that an error is about; the time where it names none."""
    place = error.rpartition("`$.")[2].partition("`")[0].partition("[")[0]
    return next((field.label for field in form.fields if field.name == place), WHEN)
