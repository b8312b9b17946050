"""What a form of the reception does: receive, photograph, inspect; each with its own key."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from makegood.cases import CaseView, Command, Stage, case_view
from makegood.cases import Request as CaseRequest
from makegood.cases.api import Perform, parse_version
from makegood.cases.requests import Done
from makegood.evidence import FileOffice, SentFile
from makegood.web.pages.shell import Reader
from makegood.web.pages.typed import convert
from makegood.web.pages.work.counted import counted_units, found_units, looks_of

MOST_PHOTOS = 10


class Taking(Struct, frozen=True):
    """Who takes a parcel, with which photos; `key` makes a second tap do nothing again."""

    perform: Perform
    office: FileOffice
    reader: Reader
    files: tuple[SentFile, ...]
    key: str

    async def photos_for(self, found: Done) -> list[str]:
        """The photos, kept with the order of a case: their ids. The same photo again is the same file."""
        order_id = found.case.state.order_id
        kept = [
            await self.office.take(self.reader.me, order_id, each.name, each.content)
            for each in self.files[:MOST_PHOTOS]
        ]
        return list(dict.fromkeys(str(file.id) for file in kept))

    async def give(self, found: Done, command: Command, part: str, version: int | None = None) -> Done:
        """Give a command to a case."""
        key = f"{self.key}-{part}"
        request = CaseRequest(self.reader.me, command, found.case.state.id, key=key, version=version)
        return await self.perform(request, False)


async def take_one(taking: Taking, found: Done, typed: dict[str, str]) -> str:
    """Receive and inspect: whatever of it is asked for and still to be done. Answers what was done."""
    view = _view(taking, found)
    units = found_units(view, typed)  # read first, so that a mistake in the form does nothing at all
    wants_inspection = typed.get("step", "inspect") != "receive"
    inspection: dict[str, Any] = {"units": units, "note": typed.get("note", "").strip()}
    checked = convert(inspection, "inspect") if wants_inspection else None
    photos = await taking.photos_for(found)
    version = parse_version(typed.get("version") or None)
    if typed.get("receive") == "yes":
        found = await _receive(taking, found, typed, units, photos, version)
        if found.case.state.received_at is None:
            return "received-part"
    if checked is None:
        return "received"
    weight = looks_of(typed).get("weight_grams")
    inspection |= {"files": photos} | ({"weight_grams": weight} if weight else {})
    # In a dispute, or once the money is decided, what was found is put down beside it.
    verb = "inspect" if found.case.state.stage is Stage.AWAITING_INSPECTION else "grade"
    await taking.give(found, convert(inspection, verb), "inspect")
    return "inspected" if verb == "inspect" else "graded"


async def _receive(
    taking: Taking, found: Done, typed: dict[str, str], units: list[dict[str, Any]], photos: list[str], version: int | None
) -> Done:  # fmt: skip
    told: dict[str, Any] = looks_of(typed) | {"units": counted_units(units), "files": photos}
    if typed.get("parcel"):
        told["tracking_no"] = typed["parcel"]
    return await taking.give(found, convert(told, "receive"), "receive", version)


async def take_several(taking: Taking, cases: Sequence[Done], typed: dict[str, str], tracking_no: str) -> None:  # fmt: skip
    """Receive the goods of each case that waits for this parcel."""
    looks = looks_of(typed)
    for found in cases:
        view = _view(taking, found)
        if any(one.name == "receive" and one.allowed for one in view.allowed_operations):
            told = looks | {"tracking_no": tracking_no, "files": await taking.photos_for(found)}
            await taking.give(found, convert(told, "receive"), f"receive-{view.id}")


def _view(taking: Taking, found: Done) -> CaseView:
    reader = taking.reader
    return case_view(found.case, found.order, reader.me, reader.language, reader.now)
