"""Who bears it when a parcel is lost or broken, read as a table."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from makegood.carriers import Bearer, Direction, Mishap, ParcelStatus, ParcelView, SaidOfCase, risk_of
from makegood.web.pages.parcels.drawn import drawn
from tests.world import NOON

OUT, BACK = Direction.OUT, Direction.BACK
OUT_LOST: dict[str, Any] = {"direction": OUT, "is_lost": True}
BACK_LOST: dict[str, Any] = {"direction": BACK, "is_lost": True}
SITUATIONS: list[tuple[str, dict[str, Any], Bearer, str]] = [
    ("out, lost before signing", {"direction": OUT, "is_lost": True}, Bearer.MERCHANT, "art. 10"),
    ("out, broken before signing", {"direction": OUT, "is_lost": False}, Bearer.MERCHANT, "art. 10"),
    ("out, after signing", {"direction": OUT, "is_lost": False, "signed_at": NOON}, Bearer.BUYER, "art. 10"),
    ("out, the buyer's courier", {"direction": OUT, "is_lost": True, "buyer_chose_courier": True}, Bearer.BUYER, "607"),
    ("out, a wrong address of the buyer's", OUT_LOST | {"address_wrong_by": Bearer.BUYER}, Bearer.BUYER, "34"),
    ("out, a change ignored", OUT_LOST | {"address_wrong_by": Bearer.MERCHANT}, Bearer.MERCHANT, "34"),
    ("back, lost", {"direction": BACK, "is_lost": True}, Bearer.BUYER, "art. 11"),
    ("back, broken", {"direction": BACK, "is_lost": False}, Bearer.MERCHANT, "art. 11"),
    ("back, lost, the merchant at fault", BACK_LOST | {"merchant_at_fault": True}, Bearer.MERCHANT, "art. 11"),
    ("back, to a wrong address", BACK_LOST | {"address_wrong_by": Bearer.MERCHANT}, Bearer.MERCHANT, "41"),
    ("back, after the merchant signed", {"direction": BACK, "is_lost": True, "signed_at": NOON}, Bearer.MERCHANT, "art. 10"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "fields", "bearer", "article"), SITUATIONS, ids=[one[0] for one in SITUATIONS]
)
def test_risk(name: str, fields: dict[str, Any], bearer: Bearer, article: str) -> None:
    risk = risk_of(Mishap(at=NOON + timedelta(hours=1), **fields))
    assert risk.bearer is bearer
    assert any(article in one for one in risk.articles)


def test_what_a_pack_said_goes_first() -> None:
    lost = Mishap(direction=BACK, is_lost=True, at=NOON, marks=("return_at_merchants_risk",))
    assert risk_of(lost).bearer is Bearer.MERCHANT
    refused = Mishap(direction=OUT, is_lost=True, at=NOON, marks=("buyers_risk",))
    assert risk_of(refused).bearer is Bearer.BUYER


CARDS: list[tuple[str, dict[str, Any], SaidOfCase, Bearer]] = [
    ("lost on the way back", {}, SaidOfCase(), Bearer.BUYER),
    ("the fault is the merchant's", {}, SaidOfCase(facts={"merchant_at_fault": True}), Bearer.MERCHANT),
    ("what packs say goes first", {}, SaidOfCase(("return_at_merchants_risk",)), Bearer.MERCHANT),
    ("lost on the way out", {"direction": "out"}, SaidOfCase(), Bearer.MERCHANT),
    ("by the buyer's courier", {"direction": "out"}, SaidOfCase(facts={"buyer_chose_carrier": True}), Bearer.BUYER),
    ("to a wrong address", {"direction": "out"}, SaidOfCase(facts={"address_trouble": "wrong_by_buyer"}), Bearer.BUYER),
]  # fmt: skip


@pytest.mark.parametrize(("name", "fields", "said", "bearer"), CARDS, ids=[card[0] for card in CARDS])
def test_the_card_of_a_parcel_says_who_bears_it(
    name: str, fields: dict[str, Any], said: SaidOfCase, bearer: Bearer
) -> None:
    told: dict[str, Any] = {
        "id": "1", "order_id": "1", "direction": "back", "handover": "own", "courier": "sf", "through": "", "tracking_no": "1",
        "status": ParcelStatus.LOST, "failure": "", "is_damaged": False, "is_contested": False, "is_intercepted": False,
        "is_claimed": False, "recoveries": [], "weight_grams": 1, "measured_grams": None, "drop_off_code": "",
        "has_label": False, "units": [], "events": [],
        "pickups": [], "sender": None, "created_at": NOON, "changed_at": NOON, "ended_at": NOON,
    }  # fmt: skip
    card = drawn(ParcelView(**told | fields), False, said)
    assert card.risk is not None
    assert card.risk.bearer is bearer, name
