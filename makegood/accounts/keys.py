"""API keys of machines. A key is shown once; only its hash is kept."""

import hashlib
import secrets
from datetime import datetime
from typing import Any

from msgspec import Struct, convert

from makegood.accounts.authority import OPERATIONS
from makegood.accounts.principal import Principal, PrincipalRole
from makegood.db.writes import Connection
from makegood.kit.errors import Invalid

SCOPES = (
    "orders:read",
    "orders:write",
    "cases:read",
    "cases:write",
    "people:read",
    "webhooks:manage",
    "policies:manage",
    "sessions:create",
    "operate",
)
"""What a key can be allowed; a key never reaches further than its role."""

_PREFIX = "mgk_"


class Key(Struct, frozen=True):
    """An API key without its secret. `subject`: the id of the buyer or merchant it is for."""

    id: int
    name: str
    role: PrincipalRole
    subject: int | None
    scopes: tuple[str, ...]
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


def scopes_of(role: PrincipalRole) -> tuple[str, ...]:
    """The scopes with which a key of this role can do anything at all."""
    used = {operation.scope for operation in OPERATIONS.values() if role in operation.reach}
    return tuple(scope for scope in SCOPES if scope in used)


def _hash(secret: str) -> bytes:
    # The secret has 256 random bits, so a plain hash cannot be searched; a slow one would only slow down each request.
    return hashlib.sha256(secret.encode()).digest()


async def create_key(
    connection: Connection,
    key_id: int,
    name: str,
    role: PrincipalRole,
    subject: int | None,
    scopes: tuple[str, ...],
    now: datetime,
) -> str:
    """Make a key and return its secret, this once.

    Raises `Invalid` for an unknown scope or a missing subject.
    """
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown:
        raise Invalid(field="scopes", problem=f"{', '.join(unknown)} is not one of {', '.join(SCOPES)}")
    needs_subject = role in (PrincipalRole.BUYER, PrincipalRole.MERCHANT)
    if role is PrincipalRole.SYSTEM or needs_subject != (subject is not None):
        raise Invalid(field="subject", problem="buyers and merchants name who they are, other roles do not")
    secret = _PREFIX + secrets.token_urlsafe(32)
    await connection.execute(
        "INSERT INTO api_keys (id, secret_hash, name, role, subject, scopes, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        key_id, _hash(secret), name, role.value, subject, list(scopes), now,
    )  # fmt: skip
    return secret


async def principal_of_key(connection: Connection, secret: str) -> Principal | None:
    """Whose key this is; None when there is no such key or it was revoked."""
    if not secret.startswith(_PREFIX):
        return None
    row: Any = await connection.fetchrow(
        "SELECT id, name, role, subject, scopes FROM api_keys WHERE secret_hash = $1 AND revoked_at IS NULL",
        _hash(secret),
    )
    if row is None:
        return None
    return Principal(
        PrincipalRole(row["role"]), row["subject"], row["name"], frozenset(row["scopes"]), row["id"]
    )


async def list_keys(connection: Connection, *, with_revoked: bool = False) -> list[Key]:
    """The keys in use, oldest first; all there ever were when `with_revoked`."""
    rows = await connection.fetch(
        "SELECT id, name, role, subject, scopes, created_at, last_used_at, revoked_at FROM api_keys"
        " WHERE revoked_at IS NULL OR $1 ORDER BY id",
        with_revoked,
    )
    return [convert({**dict(row), "scopes": tuple(row["scopes"])}, Key) for row in rows]


async def revoke_key(connection: Connection, key_id: int, now: datetime) -> bool:
    """Make a key useless; whether there was such a key in use."""
    answer = await connection.execute(
        "UPDATE api_keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL", key_id, now
    )
    return answer.endswith(" 1")
