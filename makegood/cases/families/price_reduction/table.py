"""PURE: price reduction: asked for, offered, countered and agreed over the shared rows. The goods stay where they are."""

from makegood.cases.model import CaseType, Stage
from makegood.cases.protocol import Protocol
from makegood.cases.types.stages import SHARED

PRICE_REDUCTION = Protocol(CaseType.PRICE_REDUCTION, Stage.AWAITING_MERCHANT, SHARED)
