"""Changes of accounts and settings as the record shows them: what, about whom, from what to what, in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from makegood.accounts import AuditEvent
from makegood.flows.job_words import JOBS
from makegood.kit.ids import bucket_of
from makegood.web.pages import words
from makegood.web.pages.account.words import ABOUT, CHANGED, CHANGES, SET_BY, STATUSES, WAYS
from makegood.web.pages.names import names_of

_VALUES: dict[str, Mapping[Any, str]] = {
    "role": words.ROLES,
    "status": STATUSES,
    "second_factor": {True: "On", False: "Off"},
    "way": WAYS,
    "by": SET_BY,
    "kind": JOBS,
}
_PEOPLE = """
SELECT p.id, p.name FROM people p
JOIN unnest($1::smallint[], $2::bigint[]) AS w(bucket, id) ON (p.bucket, p.id) = (w.bucket, w.id)
"""


class Value(Struct, frozen=True):
    """One thing that a change is of; `label` and, where `in_words`, `value` are English. Labels without words are codes."""

    label: str
    value: str
    in_words: bool


class ChangeRow(Struct, frozen=True):
    """A change as the page draws it. `what` and `role` (of who did it) are English, `about` is a name or English."""

    event: AuditEvent
    what: str
    role: str
    about: str
    was: list[Value]
    became: list[Value]


async def change_rows(pool: Any, found: list[AuditEvent]) -> list[ChangeRow]:
    """The rows of a page, with the names of people, shops and buyers."""
    people = await _people(pool, (each.subject for each in found))
    parties = await _parties(pool, found)
    return [
        ChangeRow(
            each, CHANGES.get(each.what, each.what), words.ROLES.get(each.who.split(":")[0], ""),
            people.get(each.subject) or ABOUT.get(each.subject.split(":")[0], each.subject),
            _values(each.was, parties), _values(each.became, parties),
        )
        for each in found
    ]  # fmt: skip


def _values(told: Mapping[str, Any], parties: Mapping[str, str]) -> list[Value]:
    return [_value(name, value, parties) for name, value in told.items() if value is not None]


def _value(name: str, value: Any, parties: Mapping[str, str]) -> Value:
    label = CHANGED.get(name, name)
    if name == "subject":
        return Value(label, parties.get(str(value), str(value)), in_words=False)
    known = _VALUES.get(name, {}).get(value)
    return Value(label, known or str(value), in_words=known is not None)


async def _people(pool: Any, subjects: Iterable[str]) -> dict[str, str]:
    ids = _numbers(each.removeprefix("person:") for each in subjects if each.startswith("person:"))
    rows = await pool.fetch(_PEOPLE, [bucket_of(each) for each in ids], ids)
    return {f"person:{row['id']}": row["name"] for row in rows}


async def _parties(pool: Any, found: list[AuditEvent]) -> dict[str, str]:
    """Names of the buyers and shops that accounts are for."""
    ids = [
        str(each)
        for each in _numbers(str(told.get("subject")) for one in found for told in (one.was, one.became))
    ]
    names = await names_of(pool, ids, ids, "operator")
    return {**names.buyers, **names.merchants}


def _numbers(texts: Iterable[str]) -> list[int]:
    return sorted({int(each) for each in texts if each.isdecimal() and len(each) <= 18})
