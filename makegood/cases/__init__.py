"""After-sales cases: protocol tables, decisions, and the write path that carries them out."""

from makegood.cases.commands import COMMANDS, Command, OpenCase, RecordRefund, Tick
from makegood.cases.decide import Decision, decide, may, open_case, silence_of
from makegood.cases.events import (
    CaseEvent,
    Recorded,
    RefundBounced,
    RefundFailed,
    RefundPaid,
    RefundRedirected,
    RefundRetried,
    RefundStarted,
)
from makegood.cases.evolve import evolve, fold
from makegood.cases.facts import Facts, LineFacts, OrderFacts, ParcelFacts, PaymentFacts
from makegood.cases.handlers import CaseWrites, Flow, Happening, roles_in_case
from makegood.cases.model import CaseState, CaseType, Leg, LegStatus, Role, Stage
from makegood.cases.policy import Policy
from makegood.cases.publish import PublicEvent, public_event, register_events
from makegood.cases.refusals import AlreadyRecorded, NothingDue, RefundContradicted, StaleAttempt
from makegood.cases.requests import Done, Request
from makegood.cases.store import StoredCase, StoredEvent, as_recorded, event_name, read_case
from makegood.cases.timers import EARLIEST, sweep_due
from makegood.cases.types import PROTOCOLS
from makegood.cases.view import CaseView, case_view

__all__ = [
    "COMMANDS",
    "EARLIEST",
    "PROTOCOLS",
    "AlreadyRecorded",
    "CaseEvent",
    "CaseState",
    "CaseType",
    "CaseView",
    "CaseWrites",
    "Command",
    "Decision",
    "Done",
    "Facts",
    "Flow",
    "Happening",
    "Leg",
    "LegStatus",
    "LineFacts",
    "NothingDue",
    "OpenCase",
    "OrderFacts",
    "ParcelFacts",
    "PaymentFacts",
    "Policy",
    "PublicEvent",
    "RecordRefund",
    "Recorded",
    "RefundBounced",
    "RefundContradicted",
    "RefundFailed",
    "RefundPaid",
    "RefundRedirected",
    "RefundRetried",
    "RefundStarted",
    "Request",
    "Role",
    "Stage",
    "StaleAttempt",
    "StoredCase",
    "StoredEvent",
    "Tick",
    "as_recorded",
    "case_view",
    "decide",
    "event_name",
    "evolve",
    "fold",
    "may",
    "open_case",
    "public_event",
    "read_case",
    "register_events",
    "roles_in_case",
    "silence_of",
    "sweep_due",
]
