"""Who a visitor of the demo can be."""

from typing import Any

from msgspec import Struct

from makegood.accounts import Principal, PrincipalRole
from makegood.demo.accounts import ACCOUNTS
from makegood.demo.cast import SIGNS
from makegood.kit.ids import stable_bucket
from makegood.kit.settings import Settings

_BUYERS = """
SELECT b.external_id, b.id FROM buyers b
JOIN unnest($1::smallint[], $2::text[]) AS w(bucket, external_id) ON (b.bucket, b.external_id) = (w.bucket, w.external_id)
"""
_ACCOUNTS = """
SELECT p.email, p.id FROM people p
JOIN unnest($1::smallint[], $2::text[]) AS w(bucket, email) ON (p.bucket, p.email) = (w.bucket, w.email)
WHERE p.status = 'active'
"""
_MERCHANTS = "SELECT external_id, id FROM merchants WHERE external_id = ANY($1::text[])"


class Persona(Struct, frozen=True):
    """One sign-in of the demo. `subject` is the id of the buyer or merchant, None for people of the platform, of whom
    `person_id` is the account.
    """

    key: str
    name_en: str
    name_zh: str
    role: PrincipalRole
    subject: int | None
    label_en: str
    label_zh: str
    person_id: int | None = None

    @property
    def name(self) -> str:
        """The name as its owner writes it."""
        return self.name_zh

    @property
    def principal(self) -> Principal:
        """Who the visitor is once signed in."""
        if self.person_id is not None:
            return Principal(self.role, self.subject, ACCOUNTS[self.key].name, person_id=self.person_id)
        return Principal(self.role, self.subject, f"{_SIGNED}{self.key}")


_SIGNED = "demo-"
_NAMES = {(sign.role, f"{_SIGNED}{sign.key}"): (sign.name_en, sign.name_zh) for sign in SIGNS} | {
    (account.role, account.name): (account.name_en, account.name_zh) for account in ACCOUNTS.values()
}


def shown_name(principal: Principal, language: str) -> str:
    """What a reader of `language` calls who is signed in: a name of the demo's cast, else the session's own."""
    name_en, name_zh = _NAMES.get((principal.role, principal.name), (principal.name, principal.name))
    return name_zh if language == "zh-CN" else name_en


async def personas(pool: Any) -> list[Persona]:
    """The sign-ins of the demo, buyers first; those whose buyer or merchant is not in the database are left out."""
    subjects, people = await _subjects(pool), await _people(pool)
    return [
        Persona(
            sign.key,
            sign.name_en,
            sign.name_zh,
            sign.role,
            subjects.get((sign.role, sign.subject)),
            sign.label_en,
            sign.label_zh,
            people.get(sign.key),
        )
        for sign in SIGNS
        if sign.subject is None or (sign.role, sign.subject) in subjects
    ]


async def _subjects(pool: Any) -> dict[tuple[PrincipalRole, str | None], int]:
    buyers = [s.subject for s in SIGNS if s.role is PrincipalRole.BUYER and s.subject]
    merchants = [s.subject for s in SIGNS if s.role is PrincipalRole.MERCHANT and s.subject]
    found = {
        (PrincipalRole.BUYER, row["external_id"]): row["id"]
        for row in await pool.fetch(_BUYERS, [stable_bucket(key) for key in buyers], buyers)
    }
    sold = await pool.fetch(_MERCHANTS, merchants)
    return found | {(PrincipalRole.MERCHANT, row["external_id"]): row["id"] for row in sold}


async def _people(pool: Any) -> dict[str, int]:
    """The accounts of those of the platform whom one can be, by the key of the sign-in."""
    keys = {ACCOUNTS[sign.key].email: sign.key for sign in SIGNS if sign.key in ACCOUNTS}
    rows = await pool.fetch(_ACCOUNTS, [stable_bucket(email) for email in keys], list(keys))
    return {keys[row["email"]]: row["id"] for row in rows}


def sign_ins(settings: Settings) -> list[tuple[str, str]]:
    """The sign-ins as `makegood up` prints them: who, and what they are for. No database is asked."""
    return [(f"{sign.role.value}  {sign.key}", f"{sign.label_en} · {sign.label_zh}") for sign in SIGNS]
