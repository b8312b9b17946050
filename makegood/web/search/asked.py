"""PURE: what somebody typed into the search, read as a number, a name and words of a title at once."""

import re
import unicodedata

from msgspec import Struct

LONGEST_CHARACTERS = 100
SHORTEST_LATIN = 2
LAST_CHARACTER = "\U0010ffff"
LARGEST_ID = 2**63 - 1
ID_DIGITS = 18
_SPACES = re.compile(r"\s+")
_RUNS = re.compile(r"[㐀-鿿]+|[^\W_]+")
_CHINESE = re.compile(r"[㐀-鿿]")


class Asked(Struct, frozen=True):
    """What to look for. `number` is upper case without spaces, `name` lower case, `words` a query of PostgreSQL's text search,
    empty where there is none. `too_short`: too little to look for at all.
    """

    text: str
    number: str
    name: str
    words: str
    case_ids: tuple[int, int] | None
    too_short: bool


def asked(text: str) -> Asked:
    """What a text asks for. Full-width letters and digits are those of every keyboard."""
    plain = _SPACES.sub(" ", unicodedata.normalize("NFKC", text).replace("\0", "")).strip()[
        :LONGEST_CHARACTERS
    ]
    number = plain.replace(" ", "").removeprefix("#").upper()
    short = len(plain) < SHORTEST_LATIN and not _CHINESE.search(plain)
    return Asked(plain, number, plain.lower(), _words(plain), _case_ids(number), short)


def up_to(prefix: str) -> str:
    """The end of all texts that begin with `prefix`, in the order of their bytes."""
    return prefix + LAST_CHARACTER


def _words(plain: str) -> str:
    """Every word as it begins; a run of Chinese as the pairs of neighbours that the index has (title_words)."""
    parts: list[str] = []
    for run in _RUNS.findall(plain.lower())[:8]:
        if not _CHINESE.match(run) or len(run) == 1:
            parts.append(f"'{run}':*")
        else:
            parts += [f"'{run[at : at + 2]}'" for at in range(len(run) - 1)]
    return " & ".join(parts[:16])


def _case_ids(number: str) -> tuple[int, int] | None:
    """The ids that begin with these digits. Fewer than six digits are a number of something else."""
    if not (number.isascii() and number.isdigit() and 6 <= len(number) <= 19):
        return None
    missing = max(0, ID_DIGITS - len(number))
    first = int(number) * 10**missing
    return (first, min(first + 10**missing, LARGEST_ID)) if first <= LARGEST_ID else None
