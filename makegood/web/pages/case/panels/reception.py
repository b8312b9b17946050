"""What came back: the parcels, what was found of each unit, the photos, and for the desk the buyer's beside them."""

from collections.abc import Callable, Iterable
from datetime import datetime

from msgspec import Struct

from makegood.cases import FileRef, ReturnParcel, Role, SentBack, StoredEvent, event_name, parcels_of
from makegood.web.pages.case import reception_words
from makegood.web.pages.case.scene import CaseScene, Panel

_STAFF = frozenset({"desk", "senior"})


class UnitsRow(Struct, frozen=True):
    """Like units of a line; what was found, the grade and where they go are English words, empty for none."""

    title: str
    quantity: int
    finding: str
    grade: str
    way: str


class ParcelRow(Struct, frozen=True):
    """A parcel of the return. `state` and `condition` are English words."""

    parcel: ReturnParcel
    state: str
    condition: str
    at: datetime | None


class WhatCameBack(Struct, frozen=True):
    """What the template draws. `theirs` are the buyer's photos, for the desk to compare; nobody else gets them
    twice. `may_grade`: whether the reader may put down what was found beside the decision.
    """

    parcels: list[ParcelRow]
    units: list[UnitsRow]
    photos: list[FileRef]
    theirs: list[FileRef]
    sent_back: SentBack | None
    refused_because: str
    may_grade: bool


async def build(scene: CaseScene) -> WhatCameBack | None:
    """The panel; None before anything of the reception is known or can be put down."""
    state = scene.found.case.state
    kept = state.reception
    may_grade = any(one.name == "grade" and one.allowed for one in scene.view.allowed_operations)
    if kept is None:
        return WhatCameBack([], [], [], [], None, "", may_grade) if may_grade else None
    events = scene.found.case.events
    photos = _files(events, _of_reception)
    theirs = _pictures(_files(events, lambda each: each.actor is Role.BUYER)) if _is_staff(scene) else []
    return WhatCameBack(
        [_parcel(each) for each in parcels_of(state)], list(_units(scene)), photos, theirs, kept.sent_back,
        kept.refusal.reason if kept.refusal else "", may_grade,
    )  # fmt: skip


def _is_staff(scene: CaseScene) -> bool:
    return not scene.reader.roles.isdisjoint(_STAFF)


def _parcel(parcel: ReturnParcel) -> ParcelRow:
    condition = reception_words.CONDITIONS[parcel.condition.value] if parcel.condition else ""
    if parcel.was_refused:
        return ParcelRow(parcel, "Refused at the door", condition, None)
    state = "Arrived" if parcel.arrived_at else "Still to come"
    return ParcelRow(parcel, state, condition, parcel.arrived_at or parcel.shipped_at)


def _units(scene: CaseScene) -> Iterable[UnitsRow]:
    state = scene.found.case.state
    titles = {item.line_no: item.title for item in state.items}
    for each in state.reception.found if state.reception else ():
        yield UnitsRow(
            titles.get(each.line_no, ""), each.quantity, reception_words.FINDING_WORDS[each.finding.value],
            reception_words.GRADES[each.grade.value] if each.grade else "",
            reception_words.DISPOSITIONS[each.disposition.value] if each.disposition else "",
        )  # fmt: skip


def _files(events: Iterable[StoredEvent], wanted: Callable[[StoredEvent], bool]) -> list[FileRef]:
    """The files of the events that are wanted, each once, in their order."""
    found = {file.id: file for each in events if wanted(each) for file in getattr(each.event, "files", ())}
    return list(found.values())


def _of_reception(stored: StoredEvent) -> bool:
    return event_name(stored.event).startswith("reception.")


def _pictures(files: list[FileRef]) -> list[FileRef]:
    return [file for file in files if file.media_type.startswith("image/")]


WORDS = ("Refused at the door", "Arrived", "Still to come")
"""How a parcel stands, for the catalogue's test."""

PANEL = Panel("reception", "case/reception.html", build)
