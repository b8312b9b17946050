"""PURE: the conversation of a case: everything that people wrote in it, wherever they wrote it, in one thread.

So a note to an offer, a statement to the desk and a message stand side by side, and nobody is asked to say it again.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from makegood.cases.model import FileRef, Role
from makegood.cases.timeline import TimelineEntry
from makegood.cases.view import CaseView

SAID, ASKED, NOTED = "said", "asked", "noted"


class Message(Struct, frozen=True):
    """One thing that somebody wrote. `kind`: said, asked (`to` owes the answer) or noted beside what they did (`about`).

    `reply` is the code of a fixed text; `answers`: it answered the question that stood; `flags` as the viewer may see them.
    """

    seq: int
    at: datetime
    by: Role
    kind: str
    about: str
    text: str
    reply: str = ""
    files: tuple[FileRef, ...] = ()
    to: Role | None = None
    answers: bool = False
    flags: tuple[str, ...] = ()


Detail = dict[str, Any]
_NOTES: dict[str, Callable[[Detail], Any]] = {
    "case.opened": lambda detail: detail.get("note"),
    "case.refused": lambda detail: detail["refusal"].get("note"),
    "case.offer_made": lambda detail: detail["offer"].get("note"),
    "case.revised": lambda detail: detail.get("note"),
    "case.escalated": lambda detail: detail.get("note"),
    "case.statement_added": lambda detail: detail.get("note"),
    "case.return_inspected": lambda detail: detail["inspection"].get("note"),
    "reception.parcel_arrived": lambda detail: None,
    "reception.units_found": lambda detail: None,
    "reception.parcel_refused": lambda detail: detail["refusal"].get("note"),
    "case.ruled": lambda detail: detail["ruling"].get("reason"),
    "case.ruling_bound": lambda detail: detail.get("note"),
    "case.appealed": lambda detail: detail.get("note"),
    "case.appeal_decided": lambda detail: detail["ruling"].get("reason"),
    "case.reopened": lambda detail: " ".join(
        part for part in (detail.get("note"), detail.get("grounds")) if part
    ),
    "case.clock_paused": lambda detail: detail.get("note"),
}
"""What people wrote beside what they did, by event. Notes of the desk to itself are not among them."""


def messages_of(view: CaseView) -> list[Message]:
    """The thread, oldest first. A note that only repeats what the same party wrote just before is left out."""
    thread: list[Message] = []
    latest: dict[Role, str] = {}
    for entry in view.timeline:
        found = _message(entry)
        if found is None or (found.kind == NOTED and not found.files and latest.get(found.by) == found.text):
            continue
        latest[found.by] = found.text
        thread.append(found)
    return thread


def _message(entry: TimelineEntry) -> Message | None:
    detail = entry.detail
    match entry.name:
        case "case.message_posted":
            return _written(entry, SAID, detail.get("text", ""), None)
        case "case.question_asked":
            return _written(entry, ASKED, detail["text"], Role(detail["question"]["to"]))
    if entry.by_silence or entry.name not in _NOTES:
        return None
    note = _NOTES[entry.name](detail)
    return _written(entry, NOTED, note or "", None) if note or detail.get("files") else None


def _written(entry: TimelineEntry, kind: str, text: str, to: Role | None) -> Message:
    detail = entry.detail
    return Message(
        entry.seq, entry.at, entry.actor, kind, entry.name, text, detail.get("reply", ""),
        msgspec.convert(detail.get("files", ()), tuple[FileRef, ...]), to, detail.get("answers", False),
        tuple(detail.get("flags", ())),
    )  # fmt: skip


def unread(messages: Sequence[Message], roles: Iterable[Role], read_to: int) -> int:
    """How many messages of others came after event `read_to`. Who has written since has read what was there."""
    own = frozenset(roles)
    seen = max([read_to, *(message.seq for message in messages if message.by in own)])
    return sum(1 for message in messages if message.seq > seen and message.by not in own)
