"""PURE: refund only. The buyer asks for money, whole or in part, and keeps the goods or never got them.

An accepted offer or a ruling may ask for the goods after all; the case then goes on as a return & refund.
"""

from makegood.cases.families.reception.rows import sending_back
from makegood.cases.families.virtual.table import revoking
from makegood.cases.model import CaseType, Stage
from makegood.cases.protocol import Protocol
from makegood.cases.types.stages import SHARED

REFUND_ONLY = Protocol(
    CaseType.REFUND_ONLY, Stage.AWAITING_MERCHANT, revoking(sending_back(SHARED, Stage.SETTLED))
)
