"""Who may lead a dispute to its ruling: nobody who is tied to it, and while somebody has it, nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import CallJury, Done, Request
from makegood.cases import commands as c
from makegood.cases.families.evidence_window.commands import ExtendEvidence, ShowAcceptance
from makegood.cases.families.jury.commands import AgreeJury, DismissJury
from makegood.cases.model import PauseReason, Role
from makegood.cases.refusals import NoSuchFile
from makegood.desk import DeskPerson, Skills, keep_person, refusals, take_by_hand, withheld_from
from tests.jury.panel_world import ON, PanelWorld, build_panel_world
from tests.world import DESK, OPERATOR

ZHAO = Principal(PrincipalRole.DESK, name="zhao")
MORE_TIME = ExtendEvidence("The buyer is in hospital.", Role.BUYER)
PAUSE = c.PauseClock(PauseReason.COURT, "The court has it.")
DISMISS = DismissJury("It names the buyer's illness.")


@pytest.fixture
async def world(pool: Any) -> PanelWorld:
    return await build_panel_world(pool)


async def agreed(world: PanelWorld) -> Done:
    """A dispute that waits for the desk, and that both parties would have a panel read."""
    await world.office.set_settings(OPERATOR, ON)
    done = await world.disputed()
    for party in (world.buyer, world.merchant):
        done = await world.do(party, done, AgreeJury())
    return done


async def take(world: PanelWorld, done: Done, who: Principal) -> None:
    engine = world.engine
    async with engine.pool.acquire() as connection, connection.transaction():
        await take_by_hand(connection, done.case.state.id, who, world.clock.now(), engine.ids)


async def tie(world: PanelWorld, done: Done, name: str) -> None:
    """Somebody says that they have to do with the merchant of the case."""
    one = DeskPerson(name, name.title(), Skills(merchants=(done.case.state.merchant_id,)))
    await keep_person(world.engine.pool, one, OPERATOR, world.clock.now())


LED: list[tuple[tuple[c.Command, ...], c.Command]] = [
    ((), CallJury()),
    ((), MORE_TIME),
    ((), PAUSE),
    ((CallJury(),), DISMISS),
    ((PAUSE,), c.ResumeClock()),
]
"""What leads a dispute, each after what comes before it."""


@pytest.mark.parametrize(("before", "command"), LED)
async def test_nobody_leads_a_dispute_who_has_to_do_with_a_party(
    world: PanelWorld, before: tuple[c.Command, ...], command: c.Command
) -> None:
    done = await agreed(world)
    for each in before:
        done = await world.do(ZHAO, done, each)
    await tie(world, done, "chen")
    with pytest.raises(refusals.ConflictOfInterest):
        await world.do(DESK, done, command)
    with pytest.raises(refusals.ConflictOfInterest):
        await world.engine.dry_run(Request(DESK, command, case_id=done.case.state.id))
    after = await world.do(ZHAO, done, command)
    assert after.case.state.version > done.case.state.version


@pytest.mark.parametrize(("before", "command"), LED)
async def test_while_somebody_has_a_dispute_nobody_else_leads_it(
    world: PanelWorld, before: tuple[c.Command, ...], command: c.Command
) -> None:
    done = await agreed(world)
    await take(world, done, ZHAO)
    for each in before:
        done = await world.do(ZHAO, done, each)
    with pytest.raises(refusals.HeldByAnother) as refused:
        await world.do(DESK, done, command)
    assert refused.value.fields["name"] == "zhao"
    after = await world.do(ZHAO, done, command)
    assert after.case.state.version > done.case.state.version


async def test_papers_of_an_authority_are_shown_by_a_party_or_by_who_has_the_dispute(
    world: PanelWorld,
) -> None:
    done = await agreed(world)
    await take(world, done, ZHAO)
    done = await world.do(ZHAO, done, PAUSE)
    shows = ShowAcceptance(("1",))
    with pytest.raises(refusals.HeldByAnother):
        await world.do(DESK, done, shows)
    for who in (ZHAO, world.buyer):
        with pytest.raises(NoSuchFile):
            await world.do(who, done, shows)


async def test_what_is_led_by_another_is_told_as_not_allowed(world: PanelWorld) -> None:
    done = await agreed(world)
    await take(world, done, ZHAO)
    state, now = done.case.state, world.clock.now()
    kept = await withheld_from(world.engine.pool, DESK, [state], now)
    assert {"call_jury", "extend_evidence", "pause"} <= set(kept[state.id])
    assert await withheld_from(world.engine.pool, ZHAO, [state], now) == {state.id: {}}
