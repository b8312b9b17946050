"""PURE: missing facts as fields that a person can fill in (answers.py reads them).

A field's name is `fact_<name>`; a set has one of each word (`fact_<name>--<word>`), a moment that may be absent has
`fact_<name>--never` beside it, and in `fact_<name>--zone` the zone that it is filled in. What is left out stays unknown.
"""

from collections.abc import Callable, Iterable, Mapping
from zoneinfo import ZoneInfo

from msgspec import Struct

from makegood.kit.i18n import text
from makegood.policy import Catalogue, FactKind, FactType
from makegood.web.pages.case.reasons import heading
from makegood.web.pages.orders import promise_words as words
from makegood.web.pages.time import zone_name, zone_named, zone_of

PREFIX = "fact_"
CHEAP = 2
"""Facts of at most this cost are asked right away, dearer ones (papers, reports) aside."""
MOST_PICKED = 6
"""A word of at most so many is picked from a row, else from a list."""


class Question(Struct, frozen=True, kw_only=True):
    """A fact as a field. `kind`: pick, list, set, moment or number; `options` are (value, words, whether chosen)."""

    name: str
    fact: str
    ask: str
    kind: str
    options: tuple[tuple[str, str, bool], ...] = ()
    value: str = ""
    unit: str = ""
    absent: str = ""
    is_absent: bool = False
    zone: str = ""
    zone_words: str = ""
    cost: int = 0


class Asking(Struct, frozen=True):
    """In which language, and in which currency amounts are. `zone` is that of times, where it is not the language's."""

    language: str
    currency: str
    zone: ZoneInfo | None = None


def question(kind: FactKind, typed: Mapping[str, str], asking: Asking) -> Question:
    """A fact of the catalogue as a field, with what was typed before."""
    ask, name = (kind.ask or kind.label).in_(asking.language), PREFIX + kind.name
    value = typed.get(name, "")
    form, options, unit = _form(kind, name, typed, asking)
    zone = zone_filled_in(kind.name, typed, asking)
    absent = words.ABSENT[kind.absent] if kind.type is FactType.MOMENT and kind.absent else ""
    return Question(
        name=name, fact=kind.name, ask=heading(ask), kind=form, options=options, value=value, unit=unit,
        absent=absent, is_absent=f"{name}--never" in typed, cost=kind.cost,
        zone=zone_of(asking.language, zone).key, zone_words=zone_name(asking.language, zone),
    )  # fmt: skip


def zone_filled_in(fact: str, typed: Mapping[str, str], asking: Asking) -> ZoneInfo | None:
    """The zone of a time in a form: that with which its field was drawn, else the reader's; None is the language's."""
    return zone_named(typed.get(f"{PREFIX}{fact}--zone", "")) or asking.zone


def _form(
    kind: FactKind, name: str, typed: Mapping[str, str], asking: Asking
) -> tuple[str, tuple[tuple[str, str, bool], ...], str]:
    chosen = typed.get(name, "")
    labels = {word: heading(label.in_(asking.language)) for word, label in kind.values.items()}
    unknown = {"": text(asking.language, words.FLAGS[""])}
    match kind.type:
        case FactType.FLAG:
            flags = {value: text(asking.language, label) for value, label in words.FLAGS.items()}
            return "pick", _options(flags, chosen.__eq__), ""
        case FactType.WORD if kind.open and not labels:
            return "text", (), ""
        case FactType.WORD:
            form = "pick" if len(labels) <= MOST_PICKED else "list"
            return form, _options(labels | unknown, chosen.__eq__), ""
        case FactType.WORDS:
            return "set", _options(labels, lambda word: f"{name}--{word}" in typed), ""
        case FactType.MOMENT:
            return "moment", (), ""
        case FactType.MONEY:
            return "number", (), asking.currency
        case _:
            return "number", (), text(asking.language, words.UNITS[kind.type.value])


def _options(
    labels: Mapping[str, str], is_chosen: Callable[[str], object]
) -> tuple[tuple[str, str, bool], ...]:
    return tuple((value, label, is_chosen(value) is True) for value, label in labels.items())


def questions(
    names: Iterable[str], catalogue: Catalogue, typed: Mapping[str, str], asking: Asking
) -> list[Question]:
    """Facts as fields, in the order given; what the catalogue does not know is left out."""
    return [question(catalogue.facts[name], typed, asking) for name in names if name in catalogue.facts]
