"""Who of the desk has the case and how it came to them; passing it on, assigning it, and texts to begin with."""

from msgspec import Struct

from makegood.accounts import PrincipalRole
from makegood.desk import (
    Assignment,
    Macro,
    Moved,
    assignments_of,
    macros_kept,
    moves_of,
    people_listed,
    person_of,
)
from makegood.kit.i18n import text
from makegood.web.pages.case.scene import CaseScene, Panel
from makegood.web.pages.desk.work_words import MOVES, WHY_ENDED, WHY_PASSED


class DeskWork(Struct, frozen=True):
    """What the template draws. `is_mine`: the reader has the case; `colleagues`: to whom a senior can assign it."""

    assignment: Assignment | None
    is_mine: bool
    moves: list[Moved]
    colleagues: list[tuple[str, str]]
    whys: list[tuple[str, str]]
    macros: list[Macro]

    @property
    def why_words(self) -> dict[str, str]:
        """The words of reasons, for passing a case on and for being done with it."""
        return WHY_PASSED | WHY_ENDED

    @property
    def move_words(self) -> dict[str, str]:
        """The words of moves."""
        return MOVES


async def build(scene: CaseScene) -> DeskWork | None:
    """The panel, while the desk has something to do in the case."""
    state, reader = scene.found.case.state, scene.reader
    held = (await assignments_of(scene.pool, [state.id], reader.now)).get(state.id)
    moves = await moves_of(scene.pool, state.id)
    is_senior = reader.me.role is PrincipalRole.SENIOR
    people = await people_listed(scene.pool) if is_senior and scene.view.ball in ("desk", "senior") else []
    macros = await macros_kept(scene.pool)
    if not (held or moves or people or macros):
        return None
    is_mine = held is not None and held.person == person_of(reader.me.label)
    whys = [(code, text(reader.language, words)) for code, words in WHY_PASSED.items()]
    return DeskWork(held, is_mine, moves, [(one.person, one.name) for one in people], whys, macros)


PANEL = Panel("desk_work", "case/desk_work.html", build, "side", roles=frozenset({"desk", "senior"}))
