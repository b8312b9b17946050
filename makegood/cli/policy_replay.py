"""`makegood policy replay`: every decision about a case made again from what was kept, and its trace as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import click
import msgspec

from makegood.cli.console import print_json
from makegood.cli.failure import CommandFailed
from makegood.cli.policy_office import at_the_shelf, json_option
from makegood.db.writes import Connection
from makegood.kit.errors import Refused
from makegood.policy import (
    Decision,
    KeptDecision,
    State,
    Text,
    Trace,
    decide_again,
    decisions_of_case,
    deviations,
    trace,
)
from makegood.policy.publishing.office import PolicyOffice
from makegood.policy.publishing.replay import outcomes_of
from makegood.policy.telling.trace import AnswerTraced, FactTraced, RuleTraced

_SAME = Text("the same", "一致")
_OTHER = Text("NOT THE SAME", "不一致")
_GONE = Text("cannot be made again", "无法重现")
_DECISION = Text("Decision {seq} of {at}, order lines {about}", "第{seq}次决定，{at}，订单行{about}")
_KEPT = Text("kept", "留存")
_AGAIN = Text("again", "重现")
_NOTHING = Text("nothing", "无")
_NOT_KNOWN = Text("undecided, for want of: {facts}", "未定，尚缺：{facts}")
_OTHERWISE = Text("{outcome} if: {conditions} ({rule})", "如满足以下条件则{outcome}：{conditions}（{rule}）")
_ANSWERS = Text("Answers", "结论")
_HELD = Text("Rules that held", "成立的规则")
_OPEN = Text("Rules that wait for a fact", "待事实的规则")
_FACTS = Text("Facts", "事实")
_PRESUMED = Text("{count} more are presumed; --all names them", "另有{count}项推定，--all 可列出")
_VERSIONS = Text("Versions", "规则版本")
_ASIDE = ("remedy", "until", "clock", "limit", "tender", "evidence", "mark")
"""Groups of keys that are told in full only when everything is asked for; of what was asked for, always."""
_SOURCES = {
    "system": Text("known to the system", "系统记录"),
    "marketplace": Text("told by the marketplace", "平台提供"),
    "buyer": Text("told by the buyer", "买家陈述"),
    "merchant": Text("told by the merchant", "商家陈述"),
    "carrier": Text("told by the carrier", "物流提供"),
    "desk": Text("found by the desk", "客服认定"),
    "senior": Text("found by the desk", "客服认定"),
    "presumed": Text("presumed", "推定"),
}


@dataclass(frozen=True, slots=True)
class Replayed:
    """A decision as it was kept, and made again: the trace, and the keys that come to something else."""

    kept: KeptDecision
    deviating: list[dict[str, Any]]
    trace: Trace | None
    problem: str = ""

    @property
    def verdict(self) -> Text:
        """Whether it is the same, in a word."""
        if self.trace is None:
            return _GONE
        return _OTHER if self.deviating else _SAME


@click.command("replay", short_help="Make the decisions about a case again.")
@click.argument("case_id", metavar="CASE", type=click.IntRange(1, 2**63 - 1))
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True)
@click.option("--all", "in_full", is_flag=True, help="Every answer, the clocks and other remedies too.")
@json_option
@click.pass_context
def command(context: click.Context, case_id: int, language: str, in_full: bool, as_json: bool) -> None:
    """Make every decision about CASE again, from the very texts and facts that were kept with it, and say why it came out so.

    Exit code 0: every decision is the same; 1: one is not, or a text that it was made with is not kept here.

    \b
    Examples:
      makegood policy replay 7340011223344556677
      makegood policy replay 7340011223344556677 --language zh --all
      makegood policy replay 7340011223344556677 --json
    """

    async def work(connection: Connection, office: PolicyOffice) -> list[Replayed]:
        kept = await decisions_of_case(connection, case_id)
        return [await _replayed(connection, office, each, language, in_full) for each in kept]

    replayed = at_the_shelf(work)
    if not replayed:
        raise CommandFailed(
            f"No decision about a case {case_id} is kept here. `GET /api/cases` has the ids of cases."
        )
    if as_json:
        print_json(_as_data(case_id, replayed))
    else:
        click.echo("\n\n".join("\n".join(_lines(each, language, in_full)) for each in replayed))
    context.exit(0 if all(each.verdict is _SAME for each in replayed) else 1)


async def _replayed(
    connection: Connection, office: PolicyOffice, kept: KeptDecision, language: str, in_full: bool
) -> Replayed:
    try:
        again = await decide_again(office.shelf, connection, kept)
    except Refused as refused:
        return Replayed(kept, [], None, str(refused))
    after = outcomes_of(again)
    deviating = [
        {"key": name, "kept": kept.outcomes.get(name), "again": after.get(name)}
        for name in deviations(kept, again)
    ]
    return Replayed(kept, deviating, trace(again, kept.facts, language, _keys(again, in_full)))


def _keys(again: Decision, in_full: bool) -> list[str]:
    """What to tell of a decision: what was asked for first, then everything that has no place in a longer list."""
    remedy = again.facts.get("remedy")
    about = {f"remedy.{remedy}": None, f"until.{remedy}": None}
    more = (name for name in again.answers if in_full or name.partition(".")[0] not in _ASIDE)
    return list(about | dict.fromkeys(more))


def _as_data(case_id: int, replayed: list[Replayed]) -> dict[str, Any]:
    return {
        "case": str(case_id),
        "same": all(each.verdict is _SAME for each in replayed),
        "decisions": [
            {
                "seq": each.kept.seq, "at": each.kept.at, "purchased_at": each.kept.purchased_at,
                "lines": [int(number) for number in each.kept.about.split(",")], "catalogue": each.kept.catalogue,
                "packs": [msgspec.to_builtins(pack) for pack in each.kept.packs], "verdict": each.verdict.en.lower(),
                "deviations": each.deviating, "problem": each.problem, "trace": msgspec.to_builtins(each.trace),
            }
            for each in replayed
        ],
    }  # fmt: skip


def _lines(each: Replayed, language: str, in_full: bool) -> Iterator[str]:
    title = _DECISION.in_(language).format(seq=each.kept.seq, at=_time(each.kept.at), about=each.kept.about)
    colour = "green" if each.verdict is _SAME else "red"
    yield f"{click.style(title, bold=True)}: {click.style(each.verdict.in_(language), fg=colour)}"
    if each.trace is None:
        yield f"  {each.problem}"
        return
    for found in each.deviating:
        before, after = (_outcome(found[side], language) for side in ("kept", "again"))
        yield f"  ! {found['key']}: {_KEPT.in_(language)} {before}, {_AGAIN.in_(language)} {after}"
    yield from _traced(each.trace, language, in_full)


def _outcome(outcome: Any, language: str) -> str:
    if outcome is None:
        return _NOTHING.in_(language)
    value = outcome["state"] if outcome["value"] is None else outcome["value"]
    return f"{value} ({outcome['rule'] or '-'})"


def _traced(traced: Trace, language: str, in_full: bool) -> Iterator[str]:
    rules = {rule.rule: rule for rule in (*traced.held, *traced.undecided, *traced.failed)}
    yield from _section(_ANSWERS, language, [_answer_lines(each, rules, language) for each in traced.answers])
    told = {each.rule for each in traced.answers}
    held = [iter([_rule_line(rule)]) for rule in traced.held if rule.rule not in told]
    yield from _section(_HELD, language, held)
    waiting = [iter([f"{_rule_line(rule)} … {', '.join(rule.missing)}"]) for rule in traced.undecided]
    yield from _section(_OPEN, language, waiting)
    stated = [each for each in traced.facts if in_full or each.source != "presumed"]
    lines = [_fact_line(each, language) for each in stated]
    if len(stated) < len(traced.facts):
        lines.append(_PRESUMED.in_(language).format(count=len(traced.facts) - len(stated)))
    yield from _section(_FACTS, language, [iter(lines)])
    yield from _section(_VERSIONS, language, [iter([name]) for name in traced.packs])


def _section(title: Text, language: str, entries: list[Iterator[str]]) -> Iterator[str]:
    if entries:
        yield f"  {click.style(title.in_(language), underline=True)}"
        yield from (f"    {line}" for entry in entries for line in entry)


def _answer_lines(answer: AnswerTraced, rules: dict[str, RuleTraced], language: str) -> Iterator[str]:
    if answer.state is State.UNDECIDED:
        said = _NOT_KNOWN.in_(language).format(facts=", ".join(answer.missing))
    else:
        said = answer.words or _NOTHING.in_(language)
    yield f"{click.style(answer.key, fg='cyan')}: {said}"
    rule = rules.get(answer.rule)
    if rule is not None:
        yield f"  {_rule_line(rule)}"
    of_it = answer.otherwise if answer.key.startswith("remedy.") else answer.otherwise[:1]
    for near in of_it:
        conditions = "; ".join(near.would_take)
        yield f"  ~ {_OTHERWISE.in_(language).format(outcome=near.outcome, conditions=conditions, rule=near.rule)}"


def _rule_line(rule: RuleTraced) -> str:
    return f"{rule.text} ({rule.rule}@{rule.version}; {rule.source})"


def _fact_line(fact: FactTraced, language: str) -> str:
    source = _SOURCES[fact.source].in_(language) if fact.source in _SOURCES else fact.source
    return f"{fact.words} [{source}{f', {_time(fact.at)}' if fact.at else ''}]"


def _time(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
