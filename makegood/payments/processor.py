"""The seam to the processors of payments: one method wide; two more for those that can be asked or that call.

`refund` is idempotent by `order.idempotency_key`: the same order again gives the same answer and moves the
money once. That makes sending it again a way of asking, so a processor needs nothing else. One that forgets
its keys after a while (Stripe: a day) offers `find` too, which asks without doing.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol, runtime_checkable

from makegood.db.writes import Connection
from makegood.kit.clock import Clock
from makegood.kit.errors import Refused
from makegood.payments.disputes import DisputeTold
from makegood.payments.model import NotFound, Notification, RefundAnswer, RefundOrder


class Processor(Protocol):
    """Pays money back."""

    name: str

    async def refund(self, order: RefundOrder) -> RefundAnswer:
        """Carry out the order once, however often it is sent."""
        ...


@runtime_checkable
class Finds(Protocol):
    """Can be asked what became of an order without carrying it out."""

    async def find(self, order: RefundOrder) -> RefundAnswer | NotFound: ...


@runtime_checkable
class Notifies(Protocol):
    """Tells of its own accord, over HTTP, what became of a refund, or of a chargeback."""

    def notification(self, headers: Mapping[str, str], body: bytes) -> Notification | DisputeTold | None:
        """What the request says; None when it is genuine but about neither.

        `headers` are looked up whatever their case. Raises `BadSignature`.
        """
        ...


@runtime_checkable
class Closes(Protocol):
    """Holds connections that are to be closed when the program ends."""

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an adapter may use of the product it runs in. Most use nothing; the fake uses it all.

    `database` is a pool. `notify` takes what a processor in this very process says of its own accord.
    """

    clock: Clock
    database: Connection | None = None
    notify: Callable[[Notification | DisputeTold], Awaitable[None]] | None = None


class BadSignature(Refused):
    """This notification was not signed with the secret that was agreed with the processor."""

    status: ClassVar[int] = 400


class UnknownProcessor(Refused):
    """No processor called {processor} is configured here."""

    status: ClassVar[int] = 404


def header(headers: Mapping[str, str], name: str) -> str:
    """The value of a header whatever its case; empty when absent."""
    wanted = name.lower()
    return next((value for key, value in headers.items() if key.lower() == wanted), "")
