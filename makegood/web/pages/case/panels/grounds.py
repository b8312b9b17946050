"""The grounds that a ruling names: rules in the reader's words with their sources, and articles."""

from datetime import datetime

from msgspec import Struct

from makegood.cases import Papers, Ruling
from makegood.kit.i18n import text
from makegood.web.pages import words
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
    papers = {ruling.bound_by.citation: ruling.bound_by} if ruling.bound_by else {}
    return [
        Cited(rules[name].text.in_(language), rules[name].source.in_(language))
        if name in rules
        else Cited(_papers(papers[name], language) if name in papers else name)
        for name in ruling.citations
    ]


def _papers(papers: Papers, language: str) -> str:
    who = text(language, words.AUTHORITIES[papers.authority.value])
    return text(language, "Papers of {authority}, {reference}", authority=who, reference=papers.reference)


PANEL = Panel("grounds", "case/grounds.html", build)
