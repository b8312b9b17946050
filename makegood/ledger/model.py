"""PURE: postings and transactions. A posting moves an amount from one account to another, so that the book
cannot be unbalanced; a pending transaction reserves, and is posted or voided once; a reversal is a function.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from makegood.ledger.chart import may_go_negative

Phase = Literal["posted", "pending", "post", "void"]


@dataclass(frozen=True, slots=True)
class Posting:
    """`amount_minor` (minor units of `currency`, more than zero) out of `source` into `destination`."""

    source: str
    destination: str
    currency: str
    amount_minor: int

    def __post_init__(self) -> None:
        if self.amount_minor <= 0 or self.source == self.destination:
            raise ValueError(f"a posting moves a positive amount between two accounts, not {self}")


@dataclass(frozen=True, slots=True)
class Transaction:
    """Postings that happen together. `subject` is the order, case or merchant that they are about."""

    bucket: int
    id: int
    phase: Phase
    kind: str
    subject: int
    postings: tuple[Posting, ...]
    resolves: int | None = None
    reverses: int | None = None

    def written(self) -> tuple[Posting, ...]:
        """The postings that are put down: a void writes none, since nothing moved."""
        return () if self.phase == "void" else self.postings

    def effects(self) -> list["Effect"]:
        """What the transaction does to each account it touches."""
        return effects(self.phase, self.postings)


@dataclass(frozen=True, slots=True)
class Effect:
    """The change of one account's balance and of what is held of it, in minor units."""

    account: str
    currency: str
    balance_minor: int
    held_minor: int

    @property
    def may_go_negative(self) -> bool:
        """Whether the chart lets the account go below zero."""
        return may_go_negative(self.account)


def effects(phase: Phase, postings: Iterable[Posting]) -> list[Effect]:
    """Sums by account. posted moves; pending holds; post moves and lets go; void lets go."""
    balance: defaultdict[tuple[str, str], int] = defaultdict(int)
    held: defaultdict[tuple[str, str], int] = defaultdict(int)
    for posting in postings:
        source = (posting.source, posting.currency)
        destination = (posting.destination, posting.currency)
        balance[source] -= posting.amount_minor if phase in ("posted", "post") else 0
        balance[destination] += posting.amount_minor if phase in ("posted", "post") else 0
        held[source] += {"posted": 0, "pending": 1, "post": -1, "void": -1}[phase] * posting.amount_minor
    return [
        Effect(account, currency, balance[account, currency], held[account, currency])
        for account, currency in balance
    ]


def posted(bucket: int, id: int, kind: str, subject: int, *postings: Posting) -> Transaction:
    """Money that moves now."""
    return Transaction(bucket, id, "posted", kind, subject, postings)


def pending(bucket: int, id: int, kind: str, subject: int, *postings: Posting) -> Transaction:
    """Money that is reserved until the transaction is posted or voided."""
    return Transaction(bucket, id, "pending", kind, subject, postings)


def post(id: int, held: Transaction) -> Transaction:
    """End a pending transaction by moving the money. The database refuses a second end."""
    return Transaction(held.bucket, id, "post", held.kind, held.subject, held.postings, resolves=held.id)


def void(id: int, held: Transaction) -> Transaction:
    """End a pending transaction by letting the money go. The database refuses a second end."""
    return Transaction(held.bucket, id, "void", held.kind, held.subject, held.postings, resolves=held.id)


def reverse(id: int, done: Transaction) -> Transaction:
    """The same postings turned round, in reverse order. The database refuses a second reversal."""
    if done.phase not in ("posted", "post"):
        raise ValueError("only money that moved can be moved back")
    turned = tuple(
        replace(posting, source=posting.destination, destination=posting.source)
        for posting in reversed(done.postings)
    )
    return Transaction(done.bucket, id, "posted", done.kind, done.subject, turned, reverses=done.id)
