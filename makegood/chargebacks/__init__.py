"""Chargebacks: payments that buyers have their bank take back, what is answered, and how they end."""

from makegood.chargebacks.answers import end_answer, newest_answer
from makegood.chargebacks.decide import REMIND_BEFORE, answer_refused, reminded
from makegood.chargebacks.events import EVENTS, ChargebackData, public
from makegood.chargebacks.lists import ChargebacksWanted, chargebacks_for, chargebacks_of_order
from makegood.chargebacks.model import Chargeback, ChargebackMove
from makegood.chargebacks.office import SUBMIT, ChargebackOffice
from makegood.chargebacks.store import locked_chargeback, read_chargeback, write_chargeback
from makegood.chargebacks.taking import TAKE_AGAIN, Taking
from makegood.chargebacks.views import (
    AnswerFile,
    ChargebackAnswer,
    ChargebackPage,
    ChargebackTold,
    ChargebackView,
    EvidenceDraft,
)

__all__ = [
    "EVENTS",
    "REMIND_BEFORE",
    "SUBMIT",
    "TAKE_AGAIN",
    "AnswerFile",
    "Chargeback",
    "ChargebackAnswer",
    "ChargebackData",
    "ChargebackMove",
    "ChargebackOffice",
    "ChargebackPage",
    "ChargebackTold",
    "ChargebackView",
    "ChargebacksWanted",
    "EvidenceDraft",
    "Taking",
    "answer_refused",
    "chargebacks_for",
    "chargebacks_of_order",
    "end_answer",
    "locked_chargeback",
    "newest_answer",
    "public",
    "read_chargeback",
    "reminded",
    "write_chargeback",
]
