"""The page of a case's decisions: what came out, by which rules, on which facts, and what it would take otherwise."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from msgspec import Struct

from makegood.cases import Done, Policy
from makegood.cases.api import parse_id, read_decisions, seen
from makegood.kit.clock import Clock
from makegood.kit.errors import NotFound
from makegood.kit.moments import moment_text
from makegood.kit.money import money_text
from makegood.policy import Catalogue, KeptDecision, State, decisions_of_case
from makegood.policy.catalogue import FAR_FUTURE, LONG_AGO, moment_of
from makegood.policy.outcomes import Kind
from makegood.policy.outcomes import key as key_of_outcome
from makegood.policy.telling.trace import AnswerTraced, FactTraced, Otherwise, RuleTraced, Trace
from makegood.policy.telling.words import key_text
from makegood.web.pages.policy.frame import policy_page
from makegood.web.pages.shell import Database, HtmlRequest, Installation, PathPart, reader_or_guest

Promised = NamedDependency[SkipValidation[Policy]]
Time = NamedDependency[SkipValidation[Clock]]
_SET_ASIDE = "↑ "
_PRESUMED = "presumed"
MOST_CHARACTERS = 500
"""Of what another outcome would take: a condition with very many alternatives helps nobody."""


class Missing(Struct, frozen=True):
    """A fact that would settle something, and who can tell it (codes)."""

    label: str
    by: tuple[str, ...]


class Reason(Struct, frozen=True):
    """A rule, where it can be read, and what it lacks. `set_aside_by`: rules that went before it."""

    rule: RuleTraced
    href: str
    failed: list[str]
    set_aside_by: list[str]
    missing: list[Missing]


class Answer(Struct, frozen=True):
    """What came out for one thing: decided with its rule, undecided with what is missing. `is_no`: a remedy is refused."""

    words: str
    state: State
    is_no: bool
    reason: Reason | None
    missing: list[Missing]
    otherwise: list[Otherwise]


class Choice(Struct, frozen=True):
    """One of the decisions of the case, by its number."""

    seq: int
    at: datetime
    titles: list[str]


class Hand(Struct, frozen=True):
    """How answers are written: the reader's language and zone, and the currency of the order."""

    language: str
    currency: str
    zone: ZoneInfo | None = None


class Told(Struct, frozen=True):
    """A decision to read. `silent`: what no rule speaks of."""

    answers: list[Answer]
    silent: list[str]
    held: list[Reason]
    undecided: list[Reason]
    failed: list[Reason]
    facts: list[FactTraced]
    presumed: list[FactTraced]
    versions: list[tuple[str, str]]


@get("/cases/{case_id:str}/decisions", include_in_schema=False)
async def show_decisions(
    case_id: PathPart, request: HtmlRequest, pool: Database, settings: Installation, policy: Promised, clock: Time
) -> Response[str]:  # fmt: skip
    """Why policy decided so: one decision at a time, the last one first."""
    reader = await reader_or_guest(request, settings)
    done = await seen(pool, parse_id(case_id, "case"), reader.me, reader.now)
    async with pool.acquire() as connection:
        kept = await decisions_of_case(connection, done.case.state.id)
    choices = [_choice(each, done) for each in reversed(kept)]
    chosen = _chosen(choices, request.query_params.get("number"))
    told = None
    if chosen is not None:
        found = await read_decisions.fn(
            case_id=case_id, principal=reader.me, language=reader.language, pool=pool, clock=clock,
            policy=policy, cursor=str(chosen.seq - 1), limit=1,
        )  # fmt: skip
        hand = Hand(reader.language, done.order.currency, reader.zone)
        told = told_of(found.decisions[0].trace, policy.catalogue, hand)
    return policy_page(
        "policy_trace.html", reader, case_id=case_id, number=done.order.external_id, choices=choices, chosen=chosen,
        told=told, purchased_at=done.order.placed_at,
    )  # fmt: skip


