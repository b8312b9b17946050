"""PURE: a pack, from the text of its file. What is wrong is told all at once, each with its file, line and reason."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import partial

from makegood.policy.catalogue import Catalogue
from makegood.policy.language import literals
from makegood.policy.language.expression import ALWAYS, Condition
from makegood.policy.language.syntax import Scope
from makegood.policy.pack import Level, Pack
from makegood.policy.reading.examples import Home, read_examples
from makegood.policy.reading.expressions_in_files import condition, uses_money
from makegood.policy.reading.fields import (
    NO_TEXT,
    Fields,
    both_languages,
    items,
    one_of,
    scalar,
    scalars,
    texts,
)
from makegood.policy.reading.outcomes import flat_key
from makegood.policy.reading.problems import PackProblem, PackRefused, Problems, Wrong
from makegood.policy.reading.rules import PackScope, read_rules
from makegood.policy.reading.windows import read_named
from makegood.policy.reading.yaml_marks import Listing, Node, compose

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_VERSION = re.compile(r"[0-9A-Za-z]+([.-][0-9A-Za-z]+)*")
_MARKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_REQUIRED = ("pack", "version", "level", "title", "rules")
_OPTIONAL = (
    "about", "markets", "currency", "day_starts", "when", "complete", "values", "windows", "terms", "examples",
)  # fmt: skip


def read_pack(text: str, file: str, catalogue: Catalogue) -> Pack:
    """The pack of a file's text; `file` is its name for messages. Raises PackRefused with all that is wrong."""
    problems = Problems(file)
    root = compose(text, problems)
    if root is None:
        raise PackRefused(problems.found)
    fields = Fields(root, problems, required=_REQUIRED, optional=_OPTIONAL)
    pack = _pack(fields, text, file, catalogue)
    problems.refuse()
    return pack


def names_twice(packs: Sequence[Pack]) -> list[PackProblem]:
    """A problem for each pack whose name another has already."""
    seen: dict[str, str] = {}
    found = []
    for pack in packs:
        if pack.name in seen:
            reason = f"There is a pack `{pack.name}` in {seen[pack.name]} already."
            found.append(PackProblem(pack.file, 1, None, reason))
        seen.setdefault(pack.name, pack.file)
    return found


def _pack(fields: Fields, text: str, file: str, catalogue: Catalogue) -> Pack:
    problems = fields.problems
    currency = fields.read("currency", _currency, None)
    scope = read_named(
        fields,
        Scope(
            catalogue,
            currency=currency,
            day_starts_seconds=fields.read("day_starts", _day_starts, 0),
            money_names=frozenset({"amount"}),
        ),
    )
    name = fields.read("pack", _name, "")
    level = Level(fields.read("level", one_of(tuple(Level)), Level.CUSTOM.value))
    markets = fields.read("markets", _markets, ())
    when: Condition = fields.read("when", lambda node: condition(node, scope), ALWAYS)
    inside = PackScope(name, level, markets, when, uses_money(fields.node("when"), scope), scope)
    home = Home(markets[0] if markets else None, currency, scope)
    nothing = Listing((), 1, 1)
    return Pack(
        name=name,
        version=fields.read("version", _version, ""),
        level=level,
        title=fields.read("title", both_languages, NO_TEXT),
        about=fields.read("about", both_languages, None),
        markets=markets,
        currency=currency,
        day_starts_seconds=scope.day_starts_seconds,
        when=when,
        complete=fields.read("complete", partial(_complete, problems), ()),
        values=scope.values,
        windows=scope.windows,
        terms=scope.terms,
        rules=read_rules(fields.node("rules") or nothing, inside, problems),
        examples=read_examples(fields.node("examples") or nothing, home, problems),
        digest=hashlib.sha256(text.encode()).hexdigest(),
        source_text=text,
        file=file,
    )


def _name(node: Node) -> str:
    told = scalar(node)
    if not _NAME.fullmatch(told.text) or len(told.text) > 60:
        raise Wrong(
            told, f"“{told.text[:60]}” cannot name a pack. Write small letters, digits and `-`: cn-quality."
        )
    return told.text


def _version(node: Node) -> str:
    told = scalar(node)
    if not _VERSION.fullmatch(told.text) or len(told.text) > 40:
        raise Wrong(told, f"“{told.text[:40]}” is not a version. Write it like 2026.11 or 2026.11-2.")
    return told.text


def _currency(node: Node) -> str:
    told = scalar(node)
    if literals.currency_code(told.text) is None:
        raise Wrong(told, f"“{told.text[:10]}” is not a currency (ISO 4217), such as CNY.")
    return told.text


def _day_starts(node: Node) -> int:
    told = scalar(node)
    seconds = literals.offset_seconds(told.text)
    if seconds is None:
        raise Wrong(told, f'“{told.text[:10]}” is not an offset from UTC, such as "+08:00".')
    return seconds


def _markets(node: Node) -> tuple[str, ...]:
    if not items(node):
        raise Wrong(node, "Name a market, or leave `markets` out for all of them.")
    for told in scalars(node):
        if not _MARKET.fullmatch(told.text):
            raise Wrong(told, f"“{told.text[:40]}” is not a market, such as CN.")
    return texts(node)


def _complete(problems: Problems, node: Node) -> tuple[str, ...]:
    return tuple(
        key.name
        for told in scalars(node)
        if (key := problems.attempt(partial(flat_key, told), None)) is not None
    )
