"""What is to be erased, the soonest first, and the record of what was, the latest first."""

from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from makegood.db.writes import Connection

_KEPT = """
SELECT r.order_id::text, o.external_id AS order_number, r.standing, r.ended_at, r.kept_until, r.rule, r.law,
    (SELECT count(*) FROM files f WHERE (f.bucket, f.order_id) = (r.bucket, r.order_id)
        AND f.attached_at IS NOT NULL AND f.erased_at IS NULL) AS files
FROM evidence_retentions r JOIN orders o ON (o.bucket, o.id) = (r.bucket, r.order_id)
WHERE r.kept_until IS NOT NULL AND ($1::timestamptz IS NULL OR (r.kept_until, r.order_id) > ($1, $2))
ORDER BY r.kept_until, r.order_id LIMIT $3
"""
_ERASED = """
SELECT e.id::text, e.file_id::text, e.order_id::text, o.external_id AS order_number, e.sha256, e.media_type, e.size_bytes,
    e.uploaded_by, e.uploaded_at, e.ended_at, e.kept_until, e.rule, e.law, e.at
FROM file_erasures e JOIN orders o ON (o.bucket, o.id) = (e.bucket, e.order_id)
WHERE $1::timestamptz IS NULL OR (e.at, e.id) < ($1, $2) ORDER BY e.at DESC, e.id DESC LIMIT $3
"""
_COUNTS = "SELECT standing, count(*) FROM evidence_retentions GROUP BY standing"
After = tuple[datetime, int] | None


class KeptOrder(Struct, frozen=True):
    """An order with evidence whose end is known. `law`: pack, version and source of the rule, in the languages."""

    order_id: str
    order_number: str
    standing: str
    ended_at: datetime
    kept_until: datetime
    rule: str
    law: dict[str, Any]
    files: int


class Erasure(Struct, frozen=True):
    """A file that was erased: what it was, by its hash, whose, and by which rule."""

    id: str
    file_id: str
    order_id: str
    order_number: str
    sha256: str
    media_type: str
    size_bytes: int
    uploaded_by: str
    uploaded_at: datetime
    ended_at: datetime
    kept_until: datetime
    rule: str
    law: dict[str, Any]
    at: datetime


async def kept_soonest(connection: Connection, after: After, limit: int) -> list[KeptOrder]:
    """Orders by when their evidence is to be erased."""
    rows = await connection.fetch(_KEPT, *(after or (None, None)), limit)
    return [KeptOrder(**_with_law(row)) for row in rows]


async def erasures(connection: Connection, after: After, limit: int) -> list[Erasure]:
    """What was erased, the latest first."""
    rows = await connection.fetch(_ERASED, *(after or (None, None)), limit)
    return [Erasure(**_with_law(row)) for row in rows]


async def standings(connection: Connection) -> dict[str, int]:
    """How many orders with evidence there are, by what was found about them last."""
    return {row["standing"]: row["count"] for row in await connection.fetch(_COUNTS)}


def _with_law(row: Any) -> dict[str, Any]:
    return dict(row) | {"law": msgspec.json.decode(row["law"])}
