"""The pages: the same resources as HTML."""

from typing import Any

from makegood.web.case_file import CASE_FILE_PAGE_HANDLERS
from makegood.web.pages.account.handlers import ACCOUNT_HANDLERS
from makegood.web.pages.advances.page import ADVANCE_PAGE_HANDLERS
from makegood.web.pages.buyer.embed import EMBED_PAGE_HANDLERS
from makegood.web.pages.buyer.find import FIND_HANDLERS
from makegood.web.pages.buyer.opened import OPENED_HANDLERS
from makegood.web.pages.buyer.withdrawal import WITHDRAWAL_HANDLERS
from makegood.web.pages.case.appeal import APPEAL_HANDLERS
from makegood.web.pages.case.binding import BINDING_HANDLERS
from makegood.web.pages.case.conversation import CONVERSATION_HANDLERS
from makegood.web.pages.case.hiding import HIDING_HANDLERS
from makegood.web.pages.case.page import CASE_HANDLERS
from makegood.web.pages.case.papers import PAPER_HANDLERS
from makegood.web.pages.case.proof import PROOF_HANDLERS
from makegood.web.pages.case.reopening import REOPENING_HANDLERS
from makegood.web.pages.chargebacks.page import CHARGEBACK_HANDLERS
from makegood.web.pages.claims.insurers import INSURER_HANDLERS
from makegood.web.pages.claims.page import CLAIM_HANDLERS
from makegood.web.pages.clock import CLOCK_HANDLERS
from makegood.web.pages.console.handlers import CONSOLE_HANDLERS
from makegood.web.pages.desk.handlers import DESK_HANDLERS
from makegood.web.pages.home import HOME_HANDLERS
from makegood.web.pages.jury.page import JURY_PAGE_HANDLERS
from makegood.web.pages.jury.settings import JURY_SETTINGS_HANDLERS
from makegood.web.pages.live import LIVE_HANDLERS
from makegood.web.pages.notifications.leaving import LEAVING_HANDLERS
from makegood.web.pages.notifications.page import NOTIFICATION_HANDLERS
from makegood.web.pages.notifications.settings import SETTINGS_HANDLERS
from makegood.web.pages.orders.change import CHANGE_HANDLERS
from makegood.web.pages.orders.page import ORDER_HANDLERS
from makegood.web.pages.orders.records import RECORD_HANDLERS
from makegood.web.pages.orders.request import REQUEST_HANDLERS
from makegood.web.pages.parcels.page import PARCEL_HANDLERS
from makegood.web.pages.policy.page import POLICY_PAGE_HANDLERS
from makegood.web.pages.policy.simulation import SIMULATION_HANDLERS
from makegood.web.pages.reference.page import REFERENCE_HANDLERS
from makegood.web.pages.search import SEARCH_PAGE_HANDLERS
from makegood.web.pages.static import STATIC_HANDLERS
from makegood.web.pages.styleguide import STYLEGUIDE_HANDLERS
from makegood.web.pages.theme import THEME_HANDLERS
from makegood.web.pages.views.page import VIEW_PAGE_HANDLERS
from makegood.web.pages.work.handlers import WORK_HANDLERS

PAGE_HANDLERS: list[Any] = [
    *HOME_HANDLERS,
    *CASE_HANDLERS,
    *CASE_FILE_PAGE_HANDLERS,
    *APPEAL_HANDLERS,
    *PROOF_HANDLERS,
    *PAPER_HANDLERS,
    *BINDING_HANDLERS,
    *REOPENING_HANDLERS,
    *CONVERSATION_HANDLERS,
    *HIDING_HANDLERS,
    *PARCEL_HANDLERS,
    *ADVANCE_PAGE_HANDLERS,
    *CLAIM_HANDLERS,
    *CHARGEBACK_HANDLERS,
    *JURY_PAGE_HANDLERS,
    *JURY_SETTINGS_HANDLERS,
    *INSURER_HANDLERS,
    *LIVE_HANDLERS,
    *ORDER_HANDLERS,
    *CHANGE_HANDLERS,
    *RECORD_HANDLERS,
    *REQUEST_HANDLERS,
    *OPENED_HANDLERS,
    *WITHDRAWAL_HANDLERS,
    *FIND_HANDLERS,
    *EMBED_PAGE_HANDLERS,
    *POLICY_PAGE_HANDLERS,
    *SIMULATION_HANDLERS,
    *CLOCK_HANDLERS,
    *CONSOLE_HANDLERS,
    *DESK_HANDLERS,
    *ACCOUNT_HANDLERS,
    *REFERENCE_HANDLERS,
    *STATIC_HANDLERS,
    *WORK_HANDLERS,
    *STYLEGUIDE_HANDLERS,
    *THEME_HANDLERS,
    *NOTIFICATION_HANDLERS,
    *SETTINGS_HANDLERS,
    *LEAVING_HANDLERS,
    *SEARCH_PAGE_HANDLERS,
    *VIEW_PAGE_HANDLERS,
]
"""Every page of the product."""
