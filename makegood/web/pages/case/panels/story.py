"""Everything that happened, newest first."""

from typing import Any

from makegood.cases import reply_text
from makegood.kit.i18n import text
from makegood.kit.money import money_text
from makegood.web.pages.case.answers import told_words
from makegood.web.pages.case.reasons import reasons_of
from makegood.web.pages.case.scene import CaseScene, Panel
from makegood.web.pages.case.story import StoryLine, Teller

_PARTIES = frozenset({"buyer", "merchant"})


async def build(scene: CaseScene) -> list[StoryLine]:
    """The timeline in sentences."""
    return told(scene)


def told(scene: CaseScene) -> list[StoryLine]:
    """Each event of the case as a sentence in the reader's language."""
    view, language, catalogue = scene.view, scene.reader.language, scene.policy.catalogue

    def translate(english: str, **fields: str) -> str:
        return text(language, english, **fields)

    def money(amount_minor: int) -> str:
        return money_text(amount_minor, view.currency, language)

    def fact(name: str, value: Any) -> str:
        kind = catalogue.facts.get(name)
        if kind is None:
            return name
        return f"{kind.label.in_(language)} – {told_words(kind, value, scene.asking)}"

    def reply(code: str) -> str:
        return reply_text(code, language)

    teller = Teller(
        translate, money, scene.reader.roles & _PARTIES, reasons_of(catalogue, language), fact, reply
    )
    # What people wrote stands in the conversation; here it would be said twice.
    return [teller.tell(entry) for entry in reversed(view.timeline) if entry.name != "case.message_posted"]


PANEL = Panel("story", "case/story.html", build, "last")
