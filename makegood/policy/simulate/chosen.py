"""PURE: the examples of a report: some dozens of changed cases, of every kind of change, decided again one by one."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from makegood.policy.book import Book
from makegood.policy.catalogue import Catalogue, Facts, Value
from makegood.policy.decide import Decision, State, decide
from makegood.policy.language.expression import facts_in
from makegood.policy.outcomes import Key
from makegood.policy.outcomes import key as key_named
from makegood.policy.pack import Rule
from makegood.policy.simulate.columns import read_value
from makegood.policy.simulate.compare import Comparison
from makegood.policy.simulate.money import code_of
from makegood.policy.simulate.report import Example, Side, Words
from makegood.policy.simulate.tally import Stratum, Tally
from makegood.policy.simulate.texts import (
    fact_shown,
    key_label,
    of_text,
    outcome_text,
    outcome_word,
    rule_shown,
)
from makegood.policy.simulate.ways import Way
from makegood.policy.telling.words import Setting

MOST_EXAMPLES = 36
MOST_FACTS = 14


class EnginesDisagree(AssertionError):
    """The bulk engine and the engine of one case decided a sampled case differently: a fault of ours, never of a pack."""


@dataclass(frozen=True)
class Sampled:
    """A case that was kept as a sample: its facts, those of them nobody told, and what the bulk engine made of it."""

    key: Key
    way: Way
    before: int
    after: int
    facts: Facts
    presumed: frozenset[str]
    row: Mapping[str, Any]


def examples(tally: Tally, catalogue: Catalogue, tell: Callable[[Sampled], Example]) -> list[Example]:
    """Examples of each kind of change in turn, the most frequent first, each as `tell` tells it."""
    chosen: dict[str, Example] = {}
    for sampled in _in_turn(tally, catalogue):
        if len(chosen) >= MOST_EXAMPLES:
            break
        mark = f"{sampled.row['row.case']}|{sampled.key.name}"
        if mark not in chosen:
            chosen[mark] = tell(sampled)
    return list(chosen.values())


def _in_turn(tally: Tally, catalogue: Catalogue) -> Iterator[Sampled]:
    """One sample of each stratum, then a second of each, and so on, spread over the whole history."""
    strata = sorted(tally.samples, key=lambda stratum: (-tally.flows[stratum], stratum))
    spread = {stratum: _spread(tally.samples[stratum]) for stratum in strata}
    for turn in range(MOST_EXAMPLES):
        for stratum in strata:
            if turn < len(spread[stratum]):
                yield _sampled(stratum, spread[stratum][turn], catalogue)


def _spread(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """In an order in which the first few come from far apart."""
    order = sorted(range(len(rows)), key=lambda at: int(f"{at:016b}"[::-1], 2))
    return [rows[at] for at in order]


def _sampled(stratum: Stratum, row: Mapping[str, Any], catalogue: Catalogue) -> Sampled:
    told: dict[str, Value | None] = {
        name: read_value(catalogue.kind(name), value)
        for name, value in row.items()
        if name in catalogue.facts and value is not None
    }
    key, held = key_named(stratum[0]), catalogue.presumptions()
    before, after = row[f"before.{key.name}"], row[f"after.{key.name}"]
    return Sampled(
        key, Way(stratum[3]), before, after, {**held, **told}, frozenset(held.keys() - told.keys()), row
    )


def decided_again(comparison: Comparison, setting: Setting, sampled: Sampled) -> Example:
    """An example with the rules that decided it, before and after. Raises EnginesDisagree."""
    before, old = _side(comparison.old, sampled, sampled.before, setting)
    after, new = _side(comparison.new, sampled, sampled.after, setting)
    names = list(dict.fromkeys([*old, *new]))
    return example(sampled, before, after, names, comparison.new.catalogue, setting)


def example(
    sampled: Sampled, before: Side, after: Side, names: Sequence[str], catalogue: Catalogue, setting: Setting
) -> Example:
    """An example with some facts."""
    row = sampled.row
    shown = [
        fact_shown(name, sampled.facts, name in sampled.presumed, catalogue, setting)
        for name in names[:MOST_FACTS]
    ]
    difference = row["after.buyer"] - row["before.buyer"] if "after.buyer" in row else None
    return Example(
        row["row.case"] or "", row["row.merchant"] or "", row["row.category"] or "", sampled.key.name,
        key_label(sampled.key), sampled.way.word, before, after, shown, difference, row["currency"] or "",
    )  # fmt: skip


def _side(book: Book, sampled: Sampled, code: int, setting: Setting) -> tuple[Side, list[str]]:
    """How one book decided, and the facts that its rules looked at."""
    key = sampled.key
    decision = decide(book, sampled.facts, [key.name])
    if code_of(decision, key.name) != code:
        alone = decision.word(key.name)
        raise EnginesDisagree(f"{key.name} of case {sampled.row['row.case']}: {code} in bulk, {alone} alone")
    places = _places(decision, key.name)
    missing = [of_text(book.catalogue.kind(name).label) for name in decision.missing([key.name])]
    rules = [book.rules[place].rule for place in places]
    return side_of(key, code, rules, missing, setting), looked_at(rules)


def side_of(key: Key, code: int, rules: Sequence[Rule], missing: list[Words], setting: Setting) -> Side:
    """How an example came out."""
    shown = [rule_shown(rule) for rule in rules]
    return Side(outcome_word(key, code), outcome_text(key, code, setting), shown, missing)


def _places(decision: Decision, key: str) -> list[int]:
    """The rule that decided, or those that keep it undecided."""
    answer = decision.answer(key)
    if answer.state is State.UNDECIDED:
        return list(answer.unsettled_by)[:4]
    return [] if answer.rule is None else [answer.rule]


def looked_at(rules: Sequence[Rule]) -> list[str]:
    """The facts in the conditions and values of some rules, the most telling (those of their own conditions) first."""
    names: dict[str, None] = {}
    for rule in rules:
        values = (outcome.value for outcome in rule.outcomes)
        for node in (rule.when, rule.condition, *values):
            names |= dict.fromkeys(sorted(facts_in(node)))
    return list(names)
