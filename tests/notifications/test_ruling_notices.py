"""What the parties are told of a ruling: its reason, its grounds, and until when and where they can appeal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from makegood.accounts import Principal
from makegood.cases import Done, sweep_due
from makegood.cases import commands as c
from makegood.cases.families.court_papers.commands import BindRuling
from makegood.cases.families.court_papers.papers import Authority
from makegood.cases.model import AppealVerdict
from makegood.desk import public_number
from makegood.notifications import Notification, happened, quoted
from makegood.notifications.arising import LONGEST_REASON_CHARACTERS
from makegood.notifications.letters import digest, notice
from makegood.notifications.store import notification
from makegood.orders import OrderRecorded
from tests.cases.test_conversation_kept import a_file
from tests.notifications.letters_shown import RULED, WAYS
from tests.world import DESK, NOON, SENIOR, World, build_world, buyer_of, merchant_of

REASON = "The film of the shop shows dry tins at the time of packing."
GROUNDS = ("《消费者权益保护法》第二十三条", "ground/who_claims_proves")
CITED = {
    "en": "Grounds: 《消费者权益保护法》第二十三条; Who claims something proves it (Civil Procedure Law art. 67).",
    "zh-CN": "裁决依据：《消费者权益保护法》第二十三条；谁主张谁举证（《民事诉讼法》第六十七条）。",
}
FACTS = {
    "en": "It rests on these facts: the parcel was signed for: 2026-03-01 10:00 (the carrier says so); "
    "it is faulty: no (by the burden of proof, shown by the buyer).",
    "zh-CN": "裁决依据的事实：签收时间：2026-03-01 18:00（承运方陈述）；不存在质量问题（按举证责任认定、买家已举证）。",
}
DECIDED_BY = {
    "en": "Decided by person 372-0418 of the platform",
    "zh-CN": "裁决人：平台客服 372-0418 号。",
}
UNTIL = NOON + timedelta(days=7)


@pytest.fixture
async def world(pool: Any) -> World:
    return build_world(pool)


async def disputed(world: World, order: OrderRecorded | None = None) -> tuple[Done, Principal, Principal]:
    """A refund without a return that was refused, and then brought to the desk by the buyer; both have said everything."""
    order = order or await world.order()
    buyer, merchant = buyer_of(order), merchant_of(order)
    done = await world.open(order, "refund_only")
    for who, command in (
        (merchant, c.Refuse("no_fault_found")),
        (buyer, c.Escalate("Look", is_all=True)),
        (merchant, c.AddStatement("Dry", is_all=True)),
    ):
        done = await world.do(who, done, command)
    return done, buyer, merchant


async def bound(pool: Any, world: World) -> Done:
    """The same dispute, over which papers of a court have come that decide for the merchant."""
    order = await world.order()
    done, _, _ = await disputed(world, order)
    judgment = await a_file(pool, order, DESK.label)
    return await world.do(
        DESK, done, BindRuling(Authority.COURT, "(2026) Hu 01 No. 7", c.Favour.MERCHANT, (judgment,))
    )


async def silent(pool: Any, world: World) -> None:
    """The desk lets its time run out, and then the senior, who gets the case for it."""
    for _ in range(2):
        world.clock.advance(timedelta(days=15))
        await sweep_due(pool, world.engine.writes)


async def of_event(pool: Any, event: str) -> dict[str, Notification]:
    """What was told of an event, by the role of the recipient."""
    rows = await pool.fetch("SELECT * FROM notifications WHERE fields ->> 'event' = $1", event)
    return {row["recipient"].partition(":")[0]: notification(row) for row in rows}


async def test_a_ruling_tells_why_and_whom_it_goes_against_how_to_appeal(pool: Any, world: World) -> None:
    done, _, _ = await disputed(world)
    await world.do(DESK, done, c.Rule(c.Favour.MERCHANT, REASON, citations=GROUNDS))
    found = await of_event(pool, "case.ruled")
    assert {quoted(one.told, "en") for one in found.values()} == {REASON}
    told = (
        "The platform decided for the merchant. Grounds: 《消费者权益保护法》第二十三条; ground/who_claims_proves."
        f" Decided by person {public_number(DESK.label)} of the platform's desk."
    )
    assert {role: happened(one.told, one.recipient, "en") for role, one in found.items()} == {
        "buyer": f"{told} You can appeal until Mon 9 Mar, 12:00 UTC, on the page of the case.",
        "merchant": told,
    }
    assert happened(found["buyer"].told, "buyer:1", "zh-CN").endswith(
        "裁决依据：《消费者权益保护法》第二十三条；ground/who_claims_proves。"
        f"裁决人：平台客服 {public_number(DESK.label)} 号。"
        "如不服裁决，您可在3月9日 周一 20:00前到售后单页面申诉。"
    )


@pytest.mark.parametrize(
    ("favour", "amount", "against"),
    [
        (c.Favour.BUYER, None, {"merchant"}),
        (c.Favour.MERCHANT, None, {"buyer"}),
        (c.Favour.SPLIT, 4000, {"buyer", "merchant"}),
    ],
)
async def test_only_who_may_appeal_is_told_until_when(
    pool: Any, world: World, favour: c.Favour, amount: int | None, against: set[str]
) -> None:
    done, _, _ = await disputed(world)
    await world.do(DESK, done, c.Rule(favour, REASON, amount_minor=amount))
    found = await of_event(pool, "case.ruled")
    assert {role: one.told.appeal_until for role, one in found.items()} == {
        role: UNTIL if role in against else None for role in ("buyer", "merchant")
    }


async def test_what_is_decided_on_an_appeal_tells_why_and_no_appeal_is_left(pool: Any, world: World) -> None:
    done, buyer, _ = await disputed(world)
    done = await world.do(DESK, done, c.Rule(c.Favour.MERCHANT, REASON))
    done = await world.do(buyer, done, c.Appeal("The film is of another parcel, as its label shows."))
    why = "The label on the film is that of this parcel; the tins were dry."
    await world.do(SENIOR, done, c.RuleOnAppeal(AppealVerdict.UPHOLD, why, citations=GROUNDS[:1]))
    found = await of_event(pool, "case.appeal_decided")
    assert set(found) == {"buyer", "merchant"}
    for one in found.values():
        assert (one.told.excerpt, one.told.grounds, one.told.appeal_until) == (why, GROUNDS[:1], None)


async def test_papers_that_bind_are_a_ground_in_words_and_leave_no_appeal(pool: Any, world: World) -> None:
    done = await bound(pool, world)
    await world.do(DESK, done, c.Rule(c.Favour.MERCHANT, REASON, citations=GROUNDS[:1]))
    told = (await of_event(pool, "case.ruled"))["buyer"].told
    assert happened(told, "buyer:1", "en") == (
        "The platform decided for the merchant."
        " Grounds: Papers of a court, (2026) Hu 01 No. 7; 《消费者权益保护法》第二十三条."
        f" Decided by person {public_number(DESK.label)} of the platform's desk."
    )
    assert "裁决依据：法院文书，(2026) Hu 01 No. 7；" in happened(told, "buyer:1", "zh-CN")


async def test_a_ruling_that_nobody_made_says_so_in_the_readers_language(pool: Any, world: World) -> None:
    await bound(pool, world)
    await silent(pool, world)
    told = (await of_event(pool, "case.ruled"))["buyer"].told
    assert quoted(told, "en") == "The platform did not decide in time; the papers that bind the case decide."
    assert quoted(told, "zh-CN") == "平台未按时裁决，按对本案具有约束力的文书处理。"


async def test_the_silence_of_the_desk_can_be_appealed_too(pool: Any, world: World) -> None:
    await disputed(world)
    await silent(pool, world)
    found = await of_event(pool, "case.ruled")
    assert quoted(found["merchant"].told, "en") == ""
    assert happened(found["buyer"].told, "buyer:1", "en") == (
        "Nobody read this case in time, so by the rules it counts as decided: CN¥100.02 for the buyer."
        " No person made this ruling: it follows from the lapse of time alone."
    )
    assert "You can appeal until" in happened(found["merchant"].told, "merchant:1", "en")
    assert found["merchant"].told.appeal_until == NOON + timedelta(days=37)
    assert found["buyer"].told.appeal_until is None


async def test_a_long_reason_is_cut_and_telephone_numbers_are_starred(pool: Any, world: World) -> None:
    done, _, _ = await disputed(world)
    reason = "Who was asked at 13912345678 agreed.\n" + "The tins were dry. " * 80
    await world.do(DESK, done, c.Rule(c.Favour.MERCHANT, reason))
    excerpt = (await of_event(pool, "case.ruled"))["buyer"].told.excerpt
    assert "13912345678" not in excerpt
    assert excerpt.startswith("Who was asked at ")
    assert " agreed. The tins were dry. The tins" in excerpt
    assert len(excerpt) == LONGEST_REASON_CHARACTERS
    assert excerpt.endswith("…")


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_letters_and_digests_say_it_once_and_the_subject_stays_short(language: str) -> None:
    appeal = {
        "en": "You can appeal until Mon 9 Mar, 12:00 UTC, on the page of the case.",
        "zh-CN": "如不服裁决，您可在3月9日 周一 20:00前到售后单页面申诉。",
    }[language]
    letter = notice(RULED, language, WAYS)
    assert (letter.text.count(appeal), letter.html.count(appeal)) == (1, 1)
    assert appeal[:8] not in letter.subject
    gathered = digest([RULED], language, WAYS)
    for part in (gathered.text, gathered.html):
        assert part.count(appeal) == 1
        assert "ground/who_claims_proves" not in part
        assert part.count(CITED[language]) == 1
    for part in (letter.text, letter.html, gathered.text, gathered.html):
        assert part.count(FACTS[language]) == 1
        assert part.count(DECIDED_BY[language]) == 1
