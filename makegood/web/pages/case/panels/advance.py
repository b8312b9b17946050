"""The instant refund of a case: what was paid in advance and why, what must still happen until when, and what follows else."""

from msgspec import Struct

from makegood.advances import StoredAdvance, advance_of_case
from makegood.cases import CaseAdvance
from makegood.web.pages.advances import words
from makegood.web.pages.case.scene import CaseScene, Panel


class AdvanceShown(Struct, frozen=True):
    """What the template draws. `why` is the rule in the reader's language; `stored` None where nothing was paid."""

    told: CaseAdvance
    stored: StoredAdvance | None
    why: str
    words_of: object
    next_words: str


async def build(scene: CaseScene) -> AdvanceShown | None:
    """None where an instant refund was never a question, or where it no longer is one."""
    told = scene.view.advance
    if told is None or (not told.amount_minor and not scene.view.stage.is_open):
        return None
    stored = await advance_of_case(scene.pool, int(scene.view.id)) if told.amount_minor else None
    following = words.NEXT_BUYER if scene.reader.role == "buyer" else words.NEXT
    return AdvanceShown(
        told, stored, _why(scene, told.rule), words, following.get(stored.status.value, "") if stored else ""
    )


def _why(scene: CaseScene, rule: str) -> str:
    book = scene.policy.promises(scene.found.order, scene.found.now).book
    found = next((each.rule.text for each in book.rules if each.rule.name == rule), None)
    if found is None:
        return ""
    return found.zh if scene.reader.language.startswith("zh") else found.en


PANEL = Panel("advance", "case/advance.html", build)
