"""PURE: every case type by its table, those of the families too."""

from makegood.cases.families.cancellation.table import CANCEL, INTERCEPT
from makegood.cases.families.order_change.table import MODIFY_ADDRESS, MODIFY_ITEMS, MODIFY_PAYMENT
from makegood.cases.families.price_reduction.table import PRICE_REDUCTION
from makegood.cases.families.repair.table import REPAIR
from makegood.cases.families.replacement.table import EXCHANGE, RESHIP
from makegood.cases.model import CaseType
from makegood.cases.protocol import Protocol
from makegood.cases.types.refund_only import REFUND_ONLY
from makegood.cases.types.return_refund import RETURN_REFUND

PROTOCOLS: dict[CaseType, Protocol] = {
    table.type: table
    for table in (
        REFUND_ONLY,
        RETURN_REFUND,
        CANCEL,
        INTERCEPT,
        EXCHANGE,
        RESHIP,
        REPAIR,
        PRICE_REDUCTION,
        MODIFY_ADDRESS,
        MODIFY_PAYMENT,
        MODIFY_ITEMS,
    )
}
"""Every case type by its name."""
