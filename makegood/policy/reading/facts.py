"""PURE: the catalogue of facts, from the texts of its files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from makegood.policy.catalogue import RANGES, Catalogue, FactKind, FactType, FactWrong, Value
from makegood.policy.language.expression import Condition
from makegood.policy.language.syntax import Scope
from makegood.policy.reading.expressions_in_files import condition
from makegood.policy.reading.fields import (
    NO_TEXT,
    Fields,
    both_languages,
    check_name,
    items,
    one_of,
    scalar,
    scalars,
    table,
    texts,
    told_choices,
    whole_number,
    yes_or_no,
)
from makegood.policy.reading.problems import PackProblem, PackRefused, Problems, Wrong, nearest
from makegood.policy.reading.yaml_marks import Node, Scalar, Table, compose
from makegood.policy.text import Text

PARTIES = ("system", "marketplace", "buyer", "merchant", "carrier", "desk", "laboratory")
MOST_WORDS = 62
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
_OPTIONAL = ("ask", "values", "open", "least", "most", "absent", "presumed", "shown", "not_shown")
_TYPES = tuple(type_.value for type_ in FactType)


def read_catalogue(files: Mapping[str, str]) -> Catalogue:
    """The catalogue of all files, by the name of each and its text. Raises PackRefused with all that is wrong."""
    catalogue, found = catalogue_with_problems(files)
    if found:
        raise PackRefused(found)
    return catalogue


def catalogue_with_problems(files: Mapping[str, str]) -> tuple[Catalogue, list[PackProblem]]:
    """As far as it can be read, and what is wrong in it: so that packs can be checked all the same."""
    sheets = [_Sheet(file, text) for file, text in files.items()]
    catalogue = Catalogue(_all_facts(sheets))
    always = tuple(condition for sheet in sheets for condition in sheet.conditions(catalogue))
    return replace(catalogue, always=always), [each for sheet in sheets for each in sheet.problems.found]


class _Sheet:
    """One file of the catalogue."""

    def __init__(self, file: str, text: str) -> None:
        self.problems = Problems(file)
        self.facts: dict[str, FactKind] = {}
        self.always: tuple[Node, ...] = ()
        self.keys: Mapping[str, Scalar] = {}
        root = compose(text, self.problems)
        if root is not None:
            self.read(Fields(root, self.problems, required=("facts",), optional=("always",)))

    def read(self, fields: Fields) -> None:
        """The facts, and the nodes of what is always true."""
        told = fields.read("facts", table, Table({}, 1, 1))
        self.keys = told.keys
        for name, node in told.entries.items():
            kind = self.problems.attempt(partial(_fact, told.keys[name], node, self.problems), None)
            if kind is not None:
                self.facts[name] = kind
        self.always = fields.read("always", items, ())

    def conditions(self, catalogue: Catalogue) -> Iterator[Condition]:
        """What is always true, now that all facts are known."""
        for node in self.always:
            found: Condition | None = self.problems.attempt(partial(condition, node, Scope(catalogue)), None)
            if found is not None:
                yield found


def _all_facts(sheets: Sequence[_Sheet]) -> dict[str, FactKind]:
    """The facts of all files; a name that stands twice is noted."""
    facts: dict[str, FactKind] = {}
    places: dict[str, str] = {}
    for sheet in sheets:
        for name, kind in sheet.facts.items():
            key = sheet.keys[name]
            if name in facts:
                sheet.problems.add(key, f"There is a fact `{name}` in {places[name]} already.")
            facts[name] = kind
            places[name] = f"{sheet.problems.file}:{key.line}"
    return facts


def _fact(key: Scalar, node: Node, problems: Problems) -> FactKind:
    name = check_name(key, "fact")
    fields = Fields(node, problems, required=("type", "label", "by", "cost"), optional=_OPTIONAL)
    type_ = FactType(fields.read("type", one_of(_TYPES), _TYPES[0]))
    _only(fields, type_)
    least, most = _range(fields, type_)
    kind = FactKind(
        name=name,
        type=type_,
        label=fields.read("label", both_languages, NO_TEXT),
        ask=fields.read("ask", both_languages, None),
        by=fields.read("by", _parties, ()),
        cost=fields.read("cost", whole_number, 0),
        values=fields.read("values", partial(_values, problems), {}),
        open=fields.read("open", yes_or_no, False),
        least=least,
        most=most,
        absent=fields.read("absent", one_of(("future", "past")), None),
    )
    told = partial(_told, kind)
    return replace(
        kind,
        presumed=fields.read("presumed", told, None),
        shown=fields.read("shown", told, None),
        not_shown=fields.read("not_shown", told, None),
    )


def _only(fields: Fields, type_: FactType) -> None:
    """Note entries that such a fact does not have, and words without their list."""
    allowed = {
        "values": (FactType.WORD, FactType.WORDS),
        "open": (FactType.WORD,),
        "least": (FactType.COUNT,),
        "most": (FactType.COUNT,),
        "absent": (FactType.MOMENT,),
    }
    for entry, types in allowed.items():
        if entry in fields and type_ not in types:
            fields.problems.add(fields.table.keys[entry], f"A {type_} has no `{entry}`.")
    if type_ in allowed["values"] and "values" not in fields and "type" in fields:
        fields.problems.add(fields.table, f"A {type_} needs `values`: the words with their texts.")


def _range(fields: Fields, type_: FactType) -> tuple[int, int]:
    least, most = RANGES.get(type_, (0, 0))
    if type_ is FactType.COUNT:
        least, most = fields.read("least", whole_number, least), fields.read("most", whole_number, most)
        if not 0 <= least < most <= 10**12:
            fields.problems.add(fields.table, "`least` is below `most`, and `most` at most 1000000000000.")
    return least, most


def _parties(node: Node) -> tuple[str, ...]:
    parties = texts(node)
    for each in parties:
        if each not in PARTIES:
            raise Wrong(node, f"“{each}” supplies no facts.{nearest(each, PARTIES) or told_choices(PARTIES)}")
    return parties


def _values(problems: Problems, node: Node) -> Mapping[str, Text]:
    told = table(node)
    if len(told.entries) > MOST_WORDS and told.entries:
        raise Wrong(node, f"There are more than {MOST_WORDS} words. Make two facts of it.")
    values: dict[str, Text] = {}
    for word, text in told.entries.items():
        if not _WORD.fullmatch(word):
            problems.add(
                told.keys[word], f"“{word}” cannot be a word. Write letters, digits, `_`, `-` and `.`."
            )
        values[word] = problems.attempt(partial(both_languages, text), NO_TEXT)
    return values


def _told(kind: FactKind, node: Node) -> Value | None:
    told: Any = [item.text for item in scalars(node)] if kind.type is FactType.WORDS else scalar(node).text
    try:
        return kind.encode(told)
    except FactWrong as problem:
        raise Wrong(node, str(problem)) from None
