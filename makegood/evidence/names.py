"""PURE: names of files, as they may be shown and sent: no paths, nothing hidden, and the ending of what is inside."""

import re
import unicodedata
from urllib.parse import quote

from makegood.evidence.kinds import Kind
from makegood.evidence.model import LONGEST_NAME

_PATH = re.compile(r"[/\\]")
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}$")
_NOT_ON_DISKS = re.compile(r'[<>:"|?*%;]')
_NOT_SIMPLE = re.compile(r"[^A-Za-z0-9._-]+")


def safe_name(told: str, kind: Kind) -> str:
    """The name of a file out of what its sender calls it, at most `LONGEST_NAME` characters, with an ending of its kind."""
    name = unicodedata.normalize("NFC", _PATH.split(told)[-1])
    # Cc, Cf (which turn the direction of writing), Cs, Co, Cn, and the separators of lines
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C" and c not in "\u2028\u2029")
    name = _NOT_ON_DISKS.sub("", name).rstrip(". ")
    ending = _ENDING.search(name)
    if ending and ending[0].lower() in kind.endings:
        stem, last = name[: ending.start()], ending[0].lower()
    else:
        stem, last = (name[: ending.start()] if ending else name), kind.endings[0]
    stem = stem[: LONGEST_NAME - len(last)].strip(". ")
    return f"{stem or 'file'}{last}"


def disposition(name: str, inline: bool) -> str:
    """The Content-Disposition (RFC 6266) with a name in any language: plain for old clients, whole for all others."""
    plain = _NOT_SIMPLE.sub("_", unicodedata.normalize("NFKD", name)).lstrip("_")
    plain = f"file{plain}" if plain.startswith(".") or not plain else plain
    way = "inline" if inline else "attachment"
    return f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
