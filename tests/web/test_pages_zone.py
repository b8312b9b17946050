"""Times are written in the zone that a browser names; what it names is held against the list of zones and goes nowhere else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from makegood.kit.moments import moment_text, zone_name, zone_named, zone_of
from makegood.policy import Catalogue, FactKind, FactType, Text
from makegood.web.pages.case.answers import as_typed, facts_typed
from makegood.web.pages.case.questions import Asking, question
from makegood.web.pages.orders.steps import kept
from tests.web.pages_world import Browser, case_at
from tests.web_app import Site
from tests.world import OPERATOR, buyer_of, merchant_of

AT = datetime(2026, 3, 4, 20, 0, tzinfo=UTC)
HOSTILE = (
    "../../../../etc/passwd", "/etc/localtime", 'UTC"><script>alert(1)</script>', "posix/Europe/Berlin", "Europe/",
    "europe/berlin", "A" * 5000, "%00", "Europe/Berlin ", "", ".", "tzdata.zi", "Europe",
)  # fmt: skip


@dataclass
class Zoned(Browser):
    """A browser that names its zone."""

    zone: str = ""

    def _headers(self) -> dict[str, str]:
        headers = super()._headers()
        return headers | {"Cookie": f"{headers['Cookie']}; makegood_zone={self.zone}"}


def test_moments_in_a_readers_own_zone() -> None:
    berlin = zone_named("Europe/Berlin")
    assert moment_text(AT, "en") == "Wed 4 Mar 2026, 20:00 UTC"
    assert moment_text(AT, "en", own=berlin) == "Wed 4 Mar 2026, 21:00"
    assert moment_text(AT, "zh-CN", own=berlin) == "2026年3月4日 周三 21:00"
    assert moment_text(AT, "zh-CN", year=False, own=berlin) == "3月4日 周三 21:00"
    assert (zone_name("en", berlin), zone_name("zh-CN", berlin)) == ("Central European Time", "中欧时间")
    assert (zone_name("en"), zone_name("zh-CN", ZoneInfo("Asia/Shanghai"))) == ("UTC", "北京时间")
    assert zone_name("zh-CN", zone_named("Etc/UTC")) == "Etc/UTC"


@pytest.mark.parametrize("value", HOSTILE)
def test_what_is_no_zone_is_none(value: str) -> None:
    assert zone_named(value) is None
    assert zone_of("en", zone_named(value)).key == "UTC"


async def test_a_page_is_written_in_the_zone_of_the_browser(shop: Site) -> None:
    told = await case_at(shop, "awaiting_merchant")
    due = told.done.case.state.due_at
    assert due is not None
    for zone in ("America/New_York", "Asia/Kolkata"):
        page = await Zoned(shop, buyer_of(told.order), zone=zone).open(told.path)
        assert f'data-zone="{zone}"' in page.text
        (words,) = set(re.findall(rf'<time datetime="{re.escape(due.isoformat())}">(.*?)</time>', page.text))
        assert words == moment_text(due, "en", year="20" in words, own=ZoneInfo(zone))
    plain = await Browser(shop, buyer_of(told.order)).open(told.path)
    assert 'data-zone="UTC"' in plain.text
    assert moment_text(due, "en", year=False).partition(", ")[2] in plain.text


@pytest.mark.parametrize("value", [one for one in HOSTILE if one == one.strip()])
async def test_a_hostile_zone_is_as_none(shop: Site, value: str) -> None:
    page = await Zoned(shop, OPERATOR, zone=value).open("/console/audit")
    assert page.status == 200
    assert 'data-zone="UTC"' in page.text
    assert "alert(1)" not in page.text


@pytest.mark.parametrize(
    ("drawn", "sent"), [("", "Europe/Berlin"), ("Europe/Berlin", ""), ("Europe/Berlin", "Asia/Kolkata")]
)
async def test_a_time_is_read_in_the_zone_that_its_form_was_drawn_with(
    shop: Site, drawn: str, sent: str
) -> None:
    """On a first visit the form says UTC, and only afterwards the browser names its zone: the form holds."""
    told = await case_at(shop, "in_return_transit")
    shop.app.state.clock.offset += timedelta(minutes=10)
    merchant, zone = merchant_of(told.order), ZoneInfo(drawn or "UTC")
    page = await Zoned(shop, merchant, zone=drawn).open(told.path)
    assert f"The time is {zone_name('en', zone)}." in page.text
    arrived = shop.app.state.clock.now().replace(second=0, microsecond=0)
    typed = {"received_at": arrived.astimezone(zone).strftime("%Y-%m-%dT%H:%M")}
    await Zoned(shop, merchant, zone=sent).send(page, f"{told.path}/reception", **typed)
    answer = await shop.client.get(f"/api{told.path}", headers=shop.as_(merchant))
    assert answer.json()["stage"] == "awaiting_inspection", answer.text
    assert datetime.fromisoformat(answer.json()["received_at"]) == arrived


def test_a_fact_keeps_the_zone_it_was_filled_in_with() -> None:
    kind = FactKind("it", FactType.MOMENT, Text("it", "它"), None, ("buyer",), 1)
    catalogue = Catalogue({"it": kind})
    berlin = Asking("en", "CNY", ZoneInfo("Europe/Berlin"))
    typed = as_typed(kind, AT.isoformat(), berlin)
    assert typed == {"fact_it": "2026-03-04T21:00", "fact_it--zone": "Europe/Berlin"}
    assert kept(typed) == typed
    assert kept({"fact_it--zone": "UTC", "fact_it": ""}) == {}
    for asking in (berlin, Asking("en", "CNY"), Asking("zh-CN", "CNY", ZoneInfo("Asia/Tokyo"))):
        told = facts_typed(typed, catalogue, asking)["it"]
        assert datetime.fromisoformat(told) == AT
        again = question(kind, typed, asking)
        assert (again.value, again.zone) == ("2026-03-04T21:00", "Europe/Berlin")
    hostile = {**typed, "fact_it--zone": "../../etc/passwd"}
    assert datetime.fromisoformat(facts_typed(hostile, catalogue, Asking("en", "CNY"))["it"]).hour == 21
