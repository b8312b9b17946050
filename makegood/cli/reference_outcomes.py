"""PURE: docs/reference/outcomes.md: everything that rules can decide, and which value is better for the buyer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from makegood.policy import REMEDIES, Key, Kind, Pack, key
from makegood.policy.outcomes import FREIGHTS, RULINGS, TENDERS
from makegood.policy.telling.key_words import EVIDENCE_WORDS, RULING_WORDS, key_text

_HEAD = """\
# Outcomes

What a rule can say (in `then`), what a decision answers, and what a test of a pack compares. Each has a key. Where values
have an order, the best of what law, promises and the platform say counts ([how](../concepts/policy.md#which-rule-counts)).

- *refused < open*: from the worst for the buyer to the best.
- *any rule*: it holds as soon as one rule says so.
- *first that speaks*: law, promise, category, trade, platform, custom; there is no better and no worse.
- **rules**: how many rules of the shipped packs say something of it.

"""
_SINGLE = (
    "merchant_may_refuse", "instant_refund", "granted_at_once", "human_review", "burden", "ruling", "refund",
    "deduction", "compensation",
    "compensation_by",
)  # fmt: skip
_SECTIONS = (
    (
        "Remedies",
        [f"remedy.{name}" for name in REMEDIES],
        "Written `remedies: {return_refund: open}`. What no rule opens is refused.",
    ),
    (
        "Until when",
        [f"until.{name}" for name in REMEDIES],
        "The end of a window. Written `until: {return_refund: no_reason}`.",
    ),
    ("Freight", [f"freight.{name}" for name in FREIGHTS], "Who pays it. Written `freight: {return: buyer}`."),
    ("The case and its money", list(_SINGLE), "Written by their own name."),
    (
        "How a refund may be paid",
        [f"tender.{name}" for name in TENDERS],
        "Written `tenders: {gift_card: open}`.",
    ),
)
_OPEN_GROUPS = (
    (
        "Clocks",
        "clock",
        "Any word may name one; those of the case protocol set its deadlines. Written `clocks: {merchant_answer: 48 h}`.",
    ),
    (
        "What is to be proven",
        "prove",
        "Who proves a fact; the evidence that the same rule asks of that party shows it. What follows if it is shown or not, "
        "the rulings say of the two values that the fact names (`shown`, `not_shown`). Written "
        "`prove: {delivery_proof: merchant}`.",
    ),
    ("Limits", "limit", "How often something may be done. Written `limits: {rounds: 5}`."),
    (
        "Marks",
        "mark",
        "Remarks for people and for other parts of the system. Written `marks: [seller_fault]`.",
    ),
)
_KINDS = {
    Kind.DURATION: "a duration",
    Kind.MOMENT: "a moment",
    Kind.AMOUNT: "an amount",
    Kind.COUNT: "a count",
    Kind.ANY: "yes",
}
_COLUMNS = ("key", "what it is", "中文", "values", "better for the buyer", "rules")


def outcomes_page(packs: Iterable[Pack]) -> str:
    """The text of docs/reference/outcomes.md. `packs`: the shipped ones, whose clocks, limits and marks are listed."""
    uses = Counter(outcome.key.name for pack in packs for rule in pack.rules for outcome in rule.outcomes)
    parts = [_HEAD.rstrip(), ""]
    for title, names, about in _SECTIONS:
        parts += [f"## {title}", "", about, "", *_table(names, uses), ""]
    for title, group, about in _OPEN_GROUPS:
        names = sorted(name for name in uses if name.startswith(f"{group}."))
        parts += [f"## {title}", "", about, "", *_table(names, uses), ""]
    return "\n".join([*parts, *_evidence(uses), *_rulings()])


def _table(names: Sequence[str], uses: Counter[str]) -> list[str]:
    rows = [_row(key(name), uses[name]) for name in names]
    return [f"| {' | '.join(_COLUMNS)} |", "|---" * len(_COLUMNS) + "|", *rows]


def _row(about: Key, rules: int) -> str:
    text = key_text(about.name)
    marked = about.name.startswith("mark.")
    english = about.name.removeprefix("mark.").replace("_", " ") if marked else text.en
    chinese = "" if marked or text.zh == text.en else text.zh
    return f"| `{about.name}` | {english} | {chinese} | {_values(about)} | {_better(about)} | {rules or ''} |"


def _values(about: Key) -> str:
    if about.kind is Kind.FLAG:
        return "no < yes"
    if about.kind is Kind.CHOICE and about.name == "ruling":
        return "[see below](#rulings)"
    if about.kind is Kind.CHOICE:
        return (" < " if about.better else ", ").join(about.values)
    return _KINDS[about.kind]


def _better(about: Key) -> str:
    if about.kind is Kind.ANY:
        return "any rule"
    if not about.better:
        return "first that speaks"
    if about.kind in (Kind.CHOICE, Kind.FLAG):
        return "the last"
    words = {Kind.DURATION: ("longer", "shorter"), Kind.MOMENT: ("later", "earlier")}
    more, less = words.get(about.kind, ("more", "less"))
    return more if about.better > 0 else less


def _evidence(uses: Counter[str]) -> list[str]:
    rows = [
        f"| `{kind}` | {text.en} | {text.zh} | {uses[f'evidence.buyer.{kind}'] or ''} "
        f"| {uses[f'evidence.merchant.{kind}'] or ''} |"
        for kind, text in EVIDENCE_WORDS.items()
    ]
    about = "Owed when any rule asks for it. Written `evidence: {buyer: [photo]}`; the key is `evidence.buyer.photo`."
    columns = "| kind | what it is | 中文 | rules that ask the buyer | the merchant |"
    return ["## Evidence", "", about, "", columns, "|---|---|---|---|---|", *rows, ""]


def _rulings() -> list[str]:
    rows = [f"- `{name}` {RULING_WORDS[name].en} · {RULING_WORDS[name].zh}" for name in RULINGS]
    return ["## Rulings", "", "What `ruling` proposes to the desk.", "", *rows, ""]
