"""PURE: two rules of the same level that hold together and say different things, neither being over the other.

Only where the order in which they stand would decide: rules of which the better one counts, or of which one binds all,
do not contradict each other.
"""

from collections.abc import Iterator
from itertools import combinations

import z3

from makegood.policy.book import Entry
from makegood.policy.catalogue import Facts
from makegood.policy.language.expression import facts_in
from makegood.policy.lint.finding import Fault, Finding, Severity
from makegood.policy.lint.ground import Claim, Ground, NotProved, all_of
from makegood.policy.lint.simplest import simplest
from makegood.policy.lint.tell import both, not_proved, of_rules, rule_text, says, value_in, world_of
from makegood.policy.outcomes import Kind
from makegood.policy.pack import Level
from makegood.policy.text import Text

_LEVELS = {
    Level.LAW: Text("law", "法律"),
    Level.PROMISE: Text("promise", "承诺"),
    Level.CATEGORY: Text("category", "类目规则"),
    Level.TRADE: Text("trade", "特殊交易规则"),
    Level.PLATFORM: Text("platform", "平台规则"),
    Level.CUSTOM: Text("custom", "惯例"),
}


def contradictions(ground: Ground, subject: frozenset[str]) -> Iterator[Finding]:
    """Every pair that contradicts itself, at least one of them in a pack of `subject`."""
    for (one, other), keys in sorted(_suspects(ground, subject).items()):
        first, second = (one, other) if ground.rule(one).rule.pack in subject else (other, one)
        try:
            found = _contradiction(ground, first, second, sorted(keys))
        except NotProved:
            about = Text("these two rules do not contradict each other", "这两条规则互不矛盾")
            found = not_proved(ground, (first, second), about)
        if found:
            yield found


def _suspects(ground: Ground, subject: frozenset[str]) -> dict[tuple[int, int], set[str]]:
    """Pairs of rules of one level that might say different things, with the keys."""
    found: dict[tuple[int, int], set[str]] = {}
    for name, question in ground.book.questions.items():
        if question.key.kind is Kind.ANY:
            continue
        for part in (question.fixed, *question.parts):
            for a, b in combinations(sorted(part, key=lambda entry: entry.rule), 2):
                if _may_differ(ground, a, b, subject):
                    found.setdefault((a.rule, b.rule), set()).add(name)
    return {pair: keys for pair, keys in found.items() if _may_clash(ground, *pair)}


def _may_differ(ground: Ground, a: Entry, b: Entry, subject: frozenset[str]) -> bool:
    one, other = ground.rule(a.rule).rule, ground.rule(b.rule).rule
    same = a.value == b.value
    return one.level is other.level and not same and (one.pack in subject or other.pack in subject)


def _may_clash(ground: Ground, one: int, other: int) -> bool:
    over = ground.rule(one).set_aside_by + ground.rule(other).set_aside_by
    return one not in over and other not in over and ground.may_meet(one, other)


def _contradiction(ground: Ground, one: int, other: int, keys: list[str]) -> Finding | None:
    world = ground.world(all_of(ground.holds(one), ground.holds(other), _differ(ground, one, other, keys)))
    if world is None:
        return None

    def clashing(facts: Facts) -> list[str]:
        pairs = (
            (name, value_in(ground, one, name, facts), value_in(ground, other, name, facts)) for name in keys
        )
        return [name for name, a, b in pairs if a is not None and b is not None and a != b]

    def shows(facts: Facts) -> bool:
        return (
            ground.truth(one, facts) is True and ground.truth(other, facts) is True and bool(clashing(facts))
        )

    if not shows(world):
        raise NotProved("the counter-example does not stand")
    facts = simplest(world, shows, ground.catalogue, ground.pack_of(one).day_starts_seconds)
    found = clashing(facts)
    text = both(
        "{world}both {one} and {other} hold. The first says: {a}; the second says: {b}. Both are of the level"
        " “{level}”. Let one be `over` the other, or make their conditions exclude each other.",
        "{world}{one}与{other}同时成立：前者认为{a}；后者认为{b}。两者同属“{level}”层级。"
        "请用 over 写明哪条优先，或让两者的条件互斥。",
        world=world_of(facts, ground, one),
        one=rule_text(ground, one),
        other=rule_text(ground, other),
        a=says(ground, one, facts, found),
        b=says(ground, other, facts, found),
        level=_LEVELS[ground.rule(one).rule.level],
    )
    return of_rules(ground, Fault.CONTRADICTION, Severity.ERROR, (one, other), text, facts, found)


def _differ(ground: Ground, one: int, other: int, keys: list[str]) -> Claim:
    """They say different things about one of the keys."""
    pairs = [(ground.keys_of[one][name].value, ground.keys_of[other][name].value) for name in keys]
    terms = [ground.number(a) != ground.number(b) for a, b in pairs]
    facts = frozenset[str]().union(*(facts_in(a) | facts_in(b) for a, b in pairs))
    return Claim(z3.Or(terms), facts)
