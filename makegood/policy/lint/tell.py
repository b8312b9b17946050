"""PURE: findings put into words: the world of a counter-example, the rules with their texts, and what they say."""

from collections.abc import Mapping, Sequence
from typing import Any

from makegood.policy.catalogue import Catalogue, Facts, FactType, Value
from makegood.policy.language.expression import Condition
from makegood.policy.lint.finding import Fault, Finding, Severity, facts_as_data
from makegood.policy.lint.ground import Ground
from makegood.policy.outcomes import key
from makegood.policy.pack import Pack, Rule
from makegood.policy.telling.number_words import PLAIN, Setting, setting_of
from makegood.policy.telling.words import fact_words, key_text, value_words, words
from makegood.policy.text import Text

_UNSAID = frozenset({"market", "currency"})


def of_rules(
    ground: Ground,
    fault: Fault,
    severity: Severity,
    places: Sequence[int],
    text: Text,
    facts: Mapping[str, Value] | None = None,
    keys: Sequence[str] = (),
) -> Finding:
    """A finding about rules of the book; it stands at the line of the first."""
    pack = ground.pack_of(places[0])
    rules = [ground.rule(place).rule for place in places]
    data: Mapping[str, Any] = {}
    if facts is not None:
        data = facts_as_data(facts, ground.catalogue, pack.day_starts_seconds)
    names = tuple(rule.name for rule in rules)
    return Finding(fault, severity, pack.name, names, pack.file, rules[0].line, text, data, tuple(keys))


def of_rule(pack: Pack, rule: Rule, fault: Fault, severity: Severity, text: Text) -> Finding:
    """A finding about one rule as it is written."""
    return Finding(fault, severity, pack.name, (rule.name,), pack.file, rule.line, text)


def of_pack(pack: Pack, line: int, fault: Fault, severity: Severity, text: Text) -> Finding:
    """A finding about a line of a pack that is no rule."""
    return Finding(fault, severity, pack.name, (), pack.file, line, text)


def both(en: str, zh: str, **gaps: Text | str | int) -> Text:
    """A text in both languages with its gaps filled, each gap in its language."""

    def filled(template: str, language: str) -> str:
        said = {name: gap.in_(language) if isinstance(gap, Text) else str(gap) for name, gap in gaps.items()}
        return template.format(**said)

    return Text(filled(en, "en"), filled(zh, "zh"))


def in_world(facts: Mapping[str, Value], catalogue: Catalogue, setting: Setting = PLAIN) -> Text:
    """The facts of a world, moments first and in their order; empty when there are none to tell.

    What is presumed anyway, and sets without a word in them, are left out, unless nothing else is left.
    """
    told = [name for name in facts if name not in _UNSAID] or list(facts)
    usual = [name for name in told if facts[name] in (catalogue.kind(name).presumed, frozenset())]
    told = [name for name in told if name not in usual] or told

    def place(name: str) -> tuple[int, int, int]:
        value = facts[name]
        if catalogue.kind(name).type is not FactType.MOMENT or not isinstance(value, int):
            return 1, 0, 0
        return 0, value, int(name == "now")

    ordered = sorted(told, key=place)

    def said(language: str, comma: str) -> str:
        return comma.join(fact_words(name, facts[name], catalogue, language, setting) for name in ordered)

    return Text(said("en", "; "), said("zh", "；"))


def world_of(facts: Mapping[str, Value], ground: Ground, place: int) -> Text:
    """The facts of a world in the setting of a rule's pack, as the beginning of a sentence."""
    return as_condition(in_world(facts, ground.catalogue, setting_of(ground.pack_of(place))))


def as_condition(told: Text) -> Text:
    """Facts as an example before a sentence about it; “In any case” when no fact matters."""
    if not told.en:
        return Text("In any case ", "在任何情况下，")
    return Text(f"Example: {told.en}. There ", f"例如：{told.zh}。此时，")


def rule_text(ground: Ground, place: int) -> Text:
    """A rule by its text and its name."""
    rule = ground.rule(place).rule
    inner = str.maketrans("“”", "‘’")
    en, zh = rule.text.en.translate(inner).rstrip("."), rule.text.zh.translate(inner).rstrip("。")
    return Text(f"{rule.name} (“{en}”)", f"{rule.name}（“{zh}”）")


def says(ground: Ground, place: int, facts: Mapping[str, Value], keys: Sequence[str]) -> Text:
    """What a rule says about some keys in a world."""
    setting = setting_of(ground.pack_of(place))
    parts: list[Text] = []
    for name in keys:
        value = value_in(ground, place, name, facts)
        if value is None:
            parts.append(Text(f"something about {key_text(name).en}", f"涉及{key_text(name).zh}"))
        else:
            parts.append(
                Text(*(value_words(key(name), value, language, setting) for language in ("en", "zh")))
            )
    return Text(", ".join(part.en for part in parts), "、".join(part.zh for part in parts))


def value_in(ground: Ground, place: int, name: str, facts: Facts) -> int | None:
    """What a rule says about a key in a world, by the closures that decide cases."""
    entries = ground.book.questions[name].entries
    spot = next(spot for spot, entry in enumerate(entries) if entry.rule == place)
    return ground.book.measures[name][spot](facts)


def condition_text(condition: Condition, catalogue: Catalogue, pack: Pack) -> Text:
    """A condition in both languages."""
    setting = setting_of(pack)
    return Text(*(words(condition, catalogue, language, setting) for language in ("en", "zh")))


def not_proved(ground: Ground, places: Sequence[int], about: Text) -> Finding:
    """The solver gave up: nothing is known, which is not the same as fine."""
    text = both(
        "It could not be proved that {about}. Simplify the conditions, or look at it yourself.",
        "无法证明{about}。请简化条件，或人工核对。",
        about=about,
    )
    return of_rules(ground, Fault.NOT_PROVED, Severity.WARNING, places, text)
