"""PURE: sees which fields of a case a computation looked at: what was not looked at cannot have made a difference.

Only fields that are worth forgetting are watched; every other one counts as looked at. A watched case is an ordinary case
whose watched fields tell when they are read; a changed copy tells nothing of what was changed, since that value is not the
case's own but was made from what was looked at.
"""

from operator import itemgetter
from typing import Any

import msgspec
from msgspec import structs

from makegood.cases.model import CaseState
from makegood.cases.terms import Terms

FORGETTABLE = (
    "respondent", "reopenings", "rounds", "pauses", "extensions", "offer", "shipment", "inspection", "draft", "standstill",
    "ended_because", "ran_out",
)  # fmt: skip
"""Fields of a case that few decisions look at. The canonical form of a field depends on none of these but itself."""
_MAY_REFUSE = 1 << len(FORGETTABLE)
"""The bit of the terms' `may_refuse`; each of the fields has the bit of its place."""
EVERYTHING = 2 * _MAY_REFUSE - 1
"""The bits of all that may be forgotten."""

_NAMES = CaseState.__struct_fields__
_TERMS = Terms.__struct_fields__
_of_case = itemgetter(*(_NAMES.index(name) for name in FORGETTABLE))
_rest_of_case = itemgetter(*(at for at, name in enumerate(_NAMES) if name not in (*FORGETTABLE, "terms")))
_terms = itemgetter(_NAMES.index("terms"))
_may_refuse = itemgetter(_TERMS.index("may_refuse"))
_rest_of_terms = itemgetter(*(at for at, name in enumerate(_TERMS) if name != "may_refuse"))

Values = tuple[Any, ...]


def halves(state: CaseState) -> tuple[Values, Values]:
    """The values that are never forgotten, and those that may be, one for each bit. This does not count as looking."""
    values = structs.astuple(state)
    terms = structs.astuple(_terms(values))
    return (_rest_of_case(values), _rest_of_terms(terms)), (*_of_case(values), _may_refuse(terms))


class Looks:
    """Remembers what is looked at, of one case at a time."""

    def __init__(self) -> None:
        self._own: Values = ()
        self._open = False
        self._seen = 0
        fields = {name: self._watch(CaseState, name, at) for at, name in enumerate(FORGETTABLE)}
        self._case = _kind("WatchedCase", CaseState, fields)
        terms = {"may_refuse": self._watch(Terms, "may_refuse", len(FORGETTABLE))}
        self._terms = _kind("WatchedTerms", Terms, terms)

    def watched(self, state: CaseState) -> CaseState:
        """The same case, watched."""
        values = structs.astuple(state)
        case: CaseState = state if type(state) is self._case else self._case(*values)
        terms = _terms(values)
        if type(terms) is not self._terms:
            case = structs.replace(case, terms=self._terms(*structs.astuple(terms)))
        return case

    def begin(self, state: CaseState) -> None:
        """From now on, remember what is looked at of a state, and of its copies as far as they have its values."""
        self._own = halves(state)[1]
        self._seen = 0
        self._open = True

    def look_away(self) -> None:
        """What is looked at does not count, until `look_back`."""
        self._open = False

    def look_back(self) -> None:
        """What is looked at counts again."""
        self._open = True

    def end(self) -> int:
        """The bits of what was looked at since the beginning."""
        self._open = False
        return self._seen

    def _watch(self, kind: type, name: str, at: int) -> property:
        read = getattr(kind, name).__get__

        def look(case: Any) -> Any:
            value = read(case)
            if self._open and (value is self._own[at] or value == self._own[at]):
                self._seen |= 1 << at
            return value

        return property(look)


def _kind(name: str, kind: type, fields: dict[str, property]) -> Any:
    return msgspec.defstruct(name, (), bases=(kind,), namespace=dict(fields), frozen=True, omit_defaults=True)
