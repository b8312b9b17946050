"""What a case learns from its parcels, read as a table."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs

from makegood.carriers import Direction, Handover, ParcelStatus, StoredParcel
from makegood.cases import CaseState, CaseType, Reception, ReturnParcel, Stage
from makegood.cases.model import Goods, Shipment
from makegood.flows.parcel_moves import next_command
from tests.world import NOON

WAITS, TRAVELS, INSPECTS = Stage.AWAITING_RETURN, Stage.IN_RETURN_TRANSIT, Stage.AWAITING_INSPECTION
S = ParcelStatus


def parcel(status: ParcelStatus, hours: float = 10, direction: Direction = Direction.BACK) -> StoredParcel:
    ended = status in (S.DELIVERED, S.LOST, S.RETURNED_TO_SENDER, S.CANCELLED)
    return StoredParcel(
        id=1, order_id=1, buyer_id=1, merchant_id=1, direction=direction, handover=Handover.DROP_OFF, courier="simulated",
        through="simulated", currency="CNY", created_at=NOON, followed_since=NOON, changed_at=NOON, tracking_no="S1",
        status=status, ended_at=NOON + timedelta(hours=hours) if ended else None,
    )  # fmt: skip


def case(stage: Stage) -> CaseState:
    shipment = Shipment("simulated", "S1", NOON + timedelta(hours=2)) if stage is TRAVELS else None
    return CaseState(
        id=1, bucket=0, order_id=1, buyer_id=1, merchant_id=1, type=CaseType.RETURN_REFUND, currency="CNY", items=(),
        requested_minor=100, reason="quality", opened_at=NOON, updated_at=NOON, goods=Goods.WITH_BUYER, stage=stage,
        shipment=shipment,
    )  # fmt: skip


SITUATIONS: list[tuple[str, Stage, list[StoredParcel], str]] = [
    ("no parcel", WAITS, [], ""),
    ("only booked", WAITS, [parcel(S.BOOKED)], ""),
    ("first scan", WAITS, [parcel(S.PICKED_UP)], "ship"),
    ("one of two moves", WAITS, [parcel(S.BOOKED), parcel(S.IN_TRANSIT)], "ship"),
    ("a cancelled one does not count", WAITS, [parcel(S.CANCELLED)], ""),
    ("on its way out", WAITS, [parcel(S.IN_TRANSIT, direction=Direction.OUT)], ""),
    ("arrived before it was known to be sent", WAITS, [parcel(S.DELIVERED)], "ship"),
    ("under way", TRAVELS, [parcel(S.IN_TRANSIT)], ""),
    ("arrived", TRAVELS, [parcel(S.DELIVERED)], "receive"),
    ("one of two arrived", TRAVELS, [parcel(S.DELIVERED), parcel(S.IN_TRANSIT)], ""),
    ("one of two not handed over", TRAVELS, [parcel(S.DELIVERED), parcel(S.BOOKED)], ""),
    ("both arrived", TRAVELS, [parcel(S.DELIVERED), parcel(S.DELIVERED)], "receive"),
    ("lost", TRAVELS, [parcel(S.LOST)], "report_lost"),
    ("one lost, one under way", TRAVELS, [parcel(S.LOST), parcel(S.IN_TRANSIT)], ""),
    ("one lost, one arrived", TRAVELS, [parcel(S.LOST), parcel(S.DELIVERED)], "report_lost"),
    ("back with its sender", TRAVELS, [parcel(S.RETURNED_TO_SENDER)], ""),
    ("known already", INSPECTS, [parcel(S.DELIVERED)], ""),
]


@pytest.mark.parametrize(
    ("name", "stage", "parcels", "command"), SITUATIONS, ids=[one[0] for one in SITUATIONS]
)
def test_next_command(name: str, stage: Stage, parcels: list[StoredParcel], command: str) -> None:
    found = next_command(case(stage), parcels, NOON + timedelta(hours=20))
    assert (found.name if found else "") == command


def numbered(tracking_no: str, status: ParcelStatus) -> StoredParcel:
    return structs.replace(parcel(status), tracking_no=tracking_no)


def test_a_return_in_two_parcels_is_told_parcel_by_parcel() -> None:
    state, now = case(TRAVELS), NOON + timedelta(hours=20)
    second: Any = next_command(state, [numbered("S1", S.DELIVERED), numbered("S2", S.IN_TRANSIT)], now)
    assert (second.name, second.tracking_no) == ("ship_more", "S2")
    two = structs.replace(state, reception=Reception(parcels=(ReturnParcel("simulated", "S2", NOON),)))
    come: Any = next_command(two, [numbered("S1", S.DELIVERED), numbered("S2", S.IN_TRANSIT)], now)
    assert (come.name, come.tracking_no) == ("receive", "S1")
    here = structs.replace(
        two, reception=two.reception.with_parcel(ReturnParcel("simulated", "S1", NOON, NOON))
    ) if two.reception else two  # fmt: skip
    assert next_command(here, [numbered("S1", S.DELIVERED), numbered("S2", S.IN_TRANSIT)], now) is None
    both: Any = next_command(here, [numbered("S1", S.DELIVERED), numbered("S2", S.DELIVERED)], now)
    assert (both.name, both.tracking_no) == ("receive", None)


def test_an_arrival_is_between_the_sending_and_now() -> None:
    early: Any = next_command(case(TRAVELS), [parcel(S.DELIVERED, 1)], NOON + timedelta(hours=20))
    late: Any = next_command(case(TRAVELS), [parcel(S.DELIVERED, 30)], NOON + timedelta(hours=20))
    assert early.received_at == NOON + timedelta(hours=2)
    assert late.received_at == NOON + timedelta(hours=20)
