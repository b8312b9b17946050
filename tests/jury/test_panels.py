"""Panels over a real database: drawn, voting, done; deadlines; races with the last vote and with the parties."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import Stage, read_case
from makegood.cases import commands as c
from makegood.cases.families.jury.commands import AgreeJury, CallJury, DismissJury
from makegood.cases.families.jury.refusals import (
    JuryAgreedAlready,
    JuryNotAgreed,
    JuryNotOpen,
    VerdictDepartureUnexplained,
)
from makegood.cases.model import Favour
from makegood.jury import JurySettings, Refusal, VoteAsked
from makegood.jury.draw import lots_in_order
from makegood.jury.model import SeatStatus
from makegood.jury.refusals import (
    JuryOff,
    NotReadYet,
    PanelOver,
    SeatLapsed,
    SettingsChanged,
    VotedAlready,
    VoteUnexplained,
)
from makegood.kit.errors import NotFound
from tests.jury.panel_world import LATE, ON, REASON, PanelWorld
from tests.world import DESK, OPERATOR


async def test_a_panel_is_called_only_where_it_is_on_agreed_and_allowed(world: PanelWorld) -> None:
    done = await world.disputed()
    with pytest.raises(JuryOff):
        await world.do(world.buyer, done, AgreeJury())
    await world.office.set_settings(OPERATOR, ON)
    with pytest.raises(JuryNotAgreed):
        await world.do(DESK, done, CallJury())
    done = await world.do(world.buyer, done, AgreeJury())
    with pytest.raises(JuryAgreedAlready):
        await world.do(world.buyer, done, AgreeJury())
    done = await world.do(world.merchant, done, AgreeJury())
    done = await world.do(DESK, done, CallJury())
    assert (done.case.state.stage, done.case.state.owner) == (Stage.DISPUTE_JURY, "jury")
    assert done.case.state.due_at == world.clock.at + timedelta(days=7)


async def test_what_touches_safety_goes_to_no_panel(world: PanelWorld) -> None:
    await world.office.set_settings(OPERATOR, ON)
    order = await world.order("T-9")
    world.buyer = Principal(PrincipalRole.BUYER, order.buyer_id)
    done = await world.engine.command(_open(order, "unsafe_food", world.buyer))
    done = await world.do(world.buyer, done, c.Escalate("It made us ill.", is_all=True))
    done = await world.do(
        Principal(PrincipalRole.MERCHANT, order.merchant_id), done, c.AddStatement("No.", is_all=True)
    )
    with pytest.raises(JuryNotOpen):
        await world.do(world.buyer, done, AgreeJury())


def _open(order: Any, reason: str, who: Principal) -> Any:
    from makegood.cases import CaseType, Request

    return Request(
        who, c.OpenCase(CaseType.RETURN_REFUND, (c.ItemAsked(1),), reason), order_id=order.order_id
    )


async def test_thirty_one_are_drawn_and_the_draw_can_be_repeated(world: PanelWorld) -> None:
    users = await world.users(40)
    done = await world.called()
    await world.runner.run_ready()
    seats, panel = await world.seats(done), await world.panel(done)
    assert len(seats) == panel.drawn == 31
    assert len({seat.buyer_id for seat in seats}) == 31
    assert lots_in_order(panel.seed, [seat.buyer_id for seat in seats])
    assert {seat.buyer_id for seat in seats} <= {user.subject for user in users}
    told = await world.engine.pool.fetch(
        "SELECT recipient, kind, fields->>'path' AS path FROM notifications WHERE kind = 'jury'"
    )
    assert {(row["recipient"], row["path"]) for row in told} == {
        (f"buyer:{seat.buyer_id}", f"/jury/{seat.id}") for seat in seats
    }


async def test_the_sixteenth_vote_ends_it_and_the_desk_is_held_to_it(world: PanelWorld) -> None:
    await world.users(40)
    done = await world.called()
    await world.runner.run_ready()
    seats = await world.seats(done)
    for number, seat in enumerate(seats[:18]):
        await world.votes(seat, "merchant" if number in (3, 7) else "buyer")
    panel = await world.panel(done)
    assert (panel.ended, panel.verdict) == ("majority", "buyer")
    with pytest.raises(PanelOver):
        await world.votes(seats[20], "merchant")
    await world.runner.run_ready()
    case, _ = await read_case(world.engine.pool, done.case.state.id)
    assert (case.state.stage, case.state.owner) == (Stage.DISPUTE_RULING, "desk")
    assert case.state.jury is not None
    assert (case.state.jury.verdict, case.state.jury.for_buyer, case.state.jury.for_merchant) == (
        "buyer",
        16,
        2,
    )
    with pytest.raises(VerdictDepartureUnexplained):
        await world.do(DESK, done, c.Rule(Favour.MERCHANT, "The leaves are dry on every photo."))
    await world.do(DESK, done, c.Rule(Favour.BUYER, "As the panel: the leaves are damp."))
    assert (await world.panel(done)).ruled == "buyer"
    kept = await world.engine.pool.fetchrow(
        "SELECT sum(counted) AS counted, sum(with_majority) AS with_majority FROM jurors"
    )
    assert (kept["counted"], kept["with_majority"]) == (18, 16)


async def test_two_last_votes_at_once_are_counted_once(world: PanelWorld) -> None:
    await world.users(40)
    done = await world.called()
    await world.runner.run_ready()
    seats = await world.seats(done)
    for seat in seats[:15]:
        await world.votes(seat, "buyer")
    last = seats[15:19]
    for seat in last:
        await world.office.read(Principal(PrincipalRole.BUYER, seat.buyer_id), seat.id)
    world.clock.at += timedelta(hours=1)
    answers = await asyncio.gather(
        *(
            world.office.vote(
                Principal(PrincipalRole.BUYER, seat.buyer_id), seat.id, VoteAsked("buyer", REASON), None
            )
            for seat in last
        ),
        return_exceptions=True,
    )
    assert sorted(isinstance(each, PanelOver) for each in answers) == [False, True, True, True]
    assert sum(seat.counts for seat in await world.seats(done)) == 16
    jobs = await world.engine.pool.fetchval("SELECT count(*) FROM jobs WHERE kind = 'tell_verdict'")
    assert jobs == 1


async def test_a_vote_and_a_settlement_at_once_are_decided_once(world: PanelWorld) -> None:
    await world.users(40)
    done = await world.called()
    await world.runner.run_ready()
    seats = await world.seats(done)
    for seat in seats[:15]:
        await world.votes(seat, "merchant")
    seat = seats[15]
    who = Principal(PrincipalRole.BUYER, seat.buyer_id)
    await world.office.read(who, seat.id)
    world.clock.at += timedelta(hours=1)
    voted, settled = await asyncio.gather(
        world.office.vote(who, seat.id, VoteAsked("merchant", REASON), None),
        world.do(world.merchant, done, c.Approve()),
        return_exceptions=True,
    )
    assert not isinstance(settled, BaseException)
    panel = await world.panel(done)
    assert panel.ended == ("overtaken" if isinstance(voted, PanelOver) else "majority")
    await world.runner.run_ready()
    case, _ = await read_case(world.engine.pool, done.case.state.id)
    assert case.state.stage is Stage.AWAITING_RETURN
    assert case.state.jury is not None
    assert not case.state.jury.verdict


async def test_nobody_votes_after_the_end_of_the_time(world: PanelWorld) -> None:
    await world.users(40)
    done = await world.called()
    await world.runner.run_ready()
    seat = (await world.seats(done))[0]
    await world.office.read(Principal(PrincipalRole.BUYER, seat.buyer_id), seat.id)
    panel = await world.panel(done)
    world.clock.at = panel.due_at - timedelta(hours=1)
    with pytest.raises(LATE):
        await world.votes(seat, "buyer")
    after = await world.tick(done, panel.due_at)
    assert (after.case.state.stage, after.case.state.owner) == (Stage.DISPUTE_RULING, "desk")
    assert (await world.panel(done)).ended == "out_of_time"
    assert {each.status for each in await world.seats(done)} <= {SeatStatus.DISMISSED, SeatStatus.MISSED}


async def test_who_does_not_answer_is_replaced_and_rests(world: PanelWorld) -> None:
    await world.users(33)
    done = await world.called()
    await world.runner.run_ready()
    world.clock.at += timedelta(hours=25)
    await world.runner.run_ready()
    seats = await world.seats(done)
    missed = [seat for seat in seats if seat.status is SeatStatus.MISSED]
    assert len(missed) == 31
    assert len(seats) == 33
    resting = await world.engine.pool.fetchval(
        "SELECT count(*) FROM jurors WHERE rests_until > $1", world.clock.at
    )
    assert resting == 31
    await world.runner.run_ready()
    assert await world.stage(done) is Stage.DISPUTE_RULING
    assert (await world.panel(done)).ended == "not_filled"


async def test_too_few_users_send_it_to_the_desk_at_once(world: PanelWorld) -> None:
    await world.users(15)
    done = await world.called()
    await world.runner.run_ready()
    assert await world.stage(done) is Stage.DISPUTE_RULING
    assert (await world.panel(done)).ended == "not_filled"


async def test_a_seat_given_back_is_drawn_again(world: PanelWorld) -> None:
    await world.users(40)
    done = await world.called()
    await world.runner.run_ready()
    seat = (await world.seats(done))[4]
    who = Principal(PrincipalRole.BUYER, seat.buyer_id)
    await world.office.decline(who, seat.id, Refusal("I know the shop."), "key-1")
    await world.office.decline(who, seat.id, Refusal("I know the shop."), "key-1")
    await world.runner.run_ready()
    seats = await world.seats(done)
    assert len(seats) == 32
    assert sum(each.is_held for each in seats) == 31


async def test_a_vote_stands_and_needs_reading_and_a_reason(world: PanelWorld) -> None:
    await world.users(40)
    done = await world.called()
    await world.runner.run_ready()
    seat, other = (await world.seats(done))[:2]
    who = Principal(PrincipalRole.BUYER, seat.buyer_id)
    with pytest.raises(NotReadYet):
        await world.office.vote(who, seat.id, VoteAsked("buyer", REASON), None)
    with pytest.raises(VoteUnexplained):
        await world.votes(seat, "buyer", "yes")
    await world.votes(seat, "buyer")
    await world.votes(seat, "buyer")
    with pytest.raises(VotedAlready):
        await world.votes(seat, "merchant")
    with pytest.raises(NotFound):
        await world.office.read(who, other.id)


async def test_what_is_read_names_nobody(world: PanelWorld) -> None:
    await world.users(40)
    done = await world.called()
    await world.runner.run_ready()
    seat = (await world.seats(done))[0]
    read = await world.office.read(Principal(PrincipalRole.BUYER, seat.buyer_id), seat.id)
    assert read.dispute is not None
    text = " ".join(each.text for each in read.dispute.words)
    assert "damp" in text
    for name in ("13800138000", "李娜", "山间茶业", "T-1"):
        assert name not in text


async def test_suspicious_votes_are_set_aside_and_somebody_else_is_drawn(world: PanelWorld) -> None:
    await world.users(38)
    await world.users(2, first=90, device="same-phone")
    done = await world.called()
    await world.runner.run_ready()
    pool = world.engine.pool
    seats = await world.seats(done)
    await pool.execute(
        "UPDATE jury_seats SET device = 'borrowed-phone' WHERE id = ANY ($1)", [seats[0].id, seats[1].id]
    )
    await world.votes(seats[0], "buyer")
    await world.votes(seats[1], "buyer")
    who = Principal(PrincipalRole.BUYER, seats[2].buyer_id)
    await world.office.read(who, seats[2].id)
    await world.office.vote(who, seats[2].id, VoteAsked("buyer", REASON), None)
    await world.runner.run_ready()
    found = await world.office.panel(DESK, done.case.state.id)
    assert found is not None
    assert (found.for_buyer, found.set_aside) == (1, 2)
    assert [each.why for each in found.votes[:3]] == [(), ("shared_device",), ("too_fast",)]
    assert sum(seat.is_held for seat in await world.seats(done)) == 31


async def test_the_desk_sends_a_panel_home(world: PanelWorld) -> None:
    await world.users(40)
    done = await world.called()
    await world.runner.run_ready()
    seat = (await world.seats(done))[0]
    done = await world.do(DESK, done, DismissJury("It names the buyer's illness."))
    assert done.case.state.stage is Stage.DISPUTE_RULING
    with pytest.raises((PanelOver, SeatLapsed)):
        await world.votes(seat, "buyer")
    with pytest.raises(JuryNotOpen):
        await world.do(DESK, done, CallJury())


async def test_settings_are_changed_by_who_has_read_them(world: PanelWorld) -> None:
    first = await world.office.set_settings(OPERATOR, ON)
    assert await world.office.set_settings(OPERATOR, ON) == first
    changed = await world.office.set_settings(OPERATOR, JurySettings(True, 90, 3, 30, first.version))
    assert changed.version == first.version + 1
    with pytest.raises(SettingsChanged):
        await world.office.set_settings(OPERATOR, JurySettings(False, 90, 3, 30, first.version))
