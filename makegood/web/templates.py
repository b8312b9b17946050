"""Templates: Jinja2 with escaping on, a missing name an error, and the reader's language at hand."""

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from makegood.kit.i18n import text
from makegood.kit.money import money_text
from makegood.web import pages_promise_words as promises
from makegood.web import pages_words as words
from makegood.web.pages_static import asset
from makegood.web.pages_time import left_text, moment_text, zone_name

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
    environment.globals.update(asset=asset, words=words, promises=promises)
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


def render(name: str, language: str, **context: Any) -> str:
    """A template as HTML. `t` translates, `w` is a word of a table, `money`, `moment` and `left` write values."""
    translate = translator(language)

    def word(table: dict[str, str], code: Any) -> str:
        known = table.get(str(code))
        return translate(known) if known else str(code)

    def moment(at: datetime, year: bool = True) -> str:
        return moment_text(at, language, year)

    def left(duration: timedelta) -> str:
        return left_text(duration, language)

    def money(amount_minor: int, currency: str) -> str:
        return money_text(amount_minor, currency, language)

    template = _environment().get_template(name)
    zone = zone_name(language)
    return template.render(
        language=language, t=translate, w=word, moment=moment, left=left, money=money, zone=zone, **context
    )
