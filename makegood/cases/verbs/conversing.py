"""PURE: writing in a case, and asking: the question puts the ball and a clock where the answer is due."""

from datetime import datetime, timedelta
from typing import Any

from msgspec import structs

from makegood.cases import commands as c
from makegood.cases import events as e
from makegood.cases import refusals
from makegood.cases.conditions import most
from makegood.cases.event import Entered
from makegood.cases.facts import Facts
from makegood.cases.flags import flags_of
from makegood.cases.model import CaseState, Question, Role
from makegood.cases.protocol import QUESTION
from makegood.cases.quick_replies import QUICK_REPLIES
from makegood.cases.stages import remind_at, runs_until
from makegood.cases.verbs.informing import supply
from makegood.cases.verbs.showing import shown
from makegood.kit.errors import Refused

WATCHED = (Role.BUYER, Role.MERCHANT, Role.CARRIER)
"""Whose words are looked through; the desk's own are not."""
_ASKABLE = (Role.BUYER, Role.MERCHANT)


def say(command: c.Say, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """A message. What it carries of facts is told first; if it answers, the ball goes back."""
    if not (command.text.strip() or command.reply or command.files):
        raise refusals.NothingSaid()
    limit = most(state, "messages")
    if state.said.get(actor, 0) >= limit:
        raise refusals.NoMessagesLeft(most=limit)
    reply = QUICK_REPLIES.get(command.reply)
    if command.reply and (reply is None or actor not in reply.roles):
        raise refusals.NoSuchReply(reply=command.reply)
    told: list[e.CaseEvent] = [supply(command.facts, state, facts, actor)] if command.facts else []
    answers = state.question is not None and state.question.to is actor
    posted = e.MessagePosted(
        by=actor, text=command.text, reply=command.reply, files=shown(command.files, facts),
        flags=_flags(command.text, actor), answers=answers,
        entered=ball_back(state, facts.now) if answers else None,
    )  # fmt: skip
    return [*told, posted]


def with_carried(command: c.Say, facts: Facts, by: Role) -> c.Say:
    """The message with the facts of its fixed text as well: those that the catalogue of the order's packs knows."""
    reply = QUICK_REPLIES.get(command.reply)
    if reply is None or facts.promises is None:
        return command
    carried = {name: value for name, value in reply.facts.items() if _may_tell(name, value, facts, by)}
    return structs.replace(command, facts={**carried, **command.facts})


def _may_tell(name: str, value: Any, facts: Facts, by: Role) -> bool:
    assert facts.promises is not None
    try:
        facts.promises.accept(name, value, by)
    except Refused:
        return False
    return True


def ask(command: c.Ask, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """A question. The asker's clock stands still at what is left of it."""
    if command.to not in _ASKABLE or command.to is actor:
        raise refusals.NobodyToAsk()
    assert state.due_at is not None
    left = max(state.due_at - facts.now, timedelta(0))
    held = facts.now - (state.ball_since or facts.now)
    question = Question(
        state.version + 1, actor, command.to, facts.now, int(left.total_seconds()), int(held.total_seconds())
    )
    until = runs_until(QUESTION.clock, state, facts)
    place = Entered(state.stage, command.to, until, remind_at(command.to, facts.now, until))
    return [
        e.QuestionAsked(
            question=question, text=command.text, files=shown(command.files, facts),
            flags=_flags(command.text, actor), entered=place,
        )
    ]  # fmt: skip


def lapse(command: None, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """What the asked party's silence means."""
    assert state.question is not None
    back = ball_back(state, facts.now)
    return [e.QuestionLapsed(by=state.question.by, to=state.question.to, entered=back)]


def ball_back(state: CaseState, now: datetime) -> Entered:
    """The asker has the ball again, with what was left of the clock."""
    question = state.question
    assert question is not None
    until = now + timedelta(seconds=question.left_seconds)
    since = now - timedelta(seconds=question.held_seconds)
    return Entered(state.stage, question.by, until, remind_at(question.by, now, until), since)


def _flags(text: str, actor: Role) -> tuple[str, ...]:
    return flags_of(text) if actor in WATCHED else ()
