"""PURE: agreeing to a panel of users, calling it, and its end."""

from collections.abc import Callable
from typing import Any

from makegood.cases import events as e
from makegood.cases.facts import Facts
from makegood.cases.families.jury import commands as own
from makegood.cases.families.jury import events as happened
from makegood.cases.families.jury.conditions import seats_of
from makegood.cases.families.jury.plan import jury_majority
from makegood.cases.families.jury.refusals import JuryAgreedAlready
from makegood.cases.model import CaseState, Role


def agree_jury(command: own.AgreeJury, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """A party agrees. Raises JuryAgreedAlready."""
    if state.jury and actor.value in state.jury.agreed:
        raise JuryAgreedAlready()
    return [happened.JuryAgreed(by=actor.value)]


def call_jury(command: own.CallJury, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """The dispute goes to a panel; makegood/jury draws it."""
    seats = seats_of(state)
    return [happened.JuryCalled(seats=seats, majority=jury_majority(seats))]


def record_verdict(
    command: own.RecordVerdict, state: CaseState, facts: Facts, actor: Role
) -> list[e.CaseEvent]:
    """The panel is done; a person rules."""
    return [
        happened.JuryEnded(
            ended=command.ended,
            verdict=command.verdict,
            for_buyer=command.for_buyer,
            for_merchant=command.for_merchant,
        )
    ]


def dismiss_jury(command: own.DismissJury, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """The desk takes the dispute back."""
    return [happened.JuryEnded(ended="dismissed", reason=command.reason)]


def jury_out(command: None, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """What it means when nobody has a majority in time."""
    return [happened.JuryEnded(ended="out_of_time")]


VERBS: dict[str, Callable[[Any, CaseState, Facts, Role], list[e.CaseEvent]]] = {
    "agree_jury": agree_jury,
    "call_jury": call_jury,
    "record_verdict": record_verdict,
    "dismiss_jury": dismiss_jury,
    "jury_out": jury_out,
}
