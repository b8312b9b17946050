"""What the pages of the console share: who may read them, their frame, and the cursors of their lists."""

import base64
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from babel.dates import format_skeleton
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import QueryParameter, SkipValidation
from msgspec import Meta, Struct

from makegood.accounts import Principal, Reach, authorise
from makegood.flows.engine import Engine
from makegood.kit.errors import Invalid, NotPermitted
from makegood.web.pages.console import words as console_words
from makegood.web.pages.console.account_words import account_words
from makegood.web.pages.shell import HtmlRequest, Reader, page, reader_of
from makegood.web.pages.tables import Column

Machine = NamedDependency[SkipValidation[Engine]]
Caller = NamedDependency[SkipValidation[Principal]]
Language = NamedDependency[SkipValidation[str]]
Short = Annotated[str, QueryParameter(max_length=120)]
CursorText = Annotated[
    str | None, QueryParameter(name="cursor", max_length=200, description="`next_cursor` of the page before")
]
PAGE_SIZE = 50
LARGEST_ID = 2**63 - 1


async def operator_of(request: HtmlRequest, operation: str = "console.read") -> Reader:
    """Who reads. Raises NotSignedIn for visitors and NotPermitted for everybody but operators.

    The console shows everybody's things, so a role that may use the operation on its own only has no place here.
    """
    reader = await reader_of(request, signed_in=True)
    authorise(reader.me, "console.read")
    if authorise(reader.me, operation) is not Reach.ANY:
        raise NotPermitted(role=reader.role, operation=operation)
    return reader


def console_page(template: str, reader: Reader, status: int = 200, **context: Any) -> Response[str]:
    """A template of the console, with its words and the makers of its addresses."""
    return page(
        f"console/{template}.html",
        reader,
        status,
        console_words=console_words,
        address=address,
        account_words=account_words,
        heads=heads,
        seconds=lambda count: timedelta(seconds=count),
        day_text=lambda day: day_text(day, reader.language),
        **context,
    )


def heads(*labels: str | tuple[str, str]) -> list[Column]:
    """The heads of a table that is not sorted by them: words, or words and the kind of the column."""
    return [Column(each) if isinstance(each, str) else Column(each[0], kind=each[1]) for each in labels]


def day_text(day: date, language: str) -> str:
    """A day as a chart names it: 2 Mar, 3月2日."""
    return format_skeleton(
        "MMMd", datetime.combine(day, time(12)), locale="zh_CN" if language == "zh-CN" else "en_GB"
    )


def address(path: str, query: dict[str, Any] | None = None, **changes: Any) -> str:
    """A path with those of its parameters that are not empty; a list that changes begins at its beginning."""
    wanted = {**(query or {}), "cursor": "", **changes}
    given = {name: str(value) for name, value in wanted.items() if value not in (None, "")}
    return f"{path}?{urlencode(given)}" if given else path


class Choice(Struct, frozen=True):
    """A link that narrows a list; `label` is English."""

    label: str
    href: str
    chosen: bool


def choices(path: str, query: dict[str, Any], name: str, options: dict[str, str]) -> list[Choice]:
    """The values that a parameter can have, as links."""
    asked = str(query.get(name, ""))
    return [
        Choice(label, address(path, query, **{name: value}), value == asked)
        for value, label in options.items()
    ]


def records(path: str) -> list[Choice]:
    """The two records of who did what, as tabs."""
    return [
        Choice(label, href, href == path)
        for href, label in (("/console/audit", "Cases"), ("/console/audit/people", "Accounts and settings"))
    ]


class Mark(Struct, frozen=True, array_like=True):
    """Where a page of a list ended: when, and the numbers that order what happened at that moment."""

    at: Annotated[datetime, Meta(tz=True)]
    id: Annotated[int, Meta(ge=0, le=LARGEST_ID)]
    seq: Annotated[int, Meta(ge=0, le=2**31 - 1)] = 0


def cursor_of(at: datetime, identifier: int, seq: int = 0) -> str:
    """A place in a list as it goes out, opaque to clients."""
    return base64.urlsafe_b64encode(msgspec.json.encode(Mark(at, identifier, seq))).decode().rstrip("=")


def mark_of(cursor: str | None) -> Mark | None:
    """A cursor as it comes in. Raises Invalid for one that is not ours."""
    if not cursor:
        return None
    try:
        mark = msgspec.json.decode(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), type=Mark)
        return Mark(mark.at.astimezone(UTC), mark.id, mark.seq)
    except (ValueError, OverflowError, msgspec.MsgspecError):
        raise Invalid(field="cursor", problem="take it from next_cursor of the page before") from None


def sentence(value: Any, longest: int = 200) -> str:
    """A text out of an address or a form, without what no text has; empty when there is none."""
    text = str(value or "").strip()
    return text[:longest] if text.isprintable() else ""
