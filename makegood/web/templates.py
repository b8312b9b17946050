"""Templates: Jinja2 with escaping on, a missing name an error, and the reader's language at hand."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from makegood.kit.i18n import text

_FOLDER = Path(__file__).parent / "templates"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(name: str, language: str, **context: Any) -> str:
    """A template as HTML. `t` translates a sentence into the reader's language."""

    def translate(english: str, **fields: Any) -> str:
        return text(language, english, **fields)

    return _environment().get_template(name).render(language=language, t=translate, **context)
