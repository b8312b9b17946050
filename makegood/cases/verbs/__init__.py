"""PURE: the verbs. Each is one small function from a command, the case and the facts to events, or a refusal.

Who may use a verb in which stage, and where it leads, is not here: that is the protocol table.
"""

from collections.abc import Callable
from typing import Any

from makegood.cases.events import CaseEvent
from makegood.cases.facts import Facts
from makegood.cases.model import CaseState, Role
from makegood.cases.verbs import asking, disputing, informing, refunding, returning, talking, timing

Verb = Callable[[Any, CaseState, Facts, Role], list[CaseEvent]]

VERBS: dict[str, Verb] = {
    "supply_facts": informing.supply_facts,
    "approve": talking.approve,
    "refuse": talking.refuse,
    "offer": talking.offer,
    "accept": talking.accept,
    "withdraw": talking.withdraw,
    "close": talking.close,
    "revise": asking.revise,
    "reopen": asking.reopen,
    "escalate": disputing.escalate,
    "statement": disputing.statement,
    "proceed": disputing.proceed,
    "rule": disputing.rule,
    "rule_by_default": disputing.rule_by_default,
    "hand_up": disputing.hand_up,
    "ship": returning.ship,
    "receive": returning.receive,
    "report_lost": returning.report_lost,
    "trace": returning.trace,
    "waive_return": returning.waive_return,
    "inspect": returning.inspect,
    "record_refund": refunding.record_refund,
    "retry_refund": refunding.retry_refund,
    "redirect_refund": refunding.redirect_refund,
    "release": refunding.release,
    "hold": refunding.hold,
    "pause": timing.pause,
    "resume": timing.resume,
}
"""Every verb of a case that exists, by its name in the tables."""
