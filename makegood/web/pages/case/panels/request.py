"""What the buyer asks for."""

from msgspec import Struct

from makegood.accounts import PrincipalRole
from makegood.flows.withdrawal_receipt import receiver_of
from makegood.web.pages.buyer.statement import REASON
from makegood.web.pages.case.reasons import heading, reasons_of
from makegood.web.pages.case.scene import CaseScene, Panel


class Asked(Struct, frozen=True):
    """What the template draws beside the case; `reason` is in the reader's language.

    `receipt` is where the receipt of a withdrawal stands, empty where there was none or it is not the reader's.
    """

    reason: str
    receipt: str


async def build(scene: CaseScene) -> Asked:
    """The request's reason in words."""
    reasons = reasons_of(scene.policy.catalogue, scene.reader.language)
    return Asked(heading(reasons.get(scene.view.reason, scene.view.reason)), await _receipt(scene))


async def _receipt(scene: CaseScene) -> str:
    state = scene.found.case.state
    if scene.reader.role != PrincipalRole.BUYER.value or state.reason != REASON:
        return ""
    withdrawn = await receiver_of(scene.pool, state.id) is not None
    return f"/orders/{state.order_id}/withdrawals/{state.id}" if withdrawn else ""


PANEL = Panel("request", "case/request.html", build)
