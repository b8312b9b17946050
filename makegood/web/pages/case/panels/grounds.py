"""The grounds that a ruling names: rules in the reader's words with their sources, and articles."""

from datetime import datetime

from msgspec import Struct

from makegood.cases import Papers, Ruling
from makegood.kit.i18n import text
from makegood.web.pages import words
from makegood.web.pages.case.scene import CaseScene, Panel


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
    papers = ruling.bound_by
    return [
        Cited(_papers(papers, scene.reader.language))
        if papers and name == papers.citation
        else rule_cited(scene, name, at)
        for name in ruling.citations
    ]


def rule_cited(scene: CaseScene, name: str, at: datetime) -> Cited:
    """A rule in the reader's words; what no pack of that moment has (an article) stands as it is."""
    rule = scene.policy.promises(scene.found.order, at).book.named.get(name)
    language = scene.reader.language
    return Cited(rule.text.in_(language), rule.source.in_(language)) if rule else Cited(name)


def _papers(papers: Papers, language: str) -> str:
    who = text(language, words.AUTHORITIES[papers.authority.value])
    return text(language, "Papers of {authority}, {reference}", authority=who, reference=papers.reference)


PANEL = Panel("grounds", "case/grounds.html", build)
