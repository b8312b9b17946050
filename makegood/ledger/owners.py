"""PURE: whose accounts a statement is of: a merchant, a carrier, an insurer, a processor, or the platform itself."""

import re
from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from makegood.ledger.chart import (
    BALANCES,
    insurer_account,
    merchant_balance,
    merchant_clearing,
    merchant_deposit,
    merchant_receivable,
    outside,
    processor_transit,
)

SWEEP = "sweep"
_NAMED = re.compile(r"(?:outside:(?P<carrier>carrier)-|(?P<kind>insurer|processor):)(?P<name>[^:]+)(?::.*)?")


class OwnerKind(StrEnum):
    """What kind of party an account is kept for."""

    MERCHANT = "merchant"
    CARRIER = "carrier"
    INSURER = "insurer"
    PROCESSOR = "processor"
    PLATFORM = "platform"


class AccountOwner(Struct, frozen=True):
    """A party with accounts. `name`: a merchant's id, a carrier's or an insurer's name, nothing for the platform."""

    kind: OwnerKind
    name: str = ""

    @property
    def text(self) -> str:
        """Both in one word: `carrier:simulated`."""
        return f"{self.kind.value}:{self.name}" if self.name else self.kind.value

    @property
    def accounts(self) -> list[str]:
        """Every account that is the owner's. What the platform lent for a merchant is the platform's, and not among them."""
        match self.kind:
            case OwnerKind.MERCHANT:
                owned = (merchant_clearing, merchant_balance, merchant_deposit, merchant_receivable)
                return [name(int(self.name)) for name in owned]
            case OwnerKind.CARRIER:
                return [outside(f"carrier-{self.name}")]
            case OwnerKind.INSURER:
                return [insurer_account(self.name)]
            case OwnerKind.PROCESSOR:
                return [processor_transit(self.name)]
            case OwnerKind.PLATFORM:
                return [
                    kind.pattern
                    for kind in BALANCES
                    if kind.pattern.startswith("platform:") and not kind.holds.startswith("a limit")
                ]

    @property
    def left_out(self) -> list[str]:
        """Kinds of transactions that are no movement to the owner: a sweep carries a merchant's own money home."""
        return [SWEEP] if self.kind is OwnerKind.MERCHANT else []


def owner_of(text: str) -> AccountOwner | None:
    """`carrier:simulated`, `merchant:7` or `platform` as an owner; None for what is none."""
    kind, _, name = text.partition(":")
    try:
        owner = AccountOwner(OwnerKind(kind), name)
    except ValueError:
        return None
    if owner.kind is OwnerKind.PLATFORM:
        return owner if not name else None
    if owner.kind is OwnerKind.MERCHANT:
        return owner if name.isascii() and name.isdigit() and len(name) <= 19 else None
    return owner if name and ":" not in name and len(name) <= 100 else None


def owners_among(accounts: Iterable[str]) -> list[AccountOwner]:
    """The carriers, insurers and processors that some accounts are kept for, with the platform, in the order of their kinds."""
    found = {AccountOwner(OwnerKind.PLATFORM)}
    for account in accounts:
        named = _NAMED.fullmatch(account)
        if named:
            found.add(AccountOwner(OwnerKind(named["carrier"] or named["kind"]), named["name"]))
    order = list(OwnerKind)
    return sorted(found, key=lambda owner: (order.index(owner.kind), owner.name))
