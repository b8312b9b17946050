"""PURE: docs/reference/packs.md: the packs that are shipped, where they come from, and what of them is not certain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from makegood.policy import Level, Pack
from makegood.policy.text import Text

MADE = "This page is made from the packs by `makegood reference`; a test compares.\n"
_HEAD = """\
# Shipped packs

Every rule has its source and a confidence: H is certain, M and L are not, and their notes say what is uncertain. **What is M
or L is configuration**: it decides as long as you leave it, and somebody of yours should look at it before it does so for
your customers. The text of any pack, in words: `makegood policy show NAME`, with `--language zh` in Chinese. To change
something: [change a promise](../recipes/change-a-promise.md).
"""
_COLUMNS = ("pack", "what it is", "level", "markets", "rules", "examples", "M or L")


def packs_page(packs: Sequence[Pack]) -> str:
    """The text of docs/reference/packs.md."""
    ordered = sorted(packs, key=lambda pack: (pack.markets, list(Level).index(pack.level), pack.name))
    rows = [
        f"| [`{pack.name}`](#{pack.name}) | {pack.title.en} | {pack.level} | {' '.join(pack.markets) or 'all'} "
        f"| {len(pack.rules)} | {len(pack.examples)} | {len(list(_uncertain(pack))) or ''} |"
        for pack in ordered
    ]
    rules, examples = (sum(len(getattr(pack, name)) for pack in packs) for name in ("rules", "examples"))
    total = f"{len(packs)} packs, {rules} rules, {examples} examples that run as tests. "
    parts = [_HEAD, total + MADE, f"| {' | '.join(_COLUMNS)} |", "|---" * len(_COLUMNS) + "|", *rows, ""]
    return "\n".join([*parts, *(line for pack in ordered for line in _section(pack))])


def _section(pack: Pack) -> Iterator[str]:
    """What a reader wants to know of a pack before opening it."""
    yield from (f"## {pack.name}", "", f"**{pack.title.en}** · {pack.title.zh}", "")
    if pack.about:
        yield from (pack.about.en, "")
    currency = f" · {pack.currency}" if pack.currency else ""
    yield from (
        f"Version {pack.version} · {pack.level} · {', '.join(pack.markets) or 'all markets'}{currency}",
        "",
    )
    yield from (f"Sources: {_sources(pack)}", "")
    uncertain = list(_uncertain(pack))
    if uncertain:
        yield from ("Not certain, so look at it:", "", *uncertain, "")


def _sources(pack: Pack) -> str:
    """The sources of the rules, each once, in their order."""
    named = (source.strip() for rule in pack.rules for source in rule.source.en.split(";"))
    return "; ".join(dict.fromkeys(named)) + "."


def _uncertain(pack: Pack) -> Iterator[str]:
    """The values and rules of confidence M and L, with what is uncertain about them."""
    for value in pack.values.values():
        if value.confidence != "H":
            yield _point(value.confidence, value.name, f"{value.text.en}: {value.written}.", value.note)
    for rule in pack.rules:
        if rule.confidence != "H":
            yield _point(rule.confidence, rule.id, rule.text.en, rule.note)


def _point(confidence: str, name: str, text: str, note: Text | None) -> str:
    return f"- {confidence} · `{name}` {text}{_noted(note)}"


def _noted(note: Text | None) -> str:
    return f" *{note.en.strip()}*" if note else ""