def _choice(kept: KeptDecision, done: Done) -> Choice:
    lines = [done.order.line(int(line_no)) for line_no in kept.about.split(",")]
    return Choice(kept.seq, kept.at, [line.title for line in lines if line is not None])


def _chosen(choices: list[Choice], number: str | None) -> Choice | None:
    """The decision that is asked for, else the last one. Raises NotFound."""
    if number is None or not choices:
        return next(iter(choices), None)
    found = next((each for each in choices if str(each.seq) == number), None)
    if found is None:
        raise NotFound(what="page")
    return found


def told_of(trace: Trace, catalogue: Catalogue, hand: Hand) -> Told:
    """A trace with its rules beside the answers that they gave."""
    language = hand.language
    reasons = {
        each.rule: _reason(each, catalogue, language)
        for each in (*trace.held, *trace.undecided, *trace.failed)
    }
    said = [answer for answer in trace.answers if answer.state is not State.NONE]
    return Told(
        [_answer(each, reasons, catalogue, hand) for each in said],
        [key_text(each.key).in_(language) for each in trace.answers if each.state is State.NONE],
        [reasons[each.rule] for each in trace.held],
        [reasons[each.rule] for each in trace.undecided],
        [reasons[each.rule] for each in trace.failed],
        sorted((each for each in trace.facts if each.source != _PRESUMED), key=_closeness),
        [each for each in trace.facts if each.source == _PRESUMED],
        [(name, version) for name, _, version in (each.partition("@") for each in trace.packs)],
    )


def readable(otherwise: list[Otherwise]) -> list[Otherwise]:
    """The other ways that a person can take in, each once; all of them where none is short."""
    short = [each for each in otherwise if sum(map(len, each.would_take)) <= MOST_CHARACTERS]
    once = {(each.outcome, *each.would_take): each for each in short or otherwise}
    return list(once.values())


def _closeness(fact: FactTraced) -> int:
    """What people said before what the marketplace told, and that before what we know ourselves."""
    return {"system": 2, "marketplace": 1}.get(fact.source, 0)


def _answer(answer: AnswerTraced, reasons: dict[str, Reason], catalogue: Catalogue, hand: Hand) -> Answer:
    decided, language = answer.state is State.DECIDED, hand.language
    return Answer(
        _written(answer, hand) or answer.words or key_text(answer.key).in_(language),
        answer.state,
        decided and answer.value == 0 and answer.key.startswith("remedy."),
        reasons.get(answer.rule) if decided else None,
        [_missing(name, catalogue, language) for name in answer.missing],
        readable(answer.otherwise),
    )


def _written(answer: AnswerTraced, hand: Hand) -> str:
    """An amount in the order's currency, a moment in the reader's zone; nothing for other answers. Rules know neither."""
    kind, value = key_of_outcome(answer.key).kind, answer.value
    if value is None or value in (FAR_FUTURE, LONG_AGO):
        return ""
    label = key_text(answer.key).in_(hand.language) + ("：" if hand.language.startswith("zh") else ": ")
    match kind:
        case Kind.AMOUNT:
            return label + money_text(value, hand.currency, hand.language)
        case Kind.MOMENT:
            return label + moment_text(moment_of(value), hand.language, own=hand.zone)
        case _:
            return ""


def _reason(rule: RuleTraced, catalogue: Catalogue, language: str) -> Reason:
    pack, _, rule_id = rule.rule.partition("/")
    return Reason(
        rule,
        f"/policy/{pack}/{rule.version}#rule-{rule_id}",
        [each for each in rule.failed if not each.startswith(_SET_ASIDE)],
        [each.removeprefix(_SET_ASIDE) for each in rule.failed if each.startswith(_SET_ASIDE)],
        [_missing(name, catalogue, language) for name in rule.missing],
    )


def _missing(name: str, catalogue: Catalogue, language: str) -> Missing:
    kind: Any = catalogue.facts.get(name)
    if kind is None:
        return Missing(name.replace("_", " "), ())
    return Missing(kind.label.in_(language), kind.by)
