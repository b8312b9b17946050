"""PURE: a case in few words: what it is about, its one sentence, and a row of a list."""

from msgspec import Struct

from makegood.cases import CaseView, StoredCase, case_view
from makegood.cases.facts import OrderFacts
from makegood.kit.i18n import text
from makegood.kit.money import money_text
from makegood.web.pages import words
from makegood.web.pages.case.clock import CaseClock, clock_of, headline, is_mine
from makegood.web.pages.names import Names
from makegood.web.pages.shell import Reader


def title_of(view: CaseView, language: str) -> str:
    """What a case is about: its first item, and how many more there are."""
    first = view.items[0]
    return goods_title(first.title, first.quantity, len(view.items) - 1, language)


def goods_title(title: str, quantity: int, more: int, language: str) -> str:
    """Goods by the first of them, and how many more there are."""
    name = f"{title} × {quantity}" if quantity > 1 else title
    return text(language, "{name} and {more} more", name=name, more=more) if more else name


def parties_of(view: CaseView, names: Names, language: str) -> tuple[str, str]:
    """What buyer and merchant are called, as far as the reader may know."""
    buyer = names.buyer(view.buyer_id) or text(language, words.WHO["buyer"])
    merchant = names.merchant(view.merchant_id) or text(language, words.WHO["merchant"])
    return buyer, merchant


def headline_of(view: CaseView, reader: Reader, buyer: str, merchant: str) -> str:
    """The one sentence on top of a case, in the reader's language."""
    owner = {"buyer": buyer, "merchant": merchant}.get(view.ball.value if view.ball else "", "")
    return text(
        reader.language,
        headline(view, reader.roles),
        buyer=buyer,
        merchant=merchant,
        owner=owner,
        refunded=money_text(view.refunded_minor, view.currency, reader.language),
    )


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
    buyer, merchant = parties_of(view, names, reader.language)
    line = headline_of(view, reader, buyer, merchant)
    mine = is_mine(view, reader.roles)
    return CaseRow(
        view, title_of(view, reader.language), line, mine, clock_of(case, reader.now), buyer, merchant
    )
