"""PURE: what may be done about a debt that an advance left, and what its clock means. Each step has an owner and an end.

owed        the platform takes it from the buyer's next refunds; when the time is over, the buyer is asked to pay
collecting  the buyer pays, objects, or is silent: then the platform writes it off
contested   the desk decides, and no refund of another order is touched meanwhile; when it is silent, the objection holds
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from makegood.advances.model import DebtStatus, StoredAdvance
from makegood.advances.refusals import NotContested, NothingOwed, ObjectedBefore

COLLECTION = timedelta(days=30)
"""How long the buyer has from the notice."""
OBJECTION = timedelta(days=7)
"""How long the desk has for an objection."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step makes of a debt: how it stands then and until when; what is told; whether what is owed is given up."""

    status: DebtStatus
    what: str
    due_at: datetime | None = None
    given_up: bool = False


def require_owed(advance: StoredAdvance) -> None:
    """Raises NothingOwed."""
    if not advance.status.is_owed:
        raise NothingOwed()


def object_to(advance: StoredAdvance, objected_before: bool, now: datetime) -> Outcome:
    """The buyer says that it is not owed; a person of the desk decides. Raises NothingOwed and ObjectedBefore."""
    require_owed(advance)
    if objected_before or advance.status is DebtStatus.CONTESTED:
        raise ObjectedBefore()
    return Outcome(DebtStatus.CONTESTED, "objected", now + OBJECTION)


def decide_objection(advance: StoredAdvance, is_owed: bool, now: datetime) -> Outcome:
    """The desk says whether it is owed. Raises NotContested."""
    if advance.status is not DebtStatus.CONTESTED:
        raise NotContested()
    if is_owed:
        return Outcome(DebtStatus.COLLECTING, "upheld", now + COLLECTION)
    return Outcome(DebtStatus.WRITTEN_OFF, "waived", given_up=True)


def write_off(advance: StoredAdvance) -> Outcome:
    """The platform gives up what is owed. Raises NothingOwed."""
    require_owed(advance)
    return Outcome(DebtStatus.WRITTEN_OFF, "written_off", given_up=True)


def time_over(advance: StoredAdvance, now: datetime) -> Outcome | None:
    """What silence means; None when no clock has run out."""
    if advance.due_at is None or advance.due_at > now:
        return None
    match advance.status:
        case DebtStatus.OWED:
            return Outcome(DebtStatus.COLLECTING, "collecting", now + COLLECTION)
        case DebtStatus.COLLECTING:
            return Outcome(DebtStatus.WRITTEN_OFF, "written_off", given_up=True)
        case DebtStatus.CONTESTED:
            return Outcome(DebtStatus.WRITTEN_OFF, "waived", given_up=True)
        case _:
            return None
