"""Advances: what the platform has paid buyers before the order paid it back, what has become of it, and what is still owed."""

from makegood.advances.clocks import tick_due
from makegood.advances.decide import COLLECTION, OBJECTION
from makegood.advances.diagram import debt_diagram
from makegood.advances.limits import ROOM, came_back
from makegood.advances.model import DebtStatus, StoredAdvance
from makegood.advances.office import AdvanceOffice
from makegood.advances.rows import (
    ADVANCE_PARTS,
    AdvanceTotal,
    advance_of_case,
    advance_totals,
    open_advances_of,
)
from makegood.advances.views import (
    AdvanceView,
    CapsTold,
    CapsView,
    FundPaid,
    Objection,
    ObjectionDecision,
    PaidBack,
    WriteOff,
)

__all__ = [
    "ADVANCE_PARTS",
    "COLLECTION",
    "OBJECTION",
    "ROOM",
    "AdvanceOffice",
    "AdvanceTotal",
    "AdvanceView",
    "CapsTold",
    "CapsView",
    "DebtStatus",
    "FundPaid",
    "Objection",
    "ObjectionDecision",
    "PaidBack",
    "StoredAdvance",
    "WriteOff",
    "advance_of_case",
    "advance_totals",
    "came_back",
    "debt_diagram",
    "open_advances_of",
    "tick_due",
]
