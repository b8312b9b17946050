"""The record of who changed what about whom: accounts, roles, second factors, sessions, settings. Only appended to."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from makegood.accounts.principal import Principal
from makegood.db.writes import Connection
from makegood.kit.ids import IdMaker, stable_bucket

LARGEST_ID = 2**63 - 1


class AuditEvent(Struct, frozen=True, kw_only=True):
    """One change. `who` is a principal's label, `what` a code such as `person.role_changed`, `subject` a thing such as
    `person:123`; `was` and `became` hold the values that changed, never a secret.
    """

    id: int
    at: datetime
    who: str
    who_name: str
    what: str
    subject: str
    was: dict[str, Any]
    became: dict[str, Any]


class AuditFilters(Struct, frozen=True, kw_only=True):
    """What to look for; None is anything. `who`, `what` and `subject` are matched from their beginning."""

    who: str | None = None
    what: str | None = None
    subject: str | None = None
    since: datetime | None = None
    until: datetime | None = None


_PAGE = """
SELECT id, at, who, who_name, what, subject, was::text AS was, became::text AS became FROM audit_events
WHERE id < $1 AND ($2::text IS NULL OR starts_with(who, $2) OR starts_with(lower(who_name), lower($2)))
    AND ($3::text IS NULL OR starts_with(what, $3)) AND ($4::text IS NULL OR starts_with(subject, $4))
    AND ($5::timestamptz IS NULL OR at >= $5) AND ($6::timestamptz IS NULL OR at < $6)
ORDER BY id DESC LIMIT $7
"""


async def record_audit(
    connection: Connection,
    ids: IdMaker,
    who: Principal,
    what: str,
    subject: str,
    at: datetime,
    was: Mapping[str, Any] | None = None,
    became: Mapping[str, Any] | None = None,
) -> None:
    """Add to the record, in the transaction of the change itself."""
    bucket = stable_bucket(subject)
    await connection.execute(
        "INSERT INTO audit_events (bucket, id, at, who, who_name, what, subject, was, became)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9::jsonb)",
        bucket, ids(bucket), at, who.label, who.name, what, subject, _json(was), _json(became),
    )  # fmt: skip


async def audit_page(
    connection: Connection, filters: AuditFilters, below_id: int = LARGEST_ID, limit: int = 50
) -> list[AuditEvent]:
    """The record, newest first, with ids below one; the last id of a page is where the next begins."""
    rows = await connection.fetch(
        _PAGE, below_id, filters.who, filters.what, filters.subject, filters.since, filters.until, limit
    )
    return [_event(row) for row in rows]


def _event(row: Any) -> AuditEvent:
    values = dict(row)
    return AuditEvent(
        **values
        | {"was": msgspec.json.decode(values["was"]), "became": msgspec.json.decode(values["became"])}
    )


def _json(value: Mapping[str, Any] | None) -> str:
    return msgspec.json.encode(dict(value or {})).decode()
