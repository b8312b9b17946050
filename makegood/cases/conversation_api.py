"""The conversation of a case over HTTP: the thread, read marks, and flagged messages for the desk.

Writing and asking are commands like all others: `POST /api/cases/{id}/messages` and `…/questions` (makegood/cases/api.py).
"""

from typing import Annotated

from litestar import get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta, Struct

from makegood.accounts import authorise
from makegood.cases import commands as c
from makegood.cases.api import CaseId, Cursor, Database, Language, Limit, Time, Viewer, parse_id, seen
from makegood.cases.flagged import FlaggedMessage, FlaggedPage, Verdict, flagged_messages, settle_flag
from makegood.cases.handlers import roles_in_case
from makegood.cases.lists import Cursor as Place
from makegood.cases.lists import decode_cursor, encode_cursor
from makegood.cases.messages import Message, messages_of, unread
from makegood.cases.quick_replies import replies_for, reply_text
from makegood.cases.reads import ReadMark, mark_read, reads_of
from makegood.cases.requests import Done
from makegood.cases.terms import FactValue
from makegood.cases.view import case_view
from makegood.kit.http import PROBLEM_RESPONSES

SettledWanted = Annotated[
    bool | None, QueryParameter(description="Only messages that the desk has judged, or has not")
]
AfterSeq = Annotated[int, QueryParameter(ge=0, le=2**31 - 1, description="Only messages after this event")]


class MessageView(Message, frozen=True, kw_only=True):
    """A message; `fixed_text` is its fixed text in your language, empty where it has none."""

    fixed_text: str


class ReplyView(Struct, frozen=True):
    """A fixed text that you may send now (`reply` of a message), in your language, with the facts that it tells."""

    code: str
    text: str
    facts: dict[str, FactValue]


class Conversation(Struct, frozen=True):
    """Messages of a case, oldest first; how far each party has read; how many of others you have not read.

    `replies`: the fixed texts that fit now.
    """

    messages: list[MessageView]
    next_cursor: str | None
    read: list[ReadMark]
    unread: int
    replies: list[ReplyView]


class Read(Struct, frozen=True, forbid_unknown_fields=True):
    """Up to which event you have read the case."""

    seq: Annotated[int, Meta(ge=0, le=2**31 - 1)]


class ReadNow(Struct, frozen=True):
    """How far each party has read, and how many messages of others you have not read."""

    read: list[ReadMark]
    unread: int


class Judgement(Struct, frozen=True, forbid_unknown_fields=True):
    """What you found: `upheld` when the message breaks the rules, else `dismissed`."""

    verdict: Verdict
    note: c.Text = ""


@get(
    "/api/cases/{case_id:str}/messages",
    tags=["conversation"],
    summary="Read the conversation",
    responses=PROBLEM_RESPONSES,
)
async def read_messages(
    case_id: CaseId, principal: Viewer, language: Language, pool: Database, clock: Time, after: AfterSeq = 0,
    cursor: Cursor = None, limit: Limit = 50,
) -> Conversation:  # fmt: skip
    """Everything that people wrote in the case, notes and statements too, in one thread, oldest first."""
    done = await seen(pool, parse_id(case_id, "case"), principal, clock.now())
    thread = messages_of(case_view(done.case, done.order, principal, language, done.now))
    reads = await reads_of(pool, done.case.state.id, principal)
    roles = roles_in_case(principal)
    begin = max(after, decode_cursor(cursor).seq if cursor else 0)
    rest = [message for message in thread if message.seq > begin]
    page = rest[:limit]
    state = done.case.state
    return Conversation(
        messages=[_view(message, language) for message in page],
        next_cursor=encode_cursor(Place(state.id, seq=page[-1].seq)) if len(rest) > limit else None,
        read=list(reads.marks), unread=unread(thread, roles, reads.own),
        replies=[
            ReplyView(reply.code, reply_text(reply.code, language), dict(reply.facts))
            for reply in replies_for(frozenset(roles), state.stage)
        ],
    )  # fmt: skip


def _view(message: Message, language: str) -> MessageView:
    fixed = reply_text(message.reply, language) if message.reply else ""
    fields = {name: getattr(message, name) for name in message.__struct_fields__}
    return MessageView(**fields, fixed_text=fixed)


@put(
    "/api/cases/{case_id:str}/read",
    tags=["conversation"],
    summary="Mark a case as read",
    responses=PROBLEM_RESPONSES,
)
async def mark_as_read(
    case_id: CaseId, data: JSONBody[Read], principal: Viewer, language: Language, pool: Database, clock: Time
) -> ReadNow:
    """Tell that you have read the case up to an event. A mark never goes back."""
    authorise(principal, "case.mark_read")
    done: Done = await seen(pool, parse_id(case_id, "case"), principal, clock.now())
    state = done.case.state
    await mark_read(pool, state, principal, data.seq, done.now)
    thread = messages_of(case_view(done.case, done.order, principal, language, done.now))
    reads = await reads_of(pool, state.id, principal)
    return ReadNow(list(reads.marks), unread(thread, roles_in_case(principal), reads.own))


@get(
    "/api/flagged-messages",
    tags=["conversation"],
    summary="List flagged messages",
    responses=PROBLEM_RESPONSES,
)
async def list_flagged(
    principal: Viewer,
    pool: Database,
    settled: SettledWanted = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> FlaggedPage:
    """Messages in which a way off the platform, or abuse, was found; those of the newest cases first. For the desk."""
    authorise(principal, "message.review")
    return await flagged_messages(pool, settled, cursor, limit)


@post(
    "/api/flagged-messages/{case_id:str}/{seq:int}/settle",
    status_code=200,
    tags=["conversation"],
    summary="Judge a flagged message",
    responses=PROBLEM_RESPONSES,
)
async def settle(
    case_id: CaseId,
    seq: FromPath[int],
    data: JSONBody[Judgement],
    principal: Viewer,
    pool: Database,
    clock: Time,
) -> FlaggedMessage:
    """Say whether a flagged message breaks the rules. The first verdict stands; the same one again changes nothing."""
    authorise(principal, "message.review")
    number = parse_id(case_id, "message")
    async with pool.acquire() as connection, connection.transaction():
        return await settle_flag(
            connection, number, min(seq, 2**31 - 1), principal, data.verdict, data.note, clock.now()
        )


CONVERSATION_HANDLERS = (read_messages, mark_as_read, list_flagged, settle)
"""Everything about conversations under /api, beside the commands."""
