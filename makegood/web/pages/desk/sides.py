"""PURE: the two sides of a case as the desk reads them beside each other: stand, words, files, questions, figures."""

from datetime import timedelta

from msgspec import Struct

from makegood.cases import (
    CaseFile,
    CaseView,
    Dealings,
    Message,
    PartyFigures,
    Side,
    Unanswered,
    messages_of,
)
from makegood.cases import Role as CaseRole
from makegood.web.pages.case.thread import Bubble, File
from makegood.web.pages.desk.summary import Telling, stand_words

_DESK = frozenset({CaseRole.DESK, CaseRole.SENIOR})


class FactSaid(Struct, frozen=True):
    """What a side said of a fact; `other` is what the other side said where it is disputed."""

    label: str
    value: str
    is_disputed: bool


class SideView(Struct, frozen=True):
    """One side. `words` are what it wrote and what was put to it; `held` is how long it had the ball in all."""

    role: str
    name: str
    stand: str
    words: list[Bubble]
    facts: list[FactSaid]
    files: list[File]
    unanswered: tuple[Unanswered, ...]
    held: timedelta
    figures: list[PartyFigures]


class Sides(Struct, frozen=True):
    """Both, and what they have had to do with each other; `thread` is everybody's words in one row."""

    buyer: SideView
    merchant: SideView
    dealings: Dealings
    thread: list[Bubble]


def side_view(
    side: Side,
    file: CaseFile,
    view: CaseView,
    telling: Telling,
    bubbles: list[Bubble],
    figures: list[PartyFigures],
) -> SideView:
    """A side in the reader's words."""
    role = side.role.value
    return SideView(
        role, telling.name(role), stand_words(side.stand, view, telling),
        words_of(side.role, messages_of(view), bubbles),
        [
            FactSaid(telling.fact_label(fact.name), telling.fact_value(fact.name, fact.said[role]), fact.is_disputed)
            for fact in file.facts
            if role in fact.said
        ],
        [File(each.id, each.name, each.media_type) for each in side.files],
        side.unanswered, side.held, figures,
    )  # fmt: skip


def words_of(role: CaseRole, messages: list[Message], bubbles: list[Bubble]) -> list[Bubble]:
    """What a side wrote, what was asked of it, and what the desk wrote to everybody."""
    shown = {message.seq for message in messages if concerns(role, message)}
    return [bubble for bubble in bubbles if bubble.seq in shown]


def concerns(role: CaseRole, message: Message) -> bool:
    """Whether a message stands on a side's half of the page."""
    return message.by is role or message.to is role or (message.by in _DESK and message.to is None)
