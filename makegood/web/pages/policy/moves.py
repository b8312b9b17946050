"""What can be done with a version of a pack, each as a form: which moves it allows, why not the others, and doing them."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from makegood.accounts import Principal
from makegood.kit.errors import NotFound, Refused
from makegood.kit.i18n import refusal_text, text
from makegood.policy import PolicyOffice
from makegood.policy.api import PackVersions
from makegood.policy.api_schemas import Publication, Review
from makegood.policy.publishing import versions
from makegood.policy.publishing.office import person_of
from makegood.policy.publishing.versions import LONGEST_NOTE, PackVersion
from makegood.web.pages.policy.operations import Operation, operation
from makegood.web.pages.policy.words import MOVES, STANDING_NOW
from makegood.web.pages.time import moment_text
from makegood.web.pages.typed import FieldNotUsable, moment_of, zone_typed

_OPERATIONS: dict[str, Operation] = {
    "review-request": operation(PackVersions.submit),
    "approval": operation(PackVersions.review),
    "rejection": operation(PackVersions.review),
    "publication": operation(PackVersions.publish),
    "withdrawal": operation(PackVersions.withdraw),
    "shadow": operation(PackVersions.shadow),
    "shadow-end": operation(PackVersions.end_shadow),
}
_ONWARD = ("review-request", "approval", "publication")
_HARSH = ("rejection", "withdrawal")
_SOME_NOTE = "-"


class Move(Struct, frozen=True):
    """A form of a version. `reason`: why it is not possible now, in the reader's language; empty when it is."""

    name: str
    tone: str
    reason: str


class Notices(Struct, frozen=True):
    """The earliest times at which a version could take effect."""

    ordinary: datetime
    major: datetime


def moves_of(
    version: PackVersion, last: PackVersion | None, principal: Principal, office: PolicyOffice, language: str
) -> list[Move]:
    """Every move, possible ones first. `last`: the published version of the name that has no end."""
    without = "shadow" if version.shadow else "shadow-end"
    obstacles = {
        name: _obstacle(name, version, last, principal, office, language) for name in MOVES if name != without
    }
    first = next((name for name in _ONWARD if not obstacles[name]), "")
    found = [Move(name, _tone(name, first), obstacle) for name, obstacle in obstacles.items()]
    return sorted(found, key=lambda move: bool(move.reason))


def _tone(name: str, first: str) -> str:
    return "first" if name == first else "harsh" if name in _HARSH else "plain"


def _obstacle(
    name: str, version: PackVersion, last: PackVersion | None, principal: Principal, office: PolicyOffice, language: str
) -> str:  # fmt: skip
    """Why a move is refused, found by trying it on the version as it is; nothing is written."""
    by, now = person_of(principal), office.clock.now()
    try:
        match name:
            case "review-request":
                versions.submitted(version, by, now)
            case "approval" | "rejection":
                versions.reviewed(version, by, name == "approval", _SOME_NOTE, now)
            case "publication":
                versions.published(version, last, by, now, office.notice)
            case "withdrawal":
                versions.withdrawn(version, None, by, now)
            case _:
                versions.shadowing(version, name == "shadow", now)
    except Refused as refusal:
        return policy_refusal_words(refusal, language)
    return ""


def notices_of(version: PackVersion, office: PolicyOffice) -> Notices:
    """When a version could take effect if it were announced now."""
    now = office.clock.now()

    def from_(*, major: bool) -> datetime:
        return now + office.notice.needed(version.level, version.merchant_id, major=major)

    return Notices(from_(major=False), from_(major=True))


async def carry_out(
    move: str, name: str, version: str, principal: Principal, office: PolicyOffice, key: str | None,
    typed: dict[str, str], language: str,
) -> None:  # fmt: skip
    """Do what a form asks for, as the API does. Raises what it raises, NotFound for a move that there is not."""
    perform = _OPERATIONS.get(move)
    if perform is None:
        raise NotFound(what="page")
    content: dict[str, Any] = {}
    if move in ("approval", "rejection"):
        content["data"] = Review(approve=move == "approval", note=_note(typed))
    if move == "publication":
        content["data"] = Publication(_begins(typed, language), typed.get("major") == "yes")
    await perform(name=name, version=version, principal=principal, policy_office=office, key=key, **content)


def policy_refusal_words(refusal: Refused, language: str) -> str:
    """A refusal as a page says it: standings and times in words."""
    fields = dict(refusal.fields)
    if "standing" in fields:
        fields["standing"] = text(language, STANDING_NOW.get(str(fields["standing"]), ""))
    for name in ("begins", "earliest"):
        if name in fields:
            fields[name] = moment_text(datetime.fromisoformat(str(fields[name])), language)
    again = Refused.__new__(type(refusal))
    again.fields = fields
    return refusal_text(language, again)


def _note(typed: dict[str, str]) -> str:
    note = typed.get("note", "").strip()
    if len(note) > LONGEST_NOTE or "\0" in note:
        raise FieldNotUsable(field="Note")
    return note


def _begins(typed: dict[str, str], language: str) -> datetime | None:
    """When it is to take effect, in the zone that the form named; None as soon as the notice allows."""
    given = typed.get("in_force_from", "").strip()
    if not given:
        return None
    return moment_of(given, "Takes effect", zone_typed(typed, language))
