"""The mirror of the marketplace's orders: recorded whole or not at all, read by everybody else."""

from makegood.orders.allocate import paid_lines, total_minor
from makegood.orders.batch import OrderNotAccepted, record_alone, record_batch
from makegood.orders.check import order_problems
from makegood.orders.facts_told import CheckFact
from makegood.orders.handlers import Consequences, record_each, record_orders
from makegood.orders.importing import ImportJob, ImportTally, import_orders
from makegood.orders.model import (
    BuyerInput,
    CapturedPayment,
    LineInput,
    MerchantInput,
    OrderInput,
    OrderRecorded,
    PaidLine,
    ParcelInput,
    ParcelLine,
    PaymentInput,
    Problem,
    ProductInput,
    TenderInput,
    VariantInput,
)
from makegood.orders.parse import order_from_json, order_from_raw
from makegood.orders.readers import FORMATS, FileRefused, Reader, Reject, reader_of
from makegood.orders.refusals import OrderHasProblems, problems_of
from makegood.orders.reject_file import RejectFile
from makegood.orders.views import (
    LineView,
    OrderPage,
    OrderView,
    ParcelView,
    PartyView,
    PaymentView,
    find_order_id,
    order_view,
    orders_of,
)

__all__ = [
    "FORMATS",
    "BuyerInput",
    "CapturedPayment",
    "CheckFact",
    "Consequences",
    "FileRefused",
    "ImportJob",
    "ImportTally",
    "LineInput",
    "LineView",
    "MerchantInput",
    "OrderHasProblems",
    "OrderInput",
    "OrderNotAccepted",
    "OrderPage",
    "OrderRecorded",
    "OrderView",
    "PaidLine",
    "ParcelInput",
    "ParcelLine",
    "ParcelView",
    "PartyView",
    "PaymentInput",
    "PaymentView",
    "Problem",
    "ProductInput",
    "Reader",
    "Reject",
    "RejectFile",
    "TenderInput",
    "VariantInput",
    "find_order_id",
    "import_orders",
    "order_from_json",
    "order_from_raw",
    "order_problems",
    "order_view",
    "orders_of",
    "paid_lines",
    "problems_of",
    "reader_of",
    "record_alone",
    "record_batch",
    "record_each",
    "record_orders",
    "total_minor",
]
