"""PURE: cases in which a pack has no answer although it says it is complete."""

from collections.abc import Iterator

import z3

from makegood.policy.catalogue import Facts
from makegood.policy.language.closures import fold
from makegood.policy.language.expression import Condition, WordIn, conjunction, facts_in
from makegood.policy.lint.finding import Fault, Finding, Severity, facts_as_data
from makegood.policy.lint.ground import Claim, Ground, NotProved, all_of, none_of
from makegood.policy.lint.simplest import simplest
from makegood.policy.lint.tell import as_condition, both, in_world, of_pack
from makegood.policy.pack import Pack
from makegood.policy.telling.number_words import setting_of
from makegood.policy.telling.words import key_text

HUMAN_REVIEW = "human_review"


def gaps(ground: Ground, subject: frozenset[str]) -> Iterator[Finding]:
    """For every key that a pack says it leaves no gap for, a world with a gap; what goes to a person is none."""
    for name in sorted(subject & set(ground.packs)):
        pack = ground.packs[name]
        for key in pack.complete:
            yield from _gap(ground, pack, key)


def _gap(ground: Ground, pack: Pack, key: str) -> Iterator[Finding]:
    answering = [place for place in _own(ground, pack) if _answers(ground, place, key)]
    dates = {since for place in answering if (since := ground.rule(place).rule.effective_from) is not None}
    try:
        # First as it is now; then, as a warning, as it was while only some of the rules were in effect.
        found = _world(ground, pack, key, answering, max(dates, default=None))
        if found is None and len(dates) > 1:
            found = _world(ground, pack, key, answering, min(dates), Severity.WARNING)
    except NotProved:
        found = _not_proved(pack, key)
    if found:
        yield found


def _own(ground: Ground, pack: Pack) -> list[int]:
    return [place for place, each in enumerate(ground.book.rules) if each.rule.pack == pack.name]


def _answers(ground: Ground, place: int, key: str) -> bool:
    return key in ground.keys_of[place] or HUMAN_REVIEW in ground.keys_of[place]


def scope_of(pack: Pack) -> Condition:
    """The orders that a pack is for: its markets, its currency where it names one, its `when`."""
    markets = [WordIn("market", frozenset(pack.markets))] if pack.markets else []
    currency = [WordIn("currency", frozenset({pack.currency}))] if pack.currency else []
    return conjunction(*markets, *currency, pack.when)


def _world(
    ground: Ground,
    pack: Pack,
    key: str,
    answering: list[int],
    since: int | None,
    severity: Severity = Severity.ERROR,
) -> Finding | None:
    scope = scope_of(pack)
    inside = Claim(ground.fold.condition(scope), facts_in(scope))
    begun = Claim(z3.BoolVal(True), frozenset())
    if since is not None:
        begun = Claim(z3.Int("purchased_at") >= since, frozenset({"purchased_at"}))
    world = ground.world(all_of(inside, begun, none_of(*(ground.holds(place) for place in answering))))
    if world is None:
        return None
    in_scope = fold(scope)

    def shows(facts: Facts) -> bool:
        purchased = facts.get("purchased_at")
        return (
            in_scope(facts) is True
            and (since is None or (isinstance(purchased, int) and purchased >= since))
            and all(ground.truth(place, facts) is False for place in answering)
        )

    if not shows(world):
        raise NotProved("the counter-example does not stand")
    facts = simplest(world, shows, ground.catalogue, pack.day_starts_seconds)
    text = both(
        "{world}no rule of {pack} says anything about “{key}”, which the pack says it is complete for. Add a rule"
        " for these cases, or one with `human_review: yes`.",
        "{world}{pack} 中没有任何规则规定“{key}”，而该规则包声明对此没有遗漏。请为这些情形补一条规则，或写 human_review: yes。",
        world=as_condition(in_world(facts, ground.catalogue, setting_of(pack))),
        pack=pack.name,
        key=key_text(key),
    )
    data = facts_as_data(facts, ground.catalogue, pack.day_starts_seconds)
    return Finding(
        Fault.GAP, severity, pack.name, (), pack.file, line_of(pack, "complete"), text, data, (key,)
    )


def _not_proved(pack: Pack, key: str) -> Finding:
    text = both(
        "It could not be proved that the pack leaves no gap for “{key}”. Simplify the conditions.",
        "无法证明该规则包对“{key}”没有遗漏。请简化条件。",
        key=key_text(key),
    )
    return of_pack(pack, line_of(pack, "complete"), Fault.NOT_PROVED, Severity.WARNING, text)


def line_of(pack: Pack, field: str) -> int:
    """The line at which a field of the pack itself stands; 1 when it cannot be found."""
    lines = pack.source_text.splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.startswith(f"{field}:")), 1)
