"""How a parcel stands follows from what was told of it: whatever order it comes in, however often."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.carriers import ParcelStatus, Scan, TrackingEvent, in_order, standing
from tests.world import NOON


def told(scan: Scan, hours: float, place: str = "", weight_grams: int | None = None) -> TrackingEvent:
    return TrackingEvent(
        courier="simulated", tracking_no="S1", scan=scan, at=NOON + timedelta(hours=hours), place=place,
        weight_grams=weight_grams,
    )  # fmt: skip


SITUATIONS = [
    ("nothing was told", [], ParcelStatus.BOOKED, None),
    ("on its way", [(Scan.BOOKED, 0), (Scan.PICKED_UP, 5)], ParcelStatus.PICKED_UP, None),
    ("delivered", [(Scan.PICKED_UP, 5), (Scan.DELIVERED, 40)], ParcelStatus.DELIVERED, 40),
    ("a late scan changes nothing", [(Scan.DELIVERED, 40), (Scan.IN_TRANSIT, 41)], ParcelStatus.DELIVERED, 40),
    ("lost", [(Scan.PICKED_UP, 5), (Scan.LOST, 90)], ParcelStatus.LOST, 90),
    ("lost and found", [(Scan.LOST, 90), (Scan.IN_TRANSIT, 100)], ParcelStatus.IN_TRANSIT, None),
    ("broken, still under way", [(Scan.PICKED_UP, 5), (Scan.DAMAGED, 9)], ParcelStatus.PICKED_UP, None),
    ("the same moment: the further one counts", [(Scan.PICKED_UP, 5), (Scan.BOOKED, 5)], ParcelStatus.PICKED_UP, None),
    ("refused at the door", [(Scan.REFUSED, 48), (Scan.RETURNED_TO_SENDER, 90)], ParcelStatus.RETURNED_TO_SENDER, 90),
]  # fmt: skip


@pytest.mark.parametrize(("name", "scans", "status", "ended"), SITUATIONS, ids=lambda value: str(value)[:40])
def test_standing(
    name: str, scans: list[tuple[Scan, float]], status: ParcelStatus, ended: float | None
) -> None:
    found = standing([told(scan, hours) for scan, hours in scans], NOON)
    assert found.status is status
    assert found.ended_at == (None if ended is None else NOON + timedelta(hours=ended))


EVENTS = st.lists(
    st.builds(
        told,
        st.sampled_from(Scan),
        st.integers(-5, 200),
        st.sampled_from(["", "杭州", "上海"]),
        st.none() | st.integers(1, 9000),
    ),
    max_size=12,
    unique_by=lambda event: (event.at, event.scan, event.place),
)


@given(EVENTS, st.randoms(use_true_random=False))
def test_the_order_in_which_it_is_told_does_not_matter(
    events: list[TrackingEvent], dice: random.Random
) -> None:
    again = [*events, *dice.sample(events, len(events) // 2)]
    dice.shuffle(again)
    assert standing(again, NOON) == standing(events, NOON)


@given(EVENTS)
def test_what_is_older_is_another_parcels(events: list[TrackingEvent]) -> None:
    mine = [event for event in events if event.at >= NOON]
    assert standing(events, NOON) == standing(mine, NOON)
    assert in_order(events, NOON) == in_order(mine, NOON)


@given(EVENTS, EVENTS)
def test_what_has_arrived_has_arrived(before: list[TrackingEvent], after: list[TrackingEvent]) -> None:
    early = [event for event in before if event.at < NOON + timedelta(hours=100)]
    late = [event for event in after if event.at >= NOON + timedelta(hours=100)]
    first = standing([*early, told(Scan.DELIVERED, 99.5)], NOON)
    if first.status is ParcelStatus.DELIVERED:
        then = standing([*early, told(Scan.DELIVERED, 99.5), *late], NOON)
        assert (then.status, then.ended_at) == (first.status, first.ended_at)
