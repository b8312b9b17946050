"""PURE: what the check gives to repairs, and what of them no later decision looks at."""

from collections.abc import Iterator
from datetime import datetime

from msgspec import structs

from makegood.cases.commands import Command
from makegood.cases.facts import OrderFacts
from makegood.cases.families.repair import commands as c
from makegood.cases.families.repair.plan import Loaner, Repair
from makegood.cases.model import CaseState, CaseType, Role, Stage


def canonical_repair(state: CaseState, now: datetime) -> Repair | None:
    """The repair without words, parcels, counters and times; of one that was given up, only what was paid for it."""
    plan = state.repair
    if plan is None:
        return None
    arrived_at = now if plan.arrived_at else None
    if state.type is not CaseType.REPAIR or state.legs or state.stage in (Stage.CLOSED, Stage.WITHDRAWN):
        return Repair(paid_minor=plan.paid_minor, turned="turned", arrived_at=arrived_at, loaner=_lent(now))
    if plan.unrepaired or plan.sent_at or plan.choice == "cannot_be_repaired":
        # Who pays, and what was waited for, mattered only to what could still be repaired.
        plan = structs.replace(plan, covered=None, quote_minor=0, quote_agreed=False, parts_waits=0)
    return structs.replace(
        plan, fault="", payment_no=0, waited_seconds=0, carrier="", tracking_no="", done="done" if plan.done else "",
        parts_since=now if plan.parts_since else None, sent_at=now if plan.sent_at else None,
        unrepaired="cannot_be_repaired" if plan.unrepaired else "", arrived_at=arrived_at, loaner=_lent(now),
    )  # fmt: skip


def _lent(now: datetime) -> Loaner:
    """Whether something is lent is looked at by nothing but the noting of it, so that here it always is."""
    return Loaner("another", now)


def _diagnoses(state: CaseState, order: OrderFacts, actor: Role) -> Iterator[Command]:
    yield c.Diagnose(True, "broken")
    yield c.Diagnose(False, "dropped", 1)


def _agreements(state: CaseState, order: OrderFacts, actor: Role) -> Iterator[Command]:
    yield c.AcceptQuote()
    yield from (c.AcceptQuote(own.external_id) for own in order.tenders)


def _payments(state: CaseState, order: OrderFacts, actor: Role) -> Iterator[Command]:
    due = state.repair.unpaid_minor if state.repair else 1
    for amount in {due, due + 1}:
        yield c.RecordRepairPayment("card", "processor", "payment-repair", amount)


PAYLOADS = {
    "diagnose": _diagnoses,
    "accept_quote": _agreements,
    "record_repair_payment": _payments,
    "wait_for_parts": lambda state, order, actor: [c.WaitForParts("hinge")],
    "send_repaired": lambda state, order, actor: [c.SendRepaired("mended", "SF", "3")],
    "send_unrepaired": lambda state, order, actor: [c.SendUnrepaired("SF", "3")],
    "report_unrepairable": lambda state, order, actor: [c.ReportUnrepairable("burnt")],
    "note_loaner": lambda state, order, actor: [c.NoteLoaner("another"), c.NoteLoaner()],
}
