"""PURE: docs/reference/facts.md: what policy may ask about, out of the catalogue of facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from makegood.policy import Catalogue, FactKind, FactType, Pack, Value, moment_of
from makegood.policy.catalogue import FAR_FUTURE, LONG_AGO
from makegood.policy.examples import duration_text
from makegood.policy.language.expression import facts_in
from makegood.policy.pack import Rule

_HEAD = """\
# Facts

What a condition of a pack may ask, and what a marketplace, a party or the desk may tell. A fact that nobody told is
unknown, never guessed; the few that are *presumed* hold until somebody says otherwise. Types and how values are written:
[the policy language](policy-language.md#facts). How to tell them with an order: [tell what you know of an
order](../recipes/tell-facts.md). Who is believed when several tell the same: [decision
15](../decisions/0015-facts-have-a-source.md).

- **cost**: the effort of finding it out. 0: somebody's system knows it · 1: a tap · 2: a sentence or a photo · 5: documents ·
  20: a laboratory report. Questions are asked cheapest first.
- **rules**: how many rules of the shipped packs look at it.

"""
_SECTIONS = (
    (
        "What the marketplace tells",
        "With an order, in `facts` of the order or of a line; of some that merchants or carriers can tell as well. Those that "
        "the most rules look at stand first.",
    ),
    (
        "What we know",
        "Out of the order, the request and the case, as far as [the order says it](../recipes/tell-facts.md#what-an-order-says-"
        "already). The rest of them a marketplace may tell in `facts` as well; until then what is presumed holds.",
    ),
    ("What buyers are asked", "Or merchants, carriers and the desk, where they stand in the column."),
    ("What merchants are asked", "Or carriers and the desk, where they stand in the column."),
    ("What the desk finds", "Or a carrier or a laboratory, where they stand in the column."),
)
_COLUMNS = ("fact", "type", "meaning", "中文", "told by", "cost", "presumed", "rules")


def facts_page(catalogue: Catalogue, packs: Iterable[Pack]) -> str:
    """The text of docs/reference/facts.md. `packs`: the shipped ones, whose rules are counted."""
    uses = Counter(name for pack in packs for rule in pack.rules for name in facts_of_rule(rule))
    parts = [_HEAD.rstrip(), ""]
    for place, (title, about) in enumerate(_SECTIONS):
        kinds = [kind for kind in catalogue.facts.values() if _section(kind) == place]
        order: Callable[[FactKind], tuple[int, str]] = (
            (lambda kind: (-uses[kind.name], kind.name)) if place == 0 else (lambda kind: (0, kind.name))
        )
        rows = [_row(kind, uses[kind.name]) for kind in sorted(kinds, key=order)]
        parts += [f"## {title}", "", about, "", *_table(rows), ""]
    return "\n".join([*parts, *_words(catalogue)])


def facts_of_rule(rule: Rule) -> frozenset[str]:
    """The facts that a rule looks at, those that its amounts are reckoned from included."""
    return facts_in(rule.condition).union(*(facts_in(outcome.value) for outcome in rule.outcomes))


def _section(kind: FactKind) -> int:
    by = kind.by
    if "marketplace" in by:
        return 0
    if by[0] == "system":
        return 1
    if "buyer" in by:
        return 2
    return 3 if "merchant" in by else 4


def _row(kind: FactKind, rules: int) -> tuple[str, ...]:
    type_ = f"[{kind.type}](#{kind.name})" if kind.values else str(kind.type)
    return (
        f"`{kind.name}`", type_, kind.label.en, kind.label.zh, " ".join(kind.by), str(kind.cost),
        "" if kind.presumed is None else _presumed(kind, kind.presumed), str(rules),
    )  # fmt: skip


def _presumed(kind: FactKind, value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)) or "none of them"
    if kind.type is FactType.MOMENT and isinstance(value, int):
        return "never" if value in (LONG_AGO, FAR_FUTURE) else moment_of(value).isoformat()
    if kind.type is FactType.DURATION and isinstance(value, int) and value:
        return duration_text(value)
    return str(value)


def _table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    return [
        f"| {' | '.join(_COLUMNS)} |",
        "|---" * len(_COLUMNS) + "|",
        *(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows),
    ]


def _words(catalogue: Catalogue) -> list[str]:
    """The values of every fact that is a word or a set of words."""
    parts = [
        "## Values",
        "",
        "Of facts that are a word or a set of words; *open* ones take other words too.",
        "",
    ]
    for kind in sorted(catalogue.facts.values(), key=lambda kind: kind.name):
        if kind.values:
            parts += [f"### {kind.name}", "", f"{_said(kind.label.en)}{' (open)' if kind.open else ''}", ""]
            parts += [f"- `{value}` {text.en} · {text.zh}" for value, text in kind.values.items()]
            parts.append("")
    return parts


def _said(label: str) -> str:
    return label[:1].upper() + label[1:]
