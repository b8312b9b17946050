"""The case types: one table a file, and this registry."""

from makegood.cases.model import CaseType
from makegood.cases.protocol import Protocol
from makegood.cases.types.refund_only import REFUND_ONLY
from makegood.cases.types.return_refund import RETURN_REFUND

PROTOCOLS: dict[CaseType, Protocol] = {table.type: table for table in (REFUND_ONLY, RETURN_REFUND)}
"""Every case type by its name."""
