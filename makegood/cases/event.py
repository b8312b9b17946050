"""PURE: what every event of a case is made of. The events themselves are in events.py and with their families."""

from datetime import datetime

from msgspec import Struct

from makegood.cases.model import Role, Stage


class Entered(Struct, frozen=True, omit_defaults=True):
    """The stage that an event led to: who has the ball, until when, when they are reminded.

    `since`: since when the owner counts as having had the ball, where it came back to them.
    """

    stage: Stage
    owner: Role | None
    due_at: datetime | None
    remind_at: datetime | None
    since: datetime | None = None


class Event(Struct, frozen=True, omit_defaults=True, kw_only=True, tag_field="name"):
    """What happened; `entered` when it changed the stage or began its clock anew, `by_silence` when nobody did it."""

    entered: Entered | None = None
    by_silence: bool = False
