"""PURE: the vocabulary of webhooks: endpoints, deliveries, attempts, verdicts, refusals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from makegood.kit.errors import Refused

EVERYTHING = "*"
MOST_ENDPOINTS = 20
MOST_SECRETS = 3

Status = Literal["pending", "delivered", "failed", "discarded"]
DisabledReason = Literal["by_hand", "gone", "failing"]


@dataclass(frozen=True, slots=True)
class EndpointDraft:
    """What somebody asks for. `merchant_id` None hears of every merchant's events."""

    url: str
    events: tuple[str, ...]
    merchant_id: int | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where events are sent, and whether they arrive."""

    id: int
    merchant_id: int | None
    url: str
    events: tuple[str, ...]
    description: str
    created_at: datetime
    failing_since: datetime | None = None
    disabled_at: datetime | None = None
    disabled_reason: DisabledReason | None = None

    def wants(self, event: str, merchant_id: int | None) -> bool:
        """Whether an event about a merchant (None: about none) is for this endpoint."""
        if self.disabled_at is not None or self.merchant_id not in (None, merchant_id):
            return False
        return EVERYTHING in self.events or event in self.events


@dataclass(frozen=True, slots=True)
class OutboxEvent:
    """A public event that waits to be laid out. `payload` is JSON text."""

    bucket: int
    id: int
    event: str
    subject: int
    merchant_id: int | None
    payload: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event for one endpoint, as the log shows it."""

    id: int
    endpoint_id: int
    event_id: int
    event: str
    subject: int
    status: Status
    attempts: int
    at: datetime
    next_attempt_at: datetime | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request of ours. No `status_code`: nothing answered; no `error`: all went well."""

    number: int
    at: datetime
    status_code: int | None
    duration_ms: int
    error: str | None


@dataclass(frozen=True, slots=True)
class DeliveryOrder:
    """All that sending needs. `secrets` sign side by side, the newest first. No `url`: the endpoint is gone."""

    id: int
    endpoint_id: int
    event_id: int
    event: str
    body: str
    status: Status
    tries: int
    attempts: int
    url: str | None
    disabled_at: datetime | None
    failing_since: datetime | None
    secrets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `retry_after` is what the receiver asked for, if it did."""

    status_code: int | None
    duration_ms: int
    error: str | None
    retry_after: timedelta | None = None

    @property
    def arrived(self) -> bool:
        """Whether the receiver took it."""
        return self.error is None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer means for the delivery and its endpoint. `retry_in` goes with `pending` only."""

    status: Status
    retry_in: timedelta | None = None
    disable: DisabledReason | None = None


class TooManyEndpoints(Refused):
    """There are {most} endpoints already, which is the limit; delete one that is no longer needed."""


class EndpointDisabled(Refused):
    """The endpoint is switched off ({reason}); enable it first."""
