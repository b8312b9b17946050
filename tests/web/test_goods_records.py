"""A shop tells on a page what happened to goods with rules of their own; both sides read it, and nobody rewrites it."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from makegood.kit.errors import Refused
from makegood.orders import Measured, Noted
from makegood.web.pages.orders.record_form import FORMS, record_of
from tests.cases.families.test_virtual import ordered
from tests.web.pages_world import Browser
from tests.web_app import Site
from tests.world import NOON, buyer_of, merchant_of

ZONE = ZoneInfo("Asia/Shanghai")
SPECIFIED = {"kind": "custom_made", "specification": [{"name": "Fabric", "value": "linen"}]}
SECOND_HAND = {"kind": "second_hand", "seller": "business", "condition": "good", "flaws": ["a scratch"]}

TOLD: list[tuple[dict[str, Any], dict[str, str], list[str]]] = [
    (
        SPECIFIED,
        {"what": "measured", "measured_by": "merchant", "measurements": "Height: 2650\n宽度 １３００mm"},
        ["2,650 mm", "1,300 mm", "the merchant"],
    ),
    (SPECIFIED, {"what": "agreed", "agreed_by": "both"}, ["the buyer · the merchant"]),
    (SPECIFIED, {"what": "finished"}, ["Finished"]),
    (
        SECOND_HAND,
        {"what": "condition_noted", "condition": "worn", "flaws": "a dent\na crack"},
        ["Condition when it left", "a dent；a crack"],
    ),
    (
        SECOND_HAND,
        {"what": "appraised", "appraiser": "Institute", "verdict": "passed", "report_no": "R-7"},
        ["authentic and as described · Institute"],
    ),
    (
        {"kind": "large", "needs_installation": True},
        {"what": "installed", "installed_by": "buyer", "fitter": "Wang"},
        ["Installed by"],
    ),
    ({"kind": "virtual", "delivery": "manual"}, {"what": "delivered", "reference": "D-1"}, ["Delivered"]),
]


@pytest.mark.parametrize(("goods", "typed", "shown"), TOLD, ids=[one[1]["what"] for one in TOLD])
async def test_what_the_shop_tells_both_sides_read(
    shop: Site, goods: dict[str, Any], typed: dict[str, str], shown: list[str]
) -> None:
    order = await ordered(shop, goods)
    path = f"/orders/{order.order_id}/lines/1/records"
    browser = Browser(shop, merchant_of(order))
    assert path in (await browser.open(f"/orders/{order.order_id}")).text
    page = await browser.open(path)
    assert page.status == 200
    # Every form of the page posts to one address: the one that is sent is told by `what`.
    sent = await browser.send(page, path, **{"at": "", "note": "", "key": f"k-{typed['what']}"} | typed)
    assert sent.status == 200, sent.text
    for who in (merchant_of(order), buyer_of(order)):
        seen = await Browser(shop, who).open(f"/orders/{order.order_id}")
        assert [words for words in shown if words not in seen.text] == []
    assert f'value="{typed["what"]}"' not in (await browser.open(path)).text, "it is told once"


async def test_a_mistake_keeps_what_was_typed_and_others_tell_nothing(shop: Site) -> None:
    order = await ordered(shop, SPECIFIED)
    path = f"/orders/{order.order_id}/lines/1/records"
    browser = Browser(shop, merchant_of(order))
    page = await browser.open(path)
    wrong = {
        "what": "measured",
        "measured_by": "buyer",
        "measurements": "about two metres",
        "key": "k-1",
        "note": "",
    }
    again = await browser.send(page, path, **wrong)
    assert again.status == 422
    assert "about two metres" in again.text
    buyers = Browser(shop, buyer_of(order))
    assert path not in (await buyers.open(f"/orders/{order.order_id}")).text
    assert (await buyers.open(path)).status == 403
    plain = await shop.world.order("P-1")
    nothing = await Browser(shop, merchant_of(plain)).open(f"/orders/{plain.order_id}/lines/1/records")
    assert nothing.status == 404


def test_what_is_typed_is_read() -> None:
    measured = record_of(
        "measured",
        {"at": "2026-03-01T10:00", "measured_by": "buyer", "measurements": "Width = 900 mm"},
        ZONE,
        NOON,
    )
    assert isinstance(measured, Measured)
    assert (measured.at.isoformat(), measured.measurements[0].name) == ("2026-03-01T10:00:00+08:00", "Width")
    noted = record_of("condition_noted", {"condition": "good", "flaws": "one\n\n two "}, ZONE, NOON)
    assert isinstance(noted, Noted)
    assert (noted.at, noted.flaws) == (NOON, ["one", "two"])


MISTAKES: list[tuple[str, dict[str, str]]] = [
    ("measured", {"measured_by": "buyer"}),
    ("measured", {"measured_by": "nobody", "measurements": "Width 900"}),
    ("agreed", {"agreed_by": "neither"}),
    ("delivered", {"quantity": "many"}),
    ("used", {}),
    ("delivered", {"quantity": "0"}),
    ("finished", {"at": "yesterday"}),
    ("melted", {}),
]


@pytest.mark.parametrize(("what", "typed"), MISTAKES)
def test_what_cannot_be_read_is_refused(what: str, typed: dict[str, str]) -> None:
    with pytest.raises(Refused):
        record_of(what, typed, ZONE, NOON)


def test_there_is_a_form_for_every_record_that_a_merchant_may_tell() -> None:
    from makegood.orders.goods.model import RECORDS

    assert {*FORMS, "used"} == {
        str(each.__struct_config__.tag) for kinds in RECORDS.values() for each in kinds
    }
