"""A panel's verdict whose news comes late: after the clock, and after the desk has moved the dispute on."""

from __future__ import annotations

import pytest

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import CaseState, Done, Favour, Stage, read_case
from makegood.cases import commands as c
from makegood.cases.families.evidence_window.commands import ExtendEvidence
from makegood.cases.families.jury.refusals import VerdictDepartureUnexplained
from makegood.cases.model import Role
from tests.jury.panel_world import PanelWorld
from tests.world import DESK, SENIOR

FOR_THE_SHOP = c.Rule(Favour.MERCHANT, "The leaves are dry on every photo.")
MORE_TIME = ExtendEvidence("The laboratory has written that it needs two days.", Role.BUYER)


async def found_in_time(world: PanelWorld) -> Done:
    """A panel found for the buyer in the last minutes, and the clock was faster than the news of it."""
    await world.users(40)
    done = await world.called()
    await world.runner.run_ready()
    seats, panel = await world.seats(done), await world.panel(done)
    for seat in seats[:16]:
        who = Principal(PrincipalRole.BUYER, seat.buyer_id)
        await world.office.read(who, seat.id)
    for seat in seats[:16]:
        await world.votes(seat, "buyer")
    assert (await world.panel(done)).verdict == "buyer"
    return await world.tick(done, panel.due_at)


async def news_come(world: PanelWorld, done: Done) -> CaseState:
    """What the case is once the jobs have run."""
    await world.runner.run_ready()
    case, _ = await read_case(world.engine.pool, done.case.state.id)
    return case.state


@pytest.mark.parametrize(
    ("who", "command", "stage"),
    [
        (DESK, MORE_TIME, Stage.DISPUTE_EVIDENCE),
        (DESK, c.HandUp("The panel is out, and the laboratory is slow."), Stage.DISPUTE_SENIOR),
    ],
)
async def test_a_verdict_is_recorded_wherever_the_dispute_has_gone(
    world: PanelWorld, who: Principal, command: c.Command, stage: Stage
) -> None:
    done = await world.do(who, await found_in_time(world), command)
    assert done.case.state.stage is stage
    due_at, owner = done.case.state.due_at, done.case.state.owner
    state = await news_come(world, done)
    assert (state.stage, state.due_at, state.owner) == (stage, due_at, owner)
    assert state.jury is not None
    assert (state.jury.ended, state.jury.verdict, state.jury.for_buyer) == ("majority", "buyer", 16)
    with pytest.raises(VerdictDepartureUnexplained):
        await world.do(SENIOR, done, FOR_THE_SHOP)
    assert await world.engine.pool.fetchval("SELECT count(*) FROM jobs WHERE kind = 'tell_verdict'") == 0
