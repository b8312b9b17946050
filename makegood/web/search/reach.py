"""PURE: whose orders, cases and people a search may find, as conditions of SQL."""

from typing import Any

from makegood.accounts import Principal, PrincipalRole, Reach, authorise
from makegood.kit.errors import NotFound, NotPermitted
from makegood.kit.ids import bucket_of


class Within:
    """Conditions that keep a query to what a principal may see; their values are the query's last ones."""

    def __init__(self, principal: Principal) -> None:
        self.role = principal.role.value
        self._principal = principal
        self.is_any = authorise(principal, "search.read") is Reach.ANY
        self.subject = principal.subject
        if not self.is_any and self.subject is None:
            raise NotFound(what=self.role)

    def may(self, operation: str) -> bool:
        """Whether a group of what is found is the principal's to see: a key may lack its scope."""
        try:
            authorise(self._principal, operation)
        except NotPermitted:
            return False
        return True

    @property
    def is_buyer(self) -> bool:
        """Whether the principal finds only what they bought."""
        return self.role == PrincipalRole.BUYER.value and not self.is_any

    @property
    def is_merchant(self) -> bool:
        """Whether the principal finds only what they sold."""
        return self.role == PrincipalRole.MERCHANT.value and not self.is_any

    def clause(self, alias: str, first: int) -> str:
        """The condition on a row of orders or cases, its values numbered from `first`."""
        if self.is_buyer:
            return f"{alias}.bucket = ${first} AND {alias}.buyer_id = ${first + 1}"
        return f"{alias}.merchant_id = ${first}" if self.is_merchant else "true"

    def values(self) -> list[Any]:
        """The values of `clause`."""
        if self.is_buyer:
            return [bucket_of(self.subject or 0), self.subject]
        return [self.subject] if self.is_merchant else []
