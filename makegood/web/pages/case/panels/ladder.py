"""The ladder of offers: every amount that was named, by whom, until when it stood, and what became of it."""

from datetime import datetime

from msgspec import Struct

from makegood.cases import Rung, Stage, as_recorded, ladder_of
from makegood.kit.money import money_text
from makegood.web.pages.case.scene import CaseScene, Panel

BECAME = {
    "stands": "Stands",
    "countered": "Answered with another",
    "accepted": "Accepted",
    "granted": "Granted",
    "refused": "Refused",
    "expired": "Expired",
    "over": "No longer open",
}
FEWEST = 2
"""A single amount is no ladder."""


class Step(Struct, frozen=True):
    """One rung: `by` and `type` are codes, `became` English, `amount` in the reader's words."""

    by: str
    type: str
    amount: str
    note: str
    at: datetime
    expires_at: datetime | None
    became: str


async def build(scene: CaseScene) -> list[Step] | None:
    """The rungs, first to last; None where nobody has offered anything."""
    found = scene.found
    state = found.case.state
    granted_at = state.due_at if state.stage is Stage.AWAITING_MERCHANT else None
    rungs = ladder_of(as_recorded(found.case.events), found.now, granted_at)
    if len(rungs) < FEWEST:
        return None
    return [_step(rung, scene) for rung in rungs]


def _step(rung: Rung, scene: CaseScene) -> Step:
    amount = money_text(rung.amount_minor, scene.view.currency, scene.reader.language)
    return Step(
        rung.by.value, rung.type.value, amount, rung.note, rung.at, rung.expires_at, BECAME[rung.became]
    )


PANEL = Panel("ladder", "case/ladder.html", build)
