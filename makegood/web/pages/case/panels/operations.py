"""What the reader can do next, and what not and why."""

from msgspec import Struct

from makegood.web.pages.case.operations import Blocked, OperationForm, blocked_of, forms_of
from makegood.web.pages.case.reasons import headed, reasons_of
from makegood.web.pages.case.scene import CaseScene, Panel


class Operations(Struct, frozen=True):
    """What the template draws. `waits`: somebody else has the ball, so that the reader's turn may come."""

    forms: list[OperationForm]
    blocked: list[Blocked]
    waits: bool


async def build(scene: CaseScene) -> Operations:
    """The forms of `allowed_operations`, the most fitting first."""
    view, language = scene.view, scene.reader.language
    reasons = headed(reasons_of(scene.policy.catalogue, language))
    sent, values = (scene.typed.operation, scene.typed.values) if scene.typed else ("", None)
    return Operations(
        forms_of(view, scene.mine, language, reasons, sent, values),
        blocked_of(view, language),
        view.ball is not None and not scene.mine and not scene.reader.is_guest,
    )


PANEL = Panel("operations", "case/operations.html", build)
