"""PURE: the protocol tables as a page for people (docs/reference/protocol.md): a diagram and a table for each type."""

from collections.abc import Iterator
from datetime import timedelta

from makegood.cases.case_types import PROTOCOLS
from makegood.cases.conditions import CONDITIONS
from makegood.cases.decide import Tables
from makegood.cases.entitled import ROLE_TESTS
from makegood.cases.model import Role
from makegood.cases.protocol import Branch, Clock, Move, Protocol, StageRow
from makegood.kit.i18n import text

HEAD = """# The case protocol

Generated from the tables in `makegood/cases/types/` by `makegood protocol diagram`; a test compares. The same tables
are what decides, what the timers do, what `allowed_operations` answers and what `makegood protocol check` explores.

At any moment one party has the *ball*, until its *clock* runs out; then *silence* means what the table says. Durations
are the defaults; policy may promise others under the clock's key. Where an arrow leads to a stage that has no row in
its table, the case has changed its type on the way and goes on by the other table.
"""
ANYTIME = """## In every type

- The clock's `tick` reminds the owner a day before the end, or at three quarters of a short clock.
- A case is opened by the buyer, or by the marketplace for them.
- The marketplace's own system speaks for buyers and carriers, the product itself for processors.
"""


def protocol_page(tables: Tables = PROTOCOLS) -> str:
    """The whole page, in Markdown."""
    parts = [HEAD]
    for table in tables.values():
        parts += [
            f"## `{table.type.value}`\n",
            type_diagram(table),
            _at_once(table),
            _rows(table),
            _question(table),
        ]
    parts += [ANYTIME, _conditions(tables)]
    return "\n".join(part for part in parts if part)


def type_diagram(table: Protocol) -> str:
    """The diagram of one type, for the reference and for the page about its family."""
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {table.opens_in.value}"]
    if table.at_once:
        lines += [
            f"    [*] --> {branch.stage.value} : at once" for branch in table.at_once.to if branch.stage
        ]
    for row in table.rows:
        arrows: dict[str, list[str]] = {}
        for label, branch in _arrows(row):
            if branch.stage is not None:
                arrows.setdefault(branch.stage.value, []).append(label)
        for stage, labels in arrows.items():
            lines.append(f"    {row.stage.value} --> {stage} : {', '.join(dict.fromkeys(labels))}")
        if not row.stage.is_open:
            lines.append(f"    {row.stage.value} --> [*]")
    return "\n".join([*lines, "```", ""])


def _at_once(table: Protocol) -> str:
    """What a rule does in the very opening."""
    at_once = table.at_once
    return f"When `{at_once.when}`, a rule grants it in its opening: {_to(at_once.to)}.\n" if at_once else ""


def _arrows(row: StageRow) -> Iterator[tuple[str, Branch]]:
    for move in row.moves:
        yield from ((move.command, branch) for branch in move.to)
    for silence in row.silence:
        yield from (("silence", branch) for branch in silence.to)


def _rows(table: Protocol) -> str:
    lines = ["| stage | ball | clock | silence means | who may do what |", "|---|---|---|---|---|"]
    for row in table.rows:
        cells = (f"`{row.stage.value}`", _ball(row), _clock(row.clock), _silence(row), _moves(row))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _question(table: Protocol) -> str:
    """What holds in every row while a question stands."""
    row = table.question
    return (
        f"While a question stands, at whatever stage, the ball is with the party that was asked, for {_clock(row.clock)}. "
        f"Silence then: {_both(row.silence.meaning)} A message of that party is its answer and gives the ball back as well; "
        "whatever leads to another stage ends the question.\n"
    )


def _ball(row: StageRow) -> str:
    if not row.stage.is_open:
        return "nobody"
    return row.owner.value if row.owner else "the party that is asked to answer"


def _clock(clock: Clock | None) -> str:
    if clock is None:
        return "–"
    words = f"{_duration(clock.default)}, `{clock.key}`"
    if clock.business:
        words += ", in the merchant's business hours"
    if clock.cap:
        words += f", at most {_duration(clock.cap.default)} after `{clock.cap.since}`"
    return words


def _duration(duration: timedelta) -> str:
    hours = int(duration.total_seconds()) // 3600
    return f"{hours // 24} d" if hours % 24 == 0 and hours > 72 else f"{hours} h"


def _silence(row: StageRow) -> str:
    return "<br>".join(
        f"{f'when `{silence.when}`: ' if silence.when else ''}{_both(silence.meaning)} {_to(silence.to)}".strip()
        for silence in row.silence
    ) or "–"  # fmt: skip


def _both(english: str) -> str:
    """A sentence in English, and in Chinese where the catalogue has it."""
    chinese = text("zh-CN", english)
    return english if chinese == english else f"{english} {chinese}"


def _to(to: tuple[Branch, ...]) -> str:
    ways = [
        f"`{branch.stage.value}`{f' when `{branch.when}`' if branch.when else ''}"
        if branch.stage
        else "stays"
        for branch in to
    ]
    return "" if ways == ["stays"] else f"→ {', else '.join(ways)}"


def _moves(row: StageRow) -> str:
    roles = [role for role in Role if any(role in move.by for move in row.moves)]
    said = (
        f"**{role.value}**: " + "; ".join(_move(move) for move in row.moves if role in move.by)
        for role in roles
    )
    return "<br>".join(said) or "–"


def _move(move: Move) -> str:
    only = (ROLE_TESTS[move.only].words,) if move.only else ()
    guards = " and ".join((*only, *(f"`{name}`" for name in move.guards)))
    return " ".join(part for part in (f"`{move.command}`", guards and f"if {guards}", _to(move.to)) if part)


def _conditions(tables: Tables) -> str:
    """The guards by name, with what people read when one of them stops a command."""
    lines = ["## Guards in words", "", "| guard | when it does not hold |", "|---|---|"]
    guards = {name for t in tables.values() for row in t.rows for move in row.moves for name in move.guards}
    for name in sorted(guards):
        lines.append(f"| `{name}` | {_both(CONDITIONS[name][1].template())} |")
    return "\n".join([*lines, ""])
