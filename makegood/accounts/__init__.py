"""Accounts: who calls, by key or session, what each role may do to whose things, and how people sign in."""

from makegood.accounts.administration import (
    Invited,
    change_role,
    disable,
    enable,
    end_sessions_of,
    invite,
    invite_again,
    reset_second_factor,
)
from makegood.accounts.audit import AuditEvent, AuditFilters, audit_page, record_audit
from makegood.accounts.authority import OPERATIONS, Operation, Reach, authorise
from makegood.accounts.codes import Link, Purpose, forget_codes
from makegood.accounts.devices import device_of
from makegood.accounts.keys import SCOPES, Key, create_key, list_keys, principal_of_key, revoke_key, scopes_of
from makegood.accounts.mail import CodeMessage, Mailer
from makegood.accounts.new_password import ask_new_password, change_password, see_link, use_link_for_password
from makegood.accounts.office import AccountOffice, Opened, OrderContact
from makegood.accounts.oidc import Identity, Leaving, Provider, Returning
from makegood.accounts.oidc_sign_in import count_answer, sign_in_with
from makegood.accounts.order_code import CodeAsked, answer_order_code, ask_order_code
from makegood.accounts.password_sign_in import pass_second_factor, sign_in
from makegood.accounts.passwords import FEWEST_CHARACTERS, Passwords
from makegood.accounts.people import PARTIES, STAFF, NewPerson, Person, Standing, people_page, person_by_id
from makegood.accounts.principal import SYSTEM, Principal, PrincipalRole
from makegood.accounts.refusals import SignInOver, TooManyTries
from makegood.accounts.seal import Seal
from makegood.accounts.second_factor import app_address, qr_picture
from makegood.accounts.session_book import (
    FRAME_LIFETIME,
    PREFIX,
    Session,
    Stage,
    Visit,
    begin_session,
    end_session,
    end_sessions,
    forget_sessions,
    session_of,
    sessions_of,
)
from makegood.accounts.sessions import Sessions
from makegood.accounts.set_up import (
    confirm_second_factor,
    drop_own_second_factor,
    new_own_recovery_codes,
    propose_own_second_factor,
    proposed_second_factor,
    recovery_codes_left,
)
from makegood.accounts.tries import Tries, forget_tries

__all__ = [
    "FEWEST_CHARACTERS",
    "FRAME_LIFETIME",
    "OPERATIONS",
    "PARTIES",
    "PREFIX",
    "SCOPES",
    "STAFF",
    "SYSTEM",
    "AccountOffice",
    "AuditEvent",
    "AuditFilters",
    "CodeAsked",
    "CodeMessage",
    "Identity",
    "Invited",
    "Key",
    "Leaving",
    "Link",
    "Mailer",
    "NewPerson",
    "Opened",
    "Operation",
    "OrderContact",
    "Passwords",
    "Person",
    "Principal",
    "PrincipalRole",
    "Provider",
    "Purpose",
    "Reach",
    "Returning",
    "Seal",
    "Session",
    "Sessions",
    "SignInOver",
    "Stage",
    "Standing",
    "TooManyTries",
    "Tries",
    "Visit",
    "answer_order_code",
    "app_address",
    "ask_new_password",
    "ask_order_code",
    "audit_page",
    "authorise",
    "begin_session",
    "change_password",
    "change_role",
    "confirm_second_factor",
    "count_answer",
    "create_key",
    "device_of",
    "disable",
    "drop_own_second_factor",
    "enable",
    "end_session",
    "end_sessions",
    "end_sessions_of",
    "forget_codes",
    "forget_sessions",
    "forget_tries",
    "invite",
    "invite_again",
    "list_keys",
    "new_own_recovery_codes",
    "pass_second_factor",
    "people_page",
    "person_by_id",
    "principal_of_key",
    "propose_own_second_factor",
    "proposed_second_factor",
    "qr_picture",
    "record_audit",
    "recovery_codes_left",
    "reset_second_factor",
    "revoke_key",
    "scopes_of",
    "see_link",
    "session_of",
    "sessions_of",
    "sign_in",
    "sign_in_with",
    "use_link_for_password",
]
