"""PURE: rules that never come to bear: their condition cannot be met, or another rule always stands in the way."""

from collections.abc import Iterator, Sequence

import z3

from makegood.policy.book import Entry, Question, dated
from makegood.policy.language.expression import And, Condition, Truth, facts_in
from makegood.policy.lint.finding import Fault, Finding, Severity
from makegood.policy.lint.ground import Claim, Ground, NotProved, all_of, any_of, none_of
from makegood.policy.lint.tell import both, condition_text, not_proved, of_rule, of_rules, rule_text
from makegood.policy.outcomes import Kind
from makegood.policy.telling.words import key_text
from makegood.policy.text import Text

NEVER = Claim(z3.BoolVal(False), frozenset())


def unreachable(ground: Ground, subject: frozenset[str]) -> Iterator[Finding]:
    """Rules of the packs of `subject` that decide nothing in any possible world."""
    yield from _left_out(ground, subject)
    for place, each in enumerate(ground.book.rules):
        if each.rule.pack not in subject:
            continue
        try:
            found = _reach(ground, place)
        except NotProved:
            about = Text("this rule comes to bear at all", "这条规则有适用的情形")
            found = not_proved(ground, (place,), about)
        if found:
            yield found


def _left_out(ground: Ground, subject: frozenset[str]) -> Iterator[Finding]:
    """Rules that the book does not even take in, since their condition is false as it is written."""
    text = Text(
        "This rule never holds: its condition is false whatever the facts.",
        "这条规则永远不成立：其条件恒为假。",
    )
    for name in sorted(subject & set(ground.packs)):
        pack = ground.packs[name]
        for rule in pack.rules:
            if dated(rule) == Truth(False):
                yield of_rule(pack, rule, Fault.UNREACHABLE, Severity.ERROR, text)


def _reach(ground: Ground, place: int) -> Finding | None:
    if ground.possible(_bears(ground, place)):
        return None
    if not ground.possible(ground.applies(place)):
        return _never(ground, place)
    if not ground.possible(ground.holds(place)):
        return _set_aside(ground, place)
    return _overruled(ground, place)


def _never(ground: Ground, place: int) -> Finding:
    parts = _conflict(ground, ground.rule(place).condition)
    pack = ground.pack_of(place)
    said = [condition_text(part, ground.catalogue, pack) for part in parts]
    text = both(
        "{rule} never holds: no possible case meets all of: {parts}.",
        "{rule}永远不成立：没有任何情形能同时满足：{parts}。",
        rule=rule_text(ground, place),
        parts=Text("; ".join(each.en for each in said), "；".join(each.zh for each in said)),
    )
    return of_rules(ground, Fault.UNREACHABLE, Severity.ERROR, (place,), text)


def _conflict(ground: Ground, condition: Condition) -> Sequence[Condition]:
    """The fewest parts of a condition that cannot be met together."""
    parts = list(condition.operands) if isinstance(condition, And) else [condition]
    for part in list(parts):
        left = [each for each in parts if each != part]
        claims = [Claim(ground.fold.condition(each), facts_in(each)) for each in left]
        if left and not ground.possible(all_of(*claims)):
            parts = left
    return parts


def _set_aside(ground: Ground, place: int) -> Finding:
    above = ground.rule(place).set_aside_by
    text = both(
        "{rule} is always set aside: whenever it would hold, so does a rule that is over it: {above}.",
        "{rule}总是被排除：凡其成立的情形，优先于它的规则也成立：{above}。",
        rule=rule_text(ground, place),
        above=", ".join(ground.rule(each).rule.name for each in above),
    )
    return of_rules(ground, Fault.SET_ASIDE, Severity.ERROR, (place, *above), text)


def _overruled(ground: Ground, place: int) -> Finding:
    keys = sorted(ground.keys_of[place])
    text = both(
        "{rule} changes nothing: whenever it holds, other rules come first and say something else about {keys}.",
        "{rule}不产生任何效果：凡其成立的情形，{keys}均由优先的其他规则另行决定。",
        rule=rule_text(ground, place),
        keys=Text(
            ", ".join(f"“{key_text(key).en}”" for key in keys),
            "、".join(f"“{key_text(key).zh}”" for key in keys),
        ),
    )
    return of_rules(ground, Fault.OVERRULED, Severity.WARNING, (place,), text, keys=keys)


def _bears(ground: Ground, place: int) -> Claim:
    """The rule holds, and what it says about one key at least is not overruled."""
    heard = [_heard(ground, question, place) for question in _questions(ground, place)]
    if not heard:
        return ground.holds(place)
    return all_of(ground.holds(place), any_of(*heard))


def _questions(ground: Ground, place: int) -> list[Question]:
    return [ground.book.questions[name] for name in ground.keys_of[place]]


def _heard(ground: Ground, question: Question, place: int) -> Claim:
    """Nobody who comes first says something else about a key."""
    own = ground.keys_of[place][question.key.name]
    rivals = [] if question.key.kind is Kind.ANY else list(_rivals(question, own))
    claims = [
        all_of(
            ground.holds(entry.rule),
            _better(ground, question, entry, own) if ranked else _other(ground, entry, own),
        )
        for entry, ranked in rivals
        if ground.may_meet(place, entry.rule)
    ]
    return none_of(*claims) if claims else none_of(NEVER)


def _rivals(question: Question, own: Entry) -> Iterator[tuple[Entry, bool]]:
    """Entries that come before one's own; with whether they must be better for the buyer to come first.

    Of another part, only its first entry is sure to be heard; the rest are left out, which errs towards silence.
    """
    if own in question.fixed:
        yield from ((entry, False) for entry in question.fixed[: question.fixed.index(own)])
        return
    yield from ((entry, False) for entry in question.fixed)
    for part in question.parts:
        if own in part:
            yield from ((entry, False) for entry in part[: part.index(own)])
        elif question.key.better:
            yield from ((entry, True) for entry in part[:1])


def _other(ground: Ground, entry: Entry, own: Entry) -> Claim:
    return Claim(
        ground.number(entry.value) != ground.number(own.value), facts_in(entry.value) | facts_in(own.value)
    )


def _better(ground: Ground, question: Question, entry: Entry, own: Entry) -> Claim:
    one, other = ground.number(entry.value), ground.number(own.value)
    term = one > other if question.key.better > 0 else one < other
    return Claim(term, facts_in(entry.value) | facts_in(own.value))
