"""The page of all packs: what is in force by market and level, what is announced, and what waits for somebody."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get
from msgspec import Struct

from makegood.policy import Level, PolicyOffice
from makegood.policy.api_schemas import PackView
from makegood.policy.publishing.office import managed
from makegood.policy.publishing.versions import BEGINNING
from makegood.policy.telling.words import word_words
from makegood.web.pages.names import Names, names_of
from makegood.web.pages.policy.frame import policy_page
from makegood.web.pages.policy.operations import Office, packs_of_level
from makegood.web.pages.shell import HtmlRequest, Installation, Reader, reader_or_guest

AT_ONCE = 100
_IN_FORCE = """
SELECT name, in_force_from FROM policy_versions
WHERE name = ANY($1::text[]) AND status IN ('published', 'superseded') AND in_force_from <= $2
    AND (in_force_until IS NULL OR in_force_until > $2)
"""


class PackRow(Struct, frozen=True):
    """A pack in the list. `since` is None where there is no version in force, or where it has been since the beginning."""

    view: PackView
    title: str
    rules: int
    since: datetime | None
    merchant: str
    is_own: bool


class Section(Struct, frozen=True):
    """The packs of a level; `more` leads to the next of them."""

    level: str
    rows: list[PackRow]
    more: str


class Market(Struct, frozen=True):
    """A market as a tab."""

    label: str
    href: str
    chosen: bool


@get("/policy", include_in_schema=False)
async def show_packs(request: HtmlRequest, policy_office: Office, settings: Installation) -> Response[str]:
    """The law and the promises that hold here."""
    reader = await reader_or_guest(request, settings)
    asked = request.query_params
    levels = [Level(asked["level"])] if asked.get("level") in list(Level) else list(Level)
    cursor = asked.get("cursor") if len(levels) == 1 else None
    pages = {
        level: await packs_of_level(reader.me, policy_office, level, cursor, AT_ONCE) for level in levels
    }
    views = [view for found in pages.values() for view in found.items]
    market = asked.get("market") or settings.market
    rows = await _rows([view for view in views if _holds_in(view, market)], policy_office, reader)
    sections = [
        Section(
            level.value, [row for row in rows if row.view.level is level], _more(market, level, found.next_cursor)
        )
        for level, found in pages.items()
    ]  # fmt: skip
    return policy_page(
        "policy_packs.html",
        reader,
        sections=[section for section in sections if section.rows or section.more],
        markets=_markets(views, market, policy_office, reader.language),
        own=[row for row in rows if row.is_own],
        manages=managed(reader.me) is not None,
    )


def _more(market: str, level: Level, cursor: str | None) -> str:
    query = urlencode({"market": market, "level": level.value, "cursor": cursor})
    return f"/policy?{query}" if cursor else ""


def _holds_in(view: PackView, market: str) -> bool:
    return not view.markets or market in view.markets


def _markets(views: list[PackView], chosen: str, office: PolicyOffice, language: str) -> list[Market]:
    kind = office.shelf.edition.catalogue.facts.get("market")
    known = list(kind.values) if kind else []
    named = {chosen, *(market for view in views for market in view.markets)}
    ordered = sorted(named, key=lambda market: (market not in known, market))
    return [
        Market(word_words(kind, market, language), f"/policy?{urlencode({'market': market})}", market == chosen)
        for market in ordered
    ]  # fmt: skip


async def _rows(views: list[PackView], office: PolicyOffice, reader: Reader) -> list[PackRow]:
    now, own = office.clock.now(), reader.me.subject
    rules = {pack.name: len(pack.rules) for pack in office.shelf.packs_for(None, own, now)}
    since = await _since(office.pool, [view.name for view in views], now)
    names = await names_of(
        office.pool, (), [view.merchant_id for view in views if view.merchant_id], reader.role
    )
    return [_row(view, rules, since, names, own, reader.language) for view in views]


def _row(
    view: PackView, rules: dict[str, int], since: dict[str, datetime], names: Names, own: int | None, language: str
) -> PackRow:  # fmt: skip
    title = view.title.zh if language.startswith("zh") else view.title.en
    begun = since.get(view.name)
    merchant = names.merchant(view.merchant_id) if view.merchant_id else ""
    is_own = own is not None and view.merchant_id == str(own)
    return PackRow(
        view, title, rules.get(view.name, 0), None if begun == BEGINNING else begun, merchant, is_own
    )


async def _since(pool: Any, names: list[str], now: datetime) -> dict[str, datetime]:
    """From when the versions that are in force hold, by name."""
    return {row["name"]: row["in_force_from"] for row in await pool.fetch(_IN_FORCE, names, now)}
