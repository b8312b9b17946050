"""What the rules say of the case, what somebody told, and what is still asked of whom."""

from makegood.policy import decisions_of_case, last_of
from makegood.web.pages.case.promise_panel import PromisePanel, panel
from makegood.web.pages.case.scene import CaseScene, Panel
from makegood.web.pages.orders.outcomes import Outcomes


async def build(scene: CaseScene) -> PromisePanel | None:
    """The panel; None for a case that no rules were asked about."""
    return panel(
        scene.view,
        scene.found.case,
        scene.reader.roles,
        scene.policy.catalogue,
        await _outcomes(scene),
        scene.asking,
        scene.typed_in("supply_facts"),
    )


async def _outcomes(scene: CaseScene) -> Outcomes | None:
    """What came out when the rules were last asked, and the rules that said it; None where they never were."""
    state = scene.found.case.state
    if not state.terms.decisions:
        return None
    async with scene.pool.acquire() as connection:
        kept = last_of(await decisions_of_case(connection, state.id))
    if not kept:
        return None
    book = scene.policy.promises(scene.found.order, kept[-1].at).book
    return Outcomes([each.outcomes for each in kept], book.named)


PANEL = Panel("promise", "case/promise.html", build)
