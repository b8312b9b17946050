"""PURE: which marks stand by a ruling: all where it is for whom the rules would have it, none where it departs for the other
side, and else those that are not against whom it is for.
"""

from msgspec import Struct

from makegood.cases import Favour
from makegood.disputes.propose import Found
from makegood.policy import sides_of

_PREFIX = "mark."


class MarksSaid(Struct, frozen=True):
    """What rules say of marks, in a proposal for a side (`favour`; empty where they say nothing of it). Where papers bind, that
    is the side of the papers, and `by_rules` the one that the rules would have had.
    """

    favour: str
    findings: tuple[Found, ...]
    by_rules: str | None = None

    @property
    def rules_favour(self) -> str:
        """For whom the rules would have it ruled."""
        return self.favour if self.by_rules is None else self.by_rules


class RuledMark(Struct, frozen=True):
    """A mark that a ruling sets, and against whom it counts."""

    mark: str
    against: str
    found: Found


def marks_set(said: MarksSaid, ruled: Favour) -> list[RuledMark]:
    """The marks that stand by a ruling, of those that count against a party; each once. PURE."""
    set_by = {
        (name, side): RuledMark(name, side, each)
        for each in reversed(said.findings)
        if each.key.startswith(_PREFIX) and each.value == "yes"
        for name in [each.key.removeprefix(_PREFIX)]
        for side in sides_of(name)
        if _stands(side, said.rules_favour, ruled)
    }
    return [set_by[key] for key in sorted(set_by)]


def _stands(against: str, proposed: str, ruled: Favour) -> bool:
    """Whether a mark stands: all do where the ruling is for whom it was proposed, none where it departs for the other side;
    else those that are not against whom the ruling is for.
    """
    if proposed == ruled:
        return True
    if proposed and Favour.MERCHANT in (proposed, ruled):
        return False
    return against != ruled
