"""Sessions of browsers, kept in a table so that each can be ended: opaque tokens, of which only a hash is stored.

A session ends after 12 hours without use and after 7 days in any case; that of a frame in a shop's page, which is good
for one order only, after 2 hours. Its token changes when somebody signs in, passes
the second factor or gets other rights, so that a token seen before is worth nothing after.
"""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from msgspec import Struct

from makegood.accounts.principal import Principal, PrincipalRole
from makegood.accounts.seal import plain_hash, same
from makegood.db.writes import Connection
from makegood.kit.ids import IdMaker, bucket_of, stable_bucket

PREFIX = "mgs_"
IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
FRAME_LIFETIME = timedelta(hours=2)
"""How long a frame may be used that a shop's page shows: its page makes a new one whenever it is drawn."""

HALFWAY = timedelta(minutes=10)
"""How long a sign-in may stay unfinished between password and second factor."""

SEEN_EVERY = timedelta(minutes=5)
"""How exactly it is known when a session was last used: a write for each request would be too much."""


class Stage(StrEnum):
    """How far a sign-in has come: a code is asked, a second factor has to be set up first, or all is well."""

    SECOND_FACTOR = "second_factor"
    SET_UP = "set_up"
    WHOLE = "whole"


class Visit(Struct, frozen=True):
    """From where somebody comes: network address, browser family, language."""

    address: str = ""
    device: str = ""
    language: str = "en"


class Session(Struct, frozen=True, kw_only=True):
    """A session in use. `way` is how it began: password, oidc, code, link, demo or embed.

    `order_id`: the only order that it may open, for a frame in a shop's page; None for people's own.
    """

    id: int
    person_id: int | None
    principal: Principal
    stage: Stage
    way: str
    device: str
    started_at: datetime
    last_seen_at: datetime
    order_id: int | None = None


_READ = """
SELECT s.id, s.secret_hash, s.person_id, s.stage, s.way, s.device, s.started_at, s.last_seen_at, s.order_id,
    coalesce(p.role, s.role) AS role, CASE WHEN p.id IS NULL THEN s.subject ELSE p.subject END AS subject,
    coalesce(p.name, s.name) AS name
FROM sessions s LEFT JOIN people p ON (p.bucket, p.id) = (s.bucket, s.person_id)
WHERE s.ended_at IS NULL AND s.ends_at > $1 AND s.last_seen_at > $2
    AND (s.person_id IS NULL OR p.status = 'active')
"""
_ONE = _READ + " AND (s.bucket, s.id) = ($3, $4)"
_OF_PERSON = (
    _READ
    + " AND s.bucket = $3 AND s.person_id = $4 AND s.stage = 'whole' ORDER BY s.last_seen_at DESC LIMIT 100"
)
_OF_NOBODY = (
    _READ + " AND s.bucket = $3 AND s.person_id IS NULL AND s.subject = $4 AND s.role = $5"
    " ORDER BY s.last_seen_at DESC LIMIT 100"
)
_ADD = """
INSERT INTO sessions (bucket, id, secret_hash, person_id, role, subject, name, stage, way, device, started_at,
    last_seen_at, ends_at, order_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12, $13)
"""
_SEEN = "UPDATE sessions SET last_seen_at = $3 WHERE (bucket, id) = ($1, $2) AND last_seen_at < $3"
_END = "UPDATE sessions SET ended_at = $3 WHERE (bucket, id) = ($1, $2) AND ended_at IS NULL"
_END_ALL = """
UPDATE sessions SET ended_at = $3 WHERE bucket = $1 AND person_id = $2 AND ended_at IS NULL AND id <> $4
"""


async def begin_session(
    connection: Connection, ids: IdMaker, who: Principal, stage: Stage, way: str, device: str, now: datetime,
    order_id: int | None = None,
) -> str:  # fmt: skip
    """Make a session and return its token, this once. With an order it is that of a frame: shorter, and for that alone."""
    home = who.person_id if who.person_id is not None else who.subject
    bucket = bucket_of(home) if home is not None else stable_bucket(who.label)
    session_id, secret = ids(bucket), secrets.token_urlsafe(32)
    longest = LONGEST if order_id is None else FRAME_LIFETIME
    ends_at = now + (longest if stage is Stage.WHOLE else HALFWAY)
    await connection.execute(
        _ADD, bucket, session_id, plain_hash(secret), who.person_id, who.role.value, who.subject, who.name,
        stage.value, way, device[:60], now, ends_at, order_id,
    )  # fmt: skip
    return f"{PREFIX}{session_id:x}.{secret}"


async def session_of(connection: Connection, token: str, now: datetime) -> Session | None:
    """The session of a token, whatever its stage; None when it is unknown, over, ended, or its owner disabled."""
    number, dot, secret = token.removeprefix(PREFIX).partition(".")
    if not token.startswith(PREFIX) or not dot or not secret.isascii():
        return None
    session_id = _number(number)
    if session_id is None:
        return None
    row = await connection.fetchrow(_ONE, now, now - IDLE, bucket_of(session_id), session_id)
    if row is None or not same(row["secret_hash"], plain_hash(secret)):
        return None
    if row["last_seen_at"] < now - SEEN_EVERY:
        await connection.execute(_SEEN, bucket_of(session_id), session_id, now)
    return _session(row)


async def sessions_of(connection: Connection, who: Principal, now: datetime) -> list[Session]:
    """Where somebody is signed in, last used first."""
    if who.person_id is not None:
        rows = await connection.fetch(_OF_PERSON, now, now - IDLE, bucket_of(who.person_id), who.person_id)
    elif who.subject is not None:
        bucket = bucket_of(who.subject)
        rows = await connection.fetch(_OF_NOBODY, now, now - IDLE, bucket, who.subject, who.role.value)
    else:
        rows = []
    return [_session(row) for row in rows]


async def end_session(connection: Connection, session_id: int, now: datetime) -> None:
    """End one."""
    await connection.execute(_END, bucket_of(session_id), session_id, now)


async def end_sessions(connection: Connection, person_id: int, now: datetime, but: int = 0) -> int:
    """End all of a person, except one; how many there were."""
    answer = await connection.execute(_END_ALL, bucket_of(person_id), person_id, now, but)
    return int(answer.rpartition(" ")[2])


async def forget_sessions(connection: Connection, now: datetime) -> None:
    """Forget sessions that have been over for a month."""
    await connection.execute("DELETE FROM sessions WHERE ends_at < $1", now - timedelta(days=30))


def _number(text: str) -> int | None:
    try:
        number = int(text, 16)
    except ValueError:
        return None
    return number if 0 < number < 2**63 else None


def _session(row: Any) -> Session:
    principal = Principal(PrincipalRole(row["role"]), row["subject"], row["name"], person_id=row["person_id"])
    return Session(
        id=row["id"], person_id=row["person_id"], principal=principal, stage=Stage(row["stage"]), way=row["way"],
        device=row["device"], started_at=row["started_at"], last_seen_at=row["last_seen_at"], order_id=row["order_id"],
    )  # fmt: skip
