"""PURE: what can be seen in a pack as it is written, without a proof: names, dates, notes, what is never used."""

from collections.abc import Iterator, Mapping, Sequence

from makegood.policy.lint.finding import Fault, Finding, Severity
from makegood.policy.lint.tell import both, of_pack, of_rule
from makegood.policy.lint.uses import unused
from makegood.policy.pack import Binding, Level, Pack, Rule
from makegood.policy.text import Text

_SECTIONS = {"values": Text("value", "值"), "windows": Text("window", "期限"), "terms": Text("term", "用语")}


def form(packs: Sequence[Pack], subject: frozenset[str]) -> Iterator[Finding]:
    """Faults of form in the packs of `subject`; the others are there to be referred to."""
    rules = {rule.name: rule for pack in packs for rule in pack.rules}
    for pack in packs:
        if pack.name not in subject:
            continue
        for rule in pack.rules:
            yield from _over(pack, rule, rules)
            yield from _dates(pack, rule)
            yield from _note(pack, rule)
            yield from _binding(pack, rule)
        yield from _values(pack)
        yield from _unused(pack)
    yield from _circles(packs, subject, rules)


def full_name(rule: Rule, other: str) -> str:
    """The name of a rule that `over` refers to, pack/id."""
    return other if "/" in other else f"{rule.pack}/{other}"


def _over(pack: Pack, rule: Rule, rules: Mapping[str, Rule]) -> Iterator[Finding]:
    for each in rule.over:
        other = rules.get(full_name(rule, each))
        if other is None:
            text = both(
                "{rule} is `over` “{other}”, which does not exist.",
                "{rule} 的 over 引用了不存在的“{other}”。",
                rule=rule.name,
                other=each,
            )
            yield of_rule(pack, rule, Fault.UNKNOWN_OVER, Severity.ERROR, text)
        elif other.level is not rule.level:
            text = both(
                "{rule} ({level}) is `over` {other} ({others}); a rule may set aside rules of its own level only.",
                "{rule}（{level}）优先于{other}（{others}）；规则只能排除同一层级的规则。",
                rule=rule.name,
                level=rule.level.value,
                other=other.name,
                others=other.level.value,
            )
            yield of_rule(pack, rule, Fault.OVER_OTHER_LEVEL, Severity.ERROR, text)


def _dates(pack: Pack, rule: Rule) -> Iterator[Finding]:
    start, end = rule.effective_from, rule.effective_until
    if start is not None and end is not None and end <= start:
        text = both(
            "{rule} ends (`until`) before it begins (`from`).",
            "{rule}的失效日期不晚于生效日期。",
            rule=rule.name,
        )
        yield of_rule(pack, rule, Fault.DATES, Severity.ERROR, text)


def _note(pack: Pack, rule: Rule) -> Iterator[Finding]:
    if rule.confidence in ("M", "L") and rule.note is None:
        yield of_rule(
            pack, rule, Fault.NOTE_MISSING, Severity.WARNING, _note_text(rule.name, rule.confidence)
        )


def _note_text(name: str, confidence: str) -> Text:
    return both(
        "{name} has confidence {confidence} and no note. Say what is uncertain.",
        "{name}的可信度为{confidence}，但没有 note。请写明不确定之处。",
        name=name,
        confidence=confidence,
    )


def _binding(pack: Pack, rule: Rule) -> Iterator[Finding]:
    if rule.binding is Binding.FIXED and rule.level is not Level.LAW:
        text = both(
            "{rule} is `binding: fixed`, which only law can be.",
            "{rule}写了 binding: fixed，只有法律可以如此。",
            rule=rule.name,
        )
        yield of_rule(pack, rule, Fault.NOT_A_MERCHANTS, Severity.ERROR, text)


def _values(pack: Pack) -> Iterator[Finding]:
    for value in pack.values.values():
        if value.confidence in ("M", "L") and value.note is None:
            text = _note_text(value.name, value.confidence)
            yield of_pack(pack, value.line, Fault.NOTE_MISSING, Severity.WARNING, text)


def _unused(pack: Pack) -> Iterator[Finding]:
    for section, name, line in unused(pack):
        text = both(
            "The {kind} “{name}” is never used.",
            "{kind}“{name}”从未被使用。",
            kind=_SECTIONS[section],
            name=name,
        )
        yield of_pack(pack, line, Fault.UNUSED, Severity.WARNING, text)


def _circles(packs: Sequence[Pack], subject: frozenset[str], rules: Mapping[str, Rule]) -> Iterator[Finding]:
    """Rules that are, by way of others, over themselves."""
    by_pack = {pack.name: pack for pack in packs}
    for rule in rules.values():
        seen: set[str] = set()
        ahead = [full_name(rule, each) for each in rule.over]
        while ahead:
            name = ahead.pop()
            if name in rules and name not in seen:
                seen.add(name)
                ahead += [full_name(rules[name], each) for each in rules[name].over]
        if rule.name in seen:
            text = both(
                "{rule} is over itself by way of {others}.",
                "{rule}通过{others}优先于自身，形成循环。",
                rule=rule.name,
                others=", ".join(sorted(seen - {rule.name})) or rule.name,
            )
            # A circle blocks every proof, so it is told whoever asks.
            yield of_rule(by_pack[rule.pack], rule, Fault.CIRCLE, Severity.ERROR, text)
