"""PURE: the named tests of a refund of virtual goods."""

from collections.abc import Callable

from makegood.cases.facts import Facts
from makegood.cases.families.virtual import refusals
from makegood.cases.families.virtual.revocable import revocable_lines
from makegood.cases.model import CaseState
from makegood.kit.errors import Refused

CONDITIONS: dict[str, tuple[Callable[[CaseState, Facts], bool], type[Refused]]] = {
    "revocable": (lambda state, facts: bool(revocable_lines(state, facts)), refusals.NothingToRevoke),
    "nothing_to_revoke": (lambda state, facts: not revocable_lines(state, facts), refusals.RevokeFirst),
}
