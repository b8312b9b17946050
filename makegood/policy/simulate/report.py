"""PURE: what a simulation or a shadow found, as it stands in JSON and is drawn as a page.

The shape is an interface: fields are added, never renamed or taken away (docs/reference/simulation-report.schema.json).
Counts are cases; amounts are integers of the currency's minor unit; texts are in both languages.
"""

from msgspec import Struct, field

SCHEMA = 1


class Words(Struct, frozen=True):
    """A text in English and in Chinese."""

    en: str
    zh: str


class PackOf(Struct, frozen=True):
    """Which text of a pack was used."""

    name: str
    version: str
    digest: str


class Counts(Struct):
    """Cases, and how many of them changed which way for the buyer. A case that is better in one thing and worse in
    another is mixed; other: different without being better or worse, or settled or unsettled. Undecided are only those
    whose outcome may hang on a rule that changed."""

    cases: int = 0
    changed: int = 0
    better: int = 0
    worse: int = 0
    mixed: int = 0
    other: int = 0
    undecided_before: int = 0
    undecided_after: int = 0


class Flow(Struct, frozen=True):
    """Cases that came out one way before and another after. `way`: better, worse, other, settled or unsettled."""

    before: str
    after: str
    before_text: Words
    after_text: Words
    way: str
    cases: int


class KeyChange(Struct, frozen=True):
    """What changed for one outcome. `gained_minor`: for amounts, by currency, after less before where both are known."""

    key: str
    label: Words
    changed: int
    better: int
    worse: int
    other: int
    settled: int
    unsettled: int
    undecided_before: int
    undecided_after: int
    flows: list[Flow]
    gained_minor: dict[str, int] = field(default_factory=dict)


class PartyMoney(Struct, frozen=True):
    """What a party gets in all these cases together; below zero it gives."""

    party: str
    label: Words
    before_minor: int
    after_minor: int
    difference_minor: int


class Money(Struct, frozen=True):
    """The money by party, of the cases of a currency that change; makegood/policy/simulate/money.py says what counts.

    `unvalued_…`: cases whose money hangs on something undecided or unknown, which is not in the sums.
    """

    currency: str
    cases: int
    changed: int
    unvalued_before: int
    unvalued_after: int
    parties: list[PartyMoney]


class Group(Struct, frozen=True):
    """A merchant, category or month: its counts, and what changes for the merchants of its cases, by currency."""

    name: str
    label: Words
    cases: int
    changed: int
    better: int
    worse: int
    merchant_difference_minor: dict[str, int] = field(default_factory=dict)


class FactShown(Struct, frozen=True):
    """A fact of an example. `presumed`: nobody said it; it is held to be so until somebody says otherwise."""

    name: str
    label: Words
    value: Words
    presumed: bool = False


class RuleShown(Struct, frozen=True):
    """A rule that decided, or (where undecided) still might."""

    name: str
    text: Words
    source: Words


class Side(Struct, frozen=True):
    """How an example came out. `missing`: the facts that would settle it, cheapest first."""

    outcome: str
    text: Words
    rules: list[RuleShown]
    missing: list[Words] = field(default_factory=list)


class Example(Struct, frozen=True):
    """A case to read, chosen among those that changed alike."""

    case: str
    merchant: str
    category: str
    key: str
    label: Words
    way: str
    before: Side
    after: Side
    facts: list[FactShown]
    buyer_difference_minor: int | None = None
    currency: str = ""


class Source(Struct, frozen=True):
    """Where the cases came from, and what of it was not used. `outside`: cases of other markets than those in which
    the pack holds, which cannot change and are in no other figure. `not_told`: facts that rules ask for and the history
    lacks; `assumed`: facts taken for all cases alike; `unreadable`: values by column that were taken as unknown."""

    name: str
    cases: int = 0
    outside: int = 0
    columns_not_used: list[str] = field(default_factory=list)
    not_told: list[str] = field(default_factory=list)
    assumed: dict[str, str] = field(default_factory=dict)
    unreadable: dict[str, int] = field(default_factory=dict)


class Report(Struct, frozen=True):
    """A simulation (`kind` simulation) or what a shadow saw (shadow). `compared`: the outcomes decided anew; all
    others cannot differ. `as_at`: the day as at which the rules' dates were judged, ISO 8601, if not each case's own."""

    kind: str
    pack: str
    version: str
    title: Words
    made_at: str
    source: Source
    packs_before: list[PackOf]
    packs_after: list[PackOf]
    compared: list[str]
    all: Counts
    keys: list[KeyChange]
    money: list[Money]
    merchants: list[Group]
    categories: list[Group]
    months: list[Group]
    examples: list[Example]
    as_at: str = ""
    market: str = ""
    seconds: float = 0.0
    schema: int = SCHEMA
