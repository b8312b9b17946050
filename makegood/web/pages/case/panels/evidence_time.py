"""The time for evidence: a proposal about the clock that waits for a yes, and the papers that court or police owe."""

from msgspec import Struct

from makegood.cases import Role, Standstill
from makegood.web.pages.case.scene import CaseScene, Panel


class EvidenceTime(Struct, frozen=True):
    """What the template draws. `is_mine`: the reader made the proposal; `may_show`: papers are awaited and the reader has the
    form for them; `is_accepted`: they are on the record.
    """

    standstill: Standstill | None
    is_mine: bool
    may_show: bool
    is_accepted: bool


async def build(scene: CaseScene) -> EvidenceTime | None:
    """The panel; None where there is nothing about the clock to say."""
    view = scene.view
    may_show = any(one.name == "show_acceptance" and one.allowed for one in view.allowed_operations)
    is_accepted = view.paused is not None and view.paused.accepted
    if view.standstill is None and not may_show and not is_accepted:
        return None
    by = Role(view.standstill.by).value if view.standstill else ""
    return EvidenceTime(view.standstill, by in scene.reader.roles, may_show, is_accepted)


PANEL = Panel("evidence_time", "case/evidence_time.html", build)
