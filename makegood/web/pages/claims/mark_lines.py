"""Marks on record as pages show them: their names, where they are written, what they rest on, whether they stand."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from makegood.claims import Mark, MarkCount
from makegood.kit.i18n import text
from makegood.policy import Catalogue, fact_words, mark_text
from makegood.web.pages.case.reasons import heading
from makegood.web.pages.claims.words import MARK_SIDES, MARKS_TAKEN_BACK


class MarksCounted(Struct, frozen=True):
    """How many orders left a mark, in the reader's words."""

    words: str
    orders: int
    last_at: datetime


class MarkLine(Struct, frozen=True):
    """A mark, and in the reader's language its words, the `side` that it is against (`against`), where it is written, the
    `facts` it rests on, and why it stands no more (`taken_back`; `why`: appeal or ruled_anew; empty while it stands).
    """

    mark: str
    words: str
    against: str
    side: str
    article: str
    rule: str
    facts: list[str]
    case_id: str
    at: datetime
    why: str = ""
    taken_back: str = ""
    taken_back_at: datetime | None = None


def counted(counts: Iterable[MarkCount], language: str) -> list[MarksCounted]:
    """Counts with their words."""
    return [
        MarksCounted(heading(mark_text(each.mark).in_(language)), each.orders, each.last_at)
        for each in counts
    ]


def mark_lines(marks: Iterable[Mark], catalogue: Catalogue, language: str) -> list[MarkLine]:
    """Marks in the reader's words. A fact that the catalogue no longer has says nothing."""
    return [_line(mark, catalogue, language) for mark in marks]


def _line(mark: Mark, catalogue: Catalogue, language: str) -> MarkLine:
    return MarkLine(
        mark.mark,
        heading(mark_text(mark.mark).in_(language)),
        mark.against,
        text(language, MARK_SIDES[mark.against]),
        mark.article.in_(language) if mark.article else "",
        mark.rule,
        [
            fact_words(each.name, each.value, catalogue, language)
            for each in mark.rests_on
            if each.name in catalogue.facts
        ],
        str(mark.case_id or ""),
        mark.at,
        mark.why or "",
        text(language, MARKS_TAKEN_BACK[mark.why]) if mark.why else "",
        mark.taken_back_at,
    )
