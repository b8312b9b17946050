"""How the reader wants to be told: by which channel of what, and how often e-mails come."""

from collections.abc import Iterable, Mapping

from litestar import Response, get, post
from litestar.response import Redirect
from msgspec import Struct

from makegood.accounts import authorise
from makegood.kit.i18n import text
from makegood.kit.settings import Settings
from makegood.notifications import (
    USUAL_PACE,
    Channel,
    Choices,
    Pace,
    choice_name,
    choices_of,
    keep_choices,
    kinds_for,
    person_of,
    wanted,
)
from makegood.web.pages.case.page import typed_of
from makegood.web.pages.shell import Database, HtmlRequest, Installation, Reader, go, page, reader_of

CHANNELS = {Channel.APP: "Here", Channel.MAIL: "E-mail", Channel.SMS: "Text message"}
PACES = {Pace.AT_ONCE: "Each at once", Pace.HOURLY: "Gathered, once an hour"}


class Row(Struct, frozen=True):
    """A kind of notification with the channels that it comes by: name of the field, label in English, and whether it is on."""

    label: str
    boxes: list[tuple[str, str, bool]]


@get("/notifications/settings", include_in_schema=False)
async def show_settings(request: HtmlRequest, pool: Database, settings: Installation) -> Response[str]:
    """A box for each kind and channel that this installation can send by."""
    reader = await reader_of(request, signed_in=True)
    authorise(reader.me, "notification.read")
    choices = await choices_of(pool, person_of(reader.me))
    channels = channels_of(settings)
    return page(
        "notification_settings.html",
        reader,
        channels=[CHANNELS[channel] for channel in channels],
        rows=rows_of(reader, choices, channels),
        pace_words=[(pace.value, text(reader.language, label)) for pace, label in PACES.items()],
        pace=(choices.pace or USUAL_PACE.get(reader.role, Pace.AT_ONCE)).value,
        mails=Channel.MAIL in channels,
    )


@post("/notifications/settings", include_in_schema=False)
async def choose(request: HtmlRequest, pool: Database, settings: Installation) -> Redirect:
    """Keep what was chosen. What cannot be sent by here keeps its former choice."""
    reader = await reader_of(request, signed_in=True)
    authorise(reader.me, "notification.manage")
    person = person_of(reader.me)
    before = await choices_of(pool, person)
    typed = await typed_of(request)
    kinds = kinds_for(reader.role)
    await keep_choices(pool, person, chosen(typed, before, kinds, channels_of(settings)), reader.now)
    request.app.state.unread.forget(reader.me)
    return go("/notifications?done=settings")


def channels_of(settings: Settings) -> list[Channel]:
    """The channels that this installation can send by."""
    outgoing = settings.outgoing
    has = {
        Channel.APP: True,
        Channel.MAIL: outgoing.smtp is not None,
        Channel.SMS: outgoing.sms_url is not None,
    }
    return [channel for channel in CHANNELS if has[channel]]


def rows_of(reader: Reader, choices: Choices, channels: list[Channel]) -> list[Row]:
    """The boxes, ticked as it is now."""
    return [
        Row(
            kind.label,
            [
                (choice_name(code, channel), CHANNELS[channel], wanted(code, channel, reader.role, choices))
                for channel in channels
            ],
        )
        for code, kind in kinds_for(reader.role).items()
    ]


def chosen(
    typed: Mapping[str, str], before: Choices, kinds: Iterable[str], channels: list[Channel]
) -> Choices:
    """Choices out of a form: a box that is not sent is not ticked."""
    told = {
        choice_name(kind, channel): choice_name(kind, channel) in typed
        for kind in kinds
        for channel in channels
    }
    pace = typed.get("pace", "")
    return Choices(
        {**before.chosen, **told}, Pace(pace) if pace in [each.value for each in Pace] else before.pace
    )


SETTINGS_HANDLERS = [show_settings, choose]
