"""What the pages of the workbench share: whose they are, their words, the addresses of their lists."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_skeleton
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from msgspec import Struct

from makegood.accounts import Principal, authorise
from makegood.evidence import FileOffice
from makegood.flows.engine import Engine
from makegood.kit.errors import NotFound
from makegood.web.pages.shell import HtmlRequest, Reader, page, reader_of
from makegood.web.pages.time import left_text, span_text, zone_of
from makegood.web.pages.work import words as work_words

Files = NamedDependency[SkipValidation[FileOffice]]
Machine = NamedDependency[SkipValidation[Engine]]


class Choice(Struct, frozen=True):
    """A link that narrows a list; `label` is English. `count` is text, None for none."""

    label: str
    href: str
    chosen: bool
    count: str | None = None


def merchant_of(principal: Principal, operation: str = "work.read") -> int:
    """Whose workbench it is. Raises NotPermitted for everybody but merchants, NotFound for one without a shop."""
    authorise(principal, operation)
    if principal.subject is None:
        raise NotFound(what="merchant")
    return principal.subject


async def merchant_reading(request: HtmlRequest, operation: str = "work.read") -> tuple[Reader, int]:
    """Who reads, and the merchant. Raises NotSignedIn, NotPermitted."""
    reader = await reader_of(request, signed_in=True)
    return reader, merchant_of(reader.me, operation)


def work_page(template: str, reader: Reader, status: int = 200, **context: Any) -> Response[str]:
    """A template of the workbench, with its words."""
    return page(f"work/{template}.html", reader, status, work_words=work_words, **context)


def address(path: str, query: Mapping[str, str], **changes: str) -> str:
    """An address with those parameters that are not empty."""
    wanted = {name: value for name, value in {**query, **changes}.items() if value}
    return f"{path}?{urlencode(wanted)}" if wanted else path


def day_text(at: datetime, language: str) -> str:
    """The day of a moment, as a chart names it: 2 Mar, 3月2日."""
    locale = "zh_CN" if language == "zh-CN" else "en_GB"
    return str(format_skeleton("MMMd", at.astimezone(zone_of(language)), locale=locale))


def span_of(seconds: int | None, language: str) -> str:
    """A length of time in its two largest units, a minute at least; whole hours of a day in hours alone; empty for none."""
    if seconds is not None and 3600 <= seconds < 86_400 and seconds % 3600 < 60:
        return span_text(timedelta(hours=seconds // 3600), language)
    return "" if seconds is None else left_text(timedelta(seconds=max(seconds, 60)), language)
