"""PURE: looks at what an exploration shows, holds it against the rules, and keeps what is wrong with the way to it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from makegood.cases.exploration import Explored, Kernel, Step
from makegood.cases.model import CaseState, CaseType, Stage
from makegood.cases.silence import ENDLESS, loop_from, steps_to_an_end
from makegood.cases.state_rules import STATE_RULES, STEP_RULES, Rule, reaches_no_person
from makegood.cases.table_rules import wrongs_of_authority, wrongs_of_table


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must not be: the rule that is broken, where, and a path to it from the opening."""

    rule: str
    place: str
    wrong: str
    order: str = ""
    path: tuple[str, ...] = ()

    def __str__(self) -> str:
        told = f"{self.rule}: {self.place}: {self.wrong}"
        steps = [f"    {number}. {step}" for number, step in enumerate(self.path, 1)]
        return "\n".join([told, *([f'  on the order "{self.order}":', *steps] if steps else [])])


@dataclass(slots=True)
class Inspector:
    """Findings as they are made: of each rule at each place the first, which has a short path."""

    kernel: Kernel
    told: dict[tuple[str, str], Finding] = field(default_factory=dict)
    rows_reached: set[tuple[CaseType, Stage]] = field(default_factory=set)
    moves_taken: set[tuple[CaseType, Stage, str]] = field(default_factory=set)
    longest: dict[CaseType, int] = field(default_factory=dict)
    faulty: bool = False

    def tell(
        self, rule: str, place: str, wrong: str, found: Explored | None = None, path: Sequence[str] = ()
    ) -> None:
        """Keep a finding, unless its like was found before."""
        order = found.small.name if found else ""
        self.told.setdefault((rule, place), Finding(rule, place, wrong, order, tuple(path)))

    def read_tables(self) -> None:
        """What is wrong in the tables as they are written."""
        for type_, table in self.kernel.tables.items():
            for rule, place, wrong in wrongs_of_table(table, self.kernel.tables):
                self.tell(rule, f"{type_.value}, {place}", wrong)
        for rule, place, wrong in wrongs_of_authority(self.kernel.tables):
            self.tell(rule, place, wrong)

    def watch(self, found: Explored, at: int, steps: list[Step]) -> None:
        """Hold all that may happen in a state against the rules of steps."""
        for step in steps:
            self._hold(STEP_RULES, found, at, step)
        if at < 0:
            return
        node = found.nodes[at]
        self.rows_reached.add((node.state.type, node.state.stage))
        for wrong in reaches_no_person(node, steps, self.kernel):
            self.tell("a person can be reached", place_of(node.state), wrong, found, found.path(at))

    def enter(self, found: Explored, at: int, step: Step) -> None:
        """Hold a state that was come to first by this step against the rules of states."""
        self._hold(STATE_RULES, found, at, step)
        self.faulty |= step.faulty

    def _hold(self, rules: Sequence[Rule], found: Explored, at: int, step: Step) -> None:
        for rule in rules:
            for wrong in rule(step, self.kernel):
                name = rule.__name__.replace("_", " ")
                self.tell(name, place_of(step.after), wrong, found, (*found.path(at), step.words()))
                step.faulty = True

    def broke(self, found: Explored, at: int, words: str, error: Exception) -> None:
        """A step ended in an error that is no refusal."""
        place = place_of(found.nodes[at].state) if at >= 0 else "opening"
        verb = words.partition(": ")[2].partition(" ")[0] or words
        wrong = f"{type(error).__name__}: {error}"
        self.faulty = True
        self.tell("no command breaks", f"{place}, {verb}", wrong, found, (*found.path(at), words))

    def follow_silence(self, found: Explored) -> None:
        """How long silence takes to an end from every state, and where it never comes to one."""
        self.moves_taken |= found.moves_taken
        for at, steps in steps_to_an_end(found.silent).items():
            state = found.nodes[at].state
            if steps != ENDLESS:
                self.longest[state.type] = max(self.longest.get(state.type, 0), steps)
                continue
            loop = loop_from(found.silent, at)
            stages = " -> ".join(found.nodes[each].state.stage.value for each in loop)
            path = (*found.path(at), *(["silence"] * (len(loop) - 1)))
            self.tell(
                "silence comes to an end", place_of(state), f"silence goes round: {stages}", found, path
            )

    def find_dead_rows(self) -> None:
        """Rows that no case comes to, moves that are never made. A row that types share counts for each of them.

        A faulty state is not walked on from, so nothing is said of dead rows before the faults are mended.
        """
        if self.faulty:
            return
        row_of = {
            (type_, row.stage): row for type_, table in self.kernel.tables.items() for row in table.rows
        }
        taken = {(row_of[type_, stage], command) for type_, stage, command in self.moves_taken}
        reached = {row_of[place] for place in self.rows_reached}
        for (type_, stage), row in row_of.items():
            place = f"{type_.value}, {stage.value}"
            if row not in reached:
                self.tell("every row is reached", place, "no case comes here")
                continue
            for move in row.moves:
                if (row, move.command) not in taken:
                    self.tell("every move is made", f"{place}, {move.command}", "it is never possible")


def place_of(state: CaseState) -> str:
    """Where a finding was made."""
    return f"{state.type.value}, {state.stage.value}"
