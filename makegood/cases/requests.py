"""PURE: a command as somebody sent it, and what became of it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

import msgspec

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import commands as c
from makegood.cases.facts import OrderFacts
from makegood.cases.store import StoredCase


@dataclass(frozen=True, slots=True)
class Request:
    """A command of a principal, to a case or (to open one) to an order. `key` is the client's Idempotency-Key."""

    principal: Principal
    command: c.Command
    case_id: int | None = None
    order_id: int | None = None
    key: str | None = None
    version: int | None = None

    @property
    def repeatable(self) -> bool:
        """Whether doing it twice does no harm: by its key, or because it is the product's own."""
        return self.key is not None or self.principal.role is PrincipalRole.SYSTEM

    def input_hash(self) -> str:
        """What the same key must be sent with again: the verb, whom it is about, and its content."""
        content = msgspec.json.encode((self.command.name, self.case_id, self.order_id, self.command))
        return hashlib.blake2b(content, digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a request: the case with its stream and the order, for the answer to be drawn from."""

    case: StoredCase
    order: OrderFacts
    now: datetime
