"""New circumstances after a ruling: the form with which the loser has the dispute heard again, where the rules say so."""

from datetime import datetime

from msgspec import Struct

from makegood.cases import news_until
from makegood.web.pages.case.scene import CaseScene, Panel

OPERATION = "reopen"


class NewCircumstances(Struct, frozen=True):
    """What the template draws: until when they may be brought, and what was typed and not taken."""

    until: datetime
    typed: dict[str, str]


async def build(scene: CaseScene) -> NewCircumstances | None:
    """The panel; None for whoever cannot have a ruling heard again."""
    may = any(one.name == OPERATION and one.allowed for one in scene.view.allowed_operations)
    until = news_until(scene.found.case.state)
    if not may or until is None:
        return None
    return NewCircumstances(until, scene.typed_in(OPERATION) or {})


PANEL = Panel("new_circumstances", "case/new_circumstances.html", build)
