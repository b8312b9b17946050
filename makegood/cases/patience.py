"""PURE: from when a party may call the desk in by itself. At once, unless the packs give the parties a time to agree first.

The time runs from the opening of the case. A party that was told no, or whose other side let its own time run out, need
not wait for the end of it. What a rule, a lost parcel or silence brings before the desk never waits.
"""

from datetime import datetime
from typing import Any

from makegood.cases.events import Recorded
from makegood.cases.model import CaseState, Role

CLOCK = "escalation"
"""How long the packs have the parties try by themselves. Where none does, either may call the desk in at once."""
OTHER = {Role.BUYER: Role.MERCHANT, Role.MERCHANT: Role.BUYER}
PARTIES = frozenset(OTHER)


def waits(state: CaseState) -> bool:
    """Whether the packs have the parties of this case try by themselves first."""
    return CLOCK in state.terms.clocks


def desk_from(state: CaseState) -> datetime:
    """From when each party may call the desk in, whatever the other does."""
    time = state.terms.clock(CLOCK)
    return state.opened_at if time is None else state.opened_at + time


def may_call(state: CaseState, now: datetime) -> frozenset[Role]:
    """The parties that may call the desk in now."""
    if now >= desk_from(state):
        return PARTIES
    return frozenset(
        role for role, other in OTHER.items() if _said_no(other, state) or _is_late(other, state, now)
    )


def _said_no(role: Role, state: CaseState) -> bool:
    """The merchant refused, or did not accept all that came back; the buyer answered with a proposal of its own."""
    if role is Role.BUYER:
        return state.offer is not None and state.offer.by is Role.BUYER
    return state.refusals > 0 or (state.inspection is not None and not state.inspection.in_full)


def _is_late(role: Role, state: CaseState, now: datetime) -> bool:
    return role.value in state.ran_out or role in _running_out(state, now)


def _running_out(state: CaseState, now: datetime) -> frozenset[Role]:
    """The party whose clock has run out by now, though nothing has followed yet."""
    is_out = state.due_at is not None and state.due_at <= now and state.paused is None
    return PARTIES & {state.owner} if is_out else frozenset()


def lateness(state: CaseState, recorded: Recorded) -> dict[str, Any]:
    """What silence changes: whose time has run out in the case. Kept only where parties wait for the desk."""
    if not recorded.event.by_silence or not waits(state):
        return {}
    late = {role.value for role in _running_out(state, recorded.at)}
    return {"ran_out": tuple(sorted({*state.ran_out, *late}))} if late else {}
