"""PURE: a case in sentences for whoever takes it up next, made from its file, so that nothing has to be said twice."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from msgspec import Struct

from makegood.cases import CaseFile, CaseView, Side, Stand
from makegood.kit.i18n import counted, text
from makegood.kit.money import money_text
from makegood.web.pages import words
from makegood.web.pages.desk.words import STANDS
from makegood.web.pages.time import left_text


class Line(Struct, frozen=True):
    """A sentence. `kind`: wants, fact, disputed, missing, unanswered, shown or time; `role` is whom it is about."""

    kind: str
    words: str
    role: str = ""


class Telling(Struct, frozen=True):
    """How names and codes are told: the reader's language, what the parties are called, the words of reasons and facts.

    `fact` writes a fact with a value ("", None: its label alone).
    """

    language: str
    names: Mapping[str, str]
    reasons: Mapping[str, str]
    fact_label: Callable[[str], str]
    fact_value: Callable[[str, object], str]

    def name(self, role: str) -> str:
        """A party as it is called, or its role."""
        return self.names.get(role) or text(self.language, words.word(words.WHO, role))


def summary_of(file: CaseFile, view: CaseView, telling: Telling) -> list[Line]:
    """What each side wants, what both say, what they dispute, what is missing, what was asked in vain, who took how long."""
    return [
        _wants(file.buyer, view, telling),
        _wants(file.merchant, view, telling),
        *_facts(file, telling),
        *(_missing(file, telling)),
        *(_unanswered(file, telling)),
        *(_shown(side, telling) for side in (file.buyer, file.merchant) if side.files),
        _time(file, telling),
    ]


def _wants(side: Side, view: CaseView, telling: Telling) -> Line:
    role = side.role.value
    said = stand_words(side.stand, view, telling)
    return Line("wants", text(telling.language, "{who}: {said}.", who=telling.name(role), said=said), role)


def stand_words(stand: Stand, view: CaseView, telling: Telling) -> str:
    """What a side last said that it wants, in words."""
    language = telling.language
    amount = "" if stand.amount_minor is None else money_text(stand.amount_minor, view.currency, language)
    known = telling.reasons.get(stand.reason) or text(
        language, words.word(words.MERCHANT_REASONS, stand.reason)
    )
    said = text(language, STANDS[stand.kind], amount=amount, reason=known if stand.reason else "")
    more = [text(language, words.TYPES[stand.type.value])] if stand.type else []
    if stand.kind == "asks" and stand.reason:
        more.append(known)
    return text(language, "{said} ({more})", said=said, more=" · ".join(more)) if more else said


def _facts(file: CaseFile, telling: Telling) -> list[Line]:
    lines = []
    for fact in file.facts:
        label = telling.fact_label(fact.name)
        if fact.is_disputed:
            sayings = "; ".join(
                f"{telling.name(role)}: {telling.fact_value(fact.name, value)}"
                for role, value in fact.said.items()
            )
            told = text(telling.language, "Disputed – {fact}: {sayings}.", fact=label, sayings=sayings)
            lines.append(Line("disputed", told))
        else:
            role, value = list(fact.said.items())[-1]
            told = text(
                telling.language,
                "{who} says – {fact}: {value}.",
                who=telling.name(role),
                fact=label,
                value=telling.fact_value(fact.name, value),
            )
            lines.append(Line("fact", told, role))
    return lines


def _missing(file: CaseFile, telling: Telling) -> list[Line]:
    if not file.missing:
        return []
    facts = "; ".join(telling.fact_label(name) for name in file.missing)
    return [Line("missing", text(telling.language, "Not known yet: {facts}.", facts=facts))]


def _unanswered(file: CaseFile, telling: Telling) -> list[Line]:
    lines = []
    for one in (*file.buyer.unanswered, *file.merchant.unanswered):
        who = telling.name(one.to.value)
        told = text(telling.language, "{who} has not answered: “{question}”", who=who, question=one.text)
        lines.append(Line("unanswered", told, one.to.value))
    return lines


def _shown(side: Side, telling: Telling) -> Line:
    who, role = telling.name(side.role.value), side.role.value
    told = counted(
        telling.language,
        "{who} showed {count} file.",
        "{who} showed {count} files.",
        len(side.files),
        who=who,
    )
    return Line("shown", told, role)


def _time(file: CaseFile, telling: Telling) -> Line:
    took = " · ".join(
        f"{telling.name(side.role.value)} {left_text(side.held, telling.language)}"
        for side in (file.buyer, file.merchant)
        if side.held > timedelta(0)
    )
    return Line("time", text(telling.language, "Had the ball for: {took}.", took=took or "–"))
