"""PURE: the files that a command shows to everybody in the case."""

from collections.abc import Iterable

from makegood.cases import refusals
from makegood.cases.facts import Facts
from makegood.cases.model import FileRef


def shown(ids: Iterable[str], facts: Facts) -> tuple[FileRef, ...]:
    """The files of a command, each once. Raises NoSuchFile for one that the sender did not upload to the order."""
    missing = next((each for each in ids if each not in facts.files), None)
    if missing is not None:
        raise refusals.NoSuchFile(file=missing)
    return tuple(facts.files[each] for each in dict.fromkeys(ids))
