"""Deciding again: a decision as it was written down, made anew from the very texts and facts that it names."""

from collections.abc import Mapping
from typing import Any

from makegood.db.writes import Connection
from makegood.policy.book import make_book
from makegood.policy.catalogue import Catalogue, FactType, Value
from makegood.policy.decide import Decision, State, decide
from makegood.policy.pack import Judged
from makegood.policy.publishing.kept import KeptDecision
from makegood.policy.publishing.shelf import Shelf
from makegood.policy.reading.facts import read_catalogue


async def decide_again(shelf: Shelf, connection: Connection, kept: KeptDecision) -> Decision:
    """The same facts, decided by the same versions. Raises TextMissing and PackRefused."""
    catalogue, packs = await shelf.exact(
        connection, [each.ref for each in kept.packs], kept.catalogue, read_catalogue
    )
    texts = list(zip(kept.packs, packs, strict=True))
    then, later = (
        [pack for each, pack in texts if moment in each.judged]
        for moment in (Judged.PURCHASE, Judged.DECISION)
    )
    facts = facts_of(kept, catalogue)
    market = facts.get("market")
    return decide(make_book(catalogue, then, later, market if isinstance(market, str) else None), facts)


def facts_of(kept: KeptDecision, catalogue: Catalogue) -> dict[str, Value | None]:
    """The facts of a decision as its catalogue writes them, with what it presumes. What was disputed is unknown."""
    sets = {name for name, kind in catalogue.facts.items() if kind.type is FactType.WORDS}
    told = {
        each.name: frozenset(each.value) if each.name in sets and each.value is not None else each.value
        for each in kept.facts
    }
    return {**catalogue.presumptions(), **told}


def outcomes_of(decision: Decision) -> Mapping[str, Any]:
    """What came out, as it is written down: by key the state, the integer and the rule that said it."""
    rules = decision.book.rules
    return {
        name: {
            "state": answer.state.value,
            "value": answer.value,
            "rule": None if answer.rule is None else rules[answer.rule].rule.name,
        }
        for name, answer in decision.answers.items()
        if answer.state is not State.NONE
    }


def deviations(kept: KeptDecision, again: Decision) -> list[str]:
    """The keys for which deciding again comes to something else; none, unless a text or the engine is not the same."""
    before, after = kept.outcomes, outcomes_of(again)
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
