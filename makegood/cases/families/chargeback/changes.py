"""PURE: what a bank's taking and giving back changes about a case."""

from collections.abc import Callable
from typing import Any

from makegood.cases.families.chargeback.events import RefundReduced, RefundResumed
from makegood.cases.model import CaseState, Leg, LegStatus, LegWay, Money


def _with(state: CaseState, changed: tuple[Leg, ...]) -> tuple[Leg, ...]:
    by_no = {leg.leg_no: leg for leg in (*state.legs, *changed)}
    return tuple(by_no[leg_no] for leg_no in sorted(by_no))


def _reduced(state: CaseState, event: RefundReduced) -> dict[str, Any]:
    legs = _with(state, event.legs)
    done = all(leg.status is LegStatus.PAID for leg in legs)
    return {
        "legs": legs,
        "refunded_minor": state.refunded_minor + event.amount_minor,
        "money": Money.REFUNDED if done else state.money,
    }


def _resumed(state: CaseState, event: RefundResumed) -> dict[str, Any]:
    return {
        "legs": _with(state, event.legs),
        "refunded_minor": state.refunded_minor - event.amount_minor,
        "money": Money.REFUNDING,
    }


def started_by_bank(state: CaseState, legs: tuple[Leg, ...]) -> dict[str, Any]:
    """What of a refund that begins the bank had paid before."""
    by_bank = sum(leg.amount_minor for leg in legs if leg.way is LegWay.BANK)
    if not by_bank:
        return {}
    done = all(leg.status is LegStatus.PAID for leg in legs)
    return {
        "refunded_minor": state.refunded_minor + by_bank,
        "money": Money.REFUNDED if done else Money.REFUNDING,
    }


CHANGES: dict[type, Callable[[CaseState, Any], dict[str, Any]]] = {
    RefundReduced: _reduced,
    RefundResumed: _resumed,
}
