"""PURE: a case as one row of the queue."""

from datetime import datetime

from msgspec import Struct

from makegood.cases import CaseView, Message, StoredCase, case_view, messages_of, reply_text
from makegood.cases.facts import OrderFacts
from makegood.kit.i18n import text
from makegood.web.pages.case.clock import CaseClock, clock_of, headline, is_mine
from makegood.web.pages.case.model import parties_of, title_of
from makegood.web.pages.names import Names
from makegood.web.pages.shell import Reader

LONGEST_QUOTE = 90


class LastWord(Struct, frozen=True):
    """What was written last: by which role, when, the beginning of it."""

    by: str
    at: datetime
    quote: str


class QueueRow(Struct, frozen=True):
    """A row. `line` says what is to be done, `reason` in the reader's language; `amount_minor` is what is at stake."""

    view: CaseView
    title: str
    buyer: str
    line: str
    reason: str
    mine: bool
    clock: CaseClock | None
    amount_minor: int
    last: LastWord | None
    href: str


def queue_row(
    case: StoredCase, order: OrderFacts, reader: Reader, names: Names, reasons: dict[str, str], href: str
) -> QueueRow:
    """A case as a row; `href` opens it beside the list."""
    view = case_view(case, order, reader.me, reader.language, reader.now)
    buyer, _ = parties_of(view, names, reader.language)
    line = text(
        reader.language, headline(view, reader.roles), buyer=buyer, merchant="", owner=buyer, refunded=""
    )
    return QueueRow(
        view, title_of(view, reader.language), buyer, line, reasons.get(view.reason, view.reason),
        is_mine(view, reader.roles), clock_of(case, reader.now), case.state.owed_minor,
        last_word(messages_of(view), reader.language), href,
    )  # fmt: skip


def last_word(messages: list[Message], language: str) -> LastWord | None:
    """The newest message that has words."""
    for message in reversed(messages):
        words = reply_text(message.reply, language) if message.reply else message.text
        if words.strip():
            return LastWord(message.by.value, message.at, shortened(words))
    return None


def shortened(words: str) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(words.split())
    return line if len(line) <= LONGEST_QUOTE else f"{line[: LONGEST_QUOTE - 1].rstrip()}…"
