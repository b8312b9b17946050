"""A ruling that waits for a second reader: what it says and who wrote it. Only the desk is shown it."""

from msgspec import Struct

from makegood.cases import RulingDraft, is_another
from makegood.web.pages.case.panels.grounds import Cited, cited
from makegood.web.pages.case.scene import CaseScene, Panel


class SecondReview(Struct, frozen=True):
    """What the template draws; `is_mine`: the reader wrote it, so another person reads it."""

    draft: RulingDraft
    grounds: list[Cited]
    is_mine: bool


async def build(scene: CaseScene) -> SecondReview | None:
    """The panel; None where no ruling waits."""
    draft = scene.view.draft
    if draft is None:
        return None
    return SecondReview(
        draft, cited(scene, draft.ruling, draft.at), not is_another(scene.reader.me.label, draft.by)
    )


PANEL = Panel("second_review", "case/second_review.html", build, roles=frozenset({"desk", "senior"}))
