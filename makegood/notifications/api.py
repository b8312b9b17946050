"""HTTP: /api/notifications: what somebody was told, what they have read of it, and how they want to be told."""

from datetime import datetime
from typing import Annotated

from litestar import Controller, get, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter, SkipValidation
from msgspec import Meta, Struct

from makegood.accounts import Principal, authorise
from makegood.db.pool import Pool
from makegood.kit.clock import Clock
from makegood.kit.errors import Invalid, NotFound
from makegood.kit.http import PROBLEM_RESPONSES
from makegood.notifications.choosing import choices_of, keep_choices
from makegood.notifications.kinds import KINDS, USUAL_PACE, choice_name, kinds_for, kinds_in_app, wanted
from makegood.notifications.model import Channel, Choices, Notification, Pace, person_of, recipients_of
from makegood.notifications.sentences import happened, named, quoted
from makegood.notifications.store import NO_LIMIT, last_seq, mark_all, mark_case, page_of, unread_cases

Viewer = NamedDependency[SkipValidation[Principal]]
Language = NamedDependency[str]
Database = NamedDependency[SkipValidation[Pool]]
Time = NamedDependency[SkipValidation[Clock]]
Cursor = Annotated[str | None, QueryParameter(max_length=19, description="`next_cursor` of the page before")]
Limit = Annotated[int, QueryParameter(ge=1, le=100, description="the most notifications of a page")]
UnreadOnly = Annotated[bool, QueryParameter(description="only what you have not read")]


class NotificationView(Struct, frozen=True):
    """One thing that you were told. `text` is in your language; `yours` and `due_at` are as they were then.

    Operators are told of the installation: then `case_id` numbers what it is about, `order_number` is empty, and
    `title` names it. `path` is the page that it leads to.
    """

    id: str
    kind: str
    case_id: str
    order_number: str
    title: str
    path: str
    event: str
    text: str
    quote: str
    yours: bool
    due_at: datetime | None
    at: datetime
    read: bool


class NotificationPage(Struct, frozen=True):
    """Some notifications, the newest first; `unread` counts cases, up to 100; no `next_cursor` at the end."""

    notifications: list[NotificationView]
    unread: int
    next_cursor: str | None


class ReadMark(Struct, frozen=True, forbid_unknown_fields=True):
    """What was read: everything, or what was told of one case (up to event `seq`, or all of it)."""

    case_id: Annotated[str, Meta(pattern="^[0-9]{1,19}$")] | None = None
    seq: Annotated[int, Meta(ge=1, le=2**31 - 1)] | None = None


class UnreadView(Struct, frozen=True):
    """How many cases have something that you have not read, up to 100."""

    unread: int


class ChoicesView(Struct, frozen=True):
    """How you are told: whether by each channel of each kind, and how often e-mails come."""

    channels: dict[str, dict[str, bool]]
    pace: Pace


class ChoicesWanted(Struct, frozen=True, forbid_unknown_fields=True):
    """How you want to be told. What is left out stays as it is usual for your role."""

    channels: Annotated[dict[str, dict[str, bool]], Meta(max_length=20)] = {}
    pace: Pace | None = None


class NotificationsController(Controller):
    """What you were told of your cases."""

    path = "/api/notifications"
    tags = ("notifications",)

    @get("/", summary="List what you were told", responses=PROBLEM_RESPONSES)
    async def list_notifications(
        self, principal: Viewer, language: Language, pool: Database, unread: UnreadOnly = False,
        cursor: Cursor = None, limit: Limit = 50,
    ) -> NotificationPage:  # fmt: skip
        """The newest first. Notifications are kept for 90 days."""
        authorise(principal, "notification.read")
        person, recipients = person_of(principal), recipients_of(principal)
        kinds = kinds_in_app(principal.role.value, await choices_of(pool, person))
        found = await page_of(
            pool, recipients, kinds, person, before_id=_before(cursor), unread_only=unread, limit=limit + 1
        )
        shown = [_view(one, language) for one in found[:limit]]
        count = await unread_cases(pool, recipients, kinds, person)
        return NotificationPage(shown, count, shown[-1].id if len(found) > limit else None)

    @post("/read", status_code=200, summary="Note what you have read", responses=PROBLEM_RESPONSES)
    async def mark_read(
        self, data: JSONBody[ReadMark], principal: Viewer, pool: Database, clock: Time
    ) -> UnreadView:
        """All of it, or what concerns one case. Doing it again changes nothing; marks never go back."""
        authorise(principal, "notification.manage")
        person, recipients = person_of(principal), recipients_of(principal)
        kinds = kinds_in_app(principal.role.value, await choices_of(pool, person))
        if data.case_id is None:
            await mark_all(pool, recipients, kinds, person, clock.now())
        else:
            case_id = _id(data.case_id, "case")
            last = await last_seq(pool, recipients, case_id)
            if not last:
                raise NotFound(what="case")
            await mark_case(pool, person, case_id, min(data.seq or last, last), clock.now())
        return UnreadView(await unread_cases(pool, recipients, kinds, person))

    @get("/choices", summary="Read how you are told", responses=PROBLEM_RESPONSES)
    async def read_choices(self, principal: Viewer, pool: Database) -> ChoicesView:
        """Your choices, or what is usual for your role."""
        authorise(principal, "notification.read")
        return _choices_view(principal, await choices_of(pool, person_of(principal)))

    @put("/choices", summary="Choose how you are told", responses=PROBLEM_RESPONSES)
    async def write_choices(
        self, data: JSONBody[ChoicesWanted], principal: Viewer, pool: Database, clock: Time
    ) -> ChoicesView:
        """In place of what you chose before."""
        authorise(principal, "notification.manage")
        choices = Choices(_chosen(data.channels), data.pace)
        await keep_choices(pool, person_of(principal), choices, clock.now())
        return _choices_view(principal, choices)


def _view(one: Notification, language: str) -> NotificationView:
    told = one.told
    return NotificationView(
        str(one.id), one.kind, str(one.case_id), told.order_number, named(told, language),
        one.path, told.event,
        happened(told, one.recipient, language), quoted(told, language), told.yours, told.due_at, one.at, one.read,
    )  # fmt: skip


def _choices_view(principal: Principal, choices: Choices) -> ChoicesView:
    role = principal.role.value
    channels = {
        kind: {channel.value: wanted(kind, channel, role, choices) for channel in Channel}
        for kind in kinds_for(role)
    }
    return ChoicesView(channels, choices.pace or USUAL_PACE.get(role, Pace.AT_ONCE))


def _chosen(channels: dict[str, dict[str, bool]]) -> dict[str, bool]:
    """Choices by name. Raises Invalid for a kind or channel that there is not."""
    known = {channel.value for channel in Channel}
    for kind, by_channel in channels.items():
        if kind not in KINDS:
            raise Invalid(field="channels", problem=f"the kinds are {', '.join(KINDS)}")
        if by_channel.keys() - known:
            raise Invalid(field="channels", problem=f"the channels are {', '.join(sorted(known))}")
    return {
        choice_name(kind, Channel(channel)): on
        for kind, by_channel in channels.items()
        for channel, on in by_channel.items()
    }


def _before(cursor: str | None) -> int:
    if cursor is None:
        return NO_LIMIT
    if not (cursor.isascii() and cursor.isdigit()) or int(cursor) > NO_LIMIT:
        raise Invalid(field="cursor", problem="take it from next_cursor of the page before")
    return int(cursor)


def _id(text: str, what: str) -> int:
    if int(text) > NO_LIMIT:
        raise NotFound(what=what)
    return int(text)
