"""What was answered to the request: an offer, a refusal, an inspection, a ruling."""

from msgspec import Struct

from makegood.claims import Mark, marks_of_case
from makegood.web.pages.case.scene import CaseScene, Panel
from makegood.web.pages.claims.mark_lines import MarkLine, mark_lines


class Answered(Struct, frozen=True):
    """What the ruling has put on record against the parties, as far as the reader may know of it; those taken back too."""

    marks: list[MarkLine]


async def build(scene: CaseScene) -> Answered | None:
    """Given once somebody answered; what they said stands in the case itself."""
    view, state = scene.view, scene.found.case.state
    if not (view.offer or view.refusal or view.inspection or view.ruling):
        return None
    if view.ruling is None:
        return Answered([])
    async with scene.pool.acquire() as connection:
        left = await marks_of_case(connection, state.id, state.order_id)
    told = [mark for mark in left if mark.by_ruling and _is_told(mark, scene)]
    return Answered(mark_lines(told, scene.policy.catalogue, scene.reader.language))


def _is_told(mark: Mark, scene: CaseScene) -> bool:
    """What counts against a buyer is no shop's business."""
    return mark.against != "buyer" or scene.reader.role != "merchant"


PANEL = Panel("answer", "case/answer.html", build)
