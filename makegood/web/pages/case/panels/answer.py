"""What was answered to the request: an offer, a refusal, an inspection, a ruling."""

from makegood.cases import CaseView
from makegood.web.pages.case.scene import CaseScene, Panel


async def build(scene: CaseScene) -> CaseView | None:
    """The case, once somebody answered."""
    view = scene.view
    return view if view.offer or view.refusal or view.inspection or view.ruling else None


PANEL = Panel("answer", "case/answer.html", build)
