"""Verdicts as a table: what an answer means for the delivery and its endpoint."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from makegood.webhooks.model import Answer, DeliveryOrder, Verdict
from makegood.webhooks.schedule import GIVEN_UP_AFTER, JITTER, PAUSES, judge
from tests.webhooks.world import NOON

ARRIVED, FAILED, GONE = Answer(200, 5, None), Answer(500, 5, "answered 500"), Answer(410, 5, "answered 410")
LOST = Answer(None, 5, "no answer in time")
LONG_AGO, LATELY = NOON - GIVEN_UP_AFTER, NOON - GIVEN_UP_AFTER + timedelta(seconds=1)


def order(tries: int = 0, failing_since: object = None) -> DeliveryOrder:
    return DeliveryOrder(
        1, 2, 3, "x.y", "{}", "pending", tries, tries, "https://a.example", None, failing_since, ()
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "answer", "then"),
    [
        (order(), ARRIVED, Verdict("delivered")),
        (order(9, LONG_AGO), ARRIVED, Verdict("delivered")),
        (order(), GONE, Verdict("failed", disable="gone")),
        (order(0, LONG_AGO), GONE, Verdict("failed", disable="gone")),
        (order(0, LONG_AGO), FAILED, Verdict("failed", disable="failing")),
        (order(9, LATELY), FAILED, Verdict("failed")),
        (order(9), LOST, Verdict("failed")),
    ],
)
def test_final_verdicts(given: DeliveryOrder, answer: Answer, then: Verdict) -> None:
    assert judge(given, answer, NOON, random.Random(1)) == then


@pytest.mark.parametrize("tries", range(9))
def test_pauses_follow_the_specification_and_are_spread(tries: int) -> None:
    dice, pause = random.Random(1), PAUSES[tries + 1]
    pauses = [judge(order(tries, LATELY), LOST, NOON, dice).retry_in for _ in range(50)]
    assert all(found is not None and pause <= found <= pause * (1 + JITTER) for found in pauses)
    assert len(set(pauses)) > 40


@pytest.mark.parametrize(
    ("asked", "least"), [(timedelta(hours=2), timedelta(hours=2)), (timedelta(days=900), timedelta(hours=24))]
)
def test_what_the_receiver_asks_for_is_heeded_within_reason(asked: timedelta, least: timedelta) -> None:
    verdict = judge(order(), Answer(429, 5, "answered 429", asked), NOON, random.Random(1))
    assert verdict == Verdict("pending", least)
