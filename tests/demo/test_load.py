"""The demo marketplace as a visitor finds it."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from makegood.cases import GAPS, PROTOCOLS, as_recorded, fold, gaps_in, read_case
from makegood.cases.kin import REFUNDS
from makegood.demo import personas, sign_ins
from makegood.demo.cast import SIGNS
from makegood.demo.conversations import CONVERSATIONS, OPENING_PHOTOS, TEMPLATES
from makegood.demo.load import STORIES, load_into
from makegood.demo.order_book import TO_TRY
from makegood.demo.pictures import PHOTOS, draw_photo
from makegood.kit.moments import zone_of
from makegood.ledger import check_ledger
from tests.demo.conftest import SETTINGS

NOW = datetime.now(UTC).replace(second=0, microsecond=0)


async def test_every_stage_of_refunds_has_two_cases(loaded: Any) -> None:
    found = await _standing(loaded)
    wanted = {(type_.value, row.stage.value) for type_ in REFUNDS for row in PROTOCOLS[type_].rows}
    wanted -= {
        ("return_refund", "dispute_review"),
        ("refund_only", "dispute_review"),
        ("return_refund", "dispute_jury"),
        ("refund_only", "dispute_jury"),
    }  # the desk's own story is enough
    assert {each: found[each] for each in wanted if found[each] < 2} == {}


async def _standing(loaded: Any) -> Counter[tuple[str, str]]:
    rows = await loaded.fetch("SELECT type, stage FROM cases")
    return Counter((row["type"], row["stage"]) for row in rows)


async def test_cancellations_stand_where_somebody_has_to_act(loaded: Any) -> None:
    found = await _standing(loaded)
    wanted = {
        ("cancel", "awaiting_buyer"),
        ("intercept", "awaiting_interception"),
        ("intercept", "in_return_transit"),
    }
    assert wanted <= set(found)
    granted = await loaded.fetchval(
        "SELECT count(*) FROM case_events WHERE name = 'cancellation.granted_at_once'"
    )
    assert granted >= 1


async def test_clocks_are_live(loaded: Any) -> None:
    rows = await loaded.fetch("SELECT due_at, wake_at FROM cases WHERE due_at IS NOT NULL")
    assert all(row["wake_at"] > NOW and row["due_at"] > NOW for row in rows)
    assert sum(row["due_at"] < NOW + timedelta(hours=6) for row in rows) >= 2
    assert sum(row["due_at"] > NOW + timedelta(days=3) for row in rows) >= 2


async def test_rows_are_the_fold_of_their_events_and_the_book_is_at_zero(loaded: Any) -> None:
    for row in await loaded.fetch("SELECT id FROM cases"):
        case, _ = await read_case(loaded, row["id"])
        assert fold(as_recorded(case.events)) == case.state
    assert (await check_ledger(loaded)).findings == ()
    assert await loaded.fetchval("SELECT count(*) FROM jobs WHERE dead") == 0


async def test_silence_pauses_reopenings_and_partial_refunds_are_there(loaded: Any) -> None:
    names = {row["name"] for row in await loaded.fetch("SELECT DISTINCT name FROM case_events")}
    wanted = {
        "case.offer_made",
        "case.offer_accepted",
        "case.clock_paused",
        "case.reopened",
        "case.return_waived",
    }
    wanted |= {"refund.failed", "refund.redirected", "refund.unknown", "refund.held", "case.return_lost"}
    assert wanted - names == set()
    part = "SELECT count(*) FROM cases WHERE stage = 'settled' AND refunded_minor < requested_minor"
    assert await loaded.fetchval(part) >= 1
    assert await loaded.fetchval("SELECT count(*) FROM case_events WHERE data ->> 'by_silence' = 'true'") > 10


async def test_orders_are_in_several_currencies_and_tenders(loaded: Any) -> None:
    assert await loaded.fetchval("SELECT count(*) FROM orders") >= 120
    currencies = await loaded.fetch("SELECT currency, count(*) FROM orders GROUP BY currency")
    assert {row["currency"] for row in currencies} == {"CNY", "GBP", "EUR", "USD", "JPY"}
    tenders = await loaded.fetch("SELECT DISTINCT tender FROM order_payments")
    assert {row["tender"] for row in tenders} == {"card", "wallet", "store_credit", "gift_card"}


async def test_li_na_has_a_new_order_of_a_shop_that_one_can_be(loaded: Any) -> None:
    row = await loaded.fetchrow(
        "SELECT o.id, o.external_id, m.external_id AS shop FROM orders o JOIN merchants m ON m.id = o.merchant_id"
        " JOIN buyers b ON (b.bucket, b.id) = (o.bucket, o.buyer_id)"
        " WHERE b.external_id = 'li-na' ORDER BY o.id DESC LIMIT 1"
    )
    assert (row["external_id"], row["shop"]) == (TO_TRY, "walkwell")
    assert await loaded.fetchval("SELECT count(*) FROM cases WHERE order_id = $1", row["id"]) == 0


async def test_a_second_load_does_nothing(loaded: Any) -> None:
    before = await loaded.fetchval("SELECT count(*) FROM case_events")
    assert not await load_into(loaded, SETTINGS, NOW + timedelta(days=2))
    assert await loaded.fetchval("SELECT count(*) FROM case_events") == before


async def test_personas_are_of_this_database(loaded: Any) -> None:
    found = await personas(loaded)
    assert [persona.key for persona in found] == [sign.key for sign in SIGNS]
    for persona in found:
        column = {"buyer": "buyer_id", "merchant": "merchant_id"}.get(persona.role)
        if column:
            cases = await loaded.fetchval(f"SELECT count(*) FROM cases WHERE {column} = $1", persona.subject)
            assert cases >= 3, persona.key
    assert len(sign_ins(SETTINGS)) == len(SIGNS)


async def test_personas_of_an_empty_database_are_those_of_the_platform(pool: Any) -> None:
    assert [persona.key for persona in await personas(pool)] == ["desk", "senior", "operator"]


async def test_a_load_that_was_killed_goes_on_and_ends_the_same(pool: Any) -> None:
    # Just after midnight, when promises that end with the day are hardest to show.
    base = NOW.astimezone(zone_of("zh-CN")).replace(hour=0, minute=20).astimezone(UTC)
    load = asyncio.create_task(load_into(pool, SETTINGS, base))
    while await pool.fetchval("SELECT count(*) FROM case_events, pg_sleep(0.02)") < 150:
        assert not load.done()
    load.cancel()
    with pytest.raises(asyncio.CancelledError):
        await load
    assert await load_into(pool, SETTINGS, base + timedelta(minutes=90))
    found = await pool.fetch("SELECT stage, count(*) FROM cases GROUP BY stage")
    assert sum(row["count"] for row in found) >= len(STORIES)
    assert (await check_ledger(pool)).findings == ()
    assert not await load_into(pool, SETTINGS, base + timedelta(minutes=90))


async def test_people_talk_ask_show_and_are_flagged(loaded: Any) -> None:
    said = await loaded.fetchval("SELECT count(*) FROM case_events WHERE name = 'case.message_posted'")
    assert said >= 30
    answered = "SELECT count(*) FROM case_responses WHERE kind = 'question'"
    asked = await loaded.fetchval("SELECT count(*) FROM case_events WHERE name = 'case.question_asked'")
    assert asked - await loaded.fetchval(answered) >= 2
    assert await loaded.fetchval("SELECT count(*) FROM message_flags WHERE settled_at IS NULL") >= 2
    assert await loaded.fetchval("SELECT count(*) FROM files WHERE attached_at IS NOT NULL") >= 12
    assert await loaded.fetchval("SELECT count(*) FROM reply_templates") == 6
    assert await loaded.fetchval("SELECT count(*) FROM case_reads") >= 10
    assert await loaded.fetchval("SELECT count(*) FROM notifications") >= 20


async def test_what_the_shops_call_their_texts_can_be_merged() -> None:
    assert {gap for texts in TEMPLATES.values() for _, body in texts for gap in gaps_in(body)} <= set(GAPS)


async def test_each_conversation_is_of_a_story_and_each_photo_can_be_drawn() -> None:
    keys = {story.key for story in STORIES}
    assert set(CONVERSATIONS) | set(OPENING_PHOTOS) <= keys
    for photo in PHOTOS:
        assert len(draw_photo(photo)) < 30_000


async def test_a_panel_is_half_way(loaded: Any) -> None:
    panel = await loaded.fetchrow("SELECT case_id, seats, ended FROM juries")
    assert (panel["seats"], panel["ended"]) == (31, "")
    votes = await loaded.fetch(
        "SELECT vote, count(*) AS n FROM jury_seats WHERE status = 'voted' GROUP BY vote"
    )
    counted = {row["vote"]: row["n"] for row in votes}
    assert counted == {"buyer": 7, "merchant": 4}
    invited = await loaded.fetchval("SELECT count(*) FROM jury_seats WHERE status = 'invited'")
    assert invited >= 5
    stage = await loaded.fetchval("SELECT stage FROM cases WHERE id = $1", panel["case_id"])
    assert stage == "dispute_jury"
