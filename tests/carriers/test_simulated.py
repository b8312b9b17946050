"""The shipped simulated carrier: every scenario ends, dice are seeded, what it tells depends on the time alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.carriers import ParcelStatus, Scan, standing
from makegood.carriers.simulated_carrier.course import SimulatedParcel, told_by
from makegood.carriers.simulated_carrier.scenario import Scenario, scenario_of
from tests.world import NOON

TALKING = [one for one in Scenario if one not in (Scenario.NO_ANSWER, Scenario.NOT_TAKEN)]
ENDS = {
    Scenario.LOST: ParcelStatus.LOST,
    Scenario.REFUSED: ParcelStatus.RETURNED_TO_SENDER,
}


def parcel(scenario: Scenario, reference: str = "1", **changes: object) -> SimulatedParcel:
    fields: dict[str, object] = {
        "tracking_no": "SIM1", "reference": reference, "scenario": scenario.value, "weight_grams": 600, "from_place": "杭州",
        "to_place": "上海", "booked_at": NOON, "drop_off_code": "123456",
    }  # fmt: skip
    return SimulatedParcel(**fields | changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("scenario", TALKING)
def test_every_scenario_ends(scenario: Scenario) -> None:
    found = standing(told_by(parcel(scenario), NOON + timedelta(days=20)), NOON)
    assert found.status is ENDS.get(scenario, ParcelStatus.DELIVERED)
    assert found.ended_at


@given(
    st.sampled_from(TALKING),
    st.integers(0, 500),
    st.integers(0, 200),
    st.text("0123456789", min_size=1, max_size=9),
)
def test_what_was_told_stays_told(scenario: Scenario, hours: int, more: int, reference: str) -> None:
    one = parcel(scenario, reference)
    before = told_by(one, NOON + timedelta(hours=hours))
    after = told_by(one, NOON + timedelta(hours=hours + more))
    assert after[: len(before)] == before


@given(st.integers(), st.text("0123456789", min_size=1))
def test_dice_are_seeded(seed: int, key: str) -> None:
    assert scenario_of("", key, seed) is scenario_of("", key, seed)
    assert scenario_of("", key, None) is Scenario.SMOOTH
    assert scenario_of("lost", key, seed) is Scenario.LOST


def test_the_dice_know_every_face() -> None:
    found = {scenario_of("", str(number), 7) for number in range(2000)}
    assert {
        Scenario.SMOOTH,
        Scenario.DELAYED,
        Scenario.LOST,
        Scenario.DAMAGED,
        Scenario.PICKUP_MISSED,
    } <= found


@pytest.mark.parametrize(
    ("after_hours", "end"), [(40, Scan.RETURNED_TO_SENDER), (75, Scan.DELIVERED), (300, Scan.DELIVERED)]
)
def test_a_parcel_is_stopped_unless_it_is_too_late(after_hours: int, end: Scan) -> None:
    stopped = parcel(Scenario.SMOOTH, stopped_at=NOON + timedelta(hours=after_hours))
    assert told_by(stopped, NOON + timedelta(days=30))[-1].scan is end


def test_without_a_courier_nothing_moves() -> None:
    waiting = parcel(Scenario.SMOOTH, drop_off_code="")
    assert [event.scan for event in told_by(waiting, NOON + timedelta(days=30))] == [Scan.BOOKED]
