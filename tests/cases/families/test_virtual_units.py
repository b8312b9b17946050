"""Virtual goods unit by unit: of three codes one may be used, and the others given back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from makegood.kit.errors import Refused
from makegood.orders import (
    Delivered,
    KeptRecord,
    Revoked,
    UnitsStanding,
    Used,
    Virtual,
    goods_facts,
    units_of,
)
from makegood.orders.goods.changes import is_known, require_possible
from tests.cases.families.test_virtual import CODE, asks, code_of, does, record, told
from tests.web_app import site
from tests.world import MARKETPLACE, buyer_of, merchant_of

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
ALL = Delivered(at=AT)


def delivered(units: int, name: str = "") -> Delivered:
    return Delivered(at=AT, quantity=units, reference=name)


def used(units: int, name: str = "") -> Used:
    return Used(at=AT, quantity=units, reference=name)


STANDS: list[tuple[str, list[Any], UnitsStanding]] = [
    ("nothing was told", [], UnitsStanding(0, 0, 0)),
    ("delivered as a whole", [ALL], UnitsStanding(3, 0, 0)),
    ("two of three delivered", [delivered(1), delivered(1, "b")], UnitsStanding(2, 0, 0)),
    ("one used", [ALL, used(1)], UnitsStanding(3, 1, 0)),
    ("one used, the rest revoked", [ALL, used(1), Revoked(at=AT)], UnitsStanding(3, 1, 2)),
    ("used as a whole", [ALL, Used(at=AT)], UnitsStanding(3, 3, 0)),
    ("one revoked, the rest used", [ALL, Revoked(at=AT, quantity=1), Used(at=AT)], UnitsStanding(3, 2, 1)),
]


@pytest.mark.parametrize(("what", "records", "stands"), STANDS, ids=[one[0] for one in STANDS])
def test_how_three_units_stand(what: str, records: list[Any], stands: UnitsStanding) -> None:
    assert units_of(records, 3) == stands
    assert stands.usable == stands.delivered - stands.used - stands.revoked


def kept(*records: Any) -> list[KeptRecord]:
    return [KeptRecord(record=each, by="marketplace", at=each.at) for each in records]


ASKED: list[tuple[int, bool]] = [(1, False), (2, False), (3, True)]


@pytest.mark.parametrize(("units", "is_used"), ASKED)
def test_who_asks_for_some_gives_back_those_that_nobody_used(units: int, is_used: bool) -> None:
    facts = {each.name: each.value for each in goods_facts(Virtual(), kept(ALL, used(1)), 3, units)}
    assert facts["goods_used"] is is_used
    assert facts["code_state"] == ("used" if is_used else "handed_out")


REFUSED: list[tuple[str, list[Any], Any, int, str]] = [
    ("four of three", [], delivered(4), 0, "more_units_than_there"),
    ("one more than is left", [ALL, used(2)], used(2), 0, "more_units_than_there"),
    ("nothing was delivered", [], used(1), 0, "not_delivered_yet"),
    ("asked back", [ALL], used(1), 3, "asked_back"),
    ("two asked back, two to use", [ALL], used(2), 2, "asked_back"),
    ("all revoked", [ALL, Revoked(at=AT)], used(1), 0, "revoked_already"),
    ("all used", [ALL, Used(at=AT)], Revoked(at=AT, quantity=1), 0, "used_already"),
]


@pytest.mark.parametrize(
    ("what", "before", "then", "asked", "code"), REFUSED, ids=[one[0] for one in REFUSED]
)
def test_what_cannot_have_happened(what: str, before: list[Any], then: Any, asked: int, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        require_possible(then, Virtual(), kept(*before), AT - timedelta(1), AT, 3, asked)
    assert type(refusal.value).code() == code


def test_what_is_left_may_be_used_while_some_is_asked_back() -> None:
    require_possible(used(1), Virtual(), kept(ALL), AT - timedelta(1), AT, 3, 2)


def test_the_same_told_again_is_the_same() -> None:
    assert is_known(used(1, "a"), kept(ALL, used(1, "a")))
    assert not is_known(used(1, "b"), kept(ALL, used(1, "a")))
    with pytest.raises(Refused, match="on record already"):
        is_known(used(2, "a"), kept(ALL, used(1, "a")))
    with pytest.raises(Refused, match="on record already"):
        is_known(used(1, "a"), kept(ALL, Used(at=AT)))


async def test_two_of_three_codes_go_back_and_one_stays_used(fresh_dsn: str, tmp_path: Path) -> None:
    async with site(fresh_dsn, tmp_path) as web:
        order = told(web, CODE, 15_000)
        order["lines"][0]["quantity"] = 3
        recorded = await web.world.order(**{"number": order.pop("external_id"), **order})
        buyer, merchant = buyer_of(recorded), merchant_of(recorded)
        await record(web, MARKETPLACE, "delivered")
        assert (await record(web, MARKETPLACE, "used", quantity=1, reference="U-1")).status_code == 200
        wanted = {"order": "G-1", "type": "refund_only", "items": [{"line_no": 1, "quantity": 3}]}
        all_of_them = await web.client.post(
            "/api/cases", json=wanted | {"reason": "no_reason"}, headers=web.as_(buyer)
        )
        assert code_of(all_of_them)[1] == "remedy_not_open", "one of them was used"
        case = await asks(web, recorded, items=[{"line_no": 1, "quantity": 2}])
        assert code_of(await record(web, MARKETPLACE, "used", quantity=1, reference="U-2")) == (
            409,
            "asked_back",
        )
        done = await does(web, case, merchant, "revocation")
        assert (done.json()["stage"], done.json()["refunded_minor"]) == ("settled", 10_000)
        line = (await web.client.get("/api/orders/G-1/lines/1/records", headers=web.as_(merchant))).json()
        told_of = {each["record"]["what"]: each["record"].get("quantity") for each in line["records"]}
        assert told_of == {"delivered": None, "used": 1, "revoked": 2}
        assert code_of(await record(web, MARKETPLACE, "used", quantity=1, reference="U-3")) == (
            409,
            "revoked_already",
        )
