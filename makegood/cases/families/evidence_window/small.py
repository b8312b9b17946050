"""PURE: what the check gives to the time for evidence. Only orders of a market of its own have it: it multiplies states."""

from collections.abc import Callable, Iterable, Iterator

from makegood.cases.commands import Command, PauseClock
from makegood.cases.facts import OrderFacts
from makegood.cases.families.evidence_window import commands as c
from makegood.cases.families.reception.small import PHOTO
from makegood.cases.model import CaseState, PauseReason, Role

WINDOWED = "windowed"
"""The market of orders over which times for evidence are extended and stand still."""
WINDOWS = frozenset(
    {
        "said_everything",
        "extend_evidence",
        "propose_extension",
        "propose_suspension",
        "agree_standstill",
        "show_acceptance",
    }
)


def pauses(state: CaseState, order: OrderFacts, actor: Role) -> Iterator[Command]:
    """Stopping the clock: for court papers where times are looked at, else because the parties agreed."""
    if order.market == WINDOWED:
        yield PauseClock(PauseReason.COURT, "papers")
    else:
        yield PauseClock(PauseReason.JOINT, "agreed")


PAYLOADS: dict[str, Callable[[CaseState, OrderFacts, Role], Iterable[Command]]] = {
    "extend_evidence": lambda state, order, actor: [
        c.ExtendEvidence("asked", party) for party in (None, Role.BUYER, Role.MERCHANT)
    ],
    "show_acceptance": lambda state, order, actor: [c.ShowAcceptance((PHOTO,))],
}
