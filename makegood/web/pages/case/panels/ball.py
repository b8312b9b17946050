"""Who has the ball, until when, and what silence does."""

from msgspec import Struct

from makegood.accounts import PrincipalRole
from makegood.web.pages.buyer.next_step import NextStep, next_operation
from makegood.web.pages.case.clock import CaseClock, clock_of, eyebrow
from makegood.web.pages.case.model import headline_of
from makegood.web.pages.case.scene import CaseScene, Panel


class Ball(Struct, frozen=True):
    """What the template draws. `eyebrow` is English, `headline` in the reader's language; `owner` is a role or empty.

    `next` is the one thing that a buyer can do next, if there is one.
    """

    owner: str
    mine: bool
    eyebrow: str
    headline: str
    clock: CaseClock | None
    next: NextStep | None


async def build(scene: CaseScene) -> Ball:
    """The ball; every case has one, even where nobody holds it any more."""
    view = scene.view
    return Ball(
        view.ball.value if view.ball else "",
        scene.mine,
        eyebrow(view, scene.mine),
        headline_of(view, scene.reader, scene.buyer, scene.merchant),
        clock_of(scene.found.case, scene.reader.now),
        _next(scene),
    )


def _next(scene: CaseScene) -> NextStep | None:
    """Buyers come seldom and are led; who works here all day reads the operations."""
    if scene.reader.role != PrincipalRole.BUYER.value:
        return None
    return next_operation(scene.view, scene.found.case.state, scene.mine)


PANEL = Panel("ball", "case/ball.html", build)
