"""Simulation: what a pack would have changed in past cases, before it is published; and what a shadow saw."""

from makegood.policy.simulate.history import History, HistoryUnreadable, TableHistory, open_history
from makegood.policy.simulate.installed import shadow_of_version, simulate_version
from makegood.policy.simulate.own import NAME as OWN_CASES
from makegood.policy.simulate.own import NothingDecided, decided_cases
from makegood.policy.simulate.plan import Plan
from makegood.policy.simulate.report import Report
from makegood.policy.simulate.run import Progress, simulate

__all__ = [
    "OWN_CASES",
    "History",
    "HistoryUnreadable",
    "NothingDecided",
    "Plan",
    "Progress",
    "Report",
    "TableHistory",
    "decided_cases",
    "open_history",
    "shadow_of_version",
    "simulate",
    "simulate_version",
]
