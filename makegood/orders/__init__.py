"""The mirror of the marketplace's orders: recorded whole or not at all, read by everybody else."""

from makegood.orders.addresses import (
    Address,
    OrderAddress,
    address_named,
    address_of_order,
    forget_order_addresses,
    put_buyer_address,
)
from makegood.orders.allocate import paid_lines, total_minor
from makegood.orders.batch import OrderNotAccepted, record_alone, record_batch
from makegood.orders.check import order_problems
from makegood.orders.contact import buyer_of_order
from makegood.orders.facts_told import CheckFact
from makegood.orders.goods.changes import still_possible
from makegood.orders.goods.custom_made import Agreed, CustomMade, Finished, Measured, Measurement, Specified
from makegood.orders.goods.facts import GoodsFact, goods_facts, ship_by_of
from makegood.orders.goods.fresh import Fresh
from makegood.orders.goods.handlers import record_happening
from makegood.orders.goods.large import Installed, Large
from makegood.orders.goods.model import Goods, GoodsRecord, KeptRecord, kind_of, what_of
from makegood.orders.goods.presale import Presale
from makegood.orders.goods.refusals import UsedAlready
from makegood.orders.goods.second_hand import Appraised, Noted, SecondHand
from makegood.orders.goods.store import add_record, lock_line
from makegood.orders.goods.telling import GoodsOffice, tell_record
from makegood.orders.goods.virtual import Delivered, Revoked, UnitsStanding, Used, Virtual, units_of
from makegood.orders.handlers import Consequences, record_each, record_orders
from makegood.orders.importing import ImportJob, ImportTally, import_orders
from makegood.orders.listing import Listing, ListingPicture
from makegood.orders.listing_rows import ListingShown
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
from makegood.orders.names import short_name
from makegood.orders.parse import order_from_json, order_from_raw
from makegood.orders.party_reading import (
    BuyerGlance,
    MerchantGlance,
    OrderTotals,
    buyer_glance,
    find_buyer,
    merchant_glance,
    merchants_named,
    merchants_page,
    totals_of_buyer,
    totals_of_merchant,
)
from makegood.orders.readers import FORMATS, FileRefused, Reader, Reject, reader_of
from makegood.orders.refusals import OrderHasProblems, problems_of
from makegood.orders.reject_file import RejectFile
from makegood.orders.snapshot import OrderSnapshot, SnapshotLine, snapshot_of
from makegood.orders.views import (
    LineView,
    OrderPage,
    OrderView,
    ParcelView,
    PartyView,
    PaymentView,
    find_order_id,
    order_view,
    orders_matching,
    orders_of,
)

__all__ = [
    "FORMATS",
    "Address",
    "Agreed",
    "Appraised",
    "BuyerGlance",
    "BuyerInput",
    "CapturedPayment",
    "CheckFact",
    "Consequences",
    "CustomMade",
    "Delivered",
    "FileRefused",
    "Finished",
    "Fresh",
    "Goods",
    "GoodsFact",
    "GoodsOffice",
    "GoodsRecord",
    "ImportJob",
    "ImportTally",
    "Installed",
    "KeptRecord",
    "Large",
    "LineInput",
    "LineView",
    "Listing",
    "ListingPicture",
    "ListingShown",
    "Measured",
    "Measurement",
    "MerchantGlance",
    "MerchantInput",
    "Noted",
    "OrderAddress",
    "OrderHasProblems",
    "OrderInput",
    "OrderNotAccepted",
    "OrderPage",
    "OrderRecorded",
    "OrderSnapshot",
    "OrderTotals",
    "OrderView",
    "PaidLine",
    "ParcelInput",
    "ParcelLine",
    "ParcelView",
    "PartyView",
    "PaymentInput",
    "PaymentView",
    "Presale",
    "Problem",
    "ProductInput",
    "Reader",
    "Reject",
    "RejectFile",
    "Revoked",
    "SecondHand",
    "SnapshotLine",
    "Specified",
    "TenderInput",
    "UnitsStanding",
    "Used",
    "UsedAlready",
    "VariantInput",
    "Virtual",
    "add_record",
    "address_named",
    "address_of_order",
    "buyer_glance",
    "buyer_of_order",
    "find_buyer",
    "find_order_id",
    "forget_order_addresses",
    "goods_facts",
    "import_orders",
    "kind_of",
    "lock_line",
    "merchant_glance",
    "merchants_named",
    "merchants_page",
    "order_from_json",
    "order_from_raw",
    "order_problems",
    "order_view",
    "orders_matching",
    "orders_of",
    "paid_lines",
    "problems_of",
    "put_buyer_address",
    "reader_of",
    "record_alone",
    "record_batch",
    "record_each",
    "record_happening",
    "record_orders",
    "ship_by_of",
    "short_name",
    "snapshot_of",
    "still_possible",
    "tell_record",
    "total_minor",
    "totals_of_buyer",
    "totals_of_merchant",
    "units_of",
    "what_of",
]
