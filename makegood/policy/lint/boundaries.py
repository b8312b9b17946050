"""PURE: holes at a boundary: exactly at a threshold nobody decides, one second or unit before and after somebody does."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import z3

from makegood.policy.catalogue import Facts, FactType, Value
from makegood.policy.language.closures import fold_number
from makegood.policy.language.expression import facts_in
from makegood.policy.lint.cuts import Cut, cuts
from makegood.policy.lint.finding import Fault, Finding, Severity
from makegood.policy.lint.gaps import HUMAN_REVIEW
from makegood.policy.lint.ground import Claim, Ground, NotProved, any_of
from makegood.policy.lint.simplest import possibility, simplest
from makegood.policy.lint.tell import both, not_proved, of_rules, rule_text, world_of
from makegood.policy.outcomes import Kind
from makegood.policy.telling.number_words import duration_words
from makegood.policy.telling.words import key_text
from makegood.policy.text import Text


@dataclass(frozen=True, slots=True)
class Suspect:
    """A number at which one rule has ended and another has not begun: `before` cuts at it, `after` just above it."""

    key: str
    cut: Cut
    before: int
    after: int


def boundary_holes(ground: Ground, subject: frozenset[str]) -> Iterator[Finding]:
    """Every hole between two rules of which at least one is in a pack of `subject`."""
    for suspect in _suspects(ground, subject):
        try:
            found = _hole(ground, suspect)
        except NotProved:
            about = Text("nothing is left undecided exactly at the threshold", "临界点上没有遗漏")
            found = not_proved(ground, (suspect.before, suspect.after), about)
        if found:
            yield found


def _suspects(ground: Ground, subject: frozenset[str]) -> Iterator[Suspect]:
    """Only where two cuts of the same sum lie side by side can there be a hole of one."""
    places: dict[Cut, list[int]] = {}
    for place, each in enumerate(ground.book.rules):
        for cut in dict.fromkeys(cuts(each.condition)):
            places.setdefault(cut, []).append(place)
    seen: set[tuple[str, Cut]] = set()
    for cut, before in places.items():
        for one in before:
            for other in places.get(Cut(cut.terms, cut.at + 1), ()):
                packs = {ground.rule(one).rule.pack, ground.rule(other).rule.pack}
                if not packs & subject:
                    continue
                for key in sorted(set(ground.keys_of[one]) & set(ground.keys_of[other])):
                    if (key, cut) not in seen and ground.book.questions[key].key.kind is not Kind.ANY:
                        seen.add((key, cut))
                        yield Suspect(key, cut, one, other)


def _hole(ground: Ground, suspect: Suspect) -> Finding | None:
    pivot, total, step = suspect.cut.pivot, suspect.cut.total, suspect.cut.step
    speaking = _speaking(ground, suspect.key)
    decided = any_of(*(ground.holds(place) for place in speaking))
    world = ground.world(_claim(ground, decided, suspect.cut))
    if world is None:
        return None
    measure, possible = fold_number(total), possibility(ground.catalogue)

    def decides(facts: Facts, value: int) -> bool:
        shifted = {**facts, pivot: value}
        return possible(shifted) and any(ground.truth(place, shifted) is True for place in speaking)

    def shows(facts: Facts) -> bool:
        here = facts.get(pivot)
        if not isinstance(here, int) or measure(facts) != suspect.cut.at:
            return False
        if any(ground.truth(place, facts) is not False for place in speaking):
            return False
        return decides(facts, here - step) and decides(facts, here + step)

    if not shows(world):
        return None
    facts = simplest(world, shows, ground.catalogue, ground.pack_of(suspect.before).day_starts_seconds)
    return _told(ground, suspect, facts)


def _speaking(ground: Ground, key: str) -> list[int]:
    """The rules that decide a key, or hand the case to a person."""
    return [place for place, keys in enumerate(ground.keys_of) if key in keys or HUMAN_REVIEW in keys]


def _claim(ground: Ground, decided: Claim, cut: Cut) -> Claim:
    """Not decided at the threshold, decided one before and one after, all other facts equal."""
    fact, total = z3.Int(cut.pivot), cut.total
    facts, limits = ground.fold.world(decided.facts | facts_in(total))
    near = z3.And([decided.term, *limits])
    before, after = (z3.substitute(near, (fact, fact + step)) for step in (-cut.step, cut.step))
    here = ground.number(total) == cut.at
    return Claim(z3.And([here, z3.Not(decided.term), before, after]), facts)


def _told(ground: Ground, suspect: Suspect, facts: Mapping[str, Value]) -> Finding:
    kind, step = ground.catalogue.kind(suspect.cut.pivot), suspect.cut.step
    timely = kind.type in (FactType.MOMENT, FactType.DURATION)
    by = Text(*(duration_words(step, each) if timely else str(step) for each in ("en", "zh")))
    text = both(
        "{world}no rule says anything about “{key}”, although one does when “{pivot}” is {by} less and when it is {by}"
        " more: the boundary falls between {one} and {other}. Let one of them take it in with <= or >=.",
        "{world}没有规则规定“{key}”，而“{pivot}”少{by}或多{by}时都有规定：临界点落在{one}与{other}之间。"
        "请用 <= 或 >= 归入其中一条。",
        world=world_of(facts, ground, suspect.before),
        key=key_text(suspect.key),
        by=by,
        pivot=kind.label,
        one=rule_text(ground, suspect.before),
        other=rule_text(ground, suspect.after),
    )
    places = (suspect.before, suspect.after)
    return of_rules(ground, Fault.BOUNDARY_HOLE, Severity.ERROR, places, text, facts, (suspect.key,))
