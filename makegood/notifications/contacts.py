"""Whom to tell outside the product: buyers, the members of a shop, the people of the desk; and where to write to them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from makegood.db.writes import Connection
from makegood.kit.i18n import LANGUAGES, choose
from makegood.kit.ids import bucket_of, stable_bucket
from makegood.notifications.model import Contact, role_of, subject_of

MOST_OF_A_PARTY = 200
"""Nobody writes to more people than that for one notification."""

# An account's address is confirmed, the one of the order is not: the account's comes first.
_BUYER = """
SELECT b.external_id, b.name, coalesce(p.language, b.language) AS language, coalesce(p.email, b.email) AS email
FROM buyers b LEFT JOIN LATERAL (
    SELECT q.email, q.language FROM people q WHERE q.role = 'buyer' AND q.subject = b.id AND q.status = 'active'
    ORDER BY q.id LIMIT 1
) p ON true
WHERE b.bucket = $1 AND b.id = $2
"""
_MEMBERS = f"""
SELECT p.id, p.name, p.email, p.language, m.external_id FROM people p LEFT JOIN merchants m ON m.id = p.subject
WHERE p.role = $1 AND p.subject IS NOT DISTINCT FROM $2 AND p.status = 'active' ORDER BY p.id LIMIT {MOST_OF_A_PARTY}
"""
_REFUSED = """
SELECT r.address FROM refused_addresses r
JOIN unnest($1::smallint[], $2::text[]) AS w(bucket, address) ON (r.bucket, r.address) = (w.bucket, w.address)
"""
_REFUSE = """
INSERT INTO refused_addresses (bucket, address, reason, at) VALUES ($1, $2, $3, $4)
ON CONFLICT (bucket, address) DO UPDATE SET reason = excluded.reason, at = excluded.at
"""


async def contacts_of(connection: Connection, recipient: str) -> list[Contact]:
    """The people of a party. An address that a mail server refused for good is left out; the person is not."""
    role, subject = role_of(recipient), subject_of(recipient)
    found = await (
        _buyer(connection, subject) if role == "buyer" and subject else _members(connection, role, subject)
    )
    refused = await _refused(connection, [contact.address for contact in found if contact.address])
    return [_without_refused(contact, refused) for contact in found]


async def contact_of_person(connection: Connection, recipient: str, person: str) -> Contact | None:
    """One of the people of a party."""
    return next((one for one in await contacts_of(connection, recipient) if one.person == person), None)


async def refuse_address(connection: Connection, address: str, reason: str, now: datetime) -> None:
    """Note that a mail server has refused an address for good; nothing is sent to it any more."""
    key = address.casefold()
    await connection.execute(_REFUSE, stable_bucket(key), key, reason[:200], now)


async def _buyer(connection: Connection, subject: int) -> list[Contact]:
    rows = await connection.fetch(_BUYER, bucket_of(subject), subject)
    return [_contact(f"buyer:{subject}", "buyer", subject, row) for row in rows]


async def _members(connection: Connection, role: str, subject: int | None) -> list[Contact]:
    rows = await connection.fetch(_MEMBERS, role, subject)
    return [_contact(f"{role}:person-{row['id']}", role, subject, row) for row in rows]


def _contact(person: str, role: str, subject: int | None, row: Any) -> Contact:
    language = row["language"] if row["language"] in LANGUAGES else choose([row["language"] or ""])
    return Contact(
        person, role, row["name"], language, (row["email"] or "").strip(), subject, row["external_id"] or ""
    )


async def _refused(connection: Connection, addresses: Iterable[str]) -> frozenset[str]:
    keys: Sequence[str] = sorted({address.casefold() for address in addresses})
    if not keys:
        return frozenset()
    rows = await connection.fetch(_REFUSED, [stable_bucket(key) for key in keys], keys)
    return frozenset(row["address"] for row in rows)


def _without_refused(contact: Contact, refused: frozenset[str]) -> Contact:
    if contact.address.casefold() not in refused:
        return contact
    return Contact(
        contact.person, contact.role, contact.name, contact.language, "", contact.subject, contact.external_id
    )
