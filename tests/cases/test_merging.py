"""Walking on once from states that nothing tells apart finds all that walking on from each of them finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from dataclasses import replace as with_changes
from typing import Any

import pytest
from msgspec import msgpack, structs

from makegood.cases.case_types import PROTOCOLS
from makegood.cases.check import check_protocol
from makegood.cases.decide import Tables
from makegood.cases.every_small_order import EVERY_SMALL_ORDER
from makegood.cases.exploration import Explored, Kernel, Step, changed_of, explore
from makegood.cases.looks import FORGETTABLE, Looks, halves
from makegood.cases.merging import Held, Merging
from makegood.cases.model import CaseState, CaseType, Goods, Role, Stage
from makegood.cases.protocol import Branch, Move, Silence, StageRow, go, move
from makegood.cases.small_orders import CARD, NOW, SmallOrder, line, order
from makegood.cases.terms import Terms
from tests.cases.test_check import pays_a_little_more, retries_the_uncertain, row_of, with_row, without

ONE_UNIT = SmallOrder("one unit of 1 by card", order([line(1, 1, 1)], [(CARD, 1)], "delivered"), 0)
A_CASE = CaseState(
    1, 0, 1, 1, 1, CaseType.REFUND_ONLY, "CNY", (), 1, "quality", NOW, NOW, Goods.WITH_BUYER, terms=Terms(1)
)
RESPONDENT, REOPENINGS = 1 << FORGETTABLE.index("respondent"), 1 << FORGETTABLE.index("reopenings")
MAY_REFUSE = 1 << len(FORGETTABLE)


def looked_at(look: Any) -> int:
    looks = Looks()
    case = looks.watched(A_CASE)
    looks.begin(case)
    look(case)
    return looks.end()


@pytest.mark.parametrize(
    ("look", "seen"),
    [
        (lambda case: case.stage, 0),
        (lambda case: case.respondent, RESPONDENT),
        (lambda case: (case.respondent, case.reopenings), RESPONDENT | REOPENINGS),
        (lambda case: structs.replace(case, reopenings=1), 0),
        (lambda case: structs.replace(case, reopenings=1).reopenings, 0),
        (lambda case: structs.replace(case, reopenings=1).respondent, RESPONDENT),
        (lambda case: case.terms.decisions, 0),
        (lambda case: case.terms.may_refuse, MAY_REFUSE),
        (lambda case: structs.replace(case, terms=Terms(2)).terms.may_refuse, 0),
        (halves, 0),
    ],
)
def test_what_is_looked_at_of_a_case_is_seen(look: Any, seen: int) -> None:
    assert looked_at(look) == seen


class Nodes:
    """A merging of states that have a place and two values."""

    def __init__(self) -> None:
        self.fresh: list[Held[str]] = []
        self.merging: Merging[str] = Merging(self.fresh)

    def come_to(self, place: bytes, *values: str) -> Held[str]:
        return self.merging.held(place, values, lambda: str(values))


def test_states_that_nothing_tells_apart_have_one_node() -> None:
    nodes = Nodes()
    first, second, other = (
        nodes.come_to(b"a", "x", "1"), nodes.come_to(b"a", "y", "1"), nodes.come_to(b"b", "x", "1")
    )  # fmt: skip
    assert first.node == second.node != other.node
    assert nodes.fresh == [first, other]
    assert nodes.come_to(b"a", "y", "1") is second


def test_states_part_when_what_differs_comes_to_matter() -> None:
    nodes = Nodes()
    first, second, third = (nodes.come_to(b"a", value, "1") for value in ("x", "y", "y"))
    nodes.merging.matter(first.node, 0b10)
    assert first.node == second.node
    nodes.merging.matter(first.node, 0b01)
    assert first.node != second.node == third.node
    assert nodes.fresh == [first, second]


def test_what_matters_further_on_matters_before_where_it_is_handed_on() -> None:
    nodes = Nodes()
    start, twin = nodes.come_to(b"a", "x", "1"), nodes.come_to(b"a", "y", "1")
    middle = nodes.come_to(b"b", "x", "1")
    changed = nodes.come_to(b"c", "z", "1")
    nodes.merging.step(start.node, middle)
    nodes.merging.step(start.node, changed)
    nodes.merging.matter(changed.node, 0b01)
    assert start.node == twin.node, "the step to it wrote another value"
    nodes.merging.matter(middle.node, 0b01)
    assert start.node != twin.node


def test_a_step_to_what_matters_already_parts_too() -> None:
    nodes = Nodes()
    start, twin, end = (
        nodes.come_to(place, value, "1") for place, value in ((b"a", "x"), (b"a", "y"), (b"b", "x"))
    )
    nodes.merging.matter(end.node, 0b11)
    assert start.node == twin.node
    nodes.merging.step(start.node, end)
    assert start.node != twin.node


@dataclass
class Seen:
    """A watcher that finds nothing wrong."""

    broken: list[str] = field(default_factory=list)

    def watch(self, found: Explored, at: int, steps: list[Step]) -> None:
        """Nothing is held against any rule."""

    def enter(self, found: Explored, at: int, step: Step) -> None:
        """Nothing is held against any rule."""

    def broke(self, found: Explored, at: int, words: str, error: Exception) -> None:
        """Kept, to be none."""
        self.broken.append(words)


def never_forgotten(found: Explored) -> set[bytes]:
    return {
        msgpack.encode((halves(node.state)[0], changed_of(node.order), node.sent)) for node in found.nodes
    }


WALKED_TWICE = (
    "one unit of 2 by gift card, on its way, with questions",
    "one unit of 1 by gift card, to be stopped on its way, with appeals",
    "one unit of 1 by gift card, to be cancelled, where policy may give the right, with pauses",
    "one unit of 1 by gift card, delivered, ruled on by two",
    "one unit of 1 by gift card, sent again or the missing part of it, where policy may give the right",
    "one unit of 2 by gift card, to become one of 1, 2 or 3",
)


@pytest.mark.parametrize("name", WALKED_TWICE)
def test_the_same_is_come_to_with_fewer_steps(name: str) -> None:
    small = next(each for each in EVERY_SMALL_ORDER if each.name == name)
    seen = Seen()
    merged, each = (explore(small, Kernel(), seen, is_merging) for is_merging in (True, False))
    assert not seen.broken
    assert never_forgotten(merged) == never_forgotten(each)
    assert merged.moves_taken == each.moves_taken
    assert merged.transitions <= each.transitions


def changed(stage: Stage, **changes: Any) -> Tables:
    return with_row(with_changes(row_of(stage), **changes))


def with_moves(row: StageRow, *moves: Move) -> Tables:
    return with_row(with_changes(row, moves=(*without(row, *(each.command for each in moves)).moves, *moves)))


ROUND = with_row(
    with_changes(
        row_of(Stage.DISPUTE_RULING), silence=(Silence("hand_up", go(Stage.DISPUTE_SENIOR), "On."),)
    ),
    changed(Stage.DISPUTE_SENIOR, silence=(Silence("hand_up", go(Stage.DISPUTE_RULING), "Back."),)),
)
LOOKS_AT_ROUNDS = with_moves(
    row_of(Stage.DISPUTE_RULING),
    move("statement", (Role.BUYER, Role.MERCHANT), go(None, Branch(Stage.WITHDRAWN, "rounds_left"))),
)
FAULTS: dict[str, dict[str, Any]] = {
    "no clock": {"tables": changed(Stage.AWAITING_BUYER, clock=None)},
    "no owner": {"tables": changed(Stage.AWAITING_RETURN, owner=None)},
    "silence goes round": {"tables": ROUND},
    "no person": {"tables": with_row(without(row_of(Stage.REFUNDING), "escalate"))},
    "an end that can be left": {
        "tables": with_moves(row_of(Stage.WITHDRAWN), move("reopen", Role.BUYER, Stage.AWAITING_MERCHANT))
    },
    "goods and money lost": {
        "tables": with_moves(row_of(Stage.DISPUTE_EVIDENCE), move("withdraw", Role.BUYER, Stage.WITHDRAWN))
    },
    "a look at the rounds where there was none": {"tables": LOOKS_AT_ROUNDS},
    "a stage that nothing leads to": {"tables": with_row(without(row_of(Stage.AWAITING_RETURN), "ship"))},
    "paid twice": {"decide": retries_the_uncertain},
    "paid too much": {"decide": pays_a_little_more},
    "nothing": {},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_same_faults_are_found(fault: str) -> None:
    kernel = Kernel(**{"tables": PROTOCOLS, **FAULTS[fault]})
    merged, each = (
        {
            (found.rule, found.place, found.wrong)
            for found in check_protocol(kernel, [ONE_UNIT], is_merging=is_merging).findings
        }
        for is_merging in (True, False)
    )
    assert merged == each
