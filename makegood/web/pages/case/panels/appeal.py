"""The appeal against the ruling: what came of it, or who may still appeal until when, with the form for it."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from makegood.cases import Role, answer_until, wronged
from makegood.cases.view import AppealView
from makegood.web.pages.case.operations import why_not
from makegood.web.pages.case.panels.grounds import Cited, cited, ruled_at
from makegood.web.pages.case.scene import CaseScene, Panel

_PARTIES = frozenset({Role.BUYER.value, Role.MERCHANT.value})


class AppealPanel(Struct, frozen=True):
    """What the template draws. `before` is the ruling that was appealed (`favour`, `amount_minor`, `reason`).

    `may`: the reader may appeal now; `why_not`, in their language, why they no longer may although it went against them.
    """

    appeal: AppealView | None
    before: dict[str, Any]
    grounds: list[Cited]
    may: bool
    why_not: str
    until: datetime | None
    typed: str
    answer_until: datetime | None
    """Until when the other side may still answer an open appeal before it is decided otherwise."""


async def build(scene: CaseScene) -> AppealPanel | None:
    """The panel; None before a ruling, and for whoever can neither appeal nor be appealed against any more."""
    view, state = scene.view, scene.found.case.state
    if view.ruling is None:
        return None
    may = any(one.name == "appeal" and one.allowed for one in view.allowed_operations)
    against_reader = not scene.reader.roles.isdisjoint(role.value for role in wronged(state))
    is_party = not scene.reader.roles.isdisjoint(_PARTIES)
    blocked = is_party and against_reader and not may and view.appeal is None
    if view.appeal is None and not may and not blocked and view.appeal_until is None:
        return None
    decision = view.appeal.decision if view.appeal else None
    return AppealPanel(
        view.appeal,
        _before(scene),
        cited(scene, decision, ruled_at(scene)) if decision else [],
        may,
        why_not("appeal", view, scene.reader.language) if blocked else "",
        view.appeal_until,
        (scene.typed_in("appeal") or {}).get("grounds", ""),
        _answer_until(scene),
    )


def _answer_until(scene: CaseScene) -> datetime | None:
    until = answer_until(scene.found.case.state)
    return until if until is not None and scene.reader.now < until else None


def _before(scene: CaseScene) -> dict[str, Any]:
    """The ruling as it was first made."""
    appealed = scene.view.appeal.at if scene.view.appeal else scene.reader.now
    found = [one for one in scene.view.timeline if one.name == "case.ruled" and one.at <= appealed]
    return dict(found[-1].detail["ruling"]) if found else {}


PANEL = Panel("appeal", "case/appeal.html", build)
