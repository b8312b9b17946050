"""The time for evidence: whose runs until when, a proposal about the clock that waits for a yes, and the papers that court or
police owe.
"""

from datetime import datetime

from msgspec import Struct

from makegood.cases import CaseView, Role, Stage, Standstill
from makegood.web.pages.case.scene import CaseScene, Panel


class EvidenceTime(Struct, frozen=True):
    """What the template draws. `until`: by party (a role), until when it may add evidence, None where its time is over; empty
    outside a hearing. `is_mine`: the reader made the proposal; `may_show`: papers are awaited and the reader has the
    form for them; `is_accepted`: they are on the record.
    """

    until: dict[str, datetime | None]
    standstill: Standstill | None
    is_mine: bool
    may_show: bool
    is_accepted: bool


async def build(scene: CaseScene) -> EvidenceTime | None:
    """The panel; None where there is nothing about the clock to say."""
    view = scene.view
    may_show = any(one.name == "show_acceptance" and one.allowed for one in view.allowed_operations)
    is_accepted = view.paused is not None and view.paused.accepted
    until = _until(view) if view.stage is Stage.DISPUTE_EVIDENCE else {}
    if view.standstill is None and not may_show and not is_accepted and not until:
        return None
    by = Role(view.standstill.by).value if view.standstill else ""
    return EvidenceTime(until, view.standstill, by in scene.reader.roles, may_show, is_accepted)


def _until(view: CaseView) -> dict[str, datetime | None]:
    """Both parties' ends; nothing while a question stands, since the times stand still for it."""
    if view.question:
        return {}
    return {party: view.evidence_until.get(party) for party in (Role.BUYER.value, Role.MERCHANT.value)}


PANEL = Panel("evidence_time", "case/evidence_time.html", build)
