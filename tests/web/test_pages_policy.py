"""Promises on the pages: what can be asked for and why, what is missing, and telling it; with and without being a right."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from makegood.cases import CaseType, Request
from makegood.cases import commands as c
from makegood.policy import Catalogue, FactKind, FactType, Text
from makegood.web.pages.case.answers import as_typed, facts_typed, told_words
from makegood.web.pages.case.questions import Asking, question
from makegood.web.pages.orders.outcomes import standing_of
from makegood.web.pages.time import span_text
from makegood.web.pages.typed import AmountNotUnderstood, FieldNotUsable
from tests.web.buyer_world import case_path, remedies, step_address
from tests.web.pages_world import Browser, Page
from tests.web_app import Site
from tests.world import DESK, buyer_of, merchant_of

EN = Asking("en", "CNY")


async def bought(shop: Site, number: str, days_ago: float = 3, **changes: Any) -> Any:
    """Tea that was delivered a day after it was bought."""
    at = shop.world.clock.now() - timedelta(days=days_ago)
    parcel = {
        "carrier": "SF", "tracking_no": f"SF{number}", "shipped_at": at.isoformat(),
        "delivered_at": (at + timedelta(days=1)).isoformat(),
    }  # fmt: skip
    return await shop.world.order(number, placed_at=at.isoformat(), parcels=[parcel], **changes)


async def looked(browser: Browser, order: Any, reason: str, **typed: str) -> Page:
    """The last step of a request."""
    return await remedies(browser, order, reason, **typed)


async def opened(shop: Site, order: Any, reason: str = "no_reason", **facts: Any) -> str:
    """A case that the application itself has opened, so that policy has spoken; the address of its page."""
    command = c.OpenCase(CaseType.RETURN_REFUND, (c.ItemAsked(1),), reason, facts=facts)
    perform = shop.app.state.engine.command
    done = await perform(Request(buyer_of(order), command, order_id=order.order_id))
    return f"/cases/{done.case.state.id}"


def remedy(page: Page, type_: str) -> str:
    """The part of the page about one remedy."""
    found = re.search(
        rf'<div class="remedy [^>]*>\s*<label class="pick">\s*<input[^>]*value="{type_}".*?\n  </div>\n</div>',
        page.text,
        re.S,
    )
    assert found, type_
    return found[0]


async def test_reasons_are_the_words_of_the_catalogue(shop: Site) -> None:
    order = await bought(shop, "P-1")
    for language, word in (("en", "I changed my mind"), ("zh-CN", "不想要了")):
        address = step_address(order, "matter", quantity_1="1")
        page = await Browser(shop, buyer_of(order), language).open(address)
        assert word in page.text
        assert 'value="no_reason"' in page.text
        assert 'name="type"' not in page.text


async def test_what_can_be_asked_for_is_told_with_its_reason_and_questions(shop: Site) -> None:
    order = await bought(shop, "P-2")
    buyer = Browser(shop, buyer_of(order))
    page = await looked(buyer, order, "no_reason")
    assert page.status == 200
    told = remedy(page, "return_refund")
    assert "Open, perhaps a right" in told
    assert "They have 48 hours to answer." in told
    asked = await buyer.open(step_address(order, "tell", quantity_1="3", reason="no_reason"))
    assert 'name="fact_intact" value="yes"' in asked.text
    assert "Open, perhaps a right" in asked.text
    told_yes = {"quantity_1": "3", "reason": "no_reason", "fact_intact": "yes"}
    asked = await buyer.open(step_address(order, "tell", **told_yes))
    assert 'name="fact_intact" value="yes" checked' in asked.text
    chinese = await looked(Browser(shop, buyer.who, "zh-CN"), order, "no_reason")
    assert "商家须在 48 小时内处理。" in remedy(chinese, "return_refund")
    assert "依据的规则" in chinese.text


async def test_faulty_goods_are_sent_back_at_the_merchants_cost(shop: Site) -> None:
    order = await bought(shop, "P-3")
    told = remedy(await looked(Browser(shop, buyer_of(order)), order, "quality"), "return_refund")
    assert "Can be asked for until" in told
    assert "The merchant pays" in told
    assert 'class="source"' in told


async def test_what_is_not_open_says_why_and_cannot_be_chosen(shop: Site) -> None:
    order = await shop.world.order("P-4", status="paid", parcels=[])
    page = await looked(Browser(shop, buyer_of(order)), order, "quality")
    told = remedy(page, "return_refund")
    assert "Not open" in told
    assert re.search(r'value="return_refund"[^>]*disabled', told)
    assert re.search(r'value="cancel"[^>]*checked', page.text)
    action = f"/orders/{order.order_id}/cases"
    refused = await Browser(shop, buyer_of(order)).send(page, action, type="return_refund")
    assert refused.status in (409, 422)
    assert 'class="notice bad"' in refused.text
    assert 'id="prospects"' in refused.text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"quantity_1": "0"}, "Choose at least one item."),
        ({"quantity_1": "9"}, "can still be claimed"),
        ({"reason": ""}, "Tell first what the matter is."),
        ({"reason": "because"}, "“reason” cannot be because"),
        ({"reason": "quality", "fact_intact": "maybe"}, "cannot be used as it is"),
    ],
)
async def test_what_is_wrong_with_the_first_step_is_told_on_it(
    shop: Site, typed: dict[str, str], told: str
) -> None:
    order = await bought(shop, "P-5")
    page = await looked(Browser(shop, buyer_of(order)), order, typed.pop("reason", "quality"), **typed)
    assert (page.status in (409, 422), told in page.text) == (True, True), page.text
    assert 'id="prospects"' not in page.text


async def test_others_do_not_see_what_can_be_asked_for(shop: Site) -> None:
    order = await bought(shop, "P-6")
    assert (await remedies(Browser(shop, merchant_of(order)), order, "quality")).status == 403
    assert (await remedies(Browser(shop), order, "quality")).status == 401


async def test_a_case_is_opened_with_what_was_answered_and_tells_it(shop: Site) -> None:
    order = await bought(shop, "P-7")
    buyer = Browser(shop, buyer_of(order))
    page = await looked(buyer, order, "no_reason", fact_intact="yes")
    answer = await buyer.send(page, f"/orders/{order.order_id}/cases", type="return_refund")
    assert "Your case is open." in answer.text
    case = await buyer.open(case_path(answer))
    assert "What the rules say" in case.text
    assert "The goods are intact" in case.text
    assert f'href="{case.answer.url.path}/decisions"' in case.text
    assert "You asked for CN¥100.02 back: I changed my mind" in case.text
    for who in (merchant_of(order), DESK):
        for language in ("en", "zh-CN"):
            seen = await Browser(shop, who, language).open(case.answer.url.path)
            assert seen.status == 200
            assert 'class="card promise"' in seen.text


async def test_a_party_tells_what_is_missing_and_changes_it(shop: Site) -> None:
    order = await bought(shop, "P-8")
    path = await opened(shop, order)
    buyer = Browser(shop, buyer_of(order))
    page = await buyer.open(path)
    assert 'name="fact_intact"' in page.text
    none = await buyer.send(page, f"{path}/facts")
    assert (none.status, "Answer at least one question" in none.text) == (422, True)
    told = await buyer.send(page, f"{path}/facts", fact_intact="yes")
    assert "What you told is on the record." in told.text
    assert "You answered: the goods are intact – Yes" in told.text
    assert "Change what you told" in told.text
    again = await buyer.send(told, f"{path}/facts")
    assert (again.status, "or change an answer" in again.text) == (422, True)
    changed = await buyer.send(told, f"{path}/facts", fact_intact="no")
    assert "You answered: the goods are intact – No" in changed.text
    merchant = await Browser(shop, merchant_of(order), "zh-CN").open(path)
    assert "买家补充了信息：商品完好 – 否" in merchant.text


async def test_a_right_cannot_be_refused_and_the_page_says_so(shop: Site) -> None:
    order = await bought(shop, "P-9")
    path = await opened(shop, order, intact=True)
    answer = await shop.client.get(f"/api{path}", headers=shop.as_(merchant_of(order)))
    may_refuse = answer.json()["terms"]["merchant_may_refuse"]
    page = await Browser(shop, merchant_of(order)).open(path)
    assert (f"{path}/refusal" in page.forms) == may_refuse
    assert ("The merchant may not refuse it." in page.text) == (not may_refuse)


async def test_what_another_party_has_to_tell_is_refused(shop: Site) -> None:
    order = await bought(shop, "P-10")
    path = await opened(shop, order)
    answer = await Browser(shop, buyer_of(order)).post(f"{path}/facts", {"fact_free_shipping": "yes"})
    assert answer.status_code == 403
    assert "is not for you to tell" in answer.text


def kind(type_: FactType, **more: Any) -> FactKind:
    """A fact of a type."""
    return FactKind("it", type_, Text("it", "它"), None, ("buyer",), 1, most=10**14, **more)


MAYBE = {"soft": Text("soft", "软"), "hard": Text("hard", "硬")}


@pytest.mark.parametrize(
    ("of", "typed", "value", "words"),
    [
        (kind(FactType.FLAG), {"fact_it": "no"}, False, "No"),
        (kind(FactType.WORD, values=MAYBE), {"fact_it": "soft"}, "soft", "soft"),
        (kind(FactType.WORDS, values=MAYBE), {"fact_it--soft": "yes", "fact_it--hard": "yes"}, ["soft", "hard"], "soft · hard"),
        (kind(FactType.MOMENT, absent="future"), {"fact_it--never": "yes"}, "never", "Not yet"),
        (kind(FactType.MOMENT, absent="past"), {"fact_it--never": "yes"}, "never", "Never"),
        (
            kind(FactType.MOMENT), {"fact_it": "2026-03-01T10:00"}, "2026-03-01T10:00:00+00:00",
            "Sun 1 Mar 2026, 10:00 UTC",
        ),
        (kind(FactType.MONEY), {"fact_it": "12.5"}, 1250, "CN¥12.50"),
        (kind(FactType.SHARE), {"fact_it": "12.5"}, 1250, "12.5%"),
        (kind(FactType.DURATION), {"fact_it": "1.5"}, 129_600, "1.5 days"),
        (kind(FactType.COUNT), {"fact_it": "３"}, 3, "3"),
    ],
)  # fmt: skip
def test_answers_are_read_and_told_and_fill_the_field_again(
    of: FactKind, typed: dict[str, str], value: Any, words: str
) -> None:
    catalogue = Catalogue({"it": of})
    assert facts_typed(typed, catalogue, EN) == {"it": value}
    assert told_words(of, value, EN) == words
    again = as_typed(of, value, EN)
    assert facts_typed(again, catalogue, EN) == {"it": value}
    drawn = question(of, again, EN)
    assert drawn.value or drawn.is_absent or any(chosen for _, _, chosen in drawn.options)
    assert facts_typed({name: "" for name in typed if "--" not in name}, catalogue, EN) == {}


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        (FactType.FLAG, "perhaps"), (FactType.MOMENT, "soon"), (FactType.SHARE, "a half"), (FactType.COUNT, "2.5"),
        (FactType.COUNT, "1e999999"), (FactType.DURATION, "NaN"), (FactType.MONEY, "x"), (FactType.COUNT, "9" * 30),
    ],
)  # fmt: skip
def test_answers_that_make_no_sense_are_refused(type_: FactType, text: str) -> None:
    with pytest.raises((FieldNotUsable, AmountNotUnderstood)):
        facts_typed({"fact_it": text}, Catalogue({"it": kind(type_)}), EN)


@pytest.mark.parametrize(
    ("remedies", "may_refuse", "standing"),
    [
        (["open"], ["no"], "right"), (["open"], ["undecided"], "perhaps"), (["open"], ["yes"], "open"),
        (["open", "open"], ["no", "undecided"], "perhaps"), (["open", "open"], ["no", "yes"], "open"),
        (["open", "undecided"], ["no", "no"], "undecided"), (["open", "none"], ["no", "no"], "refused"),
        (["refused"], ["no"], "refused"), ([], [], "refused"),
    ],
)  # fmt: skip
def test_how_a_remedy_stands(remedies: list[str], may_refuse: list[str], standing: str) -> None:
    assert standing_of(remedies, may_refuse) == standing


@pytest.mark.parametrize(
    ("minutes", "english", "chinese"),
    [
        (15, "15 minutes", "15 分钟"), (2880, "48 hours", "48 小时"), (10_080, "7 days", "7 天"),
        (4321, "4321 minutes", "4321 分钟"),
    ],
)  # fmt: skip
def test_lengths_of_time_read_as_rules_set_them(minutes: int, english: str, chinese: str) -> None:
    assert span_text(timedelta(minutes=minutes), "en") == english
    assert span_text(timedelta(minutes=minutes), "zh-CN") == chinese
