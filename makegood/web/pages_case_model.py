"""PURE: all that the page of a case shows, drawn from the case, its order and who looks."""

from typing import Any

from msgspec import Struct

from makegood.cases import CaseView, StoredCase, case_view
from makegood.cases.facts import OrderFacts
from makegood.kit.i18n import text
from makegood.kit.money import money_text
from makegood.policy import Catalogue
from makegood.web import pages_words as words
from makegood.web.pages_answers import told_words
from makegood.web.pages_case_clock import CaseClock, clock_of, eyebrow, headline, is_mine
from makegood.web.pages_case_money import Figure, MoneyWay, Step, figures, goods_way, money_ways
from makegood.web.pages_case_operations import Blocked, OperationForm, blocked_of, forms_of
from makegood.web.pages_case_promise import PromisePanel, panel
from makegood.web.pages_names import Names
from makegood.web.pages_promise import Outcomes
from makegood.web.pages_questions import Asking
from makegood.web.pages_reasons import headed, heading, reasons_of
from makegood.web.pages_shell import Reader
from makegood.web.pages_story import StoryLine, Teller

_PARTIES = frozenset({"buyer", "merchant"})


class CasePage(Struct, frozen=True):
    """What the template draws."""

    view: CaseView
    title: str
    eyebrow: str
    headline: str
    mine: bool
    owner: str
    clock: CaseClock | None
    money: list[MoneyWay]
    goods: list[Step]
    figures: list[Figure]
    forms: list[OperationForm]
    blocked: list[Blocked]
    story: list[StoryLine]
    reason: str
    promise: PromisePanel | None
    buyer: str
    merchant: str
    version: int


class Typed(Struct, frozen=True):
    """A form that was sent and not taken."""

    operation: str
    values: dict[str, str]


class Ruled(Struct, frozen=True):
    """The words of facts, and what came out when the rules were last asked about a case (None: they never were)."""

    catalogue: Catalogue
    outcomes: Outcomes | None


def case_page(
    case: StoredCase, order: OrderFacts, reader: Reader, names: Names, typed: Typed | None, ruled: Ruled
) -> CasePage:
    """The page of a case for a reader who is signed in and may see it."""
    view = case_view(case, order, reader.me, reader.language, reader.now, ruled.catalogue)
    mine = is_mine(view, reader.roles)
    buyer, merchant = _named(view, names, reader.language)
    sent, values = (typed.operation, typed.values) if typed else ("", None)
    reasons = reasons_of(ruled.catalogue, reader.language)
    asking = Asking(reader.language, view.currency)
    return CasePage(
        view=view, title=title_of(view, reader.language), eyebrow=eyebrow(view, mine),
        headline=_headline(view, reader, buyer, merchant), mine=mine,
        owner=view.ball.value if view.ball else "", clock=clock_of(case, reader.now), money=money_ways(view),
        goods=goods_way(view), figures=figures(view),
        forms=forms_of(view, mine, reader.language, headed(reasons), sent, values),
        blocked=blocked_of(view, reader.language), story=story_of(view, reader, ruled.catalogue),
        reason=heading(reasons.get(view.reason, view.reason)),
        promise=panel(view, case, reader.roles, ruled.catalogue, ruled.outcomes, asking,
            values if sent == "supply_facts" else None),
        buyer=buyer, merchant=merchant, version=view.version,
    )  # fmt: skip


def title_of(view: CaseView, language: str) -> str:
    """What a case is about: its first item, and how many more there are."""
    first = view.items[0]
    name = f"{first.title} × {first.quantity}" if first.quantity > 1 else first.title
    more = len(view.items) - 1
    return text(language, "{name} and {more} more", name=name, more=more) if more else name


def _named(view: CaseView, names: Names, language: str) -> tuple[str, str]:
    buyer = names.buyer(view.buyer_id) or text(language, words.WHO["buyer"])
    merchant = names.merchant(view.merchant_id) or text(language, words.WHO["merchant"])
    return buyer, merchant


def _headline(view: CaseView, reader: Reader, buyer: str, merchant: str) -> str:
    owner = {"buyer": buyer, "merchant": merchant}.get(view.ball.value if view.ball else "", "")
    return text(
        reader.language,
        headline(view, reader.roles),
        buyer=buyer,
        merchant=merchant,
        owner=owner,
        refunded=money_text(view.refunded_minor, view.currency, reader.language),
    )


def story_of(view: CaseView, reader: Reader, catalogue: Catalogue) -> list[StoryLine]:
    """The timeline, newest first."""
    language = reader.language

    def translate(english: str, **fields: str) -> str:
        return text(language, english, **fields)

    def money(amount_minor: int) -> str:
        return money_text(amount_minor, view.currency, language)

    def fact(name: str, value: Any) -> str:
        kind = catalogue.facts.get(name)
        if kind is None:
            return name
        return f"{kind.label.in_(language)} – {told_words(kind, value, Asking(language, view.currency))}"

    teller = Teller(translate, money, reader.roles & _PARTIES, reasons_of(catalogue, language), fact)
    return [teller.tell(entry) for entry in reversed(view.timeline)]


class CaseRow(Struct, frozen=True):
    """A case in a list."""

    view: CaseView
    title: str
    headline: str
    mine: bool
    clock: CaseClock | None
    buyer: str
    merchant: str


def case_row(case: StoredCase, order: OrderFacts, reader: Reader, names: Names) -> CaseRow:
    """A case as one row of a list."""
    view = case_view(case, order, reader.me, reader.language, reader.now)
    buyer, merchant = _named(view, names, reader.language)
    line = _headline(view, reader, buyer, merchant)
    mine = is_mine(view, reader.roles)
    return CaseRow(
        view, title_of(view, reader.language), line, mine, clock_of(case, reader.now), buyer, merchant
    )
