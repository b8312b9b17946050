"""The same request before and after the law and the rules changed: what was promised counts, and later law overrides."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from makegood.policy import decide
from makegood.policy.publishing import store, versions
from makegood.policy.publishing.shelf import Shelf
from tests.policy.history_world import FIRST, LAST, NOON, by, judged, shipped_book
from tests.policy.versions_world import DAY, World, edition, pack_of, returns
from tests.policy.versions_world import NOON as LAMPS_NOON

REFUSE, REFUND_ONLY = "merchant_may_refuse", {"remedy": "refund_only", "buyer_proof": True}
GOOD_SHOP, OTHER_SHOP = {"store_score_hundredths": 480}, {"store_score_hundredths": 479}

KEEPING_THE_GOODS = [
    # bought at, judged at, the shop, whether the merchant may refuse a refund without return of faulty goods, by which rule
    ("2023-12-25" + LAST, "2023-12-27" + NOON, OTHER_SHOP, "yes", "ground/merchant_decides"),
    ("2023-12-26" + FIRST, "2023-12-27" + NOON, OTHER_SHOP, "no", "marketplace-refund-only/supported_by_platform"),
    ("2024-08-08" + LAST, "2024-08-10" + NOON, GOOD_SHOP, "no", "marketplace-refund-only/supported_by_platform"),
    ("2024-08-09" + FIRST, "2024-08-10" + NOON, GOOD_SHOP, "yes", "marketplace-refund-only/good_shops_decide"),
    ("2024-08-09" + FIRST, "2024-08-10" + NOON, OTHER_SHOP, "no", "marketplace-refund-only/other_shops_supported"),
    ("2025-04-21" + LAST, "2025-04-23" + NOON, OTHER_SHOP, "no", "marketplace-refund-only/other_shops_supported"),
    ("2025-04-22" + FIRST, "2025-04-23" + NOON, OTHER_SHOP, "yes", "marketplace-refund-only/merchant_decides"),
    # what was promised at the purchase counts, long after the promise was given up …
    ("2025-04-21" + LAST, "2026-01-31" + LAST, OTHER_SHOP, "no", "marketplace-refund-only/other_shops_supported"),
    ("2024-01-05" + NOON, "2026-01-31" + LAST, GOOD_SHOP, "no", "marketplace-refund-only/supported_by_platform"),
    # … until a law of its own day forbids to force it on anybody, whenever the goods were bought
    ("2025-04-21" + LAST, "2026-02-01" + FIRST, OTHER_SHOP, "yes", "cn-platform-duties/no_forced_refund_only"),
    ("2024-01-05" + NOON, "2026-02-01" + FIRST, GOOD_SHOP, "yes", "cn-platform-duties/no_forced_refund_only"),
    ("2026-03-01" + NOON, "2026-03-02" + NOON, OTHER_SHOP, "yes", "cn-platform-duties/no_forced_refund_only"),
]  # fmt: skip


@pytest.mark.parametrize(("bought", "now", "shop", "answer", "rule"), KEEPING_THE_GOODS)
def test_refunds_without_return_over_the_years(
    bought: str, now: str, shop: dict[str, Any], answer: str, rule: str
) -> None:
    decision = judged(bought, now, **REFUND_ONLY, **shop)
    assert (decision.word(REFUSE), by(decision, REFUSE)) == (answer, rule)


OVER_THE_YEARS = [
    # what is asked, the last moment before, the first moment after, judged by the purchase?, the key, before, after
    ("a mis-described offer", "2025-08-15", True, {"platform_finding": "misleading"}, "ruling",
     "refund_only", "return_refund"),
    ("a person on request", "2026-02-01", False, {"human_requested": True}, "human_review", "none", "yes"),
    ("a chatbot's promise", "2026-09-01", False, {"answered_by_machine": True}, "human_review", "none", "yes"),
    ("a presenter made by a machine", "2026-02-01", False, {"channel": "live", "presenter_is_machine": True},
     "mark.label_machine_presenter", "none", "yes"),
    ("a return without a reason", "2014-03-15", True,
     {"reason": "no_reason", "intact": True, "remedy": "return_refund"}, REFUSE, "yes", "no"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "day", "at_purchase", "more", "key", "before", "after"), OVER_THE_YEARS)
def test_what_changed_on_a_day(
    what: str, day: str, at_purchase: bool, more: dict[str, Any], key: str, before: str, after: str
) -> None:
    first = datetime.fromisoformat(day + FIRST)
    last = first - timedelta(seconds=1)
    for moment, answer in ((last, before), (first, after)):
        later = first + timedelta(days=2)
        bought, now = (moment, later) if at_purchase else (first - timedelta(days=6), moment)
        decision = judged(bought.isoformat(), now.isoformat(), **more)
        assert decision.word(key) == answer, (what, moment)


def test_the_withdrawal_button_of_the_union() -> None:
    for now, answer in (("2026-06-18T23:59:59Z", "none"), ("2026-06-19T00:00:00Z", "yes")):
        more = {
            "withdrawal_exception": "none",
            "informed_of_withdrawal_at": "2026-06-10T12:00:00Z",
            "reason": "no_reason",
        }
        decision = judged("2026-06-10T12:00:00Z", now, "EU", **more)
        assert decision.word("mark.withdrawal_button") == answer, now
        assert decision.word("remedy.return_refund") == "open"


@pytest.mark.parametrize("market", ["CN", "EU", "UK"])
def test_a_decision_for_any_date(market: str) -> None:
    """No day in a century is without an answer for the remedies that everybody asks for."""
    for year in range(2000, 2099, 3):
        bought = datetime(year, 2, 28, 12, tzinfo=UTC)
        for after in (timedelta(0), timedelta(days=3), timedelta(days=400)):
            decision = judged(
                bought.isoformat(), (bought + after).isoformat(), market, remedy="return_refund", intact=True
            )
            for key in ("remedy.return_refund", "remedy.refund_only", REFUSE, "freight.return"):
                assert decision.word(key) in (
                    "open",
                    "refused",
                    "none",
                    "undecided",
                    "yes",
                    "no",
                    *_PAYERS,
                ), (year, key)
                assert (decision.word(key) == "undecided") is bool(decision.missing([key])), (year, key)


_PAYERS = ("buyer", "shared", "insurer", "platform", "merchant")


def test_a_decision_is_a_function_of_the_facts_and_the_packs() -> None:
    one, other = (judged("2026-03-01" + NOON, "2026-03-03" + NOON, remedy="return_refund") for _ in range(2))
    assert (one.answers, one.truths) == (other.answers, other.truths)
    assert one.book is shipped_book("CN")


RULES_OF_NOW = """
  - id: {id}
    text: {{en: The shop pays from now on., zh: 即日起由店铺承担。}}
    source: later law
    confidence: H
    judged: decision
    {over}
    when: intact
    then: {{freight: {{return: merchant}}}}
