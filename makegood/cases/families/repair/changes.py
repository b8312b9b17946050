"""PURE: what the events of a repair change."""

from collections.abc import Callable
from typing import Any

from msgspec import structs

from makegood.cases.families.repair import events as e
from makegood.cases.families.repair.plan import Loaner, Repair
from makegood.cases.model import CaseState, CaseType, Goods, Role


def _plan(state: CaseState, **changes: Any) -> dict[str, Any]:
    return {"repair": structs.replace(state.repair or Repair(), **changes)}


def plan_of(state: CaseState) -> Repair:
    """The repair as it stands; a case that has just been granted has nothing in it yet."""
    return state.repair or Repair()


def sender_of(state: CaseState) -> Role:
    """Who handed in the parcel that is under way: the merchant once a repairer has sent the goods home, else the buyer."""
    sent_home = state.repair is not None and state.repair.sent_at is not None
    return Role.MERCHANT if sent_home else Role.BUYER


def begun_anew(plan: Repair) -> Repair:
    """What outlasts a dispute and a second coming: what was paid, waited and lent, and that another remedy is open."""
    choice = plan.choice if plan.sent_at is None else ""
    return Repair(
        paid_minor=plan.paid_minor,
        payment_no=plan.payment_no,
        waited_seconds=plan.waited_seconds,
        choice=choice,
        loaner=plan.loaner,
    )


def _paid(state: CaseState, event: e.RepairPaid) -> dict[str, Any]:
    """What was paid for the repair belongs to what may be asked for from now on."""
    paid = _plan(
        state, paid_minor=plan_of(state).paid_minor + event.amount_minor, payment_no=event.payment_no
    )
    return paid | {"requested_minor": state.requested_minor + event.amount_minor, "approved_minor": None}


def _unrepairable(state: CaseState, event: e.FoundUnrepairable) -> dict[str, Any]:
    if event.covered:
        return _plan(state, covered=True, choice="cannot_be_repaired")
    return _plan(state, unrepaired="cannot_be_repaired")


def _came(state: CaseState, event: e.PartsCame) -> dict[str, Any]:
    waited = plan_of(state).waited_seconds + event.waited_seconds
    return _plan(state, parts_since=None, waited_seconds=waited)


def _sent(state: CaseState, event: e.RepairedAndSent) -> dict[str, Any]:
    sent = _plan(
        state, done=event.done, carrier=event.carrier, tracking_no=event.tracking_no, sent_at=event.sent_at
    )
    return sent | {"goods": Goods.SENT_BACK, "offer": None}


def _turned(state: CaseState, event: e.RepairTurned) -> dict[str, Any]:
    """Money for goods that are with the merchant, or others of the same model for them."""
    plan = plan_of(state)
    turned = _plan(state, turned=plan.choice or "chosen", deduction_minor=event.deduction_minor)
    if event.replacement is not None:
        return turned | {"type": CaseType.EXCHANGE, "replacement": event.replacement, "approved_minor": None}
    return turned | {"type": CaseType.RETURN_REFUND, "approved_minor": event.amount_minor, "offer": None}


def _arrived(state: CaseState, event: e.RepairArrived) -> dict[str, Any]:
    return _plan(state, arrived_at=event.arrived_at) | {
        "goods": Goods.WITH_BUYER,
        "approved_minor": event.refund_minor,
    }


def _loaner_back(state: CaseState, event: e.LoanerCameBack) -> dict[str, Any]:
    loaner = plan_of(state).loaner
    assert loaner is not None
    return _plan(state, loaner=structs.replace(loaner, returned_at=event.returned_at))


CHANGES: dict[type, Callable[[CaseState, Any], dict[str, Any]]] = {
    e.RepairDiagnosed: lambda state, event: _plan(
        state, covered=event.covered, fault=event.fault, quote_minor=event.quote_minor
    ),
    e.QuoteAgreed: lambda state, event: _plan(state, quote_agreed=True),
    e.QuoteDeclined: lambda state, event: _plan(state, unrepaired="quote_declined", quote_agreed=False),
    e.RepairPaid: _paid,
    e.PartsAwaited: lambda state, event: _plan(
        state, parts_since=event.since, parts_waits=plan_of(state).parts_waits + 1
    ),
    e.PartsCame: _came,
    e.RepairedAndSent: _sent,
    e.FoundUnrepairable: _unrepairable,
    e.RepairOverdue: lambda state, event: _plan(state, choice="overdue"),
    e.RepairWaitedOn: lambda state, event: _plan(state, choice=""),
    e.RepairTurned: _turned,
    e.RepairArrived: _arrived,
    e.RepairFailed: lambda state, event: _plan(state, failed=True),
    e.RepairBegunAnew: lambda state, event: {"repair": begun_anew(plan_of(state))},
    e.LoanerGiven: lambda state, event: _plan(state, loaner=Loaner(event.what, event.given_at)),
    e.LoanerCameBack: _loaner_back,
}
"""What each event changes in the case."""
