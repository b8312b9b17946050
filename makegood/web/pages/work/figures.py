"""The merchant in figures: twelve weeks beside the median of other shops, and which products lead to cases and why."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from babel.numbers import format_percent
from litestar import Response, get
from msgspec import Struct

from makegood.cases import (
    FEWEST_SHOPS,
    MOST_ORDERS,
    PeerFigures,
    ProductReasons,
    ShopWeek,
    peer_figures,
    products_by_reason,
    response_figures,
    trade_of,
    weeks_of,
)
from makegood.cases.api import Promised
from makegood.claims import marks_of, newest_marks
from makegood.kit.i18n import text
from makegood.web.pages.case import reception_words
from makegood.web.pages.case.reasons import headed, reasons_of
from makegood.web.pages.claims.mark_lines import counted, mark_lines
from makegood.web.pages.shell import Database, HtmlRequest
from makegood.web.pages.words import word
from makegood.web.pages.work import words as work_words
from makegood.web.pages.work.frame import address, day_text, merchant_reading, span_of, work_page

PERIOD = timedelta(weeks=12)
PRODUCTS_PER_PAGE = 30


class Drawn(Struct, frozen=True):
    """One figure: twelve weeks together, the weeks (without a value: none) with the level of others and
    what the highest is, and what it is at others. Texts in the reader's
    language.
    """

    name: str
    value: str
    counted: str
    peers: str
    standing: str
    points: list[tuple[str, float | None, str]]
    level: float | None
    most: str

    @property
    def is_drawn(self) -> bool:
        """Whether any week has a value."""
        return any(value is not None for _, value, _ in self.points)


class ProductRow(Struct, frozen=True):
    """A product with its rate and its reasons, each with the address of the cases behind it; and its units that came
    back, by what was found and by where they went.
    """

    product: ProductReasons
    rate: str
    href: str
    reasons: list[tuple[str, int, str]]
    findings: list[tuple[str, int]]
    ways: list[tuple[str, int]]


@get("/work/figures", include_in_schema=False)
async def show_figures(request: HtmlRequest, pool: Database, policy: Promised) -> Response[str]:
    """Twelve weeks."""
    reader, merchant_id = await merchant_reading(request)
    weeks = await weeks_of(pool, merchant_id, reader.now)
    answered = await response_figures(pool, merchant_id, reader.now - PERIOD, reader.now)
    trade = await trade_of(pool, merchant_id)
    peers = await peer_figures(pool, trade)
    marks = await marks_of(pool, merchant_id, reader.now - PERIOD)
    newest = await newest_marks(pool, merchant_id, reader.now - PERIOD)
    drawn = [
        _drawn(name, weeks, answered.median_seconds, peers, reader.language) for name in work_words.FIGURES
    ]
    return work_page(
        "figures", reader, drawn=drawn, peers=peers, trade=trade, fewest=FEWEST_SHOPS, weeks=weeks, answered=answered,
        marks=counted(marks, reader.language), lines=mark_lines(newest, policy.catalogue, reader.language),
        day=lambda at: day_text(at, reader.language), p90=span_of(answered.p90_seconds, reader.language),
    )  # fmt: skip


def _drawn(
    name: str, weeks: Sequence[ShopWeek], median: int | None, peers: PeerFigures | None, language: str
) -> Drawn:
    values = [value_of(name, [week]) for week in weeks]
    own = float(median) if name == "response_seconds" and median is not None else value_of(name, weeks)
    peer = peers.values.get(name) if peers else None
    labels = [day_text(week.since, language) for week in weeks]
    said = [said_of(name, value, language) for value in values]
    most = max((one for one in (*values, peer) if one), default=None)
    return Drawn(
        name, said_of(name, own, language), _counted(name, weeks), said_of(name, peer, language),
        _standing(name, own, peer),
        list(zip(labels, values, said, strict=True)), peer, said_of(name, most, language),
    )  # fmt: skip


def value_of(name: str, weeks: Sequence[ShopWeek]) -> float | None:
    """A figure over some weeks; None where there is nothing to divide by."""
    match name:
        case "response_seconds":
            return (
                float(weeks[0].median_seconds)
                if len(weeks) == 1 and weeks[0].median_seconds is not None
                else None
            )
        case "refusal_rate":
            return _share(sum(w.refused for w in weeks), sum(w.cases for w in weeks))
        case "overruled_rate":
            return _share(sum(w.overruled for w in weeks), sum(w.ruled for w in weeks))
        case _:
            return _share(sum(w.refunded for w in weeks), sum(w.ended for w in weeks))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def said_of(name: str, value: float | None, language: str) -> str:
    """A figure in words: a time or a share; empty for none."""
    if value is None:
        return ""
    return span_of(round(value), language) if name == "response_seconds" else share_text(value, language)


def share_text(value: float, language: str) -> str:
    """A share as readers write it: 12.5 %."""
    return str(format_percent(value, "#,##0.#%", locale=language.replace("-", "_")))


def _counted(name: str, weeks: Sequence[ShopWeek]) -> str:
    """What a share is made of, such as 3 / 7: a share of few says little."""
    parts = {
        "refusal_rate": (sum(w.refused for w in weeks), sum(w.cases for w in weeks)),
        "overruled_rate": (sum(w.overruled for w in weeks), sum(w.ruled for w in weeks)),
        "refund_rate": (sum(w.refunded for w in weeks), sum(w.ended for w in weeks)),
    }
    part, whole = parts.get(name, (0, 0))
    return f"{part} / {whole}" if whole else ""


def _standing(name: str, own: float | None, peer: float | None) -> str:
    """Whether one does better than the middle of the others: less is better, but of refunds, which may well be right."""
    if name == "refund_rate" or own is None or peer is None or own == peer:
        return ""
    return "good" if own < peer else "soon"


@get("/work/products", include_in_schema=False)
async def show_products(request: HtmlRequest, pool: Database, policy: Promised) -> Response[str]:
    """Products with cases, the worst first."""
    reader, merchant_id = await merchant_reading(request)
    asked = request.query_params.get("from", "")
    offset = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
    found = await products_by_reason(pool, merchant_id, reader.now - PERIOD, PRODUCTS_PER_PAGE, offset)
    reasons = headed(reasons_of(policy.catalogue, reader.language))
    return work_page(
        "products", reader, rows=[_row(each, reasons, reader.language) for each in found.products], orders=found.orders,
        is_capped=found.orders >= MOST_ORDERS,
        next_page=address("/work/products", {"from": str(found.next_offset or "")}) if found.next_offset else "",
        first_page="/work/products" if offset else "",
    )  # fmt: skip


def _row(product: ProductReasons, reasons: dict[str, str], language: str) -> ProductRow:
    query = {"tab": "all", "product": product.title[:80]}
    each = sorted(product.reasons.items(), key=lambda pair: (-pair[1], pair[0]))
    return ProductRow(
        product,
        share_text(product.cases / product.orders, language) if product.orders else text(language, "none"),
        address("/work", query),
        [(reasons.get(code, code), cases, address("/work", query, reason=code)) for code, cases in each],
        _units(product.findings, reception_words.FINDING_WORDS, language),
        _units(product.dispositions, reception_words.DISPOSITIONS, language),
    )


def _units(units: dict[str, int], table: dict[str, str], language: str) -> list[tuple[str, int]]:
    """Units by what is said of them, the most first, in the reader's language."""
    most_first = sorted(units.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(text(language, word(table, code)), count) for code, count in most_first]


FIGURE_HANDLERS: list[Any] = [show_figures, show_products]
