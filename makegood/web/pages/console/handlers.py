"""Every page of the console, with its twin for machines."""

from typing import Any

from makegood.web.pages.console.audit import AUDIT_HANDLERS
from makegood.web.pages.console.day import DAY_HANDLERS
from makegood.web.pages.console.dead_work import DEAD_WORK_HANDLERS
from makegood.web.pages.console.evidence import EVIDENCE_HANDLERS
from makegood.web.pages.console.fairness import FAIRNESS_HANDLERS
from makegood.web.pages.console.health import HEALTH_HANDLERS
from makegood.web.pages.console.journal import JOURNAL_HANDLERS
from makegood.web.pages.console.money import MONEY_HANDLERS
from makegood.web.pages.console.parties import PARTY_HANDLERS
from makegood.web.pages.console.people_audit import CHANGES_HANDLERS
from makegood.web.pages.console.recoveries import RECOVERY_HANDLERS
from makegood.web.pages.console.risk import RISK_HANDLERS
from makegood.web.pages.console.settings import SETTINGS_HANDLERS
from makegood.web.pages.console.statements import ACCOUNT_STATEMENT_HANDLERS

CONSOLE_HANDLERS: list[Any] = [
    *DAY_HANDLERS,
    *RISK_HANDLERS,
    *MONEY_HANDLERS,
    *JOURNAL_HANDLERS,
    *RECOVERY_HANDLERS,
    *ACCOUNT_STATEMENT_HANDLERS,
    *PARTY_HANDLERS,
    *HEALTH_HANDLERS,
    *DEAD_WORK_HANDLERS,
    *AUDIT_HANDLERS,
    *CHANGES_HANDLERS,
    *SETTINGS_HANDLERS,
    *FAIRNESS_HANDLERS,
    *EVIDENCE_HANDLERS,
]
