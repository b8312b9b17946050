"""PURE: the pieces of evidence in a case: what was shown, written, measured or recorded, each with whose it is and since when.

A piece has a name that stays: `file:<id>`, `words:<event>` (a message, a statement, a note), `inspection:<event>` (what the
merchant found when the goods came back), `parcel:<n>` (the n-th parcel of the order), `return:<tracking number>`, and
`order` (what was bought, as it was told at the purchase).
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from msgspec import Struct

from makegood.cases import FileRef, OrderFacts, Role, StoredCase, StoredEvent, files_shown, parcels_of

PAPERS = (
    "inspection_report", "invoice", "certificate", "chat", "order_snapshot", "statement", "hospital_report",
    "brand_report", "website_log", "delivery_record", "police_report", "tracking", "weight",
)  # fmt: skip
WORDS = ("statement", "chat")
FOUND = ("statement", "weight")
CARRIED = ("tracking", "delivery_record", "weight")
BOUGHT = ("order_snapshot", "website_log")
NOBODYS = "record"
"""The side of what no party showed: parcels and the order, which both may point at."""
DESKS = "desk"
"""The side of what the platform itself got: a report that it ordered, papers of the police. It is neither party's."""
LONGEST_EXCERPT = 200


class Piece(Struct, frozen=True, kw_only=True):
    """A piece. `side`: buyer, merchant, desk, or `record`; `seq`: the event that brought it (0: none); `kinds`: what it can be,
    the likeliest first. `words`: an excerpt of what was written, or the tracking number.
    """

    name: str
    side: str
    at: datetime
    seq: int
    kinds: tuple[str, ...]
    file: FileRef | None = None
    words: str = ""


def pieces_of(case: StoredCase, order: OrderFacts) -> tuple[Piece, ...]:
    """Every piece of a case, each once, in the order in which it came."""
    found: dict[str, Piece] = {}
    for piece in (*_recorded(case, order), *(each for stored in case.events for each in _in(stored))):
        found.setdefault(piece.name, piece)
    return tuple(sorted(found.values(), key=lambda each: (each.at, each.seq)))


def whole_words(case: StoredCase, seq: int) -> str:
    """All that was written with an event, of which a piece has the beginning; empty for an event that brings no words."""
    stored = next((each for each in case.events if each.seq == seq), None)
    if stored is None or _side(stored.actor) in (None, DESKS) or stored.event.by_silence:
        return ""
    return _written(stored.event, getattr(stored.event, "inspection", None))


def _in(stored: StoredEvent) -> Iterator[Piece]:
    side = _side(stored.actor)
    if side is None or stored.event.by_silence:
        return
    for file in files_shown(stored):
        yield Piece(
            name=f"file:{file.id}", side=side, at=stored.at, seq=stored.seq, kinds=_kinds(file.media_type), file=file
        )  # fmt: skip
    if side == DESKS:
        # What the desk writes is no evidence.
        return
    inspection: Any = getattr(stored.event, "inspection", None)
    written = _written(stored.event, inspection)
    if inspection is not None:
        name, kinds = f"inspection:{stored.seq}", FOUND
    elif written:
        name, kinds = f"words:{stored.seq}", WORDS
    else:
        return
    yield Piece(
        name=name, side=side, at=stored.at, seq=stored.seq, kinds=kinds, words=written[:LONGEST_EXCERPT]
    )


def _written(event: Any, inspection: Any) -> str:
    """What somebody wrote with an event. Notes of the desk to itself are not evidence."""
    said = getattr(event, "text", "") or getattr(event, "note", "") or getattr(inspection, "note", "")
    refusal = getattr(event, "refusal", None)
    return str(said or getattr(refusal, "note", "") or "")


def _kinds(media_type: str) -> tuple[str, ...]:
    """A picture can be of anything, of a paper as well; a film is a film."""
    if media_type.startswith("image/"):
        return ("photo", *PAPERS)
    return ("video",) if media_type.startswith("video/") else PAPERS


def _side(actor: Role) -> str | None:
    """Whose piece it is; None for what machines and carriers bring."""
    if actor in (Role.DESK, Role.SENIOR):
        return DESKS
    return actor.value if actor in (Role.BUYER, Role.MERCHANT) else None


def _recorded(case: StoredCase, order: OrderFacts) -> Iterator[Piece]:
    yield Piece(name="order", side=NOBODYS, at=order.placed_at, seq=0, kinds=BOUGHT, words=order.external_id)
    for number, parcel in enumerate(order.parcels, 1):
        yield Piece(name=f"parcel:{number}", side=NOBODYS, at=parcel.shipped_at, seq=0, kinds=CARRIED)
    for back in parcels_of(case.state):
        at = back.shipped_at or case.state.updated_at
        yield Piece(
            name=f"return:{back.tracking_no}",
            side=NOBODYS,
            at=at,
            seq=0,
            kinds=CARRIED,
            words=back.tracking_no,
        )
