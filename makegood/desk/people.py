"""Rows of people of the desk: what they can take, and until when they are away."""

from datetime import datetime
from typing import Any

from msgspec import structs

from makegood.accounts import Principal, PrincipalRole
from makegood.db.writes import Connection
from makegood.desk.model import DeskPerson, Skills, person_of
from makegood.desk.refusals import SkillsNotUsable
from makegood.kit.ids import bucket_of

MOST_LISTED = 500
_COLUMNS = (
    "person, name, types, categories, languages, merchants, most_open, most_minor, away_until, is_listed"
)
_KEEP = """
INSERT INTO desk_people (person, name, types, categories, languages, merchants, most_open, most_minor, away_until,
    updated_at, updated_by, is_listed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, true)
ON CONFLICT (person) DO UPDATE SET name = excluded.name, types = excluded.types, categories = excluded.categories,
    languages = excluded.languages, merchants = excluded.merchants, most_open = excluded.most_open,
    most_minor = excluded.most_minor, away_until = excluded.away_until, updated_at = excluded.updated_at,
    updated_by = excluded.updated_by, is_listed = true
"""
_AWAY = """
INSERT INTO desk_people (person, name, most_open, away_until, updated_at, updated_by, is_listed)
VALUES ($1, $2, $3, $4, $5, $6, false)
ON CONFLICT (person) DO UPDATE SET away_until = excluded.away_until, updated_at = excluded.updated_at,
    updated_by = excluded.updated_by
"""


async def desk_person(connection: Connection, who: Principal, lock: bool = False) -> DeskPerson:
    """Who somebody is to the desk's work; with `lock`, nobody gives them a case meanwhile."""
    name = person_of(who.label)
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM desk_people WHERE person = $1{' FOR UPDATE' if lock else ''}", name
    )
    found = _person(row) if row else DeskPerson(name, who.name or name)
    return DeskPerson(
        found.person, found.name, found.skills, found.away_until, who.role is PrincipalRole.SENIOR,
        await _email_of(connection, who.person_id), found.is_listed,
    )  # fmt: skip


async def person_listed(connection: Connection, person: str, lock: bool = False) -> DeskPerson | None:
    """Somebody who is kept with what they can take or as away, by their label without the role.

    With `lock`, nobody else gives them a case meanwhile.
    """
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM desk_people WHERE person = $1{' FOR UPDATE' if lock else ''}", person
    )
    if row is None:
        return None
    return structs.replace(_person(row), email=await _email_of(connection, _account_in(person)))


async def people_listed(connection: Connection) -> list[DeskPerson]:
    """Everybody whose skills were set, by name."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM desk_people ORDER BY name, person LIMIT {MOST_LISTED}"
    )
    return [_person(row) for row in rows]


async def keep_person(connection: Connection, one: DeskPerson, by: Principal, now: datetime) -> DeskPerson:
    """Set what somebody can take, and until when they are away. Raises SkillsNotUsable."""
    _require_usable(one)
    skills = one.skills
    await connection.execute(
        _KEEP, one.person, one.name, list(skills.types), list(skills.categories), list(skills.languages),
        list(skills.merchants), skills.most_open, skills.most_minor, one.away_until, now, by.label,
    )  # fmt: skip
    return structs.replace(one, is_listed=True)


async def set_away(
    connection: Connection, who: Principal, until: datetime | None, now: datetime
) -> DeskPerson:
    """Say until when one is away oneself; None: one is back. What one has is then given to others.

    It sets nothing of what one can take: whoever chose cases before they went still does when they are back.
    """
    mine = await desk_person(connection, who)
    await connection.execute(_AWAY, mine.person, mine.name, mine.skills.most_open, until, now, who.label)
    return structs.replace(mine, away_until=until)


def _require_usable(one: DeskPerson) -> None:
    skills = one.skills
    if not 1 <= skills.most_open <= 200:
        raise SkillsNotUsable(field="most_open")
    if skills.most_minor is not None and not 1 <= skills.most_minor <= 10**15:
        raise SkillsNotUsable(field="most_minor")
    for field in ("types", "categories", "languages"):
        words = getattr(skills, field)
        if len(words) > 50 or any(not 0 < len(one) <= 60 or not one.isprintable() for one in words):
            raise SkillsNotUsable(field=field)
    if len(skills.merchants) > 200 or not 0 < len(one.person) <= 100:
        raise SkillsNotUsable(field="merchants")


def _account_in(person: str) -> int | None:
    """The account that a label without the role names; None where it names a key or a session of the demo."""
    digits = person.removeprefix("person-")
    is_account = digits != person and digits.isascii() and digits.isdecimal() and len(digits) < 19
    return int(digits) if is_account else None


async def _email_of(connection: Connection, account_id: int | None) -> str:
    """The address of an account, by which somebody is known as the buyer of a case; empty without an account."""
    if account_id is None:
        return ""
    email: str | None = await connection.fetchval(
        "SELECT lower(email) FROM people WHERE (bucket, id) = ($1, $2)", bucket_of(account_id), account_id
    )
    return email or ""


def _person(row: Any) -> DeskPerson:
    skills = Skills(
        tuple(row["types"]), tuple(row["categories"]), tuple(row["languages"]), tuple(row["merchants"]),
        row["most_open"], row["most_minor"],
    )  # fmt: skip
    return DeskPerson(row["person"], row["name"], skills, row["away_until"], is_listed=row["is_listed"])
