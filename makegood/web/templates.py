"""Templates: Jinja2 with escaping on, a missing name an error, and the reader's language at hand."""

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from makegood.cases import freight_told
from makegood.kit.i18n import counted, text
from makegood.kit.money import money_text
from makegood.web.pages import operation_words, places, words
from makegood.web.pages.orders import promise_words as promises
from makegood.web.pages.orders.pictures import picture_of
from makegood.web.pages.static import asset, has_htmx
from makegood.web.pages.time import left_text, moment_text, zone_name, zone_of

_FOLDER = Path(__file__).parent / "templates"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        asset=asset,
        words=words,
        operation_words=operation_words,
        promises=promises,
        places=places,
        picture_of=picture_of,
        has_htmx=has_htmx,
        freight_told=freight_told,
    )
    environment.filters["coded"] = coded
    return environment


def coded(text: str) -> Markup:
    """A text whose `backticked` words become code; everything in it is escaped."""
    parts = escape(text).split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if at % 2 and at < len(parts) - 1 else part
        for at, part in enumerate(parts)
    )


def translator(language: str) -> Any:
    """`t` of the templates: a sentence in the reader's language."""

    def translate(english: str, **fields: Any) -> str:
        return text(language, english, **fields)

    return translate


def render(name: str, language: str, own_zone: ZoneInfo | None = None, **context: Any) -> str:
    """A template as HTML. `t` translates (`tn`: one or many), `w` is a word of a table, `money`, `moment`, `left` write values.

    Moments are written in the reader's own zone where it is known. `moment_with_zone` is for papers that are kept: it names
    its zone, that of the language, as letters do.
    """
    translate = translator(language)

    def word(table: dict[str, str], code: Any) -> str:
        known = table.get(str(code))
        return translate(known) if known else str(code)

    def moment(at: datetime, year: bool = True) -> str:
        return moment_text(at, language, year, own=own_zone)

    def moment_with_zone(at: datetime) -> str:
        return moment_text(at, language)

    def left(duration: timedelta) -> str:
        return left_text(duration, language)

    def money(amount_minor: int, currency: str) -> str:
        return money_text(amount_minor, currency, language)

    def translate_counted(one: str, many: str, count: int, /, **fields: Any) -> str:
        return counted(language, one, many, count, **fields)

    template = _environment().get_template(name)
    zone = {"zone": zone_name(language, own_zone), "zone_key": zone_of(language, own_zone).key}
    written = {"moment": moment, "moment_with_zone": moment_with_zone, "left": left, "money": money}
    return template.render(
        language=language, t=translate, tn=translate_counted, w=word, **written, **zone, **context
    )
