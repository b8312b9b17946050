"""PURE: the form of a protocol table. A case type is such a table; decisions, timers, buttons, diagram and check read it.

`to` lists branches: the first whose test holds is taken. A branch without a test always holds, and `None`
as the stage means that the case stays where it is and its clock runs on.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cached_property

from makegood.cases.model import CaseType, Role, Stage


@dataclass(frozen=True, slots=True)
class Branch:
    """To a stage (None: no change), when a named test (makegood/cases/conditions.py) holds."""

    stage: Stage | None
    when: str | None = None


class Only(StrEnum):
    """Who alone of a move's roles may use it, as the case stands (makegood/cases/entitled.py): who has the ball; against whom
    the ruling went; the same, where a ruling has ended the case; whose appeal waits; whom a proposal waits for; whose time
    for evidence runs; who has waited long enough to call the desk in.
    """

    HOLDER = "holder"
    WRONGED = "wronged"
    LOSER = "loser"
    APPELLANT = "appellant"
    ASKED = "asked"
    IN_TIME = "in_time"
    PATIENT = "patient"


@dataclass(frozen=True, slots=True)
class Move:
    """A command that some roles have in a stage, who alone of them, the named guards it must pass, and where it leads."""

    command: str
    by: frozenset[Role]
    to: tuple[Branch, ...]
    guards: tuple[str, ...] = ()
    only: Only | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """What happens when the clock runs out: a verb done by the system, with its meaning in words for people."""

    verb: str
    to: tuple[Branch, ...]
    meaning: str
    when: str | None = None


@dataclass(frozen=True, slots=True)
class Cap:
    """A clock never runs past a moment of the case (its field) plus a duration: a policy key and its default."""

    since: str
    key: str
    default: timedelta


@dataclass(frozen=True, slots=True)
class Clock:
    """How long the owner has: a policy key and, where no pack speaks, its default."""

    key: str
    default: timedelta
    business: bool = False
    cap: Cap | None = None


@dataclass(frozen=True, slots=True)
class StageRow:
    """One row of the table. Ends have no owner, no clock and no silence; `owner` None in an open stage is the
    party that is asked to answer (the respondent of a dispute).
    """

    stage: Stage
    owner: Role | None
    clock: Clock | None
    silence: tuple[Silence, ...]
    moves: tuple[Move, ...]

    def move(self, command: str) -> Move | None:
        """The row's entry for a command."""
        return next((move for move in self.moves if move.command == command), None)


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """How long the asked party has for its answer, and what its silence means: the ball goes back to who asked."""

    clock: Clock
    silence: Silence


QUESTION = QuestionRow(
    Clock("answer", timedelta(hours=48)),
    Silence(
        "lapse",
        (Branch(None),),
        "The question lapses; the ball goes back to who asked, with what was left of the clock.",
    ),
)


@dataclass(frozen=True, slots=True)
class AtOnce:
    """What a rule does in the very opening, when a named test holds: a verb done by the system, and where it leads."""

    when: str
    verb: str
    to: tuple[Branch, ...]


@dataclass(frozen=True)
class Protocol:
    """The table of one case type. `question` is laid over a row while a question stands; `at_once` is done in the opening."""

    type: CaseType
    opens_in: Stage
    rows: tuple[StageRow, ...]
    question: QuestionRow = QUESTION
    at_once: AtOnce | None = None

    @cached_property
    def _by_stage(self) -> dict[Stage, StageRow]:
        return {row.stage: row for row in reversed(self.rows)}

    @cached_property
    def _moves(self) -> dict[tuple[Stage, str], Move]:
        return {(row.stage, move.command): move for row in self.rows for move in reversed(row.moves)}

    def row(self, stage: Stage) -> StageRow:
        """The row of a stage; KeyError when the table has none, which the check reports."""
        return self._by_stage[stage]

    def move(self, stage: Stage, command: str) -> Move | None:
        """The entry for a command at a stage."""
        return self._moves.get((stage, command))


def go(stage: Stage | None, *branches: Branch) -> tuple[Branch, ...]:
    """Branches in order, then the stage that is taken when none of them holds."""
    return (*branches, Branch(stage))


def move(
    command: str,
    by: Role | tuple[Role, ...],
    to: Stage | tuple[Branch, ...] | None,
    *guards: str,
    only: Only | None = None,
) -> Move:
    """One entry of a row, as the tables write it."""
    roles = by if isinstance(by, tuple) else (by,)
    return Move(command, frozenset(roles), to if isinstance(to, tuple) else go(to), guards, only)
