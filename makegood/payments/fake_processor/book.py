"""The fake processor's books: what keeping them asks for, and the books that are kept in memory."""

from collections import Counter
from datetime import datetime
from typing import Protocol

import msgspec

from makegood.payments.fake_processor.entry import Entry, Status
from makegood.payments.fake_processor.script import Script
from makegood.payments.model import RefundOrder


class Book(Protocol):
    """Keeps the fake's refunds. Each method is one atomic step, however many callers there are."""

    async def called(self, order: RefundOrder, now: datetime) -> Entry:
        """Count a call; the first one of a key writes its entry down, untouched."""
        ...

    async def decide(
        self, entry: Entry, status: Status, at: datetime, script: Script, notifications_owed: int
    ) -> Entry:
        """Give an untouched entry its outcome and, if it succeeds, move the money: once. A success beyond
        what was captured becomes `more_than_captured`. An entry with an outcome stays and is returned.
        """
        ...

    async def entry(self, key: str) -> Entry | None:
        """What is written under a key."""
        ...

    async def take_owed(self, now: datetime) -> list[Entry]:
        """The entries whose notifications are due. They are owed no longer: whoever takes them sends them."""
        ...

    async def owe(self, key: str, notifications: int) -> None:
        """Notifications that could not be handed over and are owed again."""
        ...

    async def set_captured(self, reference: str, amount_minor: int) -> None:
        """Tell how much was captured for a payment, in minor units."""
        ...

    async def charge_back(self, reference: str, amount_minor: int) -> int:
        """Have a bank take an amount of a payment, or what is left of it; how much that was."""
        ...

    async def give_back(self, reference: str, amount_minor: int) -> None:
        """Have a bank give back what it took."""
        ...

    async def moved_minor(self, reference: str) -> int:
        """What went back for a payment so far, by refunds and by banks, in minor units."""
        ...

    async def calls(self, reference: str) -> int:
        """How often a refund of a payment was asked for, repeats included."""
        ...


class MemoryBook:
    """Books of one process, gone when it ends."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._captured: dict[str, int] = {}
        self._charged_back: Counter[str] = Counter()

    async def called(self, order: RefundOrder, now: datetime) -> Entry:
        known = self._entries.get(order.idempotency_key)
        if known:
            return self._write(msgspec.structs.replace(known, calls=known.calls + 1))
        return self._write(
            Entry(
                idempotency_key=order.idempotency_key,
                reference=order.processor_reference,
                amount_minor=order.amount_minor,
                currency=order.currency,
                calls=1,
                at=now,
            )
        )

    async def decide(
        self, entry: Entry, status: Status, at: datetime, script: Script, notifications_owed: int
    ) -> Entry:
        known = self._entries[entry.idempotency_key]
        if known.status != "untouched":
            return known
        if status == "succeeded" and not self._has_room(known):
            status = "more_than_captured"
        return self._write(
            msgspec.structs.replace(known, status=status, at=at, notifications_owed=notifications_owed)
        )

    async def entry(self, key: str) -> Entry | None:
        return self._entries.get(key)

    async def take_owed(self, now: datetime) -> list[Entry]:
        due = [entry for entry in self._entries.values() if entry.notifications_owed and entry.at <= now]
        for entry in due:
            self._write(msgspec.structs.replace(entry, notifications_owed=0))
        return sorted(due, key=lambda entry: (entry.at, entry.idempotency_key))

    async def owe(self, key: str, notifications: int) -> None:
        self._write(msgspec.structs.replace(self._entries[key], notifications_owed=notifications))

    async def set_captured(self, reference: str, amount_minor: int) -> None:
        self._captured[reference] = amount_minor

    async def charge_back(self, reference: str, amount_minor: int) -> int:
        captured = self._captured.get(reference)
        taken = amount_minor if captured is None else min(amount_minor, captured - self._moved(reference))
        self._charged_back[reference] += taken
        return taken

    async def give_back(self, reference: str, amount_minor: int) -> None:
        self._charged_back[reference] -= amount_minor

    async def moved_minor(self, reference: str) -> int:
        return self._moved(reference)

    async def calls(self, reference: str) -> int:
        return sum(entry.calls for entry in self._entries.values() if entry.reference == reference)

    def _moved(self, reference: str) -> int:
        return self._charged_back[reference] + sum(
            entry.amount_minor
            for entry in self._entries.values()
            if entry.reference == reference and entry.status == "succeeded"
        )

    def _has_room(self, entry: Entry) -> bool:
        captured = self._captured.get(entry.reference)
        return captured is None or self._moved(entry.reference) + entry.amount_minor <= captured

    def _write(self, entry: Entry) -> Entry:
        self._entries[entry.idempotency_key] = entry
        return entry
