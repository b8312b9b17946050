"""E-mails out of notifications and codes: subject, plain text and HTML, in the language of whoever gets them."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from msgspec import Struct

from makegood.cases import freight_told
from makegood.kit.i18n import counted, text
from makegood.notifications.model import Notification
from makegood.notifications.sentences import (
    appeal,
    decided_by,
    facts,
    grounds,
    if_silent,
    in_short,
    named,
    quoted,
    subject_line,
    your_move,
)

MOST_IN_A_DIGEST = 40


class Letter(Struct, frozen=True):
    """An e-mail without its address."""

    subject: str
    text: str
    html: str


class Ways(Struct, frozen=True):
    """Where the links of an e-mail lead: the product's address, and the reader's own link to be left in peace."""

    home: str
    unsubscribe: str = ""

    @property
    def settings(self) -> str:
        """The page on which people say how they want to be told."""
        return f"{self.home}/notifications/settings"


class Item(Struct, frozen=True):
    """A notification in words. What is about no order has no number of one, and no case; a claim has no case."""

    happened: str
    move: str
    otherwise: str
    title: str
    excerpt: str
    freight: str
    facts: str
    grounds: str
    decided_by: str
    appeal: str
    files: int
    order_number: str
    case_id: str
    href: str


class Head(Struct, frozen=True):
    """What the frame of an e-mail shows: subject, the line beside it in the inbox, and the heading."""

    subject: str
    preview: str
    heading: str = ""


def item_of(notification: Notification, language: str, home: str) -> Item:
    """A notification in the words of a language; its link leads to the case."""
    told = notification.told
    return Item(
        in_short(told, notification.recipient, language),
        your_move(told, language),
        if_silent(told, language),
        named(told, language),
        quoted(told, language),
        freight_told(told.freight_by, language),
        facts(told, language),
        grounds(told, language),
        decided_by(told, language),
        appeal(told, language),
        told.files,
        told.order_number,
        str(notification.case_id) if told.order_number and not told.path else "",
        f"{home}{notification.path}",
    )


def notice(notification: Notification, language: str, ways: Ways) -> Letter:
    """One notification as an e-mail."""
    item = item_of(notification, language, ways.home)
    subject = subject_line(notification.told, notification.recipient, language)
    head = Head(subject, item.excerpt or item.move or item.happened)
    return _letter("notice", language, head, item=item, settings=ways.settings, unsubscribe=ways.unsubscribe)


def digest(notifications: Sequence[Notification], language: str, ways: Ways) -> Letter:
    """Several notifications as one e-mail: the newest of each case, those that wait for the reader first."""
    newest = list({one.case_id: one for one in sorted(notifications, key=lambda one: one.seq)}.values())
    newest.sort(key=lambda one: (not one.told.yours, one.told.due_at or one.at))
    items = [item_of(one, language, ways.home) for one in newest]
    waiting = sum(1 for one in newest if one.told.yours)
    heading = _heading(newest, language)
    subject = (
        counted(language, "A case waits for you", "{count} cases wait for you", waiting)
        if waiting
        else heading
    )
    head = Head(subject, items[0].happened if items else "", heading)
    return _letter(
        "digest", language, head, items=items[:MOST_IN_A_DIGEST], more=max(0, len(items) - MOST_IN_A_DIGEST),
        to_operators=any(not item.order_number for item in items), home=f"{ways.home}/notifications",
        settings=ways.settings, unsubscribe=ways.unsubscribe,
    )  # fmt: skip


def _heading(newest: Sequence[Notification], language: str) -> str:
    """Of how many cases there is news, or how many things of the installation an operator is told of."""
    if any(not one.told.order_number for one in newest):
        return counted(
            language, "{count} thing needs an operator", "{count} things need an operator", len(newest)
        )
    return counted(language, "News of a case", "News of {count} cases", len(newest))


def code_letter(heading: str, language: str, minutes: int, code: str = "", link: str = "") -> Letter:
    """A code or a link that is good once. `heading` says what for, in the reader's language."""
    subject = f"{code} · {heading}" if code else heading
    return _letter("code", language, Head(subject, heading, heading), code=code, link=link, minutes=minutes)


def _letter(name: str, language: str, head: Head, **context: Any) -> Letter:
    def translate(english: str, **fields: Any) -> str:
        return text(language, english, **fields)

    shared = {"language": language, "t": translate, "letter": head}
    plain = _environment().get_template(f"{name}.txt").render(shared | context)
    html = _environment().get_template(f"{name}.html").render(shared | context)
    return Letter(head.subject, plain, html)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