"""


async def _publish(world: World, text: str, begins: datetime) -> None:
    """A version on the shelf from a moment on, without the way through review."""
    pack = pack_of(text)
    draft = versions.drafted(pack, None, edition().digest, versions.SYSTEM_DRAFTER, begins)
    async with world.pool.acquire() as connection, connection.transaction():
        await store.keep_catalogue(connection, edition(), begins)
        last = await store.last_version(connection, pack.name)
        made, ended = versions._announced(draft, last, "system", begins, begins, False)
        await store.move_versions(connection, ended)
        await store.add_version(connection, made)
        await store.turn_shelf(connection)
    await world.shelf.refresh()


def _asked(shelf: Shelf, bought: datetime, now: datetime, **more: Any) -> Any:
    told = {"purchased_at": bought, "signed_at": bought, "now": now, "market": "CN", "intact": True, **more}
    return decide(shelf.book("CN", None, bought, now), edition().catalogue.encode(told))


@pytest.fixture
async def two_versions(pool: asyncpg.Pool) -> World:
    """Seven days at the buyer's cost, and from the tenth day fifteen days at the merchant's."""
    world = World(pool)
    await _publish(world, returns("1"), LAMPS_NOON)
    later = returns("2", days=15, payer="merchant", hours=24)
    await _publish(world, later, LAMPS_NOON + 10 * DAY)
    return world


async def test_what_was_promised_at_the_purchase_counts(two_versions: World) -> None:
    second = timedelta(seconds=1)
    for bought, payer, hours, version in [
        (LAMPS_NOON, "buyer", 48, "1"), (LAMPS_NOON + 10 * DAY - second, "buyer", 48, "1"),
        (LAMPS_NOON + 10 * DAY, "merchant", 24, "2"),
    ]:  # fmt: skip
        decision = _asked(two_versions.shelf, bought, bought + 2 * DAY)
        assert decision.word("remedy.return_refund") == "open"
        assert (decision.word("freight.return"), decision.value("clock.merchant_answer")) == (
            payer,
            hours * 3600,
        )
        place = decision.answer("freight.return").rule
        assert decision.book.rules[place].pack.version == version


async def test_a_window_is_as_long_as_it_was_at_the_purchase(two_versions: World) -> None:
    for bought, open_until in ((LAMPS_NOON, 7), (LAMPS_NOON + 10 * DAY, 15)):
        for days, word in ((open_until, "open"), (open_until + 1, "none")):
            assert (
                _asked(two_versions.shelf, bought, bought + days * DAY).word("remedy.return_refund") == word
            )


async def test_before_any_pack_held_nothing_is_promised(two_versions: World) -> None:
    decision = _asked(two_versions.shelf, LAMPS_NOON - 2 * DAY, LAMPS_NOON - DAY)
    assert decision.answers == {}


async def test_later_law_overrides_where_it_says_so(pool: asyncpg.Pool) -> None:
    world = World(pool)
    await _publish(world, returns("1"), LAMPS_NOON)
    more = RULES_OF_NOW.format(id="from_now_on", over="over: [lamps_go_back]")
    await _publish(world, returns("2", more=more), LAMPS_NOON + 10 * DAY)
    bought = LAMPS_NOON + 5 * DAY
    before = _asked(world.shelf, bought, LAMPS_NOON + 9 * DAY)
    after = _asked(world.shelf, bought, LAMPS_NOON + 10 * DAY)
    assert (before.word("freight.return"), after.word("freight.return")) == ("buyer", "merchant")


async def test_what_later_law_does_not_override_stands(two_versions: World) -> None:
    decision = _asked(two_versions.shelf, LAMPS_NOON + 9 * DAY, LAMPS_NOON + 12 * DAY)
    assert (decision.word("freight.return"), decision.value("clock.merchant_answer")) == ("buyer", 48 * 3600)


async def test_a_day_long_gone_is_decided_with_the_texts_of_that_day(two_versions: World) -> None:
    then = _asked(two_versions.shelf, LAMPS_NOON, LAMPS_NOON + DAY)
    assert [ref.version for ref in then.book.packs] == ["1"]
    today = _asked(two_versions.shelf, LAMPS_NOON, LAMPS_NOON + 400 * DAY)
    assert sorted(ref.version for ref in today.book.packs) == ["1", "2"]
    assert {rule.pack.version for rule in today.book.rules if rule.pack} == {"1"}
