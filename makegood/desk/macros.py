"""PURE: texts to begin with. They are drafts: what is sent has to say something of the very case."""

import re
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from makegood.desk.refusals import MacroNotUsable, MacroUnchanged

LONGEST_TITLE, LONGEST_BODY = 60, 2000
OWN_CHARACTERS = 10
"""So many characters, not counting blanks, have to be a person's own: a short sentence in Chinese."""
_GAP = re.compile(r"\\{[^{}]{1,80}\\}")
_LONGEST_GAP = 200


class Macro(Struct, frozen=True):
    """A text with gaps that a case fills, as makegood.cases.GAPS names them. `used`: how often something began with it."""

    id: str
    title: str
    body: str
    used: int
    updated_at: datetime


def checked_macro(title: str, body: str) -> tuple[str, str]:
    """A title and a body as they are kept. Raises MacroNotUsable."""
    title, body = title.strip(), body.replace("\r\n", "\n").strip()
    if not (0 < len(title) <= LONGEST_TITLE and 0 < len(body) <= LONGEST_BODY) or "\0" in title + body:
        raise MacroNotUsable()
    return title, body


def begun_with(text: str, macros: Sequence[Macro]) -> Macro | None:
    """The macro that a text was begun with: all of the macro's words stand in it in their order, whatever is between."""
    return next((each for each in macros if _words_in_order(text, each.body)), None)


def require_own_words(text: str, macros: Sequence[Macro]) -> Macro | None:
    """Let a text pass that says something of its own, with the macro that it began with. Raises MacroUnchanged."""
    for macro in macros:
        if own_characters(text, macro.body) < OWN_CHARACTERS:
            raise MacroUnchanged(title=macro.title)
    return begun_with(text, macros) if text else None


def own_characters(text: str, body: str) -> int:
    """Characters of a text that neither the macro has nor a case fills into its gaps; all of them where it is not in there."""
    match = _pattern(body).search(_plain(text))
    if match is None:
        return len(_plain(text)) + OWN_CHARACTERS
    return len(_plain(text)) - len(match[0])


def _words_in_order(text: str, body: str) -> bool:
    return _pattern(body).search(_plain(text)) is not None


def _pattern(body: str) -> re.Pattern[str]:
    """What the body looks like with anything in its gaps."""
    escaped = re.escape(_plain(body))
    return re.compile(_GAP.sub(f".{{0,{_LONGEST_GAP}}}?", escaped))


def _plain(text: str) -> str:
    return "".join(text.split())
