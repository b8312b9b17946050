"""PURE: where a list of notices ended, as text that the address hands back."""

import base64
from datetime import UTC, datetime
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from makegood.kit.errors import Invalid


class Mark(Struct, frozen=True, array_like=True):
    """A case, and for what happened in it when and with which event."""

    id: Annotated[int, Meta(ge=0, le=2**63 - 1)]
    at: Annotated[datetime, Meta(tz=True)]
    seq: Annotated[int, Meta(ge=0, le=2**31 - 1)] = 0


def text_of_mark(mark: Mark) -> str:
    """A mark as it goes out."""
    return base64.urlsafe_b64encode(msgspec.json.encode(mark)).decode().rstrip("=")


def mark_of(cursor: str) -> Mark | None:
    """A mark as it comes in; None for none. Raises Invalid for one that is not ours."""
    if not cursor:
        return None
    try:
        mark = msgspec.json.decode(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), type=Mark)
        return Mark(mark.id, mark.at.astimezone(UTC), mark.seq)
    except (ValueError, OverflowError, msgspec.MsgspecError):
        raise Invalid(field="cursor", problem="take it from next_cursor of the page before") from None
