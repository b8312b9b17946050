"""PURE: every verb of a case by its name in the tables, those of the families too."""

from collections.abc import Callable
from typing import Any

from makegood.cases.events import CaseEvent
from makegood.cases.facts import Facts
from makegood.cases.families.advance import verbs as advance
from makegood.cases.families.cancellation import verbs as cancellation
from makegood.cases.families.chargeback import verbs as chargeback
from makegood.cases.families.court_papers import verbs as court_papers
from makegood.cases.families.evidence_window import verbs as evidence_window
from makegood.cases.families.jury import verbs as jury
from makegood.cases.families.order_change import verbs as order_change
from makegood.cases.families.reception import verbs as reception
from makegood.cases.families.repair import verbs as repair
from makegood.cases.families.replacement import verbs as replacement
from makegood.cases.families.second_review import verbs as second_review
from makegood.cases.families.virtual import verbs as virtual
from makegood.cases.model import CaseState, Role
from makegood.cases.verbs import (
    appealing,
    asking,
    conversing,
    disputing,
    informing,
    refunding,
    returning,
    talking,
    timing,
)

Verb = Callable[[Any, CaseState, Facts, Role], list[CaseEvent]]

VERBS: dict[str, Verb] = {
    "ship_replacement": replacement.ship_replacement,
    "cannot_replace": replacement.cannot_replace,
    "choose_refund": replacement.choose_refund,
    "turn_into_refund": replacement.turn_into_refund,
    "pay_difference": order_change.or_change(replacement.pay_difference, order_change.pay_difference),
    "record_payment": order_change.or_change(replacement.record_payment, order_change.record_payment),
    "confirm_arrival": replacement.confirm_arrival,
    "count_as_arrived": replacement.count_as_arrived,
    "replacement_lost": replacement.replacement_lost,
    "diagnose": repair.diagnose,
    "accept_quote": repair.accept_quote,
    "decline_quote": repair.decline_quote,
    "record_repair_payment": repair.record_repair_payment,
    "wait_for_parts": repair.wait_for_parts,
    "parts_arrived": repair.parts_arrived,
    "send_repaired": repair.send_repaired,
    "send_unrepaired": repair.send_unrepaired,
    "report_unrepairable": repair.report_unrepairable,
    "repair_overdue": repair.repair_overdue,
    "keep_waiting": repair.keep_waiting,
    "take_refund": repair.take_refund,
    "take_replacement": repair.take_replacement,
    "confirm_repaired": repair.confirm_repaired,
    "count_as_back": repair.count_as_back,
    "report_still_faulty": repair.report_still_faulty,
    "note_loaner": repair.note_loaner,
    "supply_facts": informing.supply_facts,
    "approve": order_change.or_change(cancellation.noting_what_left(talking.approve), order_change.grant),
    "grant_change": order_change.grant,
    "grant_change_at_once": order_change.grant_at_once,
    "decline_change": order_change.decline_change,
    "report_left": order_change.report_left,
    "drop_change": order_change.drop_change,
    "refuse": talking.refuse,
    "offer": talking.offer,
    "accept": cancellation.noting_what_left(talking.accept),
    "withdraw": talking.withdraw,
    "close": talking.close,
    "revise": asking.revise,
    "reopen": asking.reopen,
    "escalate": disputing.escalate,
    "rule": disputing.rule,
    "rule_by_default": disputing.rule_by_default,
    "hand_up": disputing.hand_up,
    "appeal": appealing.appeal,
    "take_back_appeal": appealing.take_back_appeal,
    "rule_on_appeal": appealing.rule_on_appeal,
    "let_stand": appealing.let_stand,
    "ship": returning.ship,
    "receive": reception.receive,
    "ship_more": reception.ship_more,
    "refuse_parcel": reception.refuse_parcel,
    "send_back": reception.send_back,
    "grade": reception.grade,
    "report_lost": returning.report_lost,
    "note_pickup": advance.note_pickup,
    "trace": returning.trace,
    "waive_return": returning.waive_return,
    "inspect": reception.inspect,
    "record_refund": refunding.record_refund,
    "retry_refund": refunding.retry_refund,
    "redirect_refund": refunding.redirect_refund,
    "reduce_refund": chargeback.reduce_refund,
    "resume_refund": chargeback.resume_refund,
    "release": refunding.release,
    "hold": refunding.hold,
    "pause": timing.pause,
    "resume": timing.resume,
    "say": conversing.say,
    "ask": conversing.ask,
    "lapse": conversing.lapse,
    "grant_at_once": cancellation.grant_at_once,
    "confirm_unshipped": cancellation.confirm_unshipped,
    "report_shipped": cancellation.report_shipped,
    "record_interception": cancellation.record_interception,
    "miss": cancellation.miss,
    "lose": cancellation.lose,
    **second_review.VERBS,
    **jury.VERBS,
    "revoke": virtual.revoke,
    **evidence_window.VERBS,
    **court_papers.VERBS,
}
"""Every verb of a case that exists, by its name in the tables."""
