"""Notices: what went against the merchant, why, what it costs, which step is still open, and the merchant's appeals."""

from datetime import UTC, datetime
from typing import Any

from litestar import Response, get
from msgspec import Struct

from makegood.cases import (
    CaseView,
    Lapse,
    Role,
    StoredCase,
    case_view,
    event_name,
    lapses_of,
    rulings_against,
)
from makegood.cases.facts import OrderFacts
from makegood.kit.money import money_text
from makegood.web.pages import words
from makegood.web.pages.case.appeal_rows import AppealRow, open_rulings, own_appeals
from makegood.web.pages.case.model import parties_of, title_of
from makegood.web.pages.case.operations import label_of
from makegood.web.pages.case.story import SENTENCES, SILENT
from makegood.web.pages.names import Names, names_of
from makegood.web.pages.shell import Database, HtmlRequest, Reader
from makegood.web.pages.work.frame import Choice, address, merchant_reading, work_page
from makegood.web.pages.work.marks import Mark, mark_of, text_of_mark

PATH = "/work/notices"
PAGE_SIZE = 20
KINDS = {"rulings": "Rulings against you", "appeals": "Appeals", "clocks": "Clocks that ran out"}
_NEWEST = Mark(2**63 - 1, datetime(9999, 1, 1, tzinfo=UTC), 2**31 - 1)
_APPEALS = ("appeal", "reopen", "escalate", "statement", "say")
"""Steps by which somebody may still be heard, the strongest first; offered only where the case allows them."""


class Notice(Struct, frozen=True):
    """One of them. `followed` is an English sentence with gaps `{amount}`, `{owner}`; `steps` are (English label, address)."""

    view: CaseView
    title: str
    buyer: str
    kind: str
    at: datetime
    followed: str
    amount: str
    quote: str
    steps: list[tuple[str, str]]


@get(PATH, include_in_schema=False)
async def show_notices(request: HtmlRequest, pool: Database) -> Response[str]:
    """Rulings, appeals, or clocks that ran out, the newest first."""
    reader, merchant_id = await merchant_reading(request)
    kind = request.query_params.get("kind", "")
    kind = kind if kind in KINDS else "rulings"
    cursor = request.query_params.get("cursor", "")
    mark = mark_of(cursor) or _NEWEST
    appeals: list[AppealRow] = []
    open_to_appeal: list[AppealRow] = []
    if kind == "rulings":
        rulings, more = await rulings_against(pool, merchant_id, mark.id, PAGE_SIZE)
        names = await _names(pool, reader, [case for case, _ in rulings])
        shown = [_ruling(case, order, reader, names) for case, order in rulings]
        after = Mark(more, reader.now) if more else None
    elif kind == "appeals":
        shown, open_to_appeal = (
            [],
            [] if cursor else await open_rulings(pool, reader, Role.MERCHANT, merchant_id),
        )
        appeals, more = await own_appeals(pool, reader, Role.MERCHANT, merchant_id, mark.id, PAGE_SIZE)
        after = Mark(more, reader.now) if more else None
    else:
        lapses, place = await lapses_of(pool, merchant_id, (mark.at, mark.id, mark.seq), PAGE_SIZE)
        names = await _names(pool, reader, [lapse.case for lapse in lapses])
        shown = [_lapse(lapse, reader, names) for lapse in lapses]
        after = Mark(place[1], place[0], place[2]) if place else None
    return work_page(
        "notices", reader, notices=shown, kind=kind, appeals=appeals, open_to_appeal=open_to_appeal,
        kinds=[Choice(label, address(PATH, {"kind": one}), one == kind) for one, label in KINDS.items()],
        next_page=address(PATH, {"kind": kind}, cursor=text_of_mark(after)) if after else "",
        first_page=address(PATH, {"kind": kind}) if cursor else "",
    )  # fmt: skip


async def _names(pool: Any, reader: Reader, cases: list[StoredCase]) -> Names:
    return await names_of(pool, {str(case.state.buyer_id) for case in cases}, (), reader.role)


def _ruling(case: StoredCase, order: OrderFacts, reader: Reader, names: Names) -> Notice:
    view = case_view(case, order, reader.me, reader.language, reader.now)
    ruling = view.ruling
    assert ruling is not None
    at = next(
        (stored.at for stored in reversed(case.events) if event_name(stored.event) == "case.ruled"),
        view.updated_at,
    )
    # Where nobody decided in time, the sentence of what followed is the reason too.
    followed, quote = (
        (SILENT["case.ruled"], "")
        if ruling.by_default
        else (words.FAVOURS[ruling.favour.value], ruling.reason)
    )
    return _notice(view, reader, names, "ruling", at, followed, ruling.amount_minor, quote)


def _lapse(lapse: Lapse, reader: Reader, names: Names) -> Notice:
    view = case_view(lapse.case, lapse.order, reader.me, reader.language, reader.now)
    event = next((stored for stored in lapse.case.events if stored.seq == lapse.seq), None)
    name = event_name(event.event) if event else ""
    plain = SENTENCES.get(name, "")
    followed = SILENT.get(name) or ("" if "{" in plain else plain)
    return _notice(view, reader, names, lapse.kind, lapse.at, followed, lapse.case.state.owed_minor, "")


def _notice(
    view: CaseView, reader: Reader, names: Names, kind: str, at: datetime, followed: str, amount_minor: int, quote: str
) -> Notice:  # fmt: skip
    buyer, _ = parties_of(view, names, reader.language)
    amount = money_text(amount_minor, view.currency, reader.language)
    return Notice(
        view, title_of(view, reader.language), buyer, kind, at, followed, amount, quote, steps_of(view)
    )


def steps_of(view: CaseView) -> list[tuple[str, str]]:
    """What the merchant may still do to be heard, as far as the case allows it."""
    allowed = {one.name for one in view.allowed_operations if one.allowed}
    return [(label_of(name, view), f"/cases/{view.id}") for name in _APPEALS if name in allowed]


NOTICE_HANDLERS: list[Any] = [show_notices]
