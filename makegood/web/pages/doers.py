"""Who did something, as people call them: the names behind the labels that the record keeps, all rows in one go."""

from collections.abc import Iterable
from typing import Any

from makegood.accounts import Principal, PrincipalRole
from makegood.demo import shown_name
from makegood.kit.ids import bucket_of
from makegood.web.pages.names import names_of
from makegood.web.pages.shell import Reader

PERSON = "person-"
_PEOPLE = """
SELECT p.id, p.role, p.name FROM people p
JOIN unnest($1::smallint[], $2::bigint[]) AS w(bucket, id) ON (p.bucket, p.id) = (w.bucket, w.id)
"""


async def doers_of(pool: Any, labels: Iterable[str | None], reader: Reader) -> dict[str, str]:
    """The names of whom labels of principals tell, by label. Keys and others who have no name are left out."""
    parts = {label: _parts(label) for label in labels if label}
    people = await _people(pool, (one[len(PERSON) :] for _, one in parts.values() if _is_person(one)), reader)
    named = await names_of(pool, _ids(parts.values(), "buyer"), _ids(parts.values(), "merchant"), reader.role)
    known = {"buyer": named.buyers, "merchant": named.merchants}
    found = {
        label: people.get(one[len(PERSON) :], "") if _is_person(one) else known.get(role, {}).get(one, "")
        for label, (role, one) in parts.items()
    }
    return {label: name for label, name in found.items() if name}


def _parts(label: str) -> tuple[str, str]:
    """The role of a label, and who of it; what may follow (a name, for the rule of two people) is left out."""
    role, _, rest = label.partition(":")
    return role, rest.partition(":")[0]


def _is_person(one: str) -> bool:
    return one.startswith(PERSON) and one[len(PERSON) :].isdecimal()


def _ids(parts: Iterable[tuple[str, str]], role: str) -> set[str]:
    return {one for its_role, one in parts if its_role == role and one.isdecimal() and len(one) <= 19}


async def _people(pool: Any, ids: Iterable[str], reader: Reader) -> dict[str, str]:
    wanted = sorted({int(one) for one in ids if len(one) <= 19})
    if not wanted:
        return {}
    rows = await pool.fetch(_PEOPLE, [bucket_of(one) for one in wanted], wanted)
    return {
        str(row["id"]): shown_name(Principal(PrincipalRole(row["role"]), name=row["name"]), reader.language)
        for row in rows
    }
