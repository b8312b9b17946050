"""The panel of users of a dispute: agreeing to one and calling it, that it reads, what it found; for the desk how it votes."""

from typing import Any

from msgspec import Struct

from makegood.cases import JuryPlan
from makegood.jury import PanelView, panel_of, panel_view, read_settings, seats_of, tally
from makegood.web.pages.case.scene import CaseScene, Panel
from makegood.web.pages.jury import words as jury_words

OPERATIONS = ("agree_jury", "call_jury", "dismiss_jury")
_NEW = frozenset({"agree_jury", "call_jury"})
DESK = ("desk", "senior")


class JuryPanel(Struct, frozen=True):
    """What the template draws. `may`: what the reader may do about it now; `reads`: whether it reads now; `board` is how it
    votes, for the desk alone.
    """

    plan: JuryPlan
    reads: bool
    may: tuple[str, ...]
    agreed: bool
    board: PanelView | None
    jury_words: Any


async def build(scene: CaseScene) -> JuryPanel | None:
    """The panel; None where the rules give this dispute to none and there was none, or panels are turned off."""
    view = scene.view
    may = {one.name for one in view.allowed_operations if one.allowed and one.name in OPERATIONS}
    if may & _NEW and not (await read_settings(scene.pool)).is_on:
        may -= _NEW
    plan = view.jury
    if plan is None and not may:
        return None
    is_party = scene.reader.role not in DESK
    board = None if is_party or plan is None or not plan.seats else await _board(scene)
    has_agreed = plan is not None and scene.reader.role in plan.agreed
    return JuryPanel(
        plan or JuryPlan(), view.stage.value == "dispute_jury",
        tuple(name for name in OPERATIONS if name in may and not (has_agreed and name == "agree_jury")),
        has_agreed, board, jury_words,
    )  # fmt: skip


async def _board(scene: CaseScene) -> PanelView | None:
    number = scene.found.case.state.id
    panel = await panel_of(scene.pool, number)
    if panel is None:
        return None
    seats = await seats_of(scene.pool, number)
    return panel_view(panel, seats, tally(seats, panel.seats))


PANEL = Panel("jury", "case/jury.html", build)
