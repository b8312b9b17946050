"""PURE: the check of the case protocol. It walks every reachable state of every case type over small orders, with the
real decisions, and finds what must never be: a case without owner or clock, silence without end, a party that
cannot reach a person, more money than was paid, rows that no case comes to. Each finding comes with its path.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from makegood.cases.every_small_order import EVERY_SMALL_ORDER
from makegood.cases.exploration import Kernel, explore
from makegood.cases.inspector import Finding, Inspector
from makegood.cases.model import CaseType
from makegood.cases.small_orders import SmallOrder


@dataclass(frozen=True, slots=True)
class Walked:
    """How much was explored over one small order."""

    order: str
    states: int
    transitions: int
    refused: int
    rounds_left: int
    attempts_left: int
    pauses_left: int
    talk: bool


@dataclass(frozen=True, slots=True)
class Report:
    """What the check saw; no findings when the protocol is as it must be."""

    walked: tuple[Walked, ...]
    longest_silence: dict[CaseType, int]
    findings: tuple[Finding, ...]

    @property
    def states(self) -> int:
        """States explored, over all small orders."""
        return sum(each.states for each in self.walked)

    @property
    def transitions(self) -> int:
        """Steps taken between states, over all small orders."""
        return sum(each.transitions for each in self.walked)


Progress = Callable[[str], None]


def check_protocol(
    kernel: Kernel | None = None,
    orders: Sequence[SmallOrder] = EVERY_SMALL_ORDER,
    progress: Progress = lambda line: None,
    is_merging: bool = True,
) -> Report:
    """Check tables and decisions (by default the real ones) over small orders. Without merging, each state is walked on
    from by itself: that takes several times as long and finds the same.
    """
    inspector = Inspector(kernel or Kernel())
    inspector.read_tables()
    walked = []
    for small in orders:
        found = explore(small, inspector.kernel, inspector, is_merging)
        inspector.follow_silence(found)
        walked.append(
            Walked(
                small.name, len(found.nodes), found.transitions, found.refused,
                small.rounds_left, small.attempts_left, small.pauses_left, small.talk,
            )
        )  # fmt: skip
        progress(f"{small.name}: {len(found.nodes):,} states, {found.transitions:,} steps")
    inspector.find_dead_rows()
    return Report(tuple(walked), inspector.longest, tuple(inspector.told.values()))
