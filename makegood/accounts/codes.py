"""Codes and links that are good once: made, kept as hashes, and used up."""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from msgspec import Struct

from makegood.accounts.refusals import CodeOver, WrongCode
from makegood.accounts.seal import Seal, plain_hash, same
from makegood.db.pool import Pool
from makegood.db.writes import Connection
from makegood.kit.ids import BUCKETS, IdMaker, bucket_of

CODE_LIFETIME = timedelta(minutes=10)
CODE_TRIES = 5


class Purpose(StrEnum):
    """What a code or link is for."""

    ORDER = "order"
    PASSWORD = "password"
    INVITATION = "invitation"


LINK_LIFETIME = {Purpose.PASSWORD: timedelta(hours=1), Purpose.INVITATION: timedelta(days=7)}


class Link(Struct, frozen=True):
    """A link in use: its id, what it is for and whose it is."""

    id: int
    purpose: Purpose
    subject_id: int


_ADD = """
INSERT INTO one_time_codes (bucket, id, purpose, subject_id, code_hash, tries_left, ends_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_TAKE_TRY = """
UPDATE one_time_codes SET tries_left = tries_left - 1
WHERE (bucket, id) = ($1, $2) AND purpose = 'order' AND tries_left > 0 AND ends_at > $3
RETURNING subject_id, code_hash
"""
_DELETE = "DELETE FROM one_time_codes WHERE (bucket, id) = ($1, $2) AND tries_left >= 0 RETURNING subject_id"
_READ = "SELECT id, purpose, subject_id, code_hash FROM one_time_codes WHERE (bucket, id) = ($1, $2) AND ends_at > $3"


async def add_code(
    connection: Connection, ids: IdMaker, seal: Seal, asked: str, subject_id: int | None, now: datetime
) -> tuple[int, str]:
    """A code of six digits for somebody or, so that nobody can tell the difference, for nobody: its id and the code.

    The bucket, which the id carries, is that of what was asked for: a buyer's own would tell that there is a buyer.
    """
    code = f"{secrets.randbelow(1_000_000):06d}"
    bucket = int.from_bytes(seal.mark("asked", asked)[:2]) % BUCKETS
    code_id = ids(bucket)
    await connection.execute(
        _ADD, bucket, code_id, Purpose.ORDER.value, subject_id, seal.mark("code", str(code_id), code), CODE_TRIES,
        now + CODE_LIFETIME,
    )  # fmt: skip
    return code_id, code


async def use_code(pool: Pool, seal: Seal, code_id: int, typed: str, now: datetime) -> int:
    """Whose code it is, used up. A wrong one costs one of five tries. Raises WrongCode, CodeOver."""
    bucket = bucket_of(code_id)
    row = await pool.fetchrow(_TAKE_TRY, bucket, code_id, now)
    if row is None:
        raise CodeOver()
    if not same(row["code_hash"], seal.mark("code", str(code_id), typed)) or row["subject_id"] is None:
        raise WrongCode()
    if await pool.fetchval(_DELETE, bucket, code_id) is None:  # somebody used it a moment ago
        raise CodeOver()
    return int(row["subject_id"])


async def add_link(
    connection: Connection, ids: IdMaker, purpose: Purpose, person_id: int, now: datetime
) -> str:
    """The token of a link for a person; earlier ones for the same purpose are void."""
    bucket, secret = bucket_of(person_id), secrets.token_urlsafe(32)
    await end_links(connection, person_id, purpose)
    link_id = ids(bucket)
    ends_at = now + LINK_LIFETIME[purpose]
    await connection.execute(_ADD, bucket, link_id, purpose.value, person_id, plain_hash(secret), 1, ends_at)
    return f"{link_id:x}.{secret}"


async def read_link(connection: Connection, token: str, now: datetime) -> Link:
    """A link by its token, not used up by looking: mail scanners open links too. Raises CodeOver."""
    number, _, secret = token.partition(".")
    link_id = _number(number)
    row: Any = link_id and await connection.fetchrow(_READ, bucket_of(link_id), link_id, now)
    if not row or row["purpose"] == Purpose.ORDER or not same(row["code_hash"], plain_hash(secret)):
        raise CodeOver()
    return Link(row["id"], Purpose(row["purpose"]), row["subject_id"])


async def use_link(connection: Connection, link: Link) -> None:
    """Use a link up. Raises CodeOver when somebody else was faster."""
    if await connection.fetchval(_DELETE, bucket_of(link.id), link.id) is None:
        raise CodeOver()


async def end_links(connection: Connection, person_id: int, purpose: Purpose | None = None) -> None:
    """Make the links of a person void."""
    await connection.execute(
        "DELETE FROM one_time_codes WHERE bucket = $1 AND subject_id = $2 AND purpose <> 'order'"
        " AND ($3::text IS NULL OR purpose = $3)",
        bucket_of(person_id), person_id, purpose.value if purpose else None,
    )  # fmt: skip


async def forget_codes(connection: Connection, now: datetime) -> None:
    """Forget what has run out."""
    await connection.execute("DELETE FROM one_time_codes WHERE ends_at < $1", now - timedelta(days=1))


def _number(text: str) -> int | None:
    try:
        number = int(text, 16) if text.isalnum() and text.isascii() else 0
    except ValueError:
        return None
    return number if 0 < number < 2**63 else None
