"""Every page of the workbench."""

from typing import Any

from makegood.web.pages.work.account import ACCOUNT_HANDLERS
from makegood.web.pages.work.batch import BATCH_HANDLERS
from makegood.web.pages.work.figures import FIGURE_HANDLERS
from makegood.web.pages.work.notices import NOTICE_HANDLERS
from makegood.web.pages.work.parcels import PARCEL_HANDLERS
from makegood.web.pages.work.promises import PROMISE_HANDLERS
from makegood.web.pages.work.queue import QUEUE_HANDLERS
from makegood.web.pages.work.receive import RECEIVE_HANDLERS
from makegood.web.pages.work.statements import STATEMENT_HANDLERS
from makegood.web.pages.work.stock import STOCK_HANDLERS
from makegood.web.pages.work.templates import TEMPLATE_HANDLERS

WORK_HANDLERS: list[Any] = [
    *QUEUE_HANDLERS,
    *BATCH_HANDLERS,
    *RECEIVE_HANDLERS,
    *PARCEL_HANDLERS,
    *TEMPLATE_HANDLERS,
    *STATEMENT_HANDLERS,
    *STOCK_HANDLERS,
    *ACCOUNT_HANDLERS,
    *FIGURE_HANDLERS,
    *NOTICE_HANDLERS,
    *PROMISE_HANDLERS,
]
"""The merchant's pages."""
