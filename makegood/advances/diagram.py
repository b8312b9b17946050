"""PURE: how an advance stands as a diagram for its page (docs/concepts/instant-refund.md), drawn by deciding every step."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from makegood.advances import decide
from makegood.advances.model import DebtStatus, StoredAdvance
from makegood.kit.errors import Refused

_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_BY_THE_CASE = (
    "    [*] --> advanced : given",
    "    advanced --> settled : the order pays it back",
    "    advanced --> owed : the case ends without it",
)
"""What the case makes of it, before anything is owed."""


def debt_diagram() -> str:
    """The states with what leads from one to another."""
    lines = ["```mermaid", "stateDiagram-v2", *_BY_THE_CASE]
    for status in DebtStatus:
        for to, labels in _after(status).items():
            lines.append(f"    {status.value} --> {to.value} : {', '.join(labels)}")
        if status is not DebtStatus.ADVANCED and not status.is_owed:
            lines.append(f"    {status.value} --> [*]")
    return "\n".join([*lines, "```", ""])


def _after(status: DebtStatus) -> dict[DebtStatus, list[str]]:
    found: dict[DebtStatus, list[str]] = {}
    if status.is_owed:
        found[DebtStatus.RECOVERED] = ["paid"]
    for label, outcome in _steps(_advance(status)):
        found.setdefault(outcome.status, []).append(label)
    return found


def _steps(advance: StoredAdvance) -> Iterator[tuple[str, decide.Outcome]]:
    """What each person, and silence, may make of it; what is refused leads nowhere."""
    attempts: dict[str, Callable[[], decide.Outcome]] = {
        "the buyer objects": lambda: decide.object_to(advance, False, _NOW),
        "the desk says that it is owed": lambda: decide.decide_objection(advance, True, _NOW),
        "the desk says that it is not": lambda: decide.decide_objection(advance, False, _NOW),
        "an operator gives it up": lambda: decide.write_off(advance),
    }
    for label, attempt in attempts.items():
        try:
            yield label, attempt()
        except Refused:
            continue
    silence = decide.time_over(advance, _NOW)
    if silence is not None:
        yield "silence", silence


def _advance(status: DebtStatus) -> StoredAdvance:
    """An advance of which something is owed, whose time is over."""
    return StoredAdvance(
        bucket=0, id=1, case_id=1, order_id=1, buyer_id=1, merchant_id=1, currency="CNY", status=status, step="requested",
        rule="", amount_minor=1, settled_minor=0, owed_minor=1, recovered_minor=0, written_off_minor=0, because="",
        given_at=_NOW, due_at=_NOW, ended_at=None,
    )  # fmt: skip
