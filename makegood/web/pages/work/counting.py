"""The page on which a return is counted: its lines, what may be found, what keeps it from being taken."""

from typing import Any

from msgspec import Struct

from makegood.cases import CaseView, awaited, case_view, parcels_of
from makegood.cases.requests import Done
from makegood.db.pool import Pool
from makegood.kit.i18n import text
from makegood.web.pages import words
from makegood.web.pages.case import reception_words
from makegood.web.pages.case.model import parties_of, title_of
from makegood.web.pages.case.operations import why_not
from makegood.web.pages.case.reasons import heading, reasons_of
from makegood.web.pages.names import names_of
from makegood.web.pages.shell import Reader
from makegood.web.pages.work.counted import Row, rows_of

Choices = list[tuple[str, str]]


class Counting(Struct, frozen=True):
    """What the template draws. `parcels` are those that have still to come, where there are several; `choices` what may
    be found, `ways` where a unit may go; `why_not` says what keeps it from being received or inspected.
    """

    view: CaseView
    title: str
    buyer: str
    reason: str
    rows: list[Row]
    choices: Choices
    ways: Choices
    conditions: Choices
    door_reasons: Choices
    parcels: list[str]
    can_receive: bool
    can_inspect: bool
    can_refuse: bool
    why_not: str


async def counting_of(
    pool: Pool, policy: Any, reader: Reader, found: Done, typed: dict[str, str]
) -> Counting:
    """The page for a case, with what was typed before."""
    view = case_view(found.case, found.order, reader.me, reader.language, reader.now)
    names = await names_of(pool, [view.buyer_id], (), reader.role)
    allowed = {one.name for one in view.allowed_operations if one.allowed}
    reason = reasons_of(policy.catalogue, reader.language).get(view.reason, view.reason)
    state = found.case.state
    several = len(parcels_of(state)) > 1
    return Counting(
        view, title_of(view, reader.language), parties_of(view, names, reader.language)[0], heading(reason),
        rows_of(view, typed), _choices(reader.language), _told(reception_words.DISPOSITIONS, reader.language),
        _told(reception_words.CONDITIONS, reader.language), _told(words.MERCHANT_REASONS, reader.language),
        [each.tracking_no for each in awaited(state)] if several else [],
        "receive" in allowed, bool(allowed & {"inspect", "grade"}), "refuse_parcel" in allowed,
        _what_keeps(view, allowed, reader),
    )  # fmt: skip


def _choices(language: str) -> Choices:
    """What was found, with its grade, in the reader's language."""
    return [
        (code, " · ".join(text(language, word) for word in pair if word))
        for code, pair in reception_words.CHOICES.items()
    ]


def _told(table: dict[str, str], language: str) -> Choices:
    return [(code, text(language, word)) for code, word in table.items()]


def _what_keeps(view: CaseView, allowed: set[str], reader: Reader) -> str:
    if allowed & {"receive", "inspect", "grade"}:
        return ""
    if not view.stage.is_open:
        return text(reader.language, "This case has ended.")
    return why_not("inspect", view, reader.language)
