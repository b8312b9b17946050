"""PURE: a ruling after a panel: it follows what the panel found, or says why it does not."""

from makegood.cases.commands import Rule
from makegood.cases.families.jury.refusals import VerdictDepartureUnexplained
from makegood.cases.model import CaseState, Ruling

SHORTEST = 20


def verdict_of(state: CaseState) -> str:
    """For whom the panel of a case found; empty where it did not."""
    return state.jury.verdict if state.jury else ""


def departs_from_verdict(ruling: Rule | Ruling, state: CaseState) -> bool:
    """Whether a ruling is for somebody else than the panel found."""
    verdict = verdict_of(state)
    return bool(verdict) and ruling.favour.value != verdict


def require_heeded(ruling: Rule | Ruling, state: CaseState) -> None:
    """Raises VerdictDepartureUnexplained."""
    if departs_from_verdict(ruling, state) and len("".join(ruling.departure.split())) < SHORTEST:
        raise VerdictDepartureUnexplained(least=SHORTEST)
