"""Every page of signing in, of one's own security and of people."""

from typing import Any

from makegood.web.pages.account.oidc import OIDC_HANDLERS
from makegood.web.pages.account.order_code import ORDER_CODE_HANDLERS
from makegood.web.pages.account.password import PASSWORD_HANDLERS
from makegood.web.pages.account.people import PEOPLE_HANDLERS
from makegood.web.pages.account.second_factor import SECOND_FACTOR_HANDLERS
from makegood.web.pages.account.security import SECURITY_HANDLERS
from makegood.web.pages.account.sign_in import SIGN_IN_HANDLERS

ACCOUNT_HANDLERS: list[Any] = [
    *SIGN_IN_HANDLERS,
    *SECOND_FACTOR_HANDLERS,
    *ORDER_CODE_HANDLERS,
    *PASSWORD_HANDLERS,
    *OIDC_HANDLERS,
    *SECURITY_HANDLERS,
    *PEOPLE_HANDLERS,
]
