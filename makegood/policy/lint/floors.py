"""PURE: rules that give the buyer less than the law, or say anything else where the law binds all.

Two kinds of rules are left alone. Customs speak only where nobody else does, so a custom that is refused or cheaper than
the law is no promise to break it. And a rule that binds all in every market and order is no law of a country but says
what is possible at all; every right and promise is subject to it without saying so.
"""

from collections.abc import Iterator

import z3

from makegood.policy.book import Entry, Question
from makegood.policy.catalogue import Facts
from makegood.policy.language.expression import ALWAYS, Constant, Least, WordIn, facts_in
from makegood.policy.lint.finding import Fault, Finding, Severity
from makegood.policy.lint.ground import Claim, Ground, NotProved, all_of, any_of, none_of
from makegood.policy.lint.simplest import simplest
from makegood.policy.lint.tell import both, not_proved, of_rules, rule_text, says, value_in, world_of
from makegood.policy.outcomes import PAYERS, Kind
from makegood.policy.pack import Binding, Level
from makegood.policy.text import Text

Pair = tuple[int, int]
"""The place of a rule, and that of the law."""


def floors(ground: Ground, subject: frozenset[str]) -> Iterator[Finding]:
    """Every rule that falls below a law, at least one of the two in a pack of `subject`."""
    for (place, law), keys in sorted(_suspects(ground, subject).items()):
        try:
            found = _below(ground, place, law, sorted(keys))
        except NotProved:
            about = Text("the first of these rules never falls below the law", "前一条规则从不低于法律底线")
            found = not_proved(ground, (place, law), about)
        if found:
            yield found


def _suspects(ground: Ground, subject: frozenset[str]) -> dict[Pair, set[str]]:
    found: dict[Pair, set[str]] = {}
    for name, question in ground.book.questions.items():
        if question.key.kind is Kind.ANY:
            continue
        laws = [each for each in question.entries if _level(ground, each) is Level.LAW]
        laws = [each for each in laws if not is_about_the_possible(ground, each.rule)]
        others = [each for each in question.entries if _level(ground, each) not in (Level.LAW, Level.CUSTOM)]
        for law in laws:
            for other in others:
                packs = {ground.rule(law.rule).rule.pack, ground.rule(other.rule).rule.pack}
                if packs & subject and _may_be_less(ground, question, other, law):
                    found.setdefault((other.rule, law.rule), set()).add(name)
    return {pair: keys for pair, keys in found.items() if ground.may_meet(*pair)}


def _level(ground: Ground, entry: Entry) -> Level:
    return ground.rule(entry.rule).rule.level


def _is_fixed(ground: Ground, place: int) -> bool:
    return ground.rule(place).rule.binding is Binding.FIXED


def is_about_the_possible(ground: Ground, place: int) -> bool:
    """Whether a rule says what is possible at all: it binds all, whatever the market and the order."""
    return _is_fixed(ground, place) and ground.pack_of(place).always_applies


def _may_be_less(ground: Ground, question: Question, other: Entry, law: Entry) -> bool:
    if not question.key.better and not _is_fixed(ground, law.rule):
        return False
    if not (isinstance(other.value, Constant) and isinstance(law.value, Constant)):
        return True
    return _is_less(ground, question, law.rule, other.value.value, law.value.value)


def _is_less(ground: Ground, question: Question, law: int, value: int, lawful: int) -> bool:
    if _is_fixed(ground, law):
        return value != lawful
    best = _good_enough(question)
    return question.key.rank(min(value, best)) < question.key.rank(min(lawful, best))


def _good_enough(question: Question) -> int:
    """The value from which on all are equally good for the buyer: whoever pays the freight, if it is somebody else."""
    return PAYERS.index("insurer") if question.key.name.startswith("freight.") else 2**63


