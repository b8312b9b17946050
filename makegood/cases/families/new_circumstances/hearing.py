"""PURE: what is to be brought so that a case is heard again that was ruled on."""

from typing import Any

from makegood.cases.commands import Reopen
from makegood.cases.facts import Facts
from makegood.cases.families.new_circumstances.conditions import is_ruled
from makegood.cases.families.new_circumstances.refusals import NothingNewShown
from makegood.cases.model import CaseState, Role
from makegood.cases.refusals import TooFewWords
from makegood.cases.verbs.showing import shown

SHORTEST = 20
"""Characters that are not blank, as of an appeal."""


def brought(command: Reopen, state: CaseState, facts: Facts) -> dict[str, Any]:
    """What is new, for the record; and after a ruling who answers it. Raises TooFewWords, NothingNewShown, NoSuchFile."""
    files = shown(command.files, facts)
    told: dict[str, Any] = {"note": command.note, "grounds": command.grounds, "files": files}
    if not is_ruled(state):
        return told
    if len("".join(command.grounds.split())) < SHORTEST:
        raise TooFewWords(least=SHORTEST)
    if not any(_is_new(file.id, state, facts) for file in files):
        raise NothingNewShown()
    return told | {"respondent": Role.MERCHANT}


def _is_new(file_id: str, state: CaseState, facts: Facts) -> bool:
    added_at = facts.added_at.get(file_id)
    return added_at is not None and state.ended_at is not None and added_at > state.ended_at
