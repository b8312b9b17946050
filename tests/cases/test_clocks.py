"""Clocks of cases: how long they run, when they remind, and how they stand still."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec import structs

from makegood.cases import NothingDue, Tick, event_name, open_case
from makegood.cases import commands as c
from makegood.cases.facts import Asked, OrderFacts, Verdict
from makegood.cases.model import PauseReason, Role, Stage
from makegood.cases.terms import FactValue, Terms
from makegood.kit.calendar import CHINA_OFFICE
from tests.cases.stories import DAY, GIVEN, HOUR, NOON, B, C, D, M, Story, Y, opens

SHANGHAI = ZoneInfo("Asia/Shanghai")

CLOCKS = [
    # given, how long the clock runs, who is reminded how long before its end
    ("asked", 48 * HOUR, (Role.MERCHANT, 12 * HOUR)),
    ("refused", 7 * DAY, (Role.BUYER, 24 * HOUR)),
    ("granted", 7 * DAY, (Role.BUYER, 24 * HOUR)),
    ("on the way back", 10 * DAY, None),
    ("received", 7 * DAY, (Role.MERCHANT, 24 * HOUR)),
    ("called in by the buyer", 48 * HOUR, (Role.MERCHANT, 12 * HOUR)),
    ("both heard", 72 * HOUR, (Role.DESK, 18 * HOUR)),
    ("refunding", 24 * HOUR, None),
    ("held", 72 * HOUR, (Role.DESK, 18 * HOUR)),
]


@pytest.mark.parametrize(("given", "lasts", "reminder"), CLOCKS)
def test_how_long_a_clock_runs(given: str, lasts: timedelta, reminder: tuple[Role, timedelta] | None) -> None:
    case = Story().plays(GIVEN[given]).case
    assert case.due_at == NOON + lasts
    if reminder is None:
        assert case.remind_at is None
    else:
        assert (case.owner, case.due_at - (case.remind_at or NOON)) == reminder


def test_the_owner_is_reminded_once_and_the_clock_runs_on() -> None:
    story = Story().plays(GIVEN["asked"])
    due_at = story.case.due_at
    decision = story.waits()
    assert [event_name(r.event) for r in decision.recorded] == ["case.reminder"]
    assert (story.case.due_at, story.case.wake_at, story.case.stage) == (
        due_at,
        due_at,
        Stage.AWAITING_MERCHANT,
    )
    with pytest.raises(NothingDue):
        story.does(Y, Tick())


def test_a_tick_before_its_time_is_refused() -> None:
    story = Story().plays(GIVEN["asked"])
    assert story.case.wake_at
    story.now = story.case.wake_at - timedelta(microseconds=1)
    with pytest.raises(NothingDue):
        story.does(Y, Tick())


def test_a_late_tick_does_what_silence_means_without_a_reminder() -> None:
    story = Story().plays(GIVEN["asked"])
    story.now = NOON + 30 * DAY
    # The reminder was slept through; one tick reminds, or acts at once when the time is over.
    assert story.does(Y, Tick()).after.stage is Stage.AWAITING_RETURN


def test_inspection_ends_seven_days_after_receipt_however_late_it_was_told() -> None:
    story = Story().plays(GIVEN["on the way back"])
    story.now = NOON + 5 * DAY
    story.does(M, c.Receive(NOON + DAY))
    assert story.case.due_at == NOON + 8 * DAY


def test_a_receipt_told_after_the_seven_days_runs_out_at_once_and_not_before() -> None:
    story = Story().plays(GIVEN["on the way back"])
    story.now = NOON + 9 * DAY
    story.does(C, c.Receive(NOON + DAY))
    assert (story.case.due_at, story.case.remind_at) == (story.now, None)
    assert story.does(Y, Tick()).after.stage is Stage.REFUNDING


def test_the_merchant_answers_within_business_hours() -> None:
    friday = datetime(2026, 3, 6, 17, tzinfo=SHANGHAI)
    story = Story(calendar=CHINA_OFFICE, now=friday).plays([opens()])
    # 48 open hours: 1 on Friday, 9 a day from Monday to Friday, 2 on the Monday after.
    assert story.case.due_at == datetime(2026, 3, 16, 11, tzinfo=SHANGHAI)
    story.does(M, c.Refuse("used"))
    assert story.case.due_at == friday + 7 * DAY, "a buyer's week has no office hours"


PAUSES = [(PauseReason.JOINT, timedelta(days=30))]


@pytest.mark.parametrize(("reason", "longest"), PAUSES)
def test_a_pause_ends_by_itself_and_the_rest_of_the_clock_is_kept(
    reason: PauseReason, longest: timedelta
) -> None:
    story = Story().plays(GIVEN["asked"])
    story.now = NOON + 18 * HOUR
    story.does(D, c.PauseClock(reason, "stated"))
    assert story.case.wake_at == story.now + longest
    assert story.case.due_at == story.now + longest + 30 * HOUR
    decision = story.waits()
    assert [event_name(r.event) for r in decision.recorded] == ["case.clock_resumed"]
    assert (story.case.paused, story.case.due_at) == (None, NOON + 18 * HOUR + longest + 30 * HOUR)
    assert story.stays_silent().after.stage is Stage.AWAITING_RETURN


@pytest.mark.parametrize("reason", [PauseReason.COURT, PauseReason.POLICE])
def test_court_or_police_stop_a_clock_for_seven_working_days(reason: PauseReason) -> None:
    monday = datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)
    story = Story(now=monday).plays([opens(), (D, c.PauseClock(reason, "papers"))])
    assert story.case.wake_at == datetime(2026, 3, 10, 18, tzinfo=SHANGHAI)


def test_a_clock_resumed_early_has_what_was_left() -> None:
    story = Story().plays(GIVEN["asked"])
    story.now = NOON + 20 * HOUR
    story.does(D, c.PauseClock(PauseReason.JOINT, "asked"))
    story.now = NOON + 5 * DAY
    story.does(D, c.ResumeClock())
    assert story.case.due_at == NOON + 5 * DAY + 28 * HOUR


def test_a_new_stage_has_a_new_clock_and_no_pause() -> None:
    story = Story().plays([*GIVEN["paused"], (M, c.Refuse("used"))])
    assert (story.case.paused, story.case.due_at, story.case.owner) == (None, NOON + 7 * DAY, Role.BUYER)


def test_nothing_paused_acts_before_the_pause_is_over() -> None:
    story = Story().plays(GIVEN["paused"])
    story.now = NOON + 29 * DAY
    with pytest.raises(NothingDue):
        story.does(Y, Tick())


class Promised:
    """Packs that come to the same terms for every request."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms

    def judge(self, asked: Asked, order: OrderFacts, now: datetime) -> Verdict:
        return Verdict(self.terms)

    def accept(self, name: str, value: object, by: Role) -> FactValue:
        return bool(value)


def test_promised_durations_take_the_place_of_the_defaults() -> None:
    story = Story()
    promised = Promised(Terms(1, clocks={"merchant_answer": 24 * 3600}))
    facts = structs.replace(story.facts(), promises=promised)
    decision = open_case(opens()[1], 1, 1, B, facts)  # type: ignore[arg-type]
    assert decision.after.due_at == NOON + 24 * HOUR
