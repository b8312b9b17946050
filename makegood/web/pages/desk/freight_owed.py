"""What law and promises say of the freight of each way, in words beside the fields of a ruling."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from makegood.cases import BEARERS, FreightBearer
from makegood.disputes import FreightOwed
from makegood.kit.i18n import text
from makegood.policy import Rule

OWED = {
    FreightBearer.BUYER: "Law or a promise leaves it with the buyer; you may be kinder.",
    FreightBearer.SHARED: "By law or a promise the buyer bears half of it at most, wherever the buyer gets something.",
    FreightBearer.INSURER: "By law or a promise an insurer pays it back, wherever the buyer gets something.",
}
BY_SOMEBODY_ELSE = (
    "By law or a promise it is not the buyer's, wherever the buyer gets something, but that of {who}."
)
SENTENCES = (*OWED.values(), BY_SOMEBODY_ELSE)
"""All of them, for the catalogue's test."""


class OwedTold(Struct, frozen=True):
    """What is owed of a way, in the reader's language; with the rule that says so and where it is written, if a pack has it."""

    words: str
    rule: str = ""
    source: str = ""


def owed_told(owed: Sequence[FreightOwed], rules: Mapping[str, Rule], language: str) -> dict[str, OwedTold]:
    """What is owed, by the way. `rules`: those that hold for the order, by their names."""
    return {each.way: _told(each, rules.get(each.rule), language) for each in owed}


def _told(owed: FreightOwed, rule: Rule | None, language: str) -> OwedTold:
    said = text(language, OWED.get(owed.bearer, BY_SOMEBODY_ELSE), who=text(language, BEARERS[owed.bearer]))
    if rule is None:
        return OwedTold(said)
    return OwedTold(said, rule.text.in_(language), rule.source.in_(language))
