"""PURE: a dispute as a panel reads it: who said what in which order, and the pictures, without anybody's name."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from makegood.cases import FileRef, OrderFacts, StoredCase, event_name
from makegood.jury.masking import masked

_WRITTEN: dict[str, tuple[str, ...]] = {
    "case.opened": ("note",),
    "case.refused": ("refusal",),
    "case.offer_made": ("offer",),
    "case.revised": ("note",),
    "case.escalated": ("note",),
    "case.statement_added": ("note",),
    "case.message_posted": ("text",),
    "case.return_inspected": ("inspection",),
    "reception.units_found": (),
    "reception.parcel_arrived": (),
}
"""Where the words of the parties stand, by event; what the desk writes is not for a panel, which judges for itself."""
_SIDES = ("buyer", "merchant")


class Words(Struct, frozen=True):
    """What a side said or showed; `name` is the event it was with, `files` are ids of pictures."""

    side: str
    name: str
    text: str
    files: tuple[str, ...]


class DisputeShown(Struct, frozen=True):
    """A dispute without names. `asked` is the remedy, `kinds` are the categories of the goods; amounts in minor units.

    `not_shown` counts films and papers: nobody can take a name out of these.
    """

    asked: str
    reason: str
    requested_minor: int
    currency: str
    goods: tuple[str, ...]
    kinds: tuple[str, ...]
    where: str
    words: tuple[Words, ...]
    not_shown: int

    @property
    def characters(self) -> int:
        """How much there is to read."""
        return sum(len(each.text) for each in self.words) + sum(len(each) for each in self.goods)

    @property
    def pictures(self) -> tuple[str, ...]:
        """The ids of all pictures."""
        return tuple(dict.fromkeys(each for said in self.words for each in said.files))


def dispute_shown(case: StoredCase, order: OrderFacts, names: Sequence[str]) -> DisputeShown:
    """What a panel reads. `names`: those of the parties, the shop and the order."""
    state, words, not_shown = case.state, [], 0
    for stored in case.events:
        name = event_name(stored.event)
        if name not in _WRITTEN or stored.actor.value not in _SIDES:
            continue
        files = _files(stored.event)
        pictures = tuple(each.id for each in files if each.media_type.startswith("image/"))
        not_shown += len(files) - len(pictures)
        text = masked(_text(stored.event, _WRITTEN[name]), names)
        if text or pictures:
            words.append(Words(stored.actor.value, name, text, pictures))
    lines = [line for item in state.items if (line := order.line(item.line_no))]
    return DisputeShown(
        asked=state.type.value, reason=state.reason, requested_minor=state.requested_minor, currency=state.currency,
        goods=tuple(f"{masked(item.title, names)} × {item.quantity}" for item in state.items if item.quantity),
        kinds=tuple(dict.fromkeys(line.category for line in lines)), where=state.goods.value, words=tuple(words),
        not_shown=not_shown,
    )  # fmt: skip


def _text(event: Any, fields: tuple[str, ...]) -> str:
    """What was written: a text, or the note of an answer, an offer or an inspection."""
    found = [getattr(event, field, "") for field in fields]
    return " ".join(each if isinstance(each, str) else getattr(each, "note", "") for each in found).strip()


def _files(event: Any) -> tuple[FileRef, ...]:
    files: tuple[FileRef, ...] = getattr(event, "files", None) or ()
    return files
