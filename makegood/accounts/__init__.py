"""Accounts: who calls, by key or session, and what each role may do to whose things."""

from makegood.accounts.authority import OPERATIONS, Operation, Reach, authorise
from makegood.accounts.keys import SCOPES, Key, create_key, list_keys, principal_of_key, revoke_key, scopes_of
from makegood.accounts.principal import SYSTEM, Principal, PrincipalRole
from makegood.accounts.sessions import Sessions

__all__ = [
    "OPERATIONS",
    "SCOPES",
    "SYSTEM",
    "Key",
    "Operation",
    "Principal",
    "PrincipalRole",
    "Reach",
    "Sessions",
    "authorise",
    "create_key",
    "list_keys",
    "principal_of_key",
    "revoke_key",
    "scopes_of",
]
