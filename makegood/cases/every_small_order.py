"""PURE: every small order that the check explores, those of the families too."""

from makegood.cases.families.advance.small_orders import SMALL_ORDERS as ADVANCE
from makegood.cases.families.cancellation.small_orders import SMALL_ORDERS as CANCELLATION
from makegood.cases.families.chargeback.small_orders import SMALL_ORDERS as CHARGEBACK
from makegood.cases.families.court_papers.small_orders import SMALL_ORDERS as COURT_PAPERS
from makegood.cases.families.evidence_window.small_orders import SMALL_ORDERS as EVIDENCE_WINDOW
from makegood.cases.families.jury.small_orders import SMALL_ORDERS as JURY
from makegood.cases.families.new_circumstances.small_orders import SMALL_ORDERS as NEW_CIRCUMSTANCES
from makegood.cases.families.order_change.small_orders import SMALL_ORDERS as ORDER_CHANGE
from makegood.cases.families.price_reduction.small_orders import SMALL_ORDERS as PRICE_REDUCTION
from makegood.cases.families.reception.small_orders import SMALL_ORDERS as RECEPTION
from makegood.cases.families.repair.small_orders import SMALL_ORDERS as REPAIR
from makegood.cases.families.replacement.small_orders import SMALL_ORDERS as REPLACEMENT
from makegood.cases.families.second_review.small_orders import SMALL_ORDERS as SECOND_REVIEW
from makegood.cases.families.virtual.small_orders import SMALL_ORDERS as VIRTUAL
from makegood.cases.small_orders import SMALL_ORDERS

EVERY_SMALL_ORDER = (
    *SMALL_ORDERS,
    *CANCELLATION,
    *REPLACEMENT,
    *REPAIR,
    *PRICE_REDUCTION,
    *RECEPTION,
    *ORDER_CHANGE,
    *SECOND_REVIEW,
    *JURY,
    *EVIDENCE_WINDOW,
    *COURT_PAPERS,
    *NEW_CIRCUMSTANCES,
    *ADVANCE,
    *VIRTUAL,
    *CHARGEBACK,
)
"""Together they have every table row, and a part and a whole of everything."""
