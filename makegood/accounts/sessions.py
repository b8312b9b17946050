"""Signed sessions of people: a token that names the principal and runs out. No table, no lookup."""

from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer

from makegood.accounts.principal import Principal, PrincipalRole

_SALT = "makegood.session"
LIFETIME_SECONDS = 12 * 3600


class Sessions:
    """Makes and reads session tokens with the installation's secret."""

    def __init__(self, secret: str) -> None:
        self._serializer = URLSafeTimedSerializer(secret, salt=_SALT)

    def token(self, principal: Principal) -> str:
        """A token for a buyer, merchant, desk person or operator."""
        if principal.role is PrincipalRole.SYSTEM:
            raise ValueError("nobody signs in as the system")
        subject = None if principal.subject is None else str(principal.subject)
        told: dict[str, Any] = {"r": principal.role.value, "s": subject, "n": principal.name}
        return self._serializer.dumps(told | ({"i": True} if principal.is_stand_in else {}))

    def principal(self, token: str, lifetime_seconds: int = LIFETIME_SECONDS) -> Principal | None:
        """Whose token this is; None when it is not ours, altered or too old."""
        try:
            value: Any = self._serializer.loads(token, max_age=lifetime_seconds)
            role = PrincipalRole(value["r"])
        except (BadSignature, KeyError, ValueError, TypeError):
            return None
        if role is PrincipalRole.SYSTEM:
            return None
        subject = int(value["s"]) if value["s"] is not None else None
        return Principal(role, subject, value["n"], is_stand_in=bool(value.get("i")))
