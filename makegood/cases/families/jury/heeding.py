"""PURE: a ruling after a panel: it follows what the panel found, or says why it does not."""

from makegood.cases.commands import Rule
from makegood.cases.families.jury.refusals import VerdictDepartureUnexplained
from makegood.cases.model import CaseState

SHORTEST = 20


def verdict_of(state: CaseState) -> str:
    """For whom the panel of a case found; empty where it did not."""
    return state.jury.verdict if state.jury else ""


def departs_from_verdict(command: Rule, state: CaseState) -> bool:
    """Whether a ruling is for somebody else than the panel found."""
    verdict = verdict_of(state)
    return bool(verdict) and command.favour.value != verdict


def require_heeded(command: Rule, state: CaseState) -> None:
    """Raises VerdictDepartureUnexplained."""
    if departs_from_verdict(command, state) and len("".join(command.departure.split())) < SHORTEST:
        raise VerdictDepartureUnexplained(least=SHORTEST)
