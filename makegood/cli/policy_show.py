"""`makegood policy show`: a pack as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator

import click

from makegood.cli.failure import CommandFailed
from makegood.cli.policy_places import one_pack
from makegood.policy import Catalogue, Pack, Rule, moment_of
from makegood.policy.language.expression import ALWAYS, NEVER
from makegood.policy.pack import Binding, Judged, NamedValue, Outcome
from makegood.policy.reading.problems import nearest
from makegood.policy.telling.words import key_text, number_value_words, setting_of, words
from makegood.policy.text import Text

LEVELS = {
    "law": Text("law", "法律"),
    "promise": Text("promise", "承诺"),
    "category": Text("category rules", "类目规则"),
    "trade": Text("trade rules", "行业规则"),
    "platform": Text("platform rules", "平台规则"),
    "custom": Text("custom of the trade", "交易习惯"),
}
_WHEN = Text("When", "条件")
_UNLESS = Text("Unless", "除非")
_THEN = Text("Then", "结果")
_FROM = Text("from {day}", "{day}起")
_UNTIL = Text("until {day}", "至{day}前")
_AT_DECISION = Text("as at the day of the decision", "按处理时适用")
_FIXED = Text("binds everybody", "任何人不得变更")
_OVER = Text("goes before {rules}", "优先于{rules}")
_SURE = {"M": Text("not certain", "尚不确定"), "L": Text("uncertain", "不确定")}
_VALUES = Text("Values", "数值")
_WINDOWS = Text("Windows", "期间")
_RULES = Text("Rules", "规则")


@click.command("show", short_help="A pack as a person reads it.")
@click.argument("place", metavar="PACK")
@click.option("--rule", "rule_id", help="Only the rule with this id.")
@click.option("--language", default="en", show_default=True, help="en or zh.")
def command(place: str, rule_id: str | None, language: str) -> None:
    """A pack as a person reads it: its values, windows and rules in words. PACK is a name or a file.

    \b
    Examples:
      makegood policy show cn-no-reason-return
      makegood policy show cn-no-reason-return --rule no_reason_return --language zh
      makegood policy show my-promise.yaml
    """
    catalogue, pack = one_pack(place)
    if rule_id is None:
        click.echo("\n".join(pack_lines(pack, catalogue, language)))
        return
    rule = pack.rule(rule_id.removeprefix(f"{pack.name}/"))
    if rule is None:
        hint = nearest(rule_id, [each.id for each in pack.rules])
        raise CommandFailed(f"The pack {pack.name} has no rule {rule_id}.{hint}", 2)
    click.echo("\n".join(rule_lines(rule, pack, catalogue, language)))


def pack_lines(pack: Pack, catalogue: Catalogue, language: str) -> Iterator[str]:
    """A whole pack in words."""
    where = ", ".join(pack.markets)
    level = LEVELS[pack.level.value].in_(language)
    yield click.style(pack.title.in_(language), bold=True)
    yield " · ".join(part for part in (pack.name, pack.version, level, where, pack.currency or "") if part)
    if pack.about:
        yield from ("", pack.about.in_(language))
    if pack.when != ALWAYS:
        yield f"{_WHEN.in_(language)}: {words(pack.when, catalogue, language, setting_of(pack))}"
    if pack.values:
        yield from ("", click.style(_VALUES.in_(language), bold=True))
        yield from (_value_line(value, language) for value in pack.values.values())
    if pack.windows:
        yield from ("", click.style(_WINDOWS.in_(language), bold=True))
        yield from (f"  {name}: {window.text.in_(language)}" for name, window in pack.windows.items())
    yield from ("", click.style(_RULES.in_(language), bold=True))
    for rule in pack.rules:
        yield from (f"  {line}" if line else "" for line in rule_lines(rule, pack, catalogue, language))
        yield ""


def rule_lines(rule: Rule, pack: Pack, catalogue: Catalogue, language: str) -> Iterator[str]:
    """A rule in words: its text, where it comes from, when it holds and what it says."""
    setting = setting_of(pack)
    yield click.style(rule.id, fg="cyan") + f"  ({pack.file}:{rule.line})"
    yield f"  {rule.text.in_(language)}"
    yield f"  {' · '.join(_standing(rule, pack, language))}"
    if rule.note:
        yield f"  ! {rule.note.in_(language)}"
    if rule.when != ALWAYS:
        yield f"  {_WHEN.in_(language)}: {words(rule.when, catalogue, language, setting)}"
    if rule.unless != NEVER:
        yield f"  {_UNLESS.in_(language)}: {words(rule.unless, catalogue, language, setting)}"
    for outcome in rule.outcomes:
        yield f"  {_THEN.in_(language)}: {_said(outcome, pack, catalogue, language)}"


def _said(outcome: Outcome, pack: Pack, catalogue: Catalogue, language: str) -> str:
    """An outcome in words; the end of a window by what the window is called."""
    if outcome.window is not None:
        remedy, window = key_text(outcome.key.name).in_(language), pack.windows[outcome.window].text
        return f"{remedy}: {window.in_(language)}"
    return number_value_words(outcome.key, outcome.value, catalogue, language, setting_of(pack))


def _standing(rule: Rule, pack: Pack, language: str) -> Iterator[str]:
    yield rule.source.in_(language)
    if rule.confidence in _SURE:
        yield _SURE[rule.confidence].in_(language)
    for moment, text in ((rule.effective_from, _FROM), (rule.effective_until, _UNTIL)):
        if moment is not None:
            day = moment_of(moment + pack.day_starts_seconds).date().isoformat()
            yield text.in_(language).format(day=day)
    if rule.judged is Judged.DECISION:
        yield _AT_DECISION.in_(language)
    if rule.binding is Binding.FIXED:
        yield _FIXED.in_(language)
    if rule.over:
        yield _OVER.in_(language).format(
            rules=", ".join(name.removeprefix(f"{pack.name}/") for name in rule.over)
        )


def _value_line(value: NamedValue, language: str) -> str:
    source = f" ({value.source.in_(language)})" if value.source else ""
    note = f"\n    ! {value.note.in_(language)}" if value.note else ""
    return (
        f"  {value.name}: {click.style(value.written, bold=True)}  {value.text.in_(language)}{source}{note}"
    )
