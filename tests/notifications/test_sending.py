"""From a decision to somebody's inbox: who gets what and when, and what is not sent any more."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import httpx

from makegood.cases import commands as c
from makegood.kit.ids import bucket_of
from makegood.notifications import Channel, Choices, KeepingMailer, LayOut, Pace, keep_choices, mark_case
from makegood.notifications.sms import sms_hook
from tests.notifications.conftest import HOME, Told, told_with
from tests.notifications.post_office import office, text_of
from tests.webhooks.receiver import answer, serving
from tests.world import DESK, buyer_of, merchant_of

ADDRESS = "li-na@buyers.example"


async def refused(told: Told, address: str | None = ADDRESS) -> Any:
    """A case whose merchant has refused, so that it is the buyer's move."""
    order = await told.world.order()
    await told.buyer_writes_from(address)
    done = await told.world.open(order)
    return order, await told.world.do(merchant_of(order), done, c.Refuse("no_fault_found"))


async def test_a_buyer_hears_at_once_whose_move_it_is_and_until_when(told: Told) -> None:
    _, done = await refused(told)
    await told.run()
    (mail,) = told.post.mails
    assert mail["to"] == ADDRESS
    assert mail["subject"] == "请在3月9日 周一 20:00前处理：商家拒绝了您的申请（订单 T-1）"
    assert f"{HOME}/cases/{done.case.state.id}" in text_of(mail)
    assert mail["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert mail["list-unsubscribe"].startswith(f"<{HOME}/unsubscribe?t=")
    lines = told.post.raw[0].decode().splitlines()
    assert (
        f"List-Unsubscribe: {mail['list-unsubscribe']}" in lines
    )  # whole, not encoded: Gmail reads it as it stands
    assert await told.standing() == ["mail sent"]


async def test_sent_once_however_many_work(told: Told) -> None:
    await refused(told)
    laying = [
        LayOut(told.pool, told.world.engine.ids, told.world.clock, (Channel.MAIL,)).once() for _ in range(4)
    ]
    await asyncio.gather(*laying)
    await told.run()
    await told.run()
    assert len(told.post.mails) == 1


async def test_who_has_no_address_is_told_in_the_product_alone(told: Told) -> None:
    await refused(told, None)
    await told.run()
    assert await told.standing() == []


async def test_shops_hear_once_an_hour_of_all_their_cases(told: Told) -> None:
    orders = [await told.world.order(f"T-{number}") for number in (1, 2, 3)]
    merchant_id = orders[0].merchant_id
    await told.member("merchant", merchant_id, "Wang", "wang@tea.example")
    await told.member("merchant", merchant_id, "Zhao", "zhao@tea.example", "zh-CN")
    await told.member("merchant", merchant_id + 1, "Other", "other@shop.example")
    for order in orders:
        await told.world.open(order)
    await told.run()
    assert told.post.mails == []
    await told.later(minutes=61)
    assert sorted(mail["subject"] for mail in told.post.mails) == [
        "3 cases wait for you",
        "有 3 个售后单等您处理",
    ]
    english = next(mail for mail in told.post.mails if mail["to"] == "wang@tea.example")
    assert text_of(english).count("The buyer asks for CN¥100.02.") == 3
    await told.later(minutes=61)
    assert len(told.post.mails) == 2


async def test_what_was_answered_or_read_meanwhile_is_not_sent(told: Told) -> None:
    order = await told.world.order()
    person_id = await told.member("merchant", order.merchant_id, "Wang", "wang@tea.example")
    done = await told.world.open(order)
    await told.run()
    await told.world.do(merchant_of(order), done, c.Approve())
    other = await told.world.open(await told.world.order("T-2"))
    await told.run()
    await mark_case(
        told.pool, f"merchant:person-{person_id}", other.case.state.id, 99, told.world.clock.now()
    )
    await told.later(minutes=61)
    assert told.post.mails == []
    assert sorted(await told.standing()) == [
        "mail dropped answered meanwhile",
        "mail dropped read in the product",
    ]


async def test_a_message_waits_for_two_minutes_whether_it_is_read_in_the_product(told: Told) -> None:
    order, done = await refused(told)
    await told.run()
    await told.world.do(merchant_of(order), done, c.Say(text="Which tin was it?"))
    await told.run()
    assert len(told.post.mails) == 1
    await told.later(minutes=3)
    assert "Which tin was it?" in text_of(told.post.mails[1], "html")


async def test_a_last_reminder_never_waits_for_the_digest(told: Told) -> None:
    order = await told.world.order()
    await told.member("merchant", order.merchant_id, "Wang", "wang@tea.example")
    await told.world.open(order)
    await told.later(hours=2)
    told.world.clock.advance(timedelta(hours=45))
    from makegood.cases import sweep_due

    await sweep_due(told.pool, told.world.engine.writes)
    await told.run()
    assert "Your time to answer is running out" in told.post.mails[-1]["subject"]


async def test_choices_are_heeded(told: Told) -> None:
    order = await told.world.order()
    person = f"buyer:{order.buyer_id}"
    await keep_choices(told.pool, person, Choices({"move.mail": False}), told.world.clock.now())
    await refused(told)
    await told.run()
    assert await told.standing() == []
    await keep_choices(told.pool, person, Choices({}, Pace.HOURLY), told.world.clock.now())
    done = await told.world.open(await told.world.order("T-2"))
    await told.world.do(merchant_of(order), done, c.Refuse("no_fault_found"))
    await told.run()
    assert await told.standing() == ["mail collected"]


async def test_a_server_that_is_away_is_tried_again_with_pauses(told: Told) -> None:
    await refused(told)
    told.post.troubles = ["451 4.3.0 later", "451 4.3.0 later"]
    await told.run()
    assert await told.standing() == ["mail waiting"]
    await told.later(seconds=31)
    await told.later(seconds=61)
    assert len(told.post.mails) == 1
    assert await told.standing() == ["mail sent"]


async def test_a_server_that_stays_away_is_written_down(told: Told) -> None:
    await refused(told)
    told.post.troubles = ["451 4.3.0 later"] * 30
    await told.run()
    for _ in range(21):
        await told.later(hours=1)
    assert await told.standing() == ["mail failed the mail server answered 451"]
    assert (
        await told.pool.fetchval("SELECT count(*) FROM jobs WHERE kind = 'send_notification' AND dead") == 1
    )


async def test_an_address_that_does_not_exist_is_not_written_to_again(told: Told) -> None:
    told.post.refusals[ADDRESS] = "550 5.1.1 no such user"
    order, done = await refused(told)
    await told.run()
    assert await told.standing() == ["mail failed the mail server refused the address (550)"]
    await told.world.do(buyer_of(order), done, c.Escalate("Look", is_all=True))
    await told.world.do(merchant_of(order), done, c.AddStatement("Dry", is_all=True))
    await told.world.do(DESK, done, c.Rule(c.Favour.MERCHANT, "It was dry"))
    await told.run()
    assert len(await told.standing()) == 1
    assert await told.pool.fetchval("SELECT address FROM refused_addresses") == ADDRESS


async def test_history_that_is_played_in_writes_to_nobody(told: Told) -> None:
    await refused(told)
    told.world.clock.advance(timedelta(hours=2))
    await told.run()
    assert await told.standing() == []
    assert await told.pool.fetchval("SELECT count(*) FROM notifications WHERE NOT laid_out") == 0


async def test_text_messages_go_to_the_hook_signed(pool: Any) -> None:
    secret = "whsec_" + "A" * 43 + "="
    async with serving() as receiver, office() as post:
        hook = sms_hook(receiver.url("/sms"), secret)
        told = told_with(pool, post, hook)
        receiver.answers.append(answer(503))
        _, done = await refused(told, None)
        await told.run()
        await told.later(seconds=31)
    first, second = receiver.requests
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    message = second.verified(secret)
    assert message["to"]["external_id"] == "li-na"
    assert message["text"].startswith(
        "商家拒绝了您的申请。请在3月9日 周一 20:00前处理。 https://care.example/cases/"
    )
    assert message["case_id"] == str(done.case.state.id)
    assert await told.standing() == ["sms sent"]


async def test_without_a_mail_server_nothing_is_laid_out(told: Told) -> None:
    await refused(told)
    told.notifier.mailer = None
    await told.run()
    assert await told.standing() == []


async def test_a_mailer_that_keeps_shows_what_it_was_given(told: Told) -> None:
    keeping = told.notifier.mailer = KeepingMailer()
    _, done = await refused(told)
    await told.run()
    assert [sent.to for sent in keeping.sent] == [ADDRESS]
    assert bucket_of(done.case.state.id) == bucket_of(done.case.state.order_id)
    assert httpx.URL(keeping.sent[0].headers["List-Unsubscribe"].strip("<>")).path == "/unsubscribe"
