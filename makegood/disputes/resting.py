"""PURE: the facts that a ruling rests on: which they are, and how they are told, with who says or showed each."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from makegood.cases import FactFound
from makegood.disputes.model import Exhibit
from makegood.disputes.propose import ProposedRuling, Stood
from makegood.kit.i18n import text
from makegood.policy import Catalogue, Value, fact_words

SOURCES = {
    "desk": "found by the desk",
    "system": "on our record",
    "marketplace": "told with the order",
    "buyer": "the buyer says so",
    "merchant": "the merchant says so",
    "carrier": "the carrier says so",
    "presumed": "presumed",
    "assumed": "by the burden of proof",
    "disputed": "disputed",
}
"""Who says that a fact is so."""
SHOWN = {
    "buyer": "shown by the buyer",
    "merchant": "shown by the merchant",
    "desk": "shown by the desk",
    "record": "shown by the record",
}
"""Whose evidence is tied to it."""
DECIDING = ("ruling", "deduction", "compensation", "compensation_by")
"""The findings that say for whom is decided and how much; marks and freight rest on facts of their own."""
MOST = 20


class FactLine(Struct, frozen=True):
    """A fact in words, and who says or showed it."""

    words: str
    source: str


def rests_on(proposal: ProposedRuling, standing: Sequence[Exhibit]) -> tuple[FactFound, ...]:
    """The facts that stand when somebody rules: those on which the outcome of the rules rests, each once."""
    found: dict[str, FactFound] = {}
    for finding in sorted(proposal.findings, key=lambda one: one.key != "ruling"):
        is_refused = finding.key.startswith("remedy.")
        for stood in finding.rests_on if finding.key in DECIDING or is_refused else ():
            if stood.value is not None:
                found.setdefault(stood.name, _found(stood, stood.value, standing))
    return tuple(found.values())[:MOST]


def _found(stood: Stood, value: Value, standing: Sequence[Exhibit]) -> FactFound:
    sides = dict.fromkeys(each.side for each in standing if each.fact == stood.name)
    plain = tuple(sorted(value)) if isinstance(value, frozenset) else value
    return FactFound(stood.name, plain, stood.source, tuple(sides))


def fact_lines(facts: Iterable[FactFound], catalogue: Catalogue, language: str) -> list[FactLine]:
    """Facts in the reader's words. What the catalogue no longer has says nothing."""
    return [_line(each, catalogue, language) for each in facts if each.name in catalogue.facts]


def _line(fact: FactFound, catalogue: Catalogue, language: str) -> FactLine:
    value = frozenset(fact.value) if isinstance(fact.value, tuple) else fact.value
    said = [SOURCES.get(fact.source, ""), *(SHOWN.get(side, "") for side in fact.shown_by)]
    words = [text(language, each) for each in said if each]
    return FactLine(fact_words(fact.name, value, catalogue, language), text(language, ", ").join(words))
