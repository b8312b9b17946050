"""Who a visitor of the demo can be."""

from typing import Any

from msgspec import Struct

from makegood.accounts import Principal, PrincipalRole
from makegood.demo.cast import SIGNS
from makegood.kit.ids import stable_bucket
from makegood.kit.settings import Settings

_BUYERS = """
SELECT b.external_id, b.id FROM buyers b
JOIN unnest($1::smallint[], $2::text[]) AS w(bucket, external_id) ON (b.bucket, b.external_id) = (w.bucket, w.external_id)
"""
_MERCHANTS = "SELECT external_id, id FROM merchants WHERE external_id = ANY($1::text[])"


class Persona(Struct, frozen=True):
    """One sign-in of the demo. `subject` is the id of the buyer or merchant, None for people of the platform."""

    key: str
    name_en: str
    name_zh: str
    role: PrincipalRole
    subject: int | None
    label_en: str
    label_zh: str

    @property
    def name(self) -> str:
        """The name as its owner writes it."""
        return self.name_zh

    @property
    def principal(self) -> Principal:
        """Who the visitor is once signed in."""
        return Principal(self.role, self.subject, f"{_SIGNED}{self.key}")


_SIGNED = "demo-"
_BY_PRINCIPAL = {(sign.role, f"{_SIGNED}{sign.key}"): sign for sign in SIGNS}


def shown_name(principal: Principal, language: str) -> str:
    """What a reader of `language` calls who is signed in: a name of the demo's cast, else the session's own."""
    sign = _BY_PRINCIPAL.get((principal.role, principal.name))
    if sign is None:
        return principal.name
    return sign.name_zh if language == "zh-CN" else sign.name_en


async def personas(pool: Any) -> list[Persona]:
    """The sign-ins of the demo, buyers first; those whose buyer or merchant is not in the database are left out."""
    subjects = await _subjects(pool)
    return [
        Persona(
            sign.key,
            sign.name_en,
            sign.name_zh,
            sign.role,
            subjects.get((sign.role, sign.subject)),
            sign.label_en,
            sign.label_zh,
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


def sign_ins(settings: Settings) -> list[tuple[str, str]]:
    """The sign-ins as `makegood up` prints them: who, and what they are for. No database is asked."""
    return [(f"{sign.role.value}  {sign.key}", f"{sign.label_en} · {sign.label_zh}") for sign in SIGNS]
