"""What was answered to the request: an offer, a refusal, an inspection, a ruling."""

from msgspec import Struct

from makegood.claims import Mark, marks_of_case
from makegood.desk import public_number
from makegood.disputes import FactLine, fact_lines
from makegood.web.pages.case.panels.grounds import Cited, rule_cited, ruled_at
from makegood.web.pages.case.scene import CaseScene, Panel
from makegood.web.pages.claims.mark_lines import MarkLine, mark_lines

_DESK = ("desk", "senior")


class Answered(Struct, frozen=True):
    """What the ruling has put on record against the parties, as far as the reader may know of it; those taken back too.
    `on_top`: the rule by which it gives something on top. `facts`: what it rests on; `decided_by`: the public number of the
    person of the desk who made it, empty where nobody of the desk did.
    """

    marks: list[MarkLine]
    on_top: Cited | None = None
    facts: list[FactLine] = []
    decided_by: str = ""


async def build(scene: CaseScene) -> Answered | None:
    """Given once somebody answered; what they said stands in the case itself."""
    view = scene.view
    if not (view.offer or view.refusal or view.inspection or view.ruling):
        return None
    ruling = view.ruling
    if ruling is None:
        return Answered([])
    rule = ruling.compensation_rule
    return Answered(
        await marks_told(scene), rule_cited(scene, rule, ruled_at(scene)) if rule else None,
        fact_lines(ruling.rests_on, scene.policy.catalogue, scene.reader.language),
        public_number(scene.found.case.state.ruled_by) if _is_a_persons(scene) else "",
    )  # fmt: skip


def _is_a_persons(scene: CaseScene) -> bool:
    """Whether somebody of the desk made the ruling that stands."""
    state = scene.found.case.state
    is_silent = state.ruling is None or state.ruling.by_default
    return not is_silent and state.ruled_by.partition(":")[0] in _DESK


async def marks_told(scene: CaseScene) -> list[MarkLine]:
    """What rulings of the case put on record, as far as the reader may know of it; those taken back too."""
    state = scene.found.case.state
    async with scene.pool.acquire() as connection:
        left = await marks_of_case(connection, state.id, state.order_id)
    told = [mark for mark in left if mark.by_ruling and _is_told(mark, scene)]
    return mark_lines(told, scene.policy.catalogue, scene.reader.language)


def _is_told(mark: Mark, scene: CaseScene) -> bool:
    """What counts against a buyer is no shop's business."""
    return mark.against != "buyer" or scene.reader.role != "merchant"


PANEL = Panel("answer", "case/answer.html", build)
