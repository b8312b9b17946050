"""Messages that a pattern found, with what stood around them, to be judged with a word."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from makegood.cases import (
    FlaggedMessage,
    Message,
    Verdict,
    case_view,
    flagged_messages,
    messages_of,
    reply_text,
    settle_flag,
)
from makegood.cases.api import parse_id, seen
from makegood.cases.requests import Done
from makegood.db.pool import Pool
from makegood.kit.errors import Invalid
from makegood.web.pages.case.model import parties_of, title_of
from makegood.web.pages.case.page import typed_of
from makegood.web.pages.desk import words as desk_words
from makegood.web.pages.desk.frame import HOME, Choice, address, case_path, desk_page, desk_reading
from makegood.web.pages.names import names_of
from makegood.web.pages.shell import Database, HtmlRequest, PathPart, Reader, go

PATH = f"{HOME}/flags"
PAGE_SIZE = 10
AROUND = 2
LONGEST_NOTE = 2000


class Around(Struct, frozen=True):
    """A message near the flagged one, or it itself (`is_it`). `name` is the writer as the reader knows them."""

    message: Message
    text: str
    name: str
    is_it: bool


class FlaggedRow(Struct, frozen=True):
    """A flagged message with its case."""

    flagged: FlaggedMessage
    title: str
    number: str
    around: list[Around]
    href: str


@get(PATH, include_in_schema=False)
async def show_flags(request: HtmlRequest, pool: Database) -> Response[str]:
    """What is to be judged, or was."""
    reader = await desk_reading(request, "message.review")
    tab = "settled" if request.query_params.get("tab") == "settled" else "open"
    cursor = request.query_params.get("cursor") or None
    found = await flagged_messages(pool, tab == "settled", cursor, PAGE_SIZE)
    here = {"tab": tab if tab == "settled" else ""}
    return desk_page(
        "flags",
        reader,
        rows=[await _row(pool, reader, one) for one in found.messages],
        tabs_of_page=[
            Choice(label, address(PATH, {"tab": "settled" if name == "settled" else ""}), name == tab)
            for name, label in desk_words.FLAG_TABS.items()
        ],
        tab=tab,
        next_page=address(PATH, here, cursor=found.next_cursor) if found.next_cursor else "",
        first_page=address(PATH, here) if cursor else "",
        told=desk_words.TOLD.get(request.query_params.get("done", ""), ""),
    )


async def _row(pool: Pool, reader: Reader, flagged: FlaggedMessage) -> FlaggedRow:
    found: Done = await seen(pool, int(flagged.case_id), reader.me, reader.now)
    view = case_view(found.case, found.order, reader.me, reader.language, reader.now)
    names = await names_of(pool, [view.buyer_id], [view.merchant_id], reader.role)
    buyer, merchant = parties_of(view, names, reader.language)
    called = {"buyer": buyer, "merchant": merchant}
    around = [
        Around(
            one,
            "\n".join(
                part
                for part in (reply_text(one.reply, reader.language) if one.reply else "", one.text)
                if part
            ),
            called.get(one.by.value, ""),
            one.seq == flagged.seq,
        )
        for one in near(messages_of(view), flagged.seq)
    ]
    return FlaggedRow(
        flagged, title_of(view, reader.language), view.order_number, around, case_path(flagged.case_id)
    )


def near(thread: list[Message], seq: int) -> list[Message]:
    """A message with the two before and the two after it."""
    at = next((place for place, one in enumerate(thread) if one.seq == seq), None)
    return [] if at is None else thread[max(0, at - AROUND) : at + AROUND + 1]


@post(f"{PATH}/{{case_id:str}}/{{seq:int}}", include_in_schema=False)
async def judge(case_id: PathPart, seq: FromPath[int], request: HtmlRequest, pool: Database) -> Redirect:
    """Judge a message with a word. The first verdict stands."""
    reader = await desk_reading(request, "message.review")
    typed = await typed_of(request)
    verdict, said = typed.get("verdict", ""), typed.get("note", "").strip()
    if verdict not in list(Verdict) or len(said) > LONGEST_NOTE or "\0" in said:
        raise Invalid(
            field="verdict", problem="say upheld or dismissed, with a note of at most 2,000 characters"
        )
    number = parse_id(case_id, "message")
    async with pool.acquire() as connection, connection.transaction():
        await settle_flag(
            connection, number, min(seq, 2**31 - 1), reader.me, Verdict(verdict), said, reader.now
        )
    return go(f"{PATH}?done=judged")


FLAG_HANDLERS: list[Any] = [show_flags, judge]
