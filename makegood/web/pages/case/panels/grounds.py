"""The grounds that a ruling names: rules in the reader's words with their sources, and articles."""

from datetime import datetime

from msgspec import Struct

from makegood.cases import Ruling
from makegood.web.pages.case.scene import CaseScene, Panel
from makegood.web.pages.orders.outcomes import rules_of


class Cited(Struct, frozen=True):
    """A ground; `source` is empty for an article, which speaks for itself."""

    words: str
    source: str = ""


async def build(scene: CaseScene) -> list[Cited] | None:
    """The grounds; None where nobody ruled, or no ground was named."""
    ruling = scene.view.ruling
    if ruling is None or not ruling.citations:
        return None
    return cited(scene, ruling, ruled_at(scene))


def ruled_at(scene: CaseScene) -> datetime:
    """When the ruling that stands was made."""
    return next(each.at for each in reversed(scene.view.timeline) if each.name == "case.ruled")


def cited(scene: CaseScene, ruling: Ruling, at: datetime) -> list[Cited]:
    """The grounds that a ruling names, in the reader's words; by the rules of that moment."""
    language, order = scene.reader.language, scene.found.order
    rules = rules_of(scene.policy.promises(order, at).book)
    return [
        Cited(rules[name].text.in_(language), rules[name].source.in_(language))
        if name in rules
        else Cited(name)
        for name in ruling.citations
    ]


PANEL = Panel("grounds", "case/grounds.html", build)
