"""PURE: when a delivery is tried again, and when an endpoint is given up."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from makegood.webhooks.model import Answer, DeliveryOrder, Verdict

# The example schedule of the Standard Webhooks specification: some three days in all.
PAUSES = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
LONGEST_ASKED_PAUSE = timedelta(hours=24)
GIVEN_UP_AFTER = timedelta(days=5)
JITTER = 0.2
GONE = 410


def judge(order: DeliveryOrder, answer: Answer, now: datetime, dice: random.Random) -> Verdict:
    """What an answer means. 410, or failures alone for `GIVEN_UP_AFTER`, switch the endpoint off."""
    if answer.arrived:
        return Verdict("delivered")
    if answer.status_code == GONE:
        return Verdict("failed", disable="gone")
    if order.failing_since is not None and now - order.failing_since >= GIVEN_UP_AFTER:
        return Verdict("failed", disable="failing")
    tries = order.tries + 1
    if tries >= len(PAUSES):
        return Verdict("failed")
    return Verdict("pending", retry_in=_pause(tries, answer.retry_after, dice))


def _pause(tries: int, asked: timedelta | None, dice: random.Random) -> timedelta:
    """Not shorter than the receiver asked for, within reason; spread, so that not all come back at once."""
    pause = PAUSES[tries] * (1 + dice.uniform(0, JITTER))
    return max(pause, min(asked or timedelta(0), LONGEST_ASKED_PAUSE))
