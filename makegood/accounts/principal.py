"""PURE: who calls."""

from enum import StrEnum

from msgspec import Struct


class PrincipalRole(StrEnum):
    """The roles that a caller can have. `marketplace` is the shop's own system, acting for its buyers and carriers."""

    BUYER = "buyer"
    MERCHANT = "merchant"
    DESK = "desk"
    SENIOR = "senior"
    OPERATOR = "operator"
    MARKETPLACE = "marketplace"
    SYSTEM = "system"


class Principal(Struct, frozen=True):
    """A caller: the role, the buyer or merchant it is (`subject`), and the scopes of its key (None: all of the role).

    `person_id` is whose account it is: of several members of a shop, or of the staff, one. `is_stand_in`: a session that
    somebody else made in this name (POST /api/sessions), so that nobody knows which person it is.
    """

    role: PrincipalRole
    subject: int | None = None
    name: str = ""
    scopes: frozenset[str] | None = None
    key_id: int | None = None
    person_id: int | None = None
    is_stand_in: bool = False

    @property
    def label(self) -> str:
        """A stable name without personal data, for idempotency keys, events and logs."""
        if self.person_id is not None:
            return f"{self.role.value}:person-{self.person_id}"
        if self.subject is not None:
            return f"{self.role.value}:{self.subject}"
        return (
            f"{self.role.value}:key-{self.key_id}" if self.key_id else f"{self.role.value}:{self.name or '-'}"
        )


SYSTEM = Principal(PrincipalRole.SYSTEM, name="makegood")
"""The product itself: timers and the answers of processors. No request from outside is ever this principal."""