def _below(ground: Ground, place: int, law: int, keys: list[str]) -> Finding | None:
    amounts = [name for name in keys if ground.book.questions[name].key.kind is Kind.AMOUNT]
    if amounts and not _is_fixed(ground, law) and not _same_ground(ground, place, law):
        keys = [name for name in keys if name not in amounts]
    if not keys:
        return None
    meeting = all_of(ground.holds(place), ground.holds(law))
    plainly = any_of(*(_less(ground, name, place, law) for name in keys))
    if not ground.possible(all_of(meeting, plainly)):
        return None
    # Where a rule of an earlier level of its kind holds, this one is not heard, and so says nothing.
    heard = any_of(*(all_of(_less(ground, name, place, law), _heard(ground, name, place)) for name in keys))
    world = ground.world(all_of(meeting, heard))
    if world is None:
        return None

    def fallen(facts: Facts) -> list[str]:
        return [name for name in keys if _falls(ground, name, place, law, facts)]

    def shows(facts: Facts) -> bool:
        return ground.truth(place, facts) is True and ground.truth(law, facts) is True and bool(fallen(facts))

    if not shows(world):
        raise NotProved("the counter-example does not stand")
    facts = simplest(world, shows, ground.catalogue, ground.pack_of(place).day_starts_seconds)
    return _told(ground, place, law, facts, fallen(facts))


def _same_ground(ground: Ground, place: int, law: int) -> bool:
    """Whether a rule never holds where the law does not apply; orders in other currencies than the law's left out."""
    currency = ground.pack_of(law).currency
    among = WordIn("currency", frozenset({currency})) if currency else ALWAYS
    ours = Claim(ground.fold.condition(among), facts_in(among))
    return not ground.possible(all_of(ours, ground.holds(place), none_of(ground.applies(law))))


def _told(ground: Ground, place: int, law: int, facts: Facts, keys: list[str]) -> Finding:
    known = {name: value for name, value in facts.items() if value is not None}
    fixed = _is_fixed(ground, law)
    text = both(
        "{world}{one} says: {a}; but the law {law} says: {b}, and "
        + ("nobody may depart from it. " if fixed else "nobody may give the buyer less. ")
        + "Leave these cases out with `unless`, or say what the law says.",
        "{world}{one}认为{a}；而法律{law}规定{b}，"
        + ("任何人不得偏离。" if fixed else "不得低于该底线。")
        + "请用 unless 排除这些情形，或改为与法律一致。",
        world=world_of(known, ground, place),
        one=rule_text(ground, place),
        law=rule_text(ground, law),
        a=says(ground, place, known, keys),
        b=says(ground, law, known, keys),
    )
    fault = Fault.AGAINST_FIXED if fixed else Fault.BELOW_FLOOR
    return of_rules(ground, fault, Severity.ERROR, (place, law), text, known, keys)


def _less(ground: Ground, name: str, place: int, law: int) -> Claim:
    """What the rule says about a key is less than what the law says."""
    question = ground.book.questions[name]
    value, lawful = ground.keys_of[place][name].value, ground.keys_of[law][name].value
    one, other = ground.number(value), ground.number(lawful)
    facts = facts_in(value) | facts_in(lawful)
    if _is_fixed(ground, law):
        return Claim(one != other, facts)
    if question.key.name.startswith("freight."):
        best = Constant(_good_enough(question))
        one, other = ground.number(Least(value, best)), ground.number(Least(lawful, best))
    return Claim(one < other if question.key.better > 0 else one > other, facts)


def _falls(ground: Ground, name: str, place: int, law: int, facts: Facts) -> bool:
    known = {each: value for each, value in facts.items() if value is not None}
    value, lawful = value_in(ground, place, name, known), value_in(ground, law, name, known)
    if value is None or lawful is None:
        return False
    before = _before(ground, name, place)
    return _is_less(ground, ground.book.questions[name], law, value, lawful) and all(
        ground.truth(each, facts) is False for each in before
    )


def _heard(ground: Ground, name: str, place: int) -> Claim:
    before = _before(ground, name, place)
    return (
        none_of(*(ground.holds(each) for each in before)) if before else Claim(z3.BoolVal(True), frozenset())
    )


def _before(ground: Ground, name: str, place: int) -> list[int]:
    """The rules that are asked about a key before this one, laws left out."""
    for part in ground.book.questions[name].parts:
        places = [entry.rule for entry in part]
        if place in places:
            earlier = places[: places.index(place)]
            return [each for each in earlier if ground.rule(each).rule.level is not Level.LAW]
    return []
