"""Payments: ordering refunds of processors, learning what became of them, and splitting them over tenders."""

from makegood.payments.call import call, find, reconcile
from makegood.payments.model import (
    MORE_THAN_CAPTURED,
    SAME_KEY_OTHER_ORDER,
    Failed,
    NotFound,
    Notification,
    Pending,
    RefundAnswer,
    RefundOrder,
    Succeeded,
    Unknown,
)
from makegood.payments.processor import (
    BadSignature,
    Finds,
    Notifies,
    Processor,
    Surroundings,
    UnknownProcessor,
)
from makegood.payments.registry import Processors, adapter_names, build_processors, configured
from makegood.payments.tenders import MoreThanRoom, RefundLeg, TenderRoom, in_order, pro_rata

__all__ = [
    "MORE_THAN_CAPTURED",
    "SAME_KEY_OTHER_ORDER",
    "BadSignature",
    "Failed",
    "Finds",
    "MoreThanRoom",
    "NotFound",
    "Notification",
    "Notifies",
    "Pending",
    "Processor",
    "Processors",
    "RefundAnswer",
    "RefundLeg",
    "RefundOrder",
    "Succeeded",
    "Surroundings",
    "TenderRoom",
    "Unknown",
    "UnknownProcessor",
    "adapter_names",
    "build_processors",
    "call",
    "configured",
    "find",
    "in_order",
    "pro_rata",
    "reconcile",
]
