"""The pages: the same resources as HTML."""

from typing import Any

from makegood.web.pages_cases import CASE_HANDLERS
from makegood.web.pages_clock import CLOCK_HANDLERS
from makegood.web.pages_home import HOME_HANDLERS
from makegood.web.pages_orders import ORDER_HANDLERS
from makegood.web.pages_policy import POLICY_PAGE_HANDLERS
from makegood.web.pages_policy_simulation import SIMULATION_HANDLERS
from makegood.web.pages_reference import REFERENCE_HANDLERS
from makegood.web.pages_request import REQUEST_HANDLERS
from makegood.web.pages_sign_in import SIGN_IN_HANDLERS
from makegood.web.pages_static import STATIC_HANDLERS

PAGE_HANDLERS: list[Any] = [
    *HOME_HANDLERS,
    *CASE_HANDLERS,
    *ORDER_HANDLERS,
    *REQUEST_HANDLERS,
    *POLICY_PAGE_HANDLERS,
    *SIMULATION_HANDLERS,
    *CLOCK_HANDLERS,
    *SIGN_IN_HANDLERS,
    *REFERENCE_HANDLERS,
    *STATIC_HANDLERS,
]
"""Every page of the product."""
