"""The book in memory, with the guards that the database has: what `post_ledger` rows would do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from makegood.ledger import may_go_negative


class GuardBroken(AssertionError):
    """The database would have refused."""


@dataclass
class Book:
    """Balances and holds by account and currency, and which transactions were ended or reversed."""

    balance: dict[tuple[str, str], int] = field(default_factory=dict)
    held: dict[tuple[str, str], int] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    resolved: set[int] = field(default_factory=set)
    reversed: set[int] = field(default_factory=set)

    def write(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write the transactions of one database transaction; guards are looked at after all of them."""
        for row in rows:
            self._once(self.seen, row["id"], "written twice")
            if row["resolves"] is not None:
                self._once(self.resolved, row["resolves"], "ended twice")
            if row["reverses"] is not None:
                self._once(self.reversed, row["reverses"], "reversed twice")
            for effect in row["effects"]:
                account = (effect["account"], effect["currency"])
                self.balance[account] = self.balance.get(account, 0) + effect["balance_minor"]
                self.held[account] = self.held.get(account, 0) + effect["held_minor"]
        self.guard()

    def _once(self, seen: set[int], number: int, fault: str) -> None:
        if number in seen:
            raise GuardBroken(f"transaction {number} is {fault}")
        seen.add(number)

    def guard(self) -> None:
        """What the constraints of ledger_accounts say, and that every currency adds up to zero."""
        for (account, currency), balance in self.balance.items():
            held = self.held[account, currency]
            if held < 0 or (not may_go_negative(account) and balance - held < 0):
                raise GuardBroken(f"{account} {currency}: balance {balance}, held {held}")
        for currency in {currency for _, currency in self.balance}:
            if sum(amount for (_, c), amount in self.balance.items() if c == currency):
                raise GuardBroken(f"the trial balance in {currency} is not zero")

    def of(self, account: str, currency: str = "CNY") -> int:
        """The balance of an account."""
        return self.balance.get((account, currency), 0)
