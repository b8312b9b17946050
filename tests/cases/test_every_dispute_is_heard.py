"""Every dispute has a hearing: also where no party called the desk in, but a lost parcel or somebody's silence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from makegood.cases import commands as c
from makegood.cases import fold
from makegood.cases.case_types import PROTOCOLS
from makegood.cases.disputed import DISPUTED
from makegood.cases.event import Entered
from makegood.cases.events import Recorded, ReturnLost
from makegood.cases.families.evidence_window import commands as w
from makegood.cases.families.evidence_window.hearing import ends_of
from makegood.cases.families.repair import commands as r
from makegood.cases.model import CaseType, Favour, Goods, Role, Stage
from tests.cases.stories import GIVEN, HOUR, NOON, RECEIVE, SHIP, SILENCE, B, C, D, M, Story, Y, opens

AFTER_A_HEARING = frozenset(DISPUTED) - {Stage.DISPUTE_EVIDENCE}
BACK_TO_THE_DESK = frozenset({*DISPUTED, Stage.UNDER_APPEAL})
REPAIR = [opens(CaseType.REPAIR), (M, c.Approve()), SHIP, RECEIVE]
SENT_HOME = [
    *REPAIR,
    (M, r.Diagnose(True, "worn")),
    (M, r.SendRepaired(done="new hinge", carrier="SF", tracking_no="2")),
]
LOST = (C, c.ReportLost())
Steps = Sequence[tuple[Role, c.Command]]

CALLED_IN: list[tuple[str, Steps, Role, Goods]] = [
    # what called the desk in, who is asked first, and where the goods are
    ("lost on the way back", [*GIVEN["on the way back"], LOST], B, Goods.LOST),
    ("never arrived", [*GIVEN["on the way back"], SILENCE], B, Goods.LOST),
    ("brought back to the buyer", [*GIVEN["on the way back"], (C, c.ReportLost(True))], B, Goods.WITH_BUYER),
    ("lost on the way home from the repairer", [*SENT_HOME, LOST], M, Goods.LOST),
    ("brought back to the repairer", [*SENT_HOME, (C, c.ReportLost(True))], M, Goods.RETURNED),
    (
        "the buyer is silent, the goods are away",
        [*GIVEN["two of three accepted"], SILENCE],
        M,
        Goods.RETURNED,
    ),
    ("the buyer does not choose", [*REPAIR, SILENCE, SILENCE], M, Goods.RETURNED),
]
NAMES = [row[0] for row in CALLED_IN]


@pytest.mark.parametrize(("steps", "first", "goods"), [row[1:] for row in CALLED_IN], ids=NAMES)
def test_both_are_heard_equally_long(steps: Steps, first: Role, goods: Goods) -> None:
    story = Story().plays(steps)
    assert (story.case.stage, story.case.owner, story.case.goods) == (Stage.DISPUTE_EVIDENCE, first, goods)
    assert ends_of(story.case) == {B: story.now + 48 * HOUR, M: story.now + 48 * HOUR}
    reminded = story.waits()
    assert {each.event.owner for each in reminded.recorded} == {B, M}
    assert story.stays_silent().after.stage is Stage.DISPUTE_RULING


@pytest.mark.parametrize("steps", [row[1] for row in CALLED_IN], ids=NAMES)
def test_it_is_no_slower_once_both_have_said_all(steps: Steps) -> None:
    story = Story().plays(steps)
    story.does(B, c.AddStatement("I handed it in on Monday.", is_all=True))
    assert story.case.owner is M
    story.does(M, w.SaidEverything())
    assert (story.case.stage, story.case.owner) == (Stage.DISPUTE_RULING, D)


def test_the_goods_may_still_turn_up_while_both_are_heard() -> None:
    story = Story().plays([*GIVEN["on the way back"], LOST])
    story.does(M, c.Receive())
    assert (story.case.stage, story.case.goods) == (Stage.DISPUTE_EVIDENCE, Goods.RETURNED)
    story.does(M, w.SaidEverything())
    story.does(D, c.Rule(Favour.BUYER, "It is there after all"))
    assert story.case.stage is Stage.REFUNDING


def test_a_parcel_that_was_stopped_on_its_way_out_is_refunded_when_lost_and_nobody_is_asked() -> None:
    row = PROTOCOLS[CaseType.INTERCEPT].move(Stage.IN_RETURN_TRANSIT, "report_lost")
    assert row is not None
    assert [branch.stage for branch in row.to] == [Stage.REFUNDING]


def test_what_went_before_the_desk_by_older_events_stays_there() -> None:
    story = Story().plays(GIVEN["on the way back"])
    due_at = NOON + 72 * HOUR
    lost = ReturnLost(because="not_arrived_in_time", entered=Entered(Stage.DISPUTE_RULING, D, due_at, None))
    case = fold([*story.recorded, Recorded(lost, Y, story.now, "")])
    assert (case.stage, case.owner, case.due_at, case.goods) == (Stage.DISPUTE_RULING, D, due_at, Goods.LOST)
    assert case.respondent is None


def ways_past_a_hearing() -> Iterator[str]:
    """Every way from outside a dispute to where it is read and decided, but for papers of an authority that bind."""
    for type_, table in PROTOCOLS.items():
        for row in table.rows:
            ways = [(move.command, move.to) for move in row.moves]
            ways += [(silence.verb, silence.to) for silence in row.silence]
            for name, to in ways:
                if row.stage in BACK_TO_THE_DESK or name == "bind_ruling":
                    continue
                if any(branch.stage in AFTER_A_HEARING for branch in to):
                    yield f"{type_}: {name} at {row.stage}"


def test_no_way_leads_past_the_hearing() -> None:
    assert list(ways_past_a_hearing()) == []
