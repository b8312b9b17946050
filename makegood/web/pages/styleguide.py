"""The style guide: every component with its states, as templates draw it. Linked from nowhere but the reference."""

from datetime import timedelta

from litestar import Response, get
from msgspec import Struct

from makegood.kit.i18n import text
from makegood.web.pages.case.clock import CaseClock
from makegood.web.pages.case.money import steps
from makegood.web.pages.shell import HtmlRequest, page, reader_of
from makegood.web.pages.tables import Column, columns_by, sort_of

TABS = {"open": "Open", "all": "All"}


class Tab(Struct, frozen=True):
    """A tab of the guide; `label` is English."""

    label: str
    href: str
    chosen: bool
    count: int | None = None


class GuideFile(Struct, frozen=True):
    """A file that is not there, to show its shape."""

    id: str
    name: str
    media_type: str


COLOURS = (
    "ground", "sheet", "sunken", "line", "edge", "ink", "soft", "link", "accent", "good", "bad", "soon", "buyer",
    "merchant", "desk", "carrier", "processor",
)  # fmt: skip
_DAYS = (3, 5, 4, 8, 6, 2, 1, 4, 7, 9, 6, 5, 3, 4)


@get("/styleguide", include_in_schema=False, opt={"open": True})
async def styleguide(request: HtmlRequest) -> Response[str]:
    """Every component in every state, in the reader's language and theme."""
    reader = await reader_of(request)
    sort = sort_of(request.query_params.get("sort", ""), ("case", "due", "amount"), "due")
    language = reader.language
    ways = ("Held", "On its way", "Refunded")
    return page(
        "styleguide.html",
        reader,
        colours=COLOURS,
        clocks=[
            CaseClock(reader.now - timedelta(hours=24), reader.now + timedelta(hours=left), timedelta(hours=left), 60, urgency)
            for left, urgency in ((40, "calm"), (12, "soon"), (1, "pressing"))
        ],
        ways=[steps(list(ways), reached, tone) for reached, tone in ((1, "calm"), (2, "moving"), (3, "good"), (2, "bad"))],
        columns=[
            Column(text(language, "Select"), kind="unseen-head"),
            *columns_by(sort, _heads(language), "/styleguide"),
        ],
        tabs=[Tab(label, f"#{name}", name == "open", 12 if name == "open" else None) for name, label in TABS.items()],
        days=[(str(day), number, str(number)) for day, number in enumerate(_DAYS, 1)],
        files=[GuideFile("0", "invoice.pdf", "application/pdf"), GuideFile("0", "unboxing.mp4", "video/mp4")],
    )  # fmt: skip


def _heads(language: str) -> list[tuple[str, str, str]]:
    heads = (("case", text(language, "Case"), ""), ("due", text(language, "Due"), ""))
    return [*heads, ("amount", text(language, "Amount"), "amount")]


STYLEGUIDE_HANDLERS = [styleguide]
