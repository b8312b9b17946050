"""PURE: what a party is shown of the other party's words: without personal data (kit/personal.py). The desk reads all of it,
and so does the shop's own system, whose data they are.
"""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct, structs

from makegood.cases.model import Role
from makegood.kit.personal import masked, masked_name

_PARTIES = (Role.BUYER, Role.MERCHANT)
_WORDS = frozenset({"text", "note", "grounds"})
_READ_ALL = frozenset({Role.DESK, Role.SENIOR, Role.CARRIER, Role.SYSTEM})


def is_masked(written_by: Role, readers: Sequence[Role]) -> bool:
    """Whether readers see the words of somebody without personal data."""
    return written_by in _PARTIES and written_by not in readers and _READ_ALL.isdisjoint(readers)


def words_for(readers: Sequence[Role], written_by: Role, words: str) -> str:
    """Words as readers see them. A shop's own telephone and address are no secret."""
    if not is_masked(written_by, readers):
        return words
    return masked(words, keeps_contact=written_by is Role.MERCHANT)


def file_name_for(readers: Sequence[Role], written_by: Role, name: str) -> str:
    """The name that somebody gave a file, as readers see it."""
    if not is_masked(written_by, readers):
        return name
    return masked_name(name, keeps_contact=written_by is Role.MERCHANT)


def detail_for(readers: Sequence[Role], written_by: Role, detail: dict[str, Any]) -> dict[str, Any]:
    """What an event tells, with what was written in it as readers see it."""
    return _each(readers, written_by, detail) if is_masked(written_by, readers) else detail


def noted_for(readers: Sequence[Role], written_by: Role, noted: Any) -> Any:
    """Something with a note of its own (an offer, a refusal, findings) as readers see it."""
    if not isinstance(noted, Struct) or not is_masked(written_by, readers):
        return noted
    changed = {
        name: words_for(readers, written_by, value)
        for name in noted.__struct_fields__
        if name in _WORDS and isinstance(value := getattr(noted, name), str)
    }
    return structs.replace(noted, **changed) if changed else noted


def _each(readers: Sequence[Role], written_by: Role, value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        if "media_type" in value:  # a file that was shown
            return value | {"name": file_name_for(readers, written_by, str(value.get("name", "")))}
        return {key: _each(readers, written_by, each, str(key)) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_each(readers, written_by, each, name) for each in value]
    is_words = name in _WORDS and isinstance(value, str)
    return words_for(readers, written_by, value) if is_words else value
