"""PURE: what can be seen of a protocol table without walking it: names that exist, rows that are whole."""

from collections.abc import Iterator

from makegood.accounts import OPERATIONS, Principal
from makegood.cases.conditions import CONDITIONS
from makegood.cases.decide import Tables
from makegood.cases.every_command import COMMANDS
from makegood.cases.every_verb import VERBS
from makegood.cases.handlers import roles_in_case
from makegood.cases.model import CaseState, Role
from makegood.cases.protocol import Branch, Protocol, StageRow

Wrong = tuple[str, str, str]
"""The rule, the place in the table, and what is wrong in words."""
_WITHOUT_MOVE = frozenset({"open", "tick"})
"""Commands that no row lists: a case is opened before it has a stage, and the clock may act in every stage."""


def wrongs_of_table(table: Protocol, tables: Tables) -> Iterator[Wrong]:
    """All that is wrong in a table as it is written. A branch may lead to a row of another type, which the case then has."""
    stages = [row.stage for row in table.rows]
    everywhere = {row.stage for each in tables.values() for row in each.rows}
    for stage in {stage for stage in stages if stages.count(stage) > 1}:
        yield "one row a stage", stage.value, "it has two rows"
    if table.opens_in not in stages:
        yield "branches lead to rows", "opening", f"it opens in {table.opens_in.value}, which has no row"
    if table.question.silence.verb not in VERBS:
        yield "names exist", "question", f"there is no verb {table.question.silence.verb}"
    for row in table.rows:
        yield from _wrongs_of_row(row)
        for command, branch in _branches(row):
            if branch.stage is not None and branch.stage not in everywhere:
                place = f"{row.stage.value}, {command}"
                yield "branches lead to rows", place, f"it leads to {branch.stage.value}, which has no row"


def _wrongs_of_row(row: StageRow) -> Iterator[Wrong]:
    place = row.stage.value
    if row.stage.is_open and (row.clock is None or not row.silence):
        missing = "no clock" if row.clock is None else "no silence"
        yield "open stages have clock and silence", place, f"the row has {missing}"
    if not row.stage.is_open and (row.clock or row.silence or row.owner):
        yield "ends have no owner, clock or silence", place, "the row has one"
    if row.silence and row.silence[-1].when is not None:
        yield "silence always means something", place, f"the last silence depends on {row.silence[-1].when}"
    if row.clock and row.clock.cap and row.clock.cap.since not in CaseState.__struct_fields__:
        yield "names exist", place, f"no case has the moment {row.clock.cap.since}"
    commands = [move.command for move in row.moves]
    for command in {command for command in commands if commands.count(command) > 1}:
        yield "one entry a command", place, f"{command} is listed twice"
    yield from _unknown_names(row)


def _unknown_names(row: StageRow) -> Iterator[Wrong]:
    place = row.stage.value
    for move in row.moves:
        if move.command not in COMMANDS or move.command not in VERBS:
            yield "names exist", place, f"there is no command or verb {move.command}"
        if not move.by:
            yield "somebody may do it", place, f"nobody may {move.command}"
    for silence in row.silence:
        if silence.verb not in VERBS:
            yield "names exist", place, f"there is no verb {silence.verb}"
    for name in _conditions(row):
        if name not in CONDITIONS:
            yield "names exist", place, f"there is no condition {name}"
    for command, to in [(move.command, move.to) for move in row.moves] + [
        (s.verb, s.to) for s in row.silence
    ]:
        if not to or to[-1].when is not None:
            yield "the last branch always holds", place, f"{command} may lead nowhere"


def _conditions(row: StageRow) -> Iterator[str]:
    yield from (name for move in row.moves for name in move.guards)
    yield from (silence.when for silence in row.silence if silence.when)
    yield from (branch.when for _, branch in _branches(row) if branch.when)


def _branches(row: StageRow) -> Iterator[tuple[str, Branch]]:
    yield from ((move.command, branch) for move in row.moves for branch in move.to)
    yield from ((silence.verb, branch) for silence in row.silence for branch in silence.to)


def wrongs_of_authority(tables: Tables) -> Iterator[Wrong]:
    """Where the tables and the authorisation matrix do not say the same."""
    by = roles_by_command(tables)
    matrix = {name.removeprefix("case."): rule.reach for name, rule in OPERATIONS.items()}
    for command, roles in sorted(by.items()):
        allowed = {
            role for principal in matrix.get(command, ()) for role in roles_in_case(Principal(principal))
        }
        for role in sorted(roles - allowed):
            yield (
                "tables and matrix agree",
                command,
                f"the tables allow it to the {role.value}, the matrix to no such role",
            )
    for command in sorted(set(COMMANDS) - _WITHOUT_MOVE):
        for principal in matrix.get(command, ()):
            if not set(roles_in_case(Principal(principal))) & by.get(command, set()):
                yield (
                    "tables and matrix agree",
                    command,
                    f"the matrix allows it to the {principal.value}, no table does",
                )


def roles_by_command(tables: Tables) -> dict[str, set[Role]]:
    """Who may use each command at some stage of some type."""
    by: dict[str, set[Role]] = {}
    for table in tables.values():
        for row in table.rows:
            for move in row.moves:
                by.setdefault(move.command, set()).update(move.by)
    return by
