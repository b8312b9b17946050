"""People who have an account: staff, members of merchants, buyers; read and written."""

import re
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct, convert

from makegood.accounts.principal import Principal, PrincipalRole
from makegood.accounts.refusals import EmailNotUsable, EmailTaken
from makegood.db.writes import Connection
from makegood.kit.errors import NotFound
from makegood.kit.ids import IdMaker, bucket_of, stable_bucket

STAFF = (PrincipalRole.DESK, PrincipalRole.SENIOR, PrincipalRole.OPERATOR)
PARTIES = (PrincipalRole.BUYER, PrincipalRole.MERCHANT)
_EMAIL = re.compile(r"[^\s@<>\"(),:;\\\[\]\x00-\x1f]{1,64}@[^\s@.<>]{1,63}(\.[^\s@.<>]{1,63})+")


class Standing(StrEnum):
    """Whether an account can be used."""

    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"


class Person(Struct, frozen=True, kw_only=True):
    """Somebody with an account. `subject` is the buyer or merchant they act for; hashes and secrets are not in here."""

    id: int
    email: str
    name: str
    role: PrincipalRole
    subject: int | None
    language: str
    status: Standing
    has_password: bool
    has_second_factor: bool
    created_at: datetime
    last_signed_in_at: datetime | None

    @property
    def principal(self) -> Principal:
        """Who they are to the rest of the product."""
        return Principal(self.role, self.subject, self.name, person_id=self.id)


class NewPerson(Struct, frozen=True, kw_only=True):
    """Somebody who is to have an account."""

    email: str
    name: str
    role: PrincipalRole
    subject: int | None = None
    language: str = "en"


_COLUMNS = """
p.id, p.email, p.name, p.role, p.subject, p.language, p.status, p.password_hash IS NOT NULL AS has_password,
p.second_factor_since IS NOT NULL AS has_second_factor, p.created_at, p.last_signed_in_at
"""
_BY_ID = f"SELECT {_COLUMNS} FROM people p WHERE (p.bucket, p.id) = ($1, $2)"
_PAGE = f"""
SELECT {_COLUMNS} FROM people p
WHERE p.id < $1 AND ($2::text IS NULL OR p.role = $2) AND ($3::text IS NULL OR p.status = $3)
    AND ($4::text IS NULL OR strpos(lower(p.name || ' ' || p.email), $4) > 0)
ORDER BY p.id DESC LIMIT $5
"""


def email_of(typed: str) -> str:
    """An address as it is kept: without spaces around, in lower case. Raises EmailNotUsable."""
    email = typed.strip().lower()
    if len(email) > 254 or not _EMAIL.fullmatch(email):
        raise EmailNotUsable()
    return email


async def person_by_id(connection: Connection, person_id: int) -> Person:
    """Somebody by id. Raises NotFound."""
    row = await connection.fetchrow(_BY_ID, bucket_of(person_id), person_id)
    if row is None:
        raise NotFound(what="person")
    return convert(dict(row), Person)


async def person_named(connection: Connection, name: str) -> Person | None:
    """Whom an address or an identity at a provider leads to (see `email_name` and `identity_name`)."""
    if "\0" in name:
        return None
    person_id = await connection.fetchval(
        "SELECT person_id FROM people_names WHERE (bucket, name) = ($1, $2)", stable_bucket(name), name
    )
    return None if person_id is None else await person_by_id(connection, person_id)


def email_name(email: str) -> str:
    """The sign-in name of an address."""
    return f"email {email}"


def identity_name(issuer: str, subject: str) -> str:
    """The sign-in name of an identity at an OIDC provider."""
    return f"oidc {issuer} {subject}"


async def add_person(
    connection: Connection, ids: IdMaker, new: NewPerson, status: Standing, now: datetime
) -> Person:
    """Make an account without a password, inside the caller's transaction. Raises EmailNotUsable, EmailTaken."""
    email = email_of(new.email)
    person_id = ids(stable_bucket(email))
    await add_name(connection, email_name(email), person_id)
    await connection.execute(
        "INSERT INTO people (bucket, id, email, name, role, subject, language, status, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        bucket_of(person_id), person_id, email, new.name.strip(), new.role.value, new.subject, new.language,
        status.value, now,
    )  # fmt: skip
    return await person_by_id(connection, person_id)


async def add_name(connection: Connection, name: str, person_id: int) -> None:
    """Let a sign-in name lead to somebody. Raises EmailTaken."""
    added = await connection.fetchval(
        "INSERT INTO people_names (bucket, name, person_id) VALUES ($1, $2, $3)"
        " ON CONFLICT (bucket, name) DO NOTHING RETURNING person_id",
        stable_bucket(name), name, person_id,
    )  # fmt: skip
    if added is None:
        raise EmailTaken()


async def people_page(
    connection: Connection,
    below_id: int,
    limit: int,
    role: PrincipalRole | None = None,
    status: Standing | None = None,
    search: str = "",
) -> list[Person]:
    """Accounts, newest first, with ids below one; `search` is a piece of a name or address."""
    wanted = search.replace("\0", "").strip().lower() or None
    rows = await connection.fetch(
        _PAGE, below_id, role.value if role else None, status.value if status else None, wanted, limit
    )
    return [convert(dict(row), Person) for row in rows]


async def change_person(connection: Connection, person_id: int, **changes: Any) -> None:
    """Set columns of an account. Their names are part of the program, never of any input."""
    sets = ", ".join(f"{column} = ${at}" for at, column in enumerate(changes, 3))
    await connection.execute(
        f"UPDATE people SET {sets} WHERE (bucket, id) = ($1, $2)",
        bucket_of(person_id),
        person_id,
        *changes.values(),
    )


async def operators_locked(connection: Connection) -> list[int]:
    """The operators who can sign in, held until the end of the transaction, so that two cannot remove each other."""
    rows = await connection.fetch(
        "SELECT id FROM people WHERE role = 'operator' AND status = 'active' ORDER BY id FOR UPDATE"
    )
    return [row["id"] for row in rows]
