"""PURE: the conversation of a case as a reader sees it: whose words, when, read by whom, and what is new."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from makegood.cases import (
    CAUTIONED,
    CaseView,
    Message,
    Reads,
    Role,
    messages_of,
    replies_for,
    reply_text,
    unread,
)
from makegood.kit.i18n import text
from makegood.web.pages import words
from makegood.web.pages.case.scene import CaseScene
from makegood.web.pages.fields import Field, fields_of

LATEST = 50
"""How many messages are shown at once; the earlier ones are folded."""


class File(Struct, frozen=True):
    """A file of a message, as the component for files takes it."""

    id: str
    name: str
    media_type: str


class Bubble(Struct, frozen=True):
    """One message. `side` is mine or theirs, `about` where it was written, `asks` whom it asked; `flags` are chips' words."""

    seq: int
    at: datetime
    by: str
    side: str
    name: str
    text: str
    about: str
    asks: str
    files: tuple[File, ...]
    caution: bool
    flags: tuple[str, ...]
    read: str
    is_new: bool


class Thread(Struct, frozen=True):
    """What the template draws. `replies` are (code, words); `typed` is what was written and not taken.

    `answering`: the reader has been asked; `ask` are the fields of a question, where the reader may ask.
    """

    earlier: list[Bubble]
    latest: list[Bubble]
    new: int
    may_write: bool
    answering: str
    replies: list[tuple[str, str]]
    ask: list[Field]
    typed: str


def thread_of(scene: CaseScene, reads: Reads) -> Thread:
    """The thread of a case for its reader."""
    view, reader = scene.view, scene.reader
    messages = messages_of(view)
    new = unread(messages, _roles(scene), reads.own)
    bubbles = _bubbles(scene, messages, reads, new)
    may = {one.name for one in view.allowed_operations if one.allowed}
    offered = replies_for(_roles(scene), view.stage) if "say" in may else ()
    return Thread(
        earlier=bubbles[:-LATEST], latest=bubbles[-LATEST:], new=new, may_write="say" in may,
        answering=_answering(view, reader.roles),
        replies=[(reply.code, reply_text(reply.code, reader.language)) for reply in offered],
        ask=fields_of("ask", view, scene.typed_in("ask")) if "ask" in may else [],
        typed=(scene.typed_in("say") or {}).get("text", ""),
    )  # fmt: skip


def _roles(scene: CaseScene) -> frozenset[Role]:
    return frozenset(Role(role) for role in scene.reader.roles)


def _answering(view: CaseView, roles: frozenset[str]) -> str:
    """The question that the reader owes an answer to."""
    return view.question.text if view.question and view.question.to.value in roles else ""


def _bubbles(scene: CaseScene, messages: Sequence[Message], reads: Reads, new: int) -> list[Bubble]:
    """Every message; the last own one says who has read it, the first new one that it is new."""
    others = [message.seq for message in messages if message.by.value not in scene.reader.roles]
    first_new = others[-new] if new else 0
    last_own = max((m.seq for m in messages if m.by.value in scene.reader.roles), default=0)
    return [
        _bubble(scene, message, _read_by(scene, reads, last_own) if message.seq == last_own else "", message.seq == first_new)
        for message in messages
    ]  # fmt: skip


def _bubble(scene: CaseScene, message: Message, read: str, is_new: bool) -> Bubble:
    language, role = scene.reader.language, message.by.value
    mine = role in scene.reader.roles
    fixed = reply_text(message.reply, language) if message.reply else ""
    said = "\n".join(part for part in (fixed, message.text) if part)
    asks = text(language, "asks {who}", who=_asked(scene, message.to.value)) if message.to else ""
    return Bubble(
        seq=message.seq, at=message.at, by=role, side="mine" if mine else "theirs", name=name_of(scene, role), text=said,
        about=words.WRITTEN_WITH.get(message.about, ""), asks=asks,
        files=tuple(File(file.id, file.name, file.media_type) for file in message.files),
        caution=not mine and not CAUTIONED.isdisjoint(message.flags),
        flags=tuple(words.FLAGS[flag] for flag in message.flags) if "desk" in scene.reader.roles else (),
        read=read, is_new=is_new,
    )  # fmt: skip


def name_of(scene: CaseScene, role: str) -> str:
    """What a role is called in the thread: the reader is “You”."""
    if role in scene.reader.roles:
        return text(scene.reader.language, "You")
    named = {"buyer": scene.buyer, "merchant": scene.merchant}
    return named.get(role) or text(scene.reader.language, words.word(words.WHO, role))


def _asked(scene: CaseScene, role: str) -> str:
    return (
        text(scene.reader.language, words.WHOM["you"]) if role in scene.reader.roles else name_of(scene, role)
    )


def _read_by(scene: CaseScene, reads: Reads, seq: int) -> str:
    names = [
        name_of(scene, mark.role.value)
        for mark in reads.marks
        if mark.seq >= seq and mark.role.value not in scene.reader.roles
    ]
    return text(scene.reader.language, "Read by {names}", names=" · ".join(names)) if names else ""
