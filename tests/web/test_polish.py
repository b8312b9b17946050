"""Small things that readers see: names instead of numbers, one and many, what is folded, pictures of goods."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from makegood.kit.i18n import counted
from makegood.ledger import newest_entries
from makegood.policy import State
from makegood.policy.telling.trace import AnswerTraced
from makegood.web.pages.console.account_words import account_words
from makegood.web.pages.orders.ahead import Ahead, latest
from makegood.web.pages.orders.pictures import picture_of
from makegood.web.pages.policy.trace import Hand, told_of
from makegood.web.pages.time import span_text
from makegood.web.templates import _environment
from tests.web.pages_world import Browser, a_case, case_at
from tests.web_app import Site
from tests.world import OPERATOR, buyer_of, merchant_of

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LATER = (datetime(2100, 1, 1, tzinfo=UTC), 2**62)


def test_one_and_many_and_a_number_as_it_is_written() -> None:
    assert counted("en", "{count} account", "{count} accounts", 1) == "1 account"
    assert counted("en", "{count} account", "{count} accounts", 1200, count="1,200") == "1,200 accounts"
    assert [span_text(timedelta(minutes=each), "en") for each in (1, 60, 1440 * 4)] == [
        "1 minute", "1 hour", "4 days",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("category", "icon"),
    [("food.tea", "food"), ("fashion.shoes", "clothes"), ("", "goods"), ("odd", "goods")],
)
def test_goods_without_a_photo_have_the_picture_of_their_category(category: str, icon: str) -> None:
    assert picture_of(category) == icon


def test_the_whole_way_ends_when_every_hand_has_taken_all_of_its_time() -> None:
    ahead = [Ahead("a", "2 days", timedelta(days=2)), Ahead("b", "1 hour", timedelta(hours=1))]
    assert latest(ahead, NOW) == datetime(2026, 3, 3, 1, tzinfo=UTC)
    assert latest([], NOW) is None


def test_a_chart_reaches_its_scale_and_leaves_weeks_without_a_value_out() -> None:
    points = [("a", None, ""), ("b", 0.0, "0"), ("c", 0.5, "½"), ("d", 1.0, "1")]
    drawn = str(_columns("Share", points, 100, "", 0.5, "1"))
    assert re.findall(r'<rect x="([0-9.]+)%" y="([0-9.]+)"', drawn) == [
        ("28.0", "98.5"), ("53.0", "52.0"), ("78.0", "4.0"),
    ], "zero is drawn as a thin line, not as nothing"  # fmt: skip
    assert 'y1="52.0" y2="52.0"' in drawn
    assert 'aria-label="Share: b 0, c ½, d 1"' in drawn
    level = str(_columns("Share", [("a", 0.5, "½")], 100, "", 2.0))
    assert re.findall(r' y="([0-9.]+)"', level) == ["76.0"], "others may be higher than all columns"
    assert "<rect" not in str(_columns("Share", [("a", None, "")]))


def _columns(*said: Any) -> Any:
    return _environment().get_template("parts/figure.html").module.columns(*said)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("refund", 45_900, "the refund: £459.00"),
        ("remedy.exchange", 1, "as the rules say"),
    ],
)
def test_answers_are_in_the_currency_of_the_order(key: str, value: int, said: str) -> None:
    answer = AnswerTraced(key, State.DECIDED, value, "as the rules say", "", [], [])
    trace: Any = type(
        "T", (), {"answers": [answer], "held": [], "undecided": [], "failed": [], "facts": [], "packs": []}
    )
    catalogue: Any = type("C", (), {"facts": {}})
    assert told_of(trace, catalogue, Hand("en", "GBP")).answers[0].words == said


def test_accounts_are_called_by_names_where_they_are_known() -> None:
    names = {"merchant:7": "Walkwell Shoes"}
    assert account_words("merchant:7:balance:CNY", "en", names) == "balance of merchant Walkwell Shoes"
    assert account_words("merchant:8:balance:CNY", "en", names) == "balance of merchant 8"


async def test_the_journal_can_leave_kinds_out_and_leads_on(shop: Site) -> None:
    await case_at(shop, "settled")
    pool, after, found = shop.world.engine.pool, LATER, []
    while after:
        page = await newest_entries(pool, after, 2, ("refund",), looked_at=3)
        found += page.entries
        after = page.after  # type: ignore[assignment]
    whole = (await newest_entries(pool, LATER, 100)).entries
    assert [entry.id for entry in found] == [entry.id for entry in whole if entry.kind != "refund"]
    assert len(found) < len(whole)


async def test_the_export_names_people_and_cases(shop: Site) -> None:
    await a_case(shop, "T-1")
    answer = await shop.client.get("/console/audit.csv", headers=Browser(shop, OPERATOR)._headers())
    row = next(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert row["order_number"] == "T-1"
    assert row["case_title"]
    assert row["who_name"]


async def test_buyers_are_not_sent_to_the_reference_of_programs(shop: Site) -> None:
    order = await shop.world.order("T-2")
    merchant = await Browser(shop, merchant_of(order)).open("/work")
    buyer = await Browser(shop, buyer_of(order)).open("/")
    assert 'href="/openapi.json"' in merchant.text
    assert 'href="/openapi.json"' not in buyer.text
