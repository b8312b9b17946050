"""PURE: what the rules of a pack build on: its named values, windows and terms."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from makegood.policy.catalogue import FactType
from makegood.policy.language import literals
from makegood.policy.language.expression import ALWAYS, Condition
from makegood.policy.language.parse_numbers import (
    DoesNotFit,
    Quantity,
    constant,
    product_of,
    quotient_of,
    sum_of,
)
from makegood.policy.language.syntax import Scope
from makegood.policy.pack import NamedValue, Window
from makegood.policy.reading.expressions_in_files import condition, expression, number, uses_money
from makegood.policy.reading.fields import (
    NO_TEXT,
    Fields,
    both_languages,
    check_name,
    line_of_text,
    one_of,
    scalar,
    table,
    text_or_both,
)
from makegood.policy.reading.problems import Problems, Wrong
from makegood.policy.reading.yaml_marks import Node, Scalar, Table
from makegood.policy.text import Text

CONFIDENCE = ("H", "M", "L")
COUNTED = ("from_next_day", "from_then", "to_end_of_day")
_LENGTH = 7 * literals.DAY_SECONDS
_NO_TIME = constant(0, FactType.MOMENT)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where something comes from and how sure that is."""

    source: Text | None
    confidence: str
    note: Text | None


def read_standing(fields: Fields) -> Standing:
    """Source, confidence and note; what is not sure needs a note."""
    confidence = fields.read("confidence", one_of(CONFIDENCE), "H")
    if confidence != "H" and "note" not in fields:
        fields.problems.add(
            fields.table.keys["confidence"], f"Confidence {confidence} needs a `note`: what is uncertain."
        )
    return Standing(
        fields.read("source", text_or_both, None), confidence, fields.read("note", text_or_both, None)
    )


def read_named(fields: Fields, scope: Scope) -> Scope:
    """The scope with the values, windows and terms of a pack, each of which may use those before it."""
    problems = fields.problems
    values = {
        name: value
        for name, key, node in _named(fields, "values", scope, problems)
        if (value := problems.attempt(partial(_value, key, node, scope, problems), None)) is not None
    }
    money = {name for name, value in values.items() if value.type == FactType.MONEY}
    scope = replace(scope, values=values, money_names=frozenset({"amount", *money}))
    windows: dict[str, Window] = {}
    for name, key, node in _named(fields, "windows", scope, problems):
        windows[name] = problems.attempt(partial(_window, key, node, scope, problems), _no_window(key))
    scope = replace(scope, windows=windows)
    for name, _, node in _named(fields, "terms", scope, problems):
        scope = _with_term(name, node, scope, problems)
    return scope


def _with_term(name: str, node: Node, scope: Scope, problems: Problems) -> Scope:
    told: Condition = problems.attempt(partial(condition, node, scope), ALWAYS)
    money = scope.money_names | ({name} if uses_money(node, scope) else set())
    return replace(scope, terms={**scope.terms, name: told}, money_names=money)


def _named(fields: Fields, entry: str, scope: Scope, problems: Problems) -> list[tuple[str, Scalar, Node]]:
    """The entries of a table of names, with the places of the names; names that cannot be used are noted."""
    told = fields.read(entry, table, Table({}, 1, 1))
    named = []
    for name, node in told.entries.items():
        key = told.keys[name]
        problems.attempt(partial(_check, key, entry, scope), None)
        named.append((name, key, node))
    return named


def _check(key: Scalar, entry: str, scope: Scope) -> None:
    name = check_name(key, entry.rstrip("s"))
    if entry != "windows" and (name in scope.catalogue.facts or name in scope.values):
        what = "value" if name in scope.values else "fact"
        raise Wrong(key, f"There is a {what} `{name}` already. Name the {entry.rstrip('s')} another way.")


def _value(key: Scalar, node: Node, scope: Scope, problems: Problems) -> NamedValue:
    fields = Fields(node, problems, required=("is", "text", "source", "confidence"), optional=("note",))
    standing = read_standing(fields)
    type_, value = fields.read("is", partial(_literal, scope), (FactType.DURATION, _LENGTH))
    return NamedValue(
        name=key.text,
        type=type_.value,
        value=value,
        written=fields.read("is", line_of_text, ""),
        text=fields.read("text", both_languages, NO_TEXT),
        source=standing.source,
        confidence=standing.confidence,
        note=standing.note,
        line=key.line,
    )


def _literal(scope: Scope, node: Node) -> tuple[FactType, int]:
    told = scalar(node)
    try:
        found = literals.typed_literal(told.text.strip(), scope.currency)
    except ValueError as problem:
        raise Wrong(told, str(problem)) from None
    if found is None:
        raise Wrong(
            told,
            f"“{told.text[:40]}” is not a value. Write it like `7 days`, `168 h`, `15 min`, `500.00 CNY`, `60%` or `3`.",
        )
    return found


def _window(key: Scalar, node: Node, scope: Scope, problems: Problems) -> Window:
    fields = Fields(node, problems, required=("starts", "counted", "length", "text"))
    starts = fields.read("starts", lambda each: expression(each, scope, FactType.MOMENT), _NO_TIME)
    counted = fields.read("counted", one_of(COUNTED), COUNTED[0])
    length = fields.read(
        "length",
        lambda each: number(each, scope, FactType.DURATION).quantity,
        constant(_LENGTH, FactType.DURATION),
    )
    try:
        ends = window_end(starts, counted, length, scope.day_starts_seconds)
    except DoesNotFit as problem:
        raise Wrong(key, str(problem)) from None
    text = fields.read("text", both_languages, NO_TEXT)
    return Window(key.text, starts.node, counted, length.node, ends.node, text, key.line)


def _no_window(key: Scalar) -> Window:
    """Stands in for a window that could not be read."""
    return Window(key.text, _NO_TIME.node, COUNTED[0], _NO_TIME.node, _NO_TIME.node, NO_TEXT, key.line)


def window_end(starts: Quantity, counted: str, length: Quantity, day_starts_seconds: int) -> Quantity:
    """The first moment that is no longer inside a window. Raises DoesNotFit.

    from_next_day: the length after 00:00 of the day that follows. from_then: the length after that moment.
    to_end_of_day: 24:00 of the day on which the moment and the length fall. Days begin `day_starts_seconds` before UTC.
    """
    if counted == "from_then":
        return sum_of(starts, length)
    if counted == "to_end_of_day":
        return end_of_day(sum_of(starts, length), day_starts_seconds)
    return sum_of(end_of_day(starts, day_starts_seconds), length)


def end_of_day(moment: Quantity, day_starts_seconds: int) -> Quantity:
    """24:00 of the day of a moment."""
    offset = constant(day_starts_seconds, FactType.DURATION)
    day = constant(literals.DAY_SECONDS, FactType.COUNT)
    whole = product_of(quotient_of(sum_of(_as_duration(moment), offset), day), day)
    rest = constant(literals.DAY_SECONDS - day_starts_seconds, FactType.DURATION)
    ends = sum_of(whole, rest)
    return Quantity(ends.node, FactType.MOMENT, ends.least, ends.most)


def _as_duration(moment: Quantity) -> Quantity:
    """The seconds of a moment since 1970, to reckon with."""
    return Quantity(moment.node, FactType.DURATION, moment.least, moment.most)
