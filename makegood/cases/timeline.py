"""PURE: the stream of a case as people read it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from makegood.cases.desk_only import KEPT_BY_THE_DESK
from makegood.cases.flags import CAUTIONED, KINDS
from makegood.cases.masking import detail_for
from makegood.cases.model import Role
from makegood.cases.store import StoredCase, event_name


class TimelineEntry(Struct, frozen=True):
    """One event of the case."""

    seq: int
    at: datetime
    actor: Role
    name: str
    by_silence: bool
    detail: dict[str, Any]


_NOT_TOLD = frozenset(
    {
        "entered",
        "by_silence",
        "name",
        "id",
        "bucket",
        "order_id",
        "buyer_id",
        "merchant_id",
        "posted_by",
        "reversed_by",
        "terms",
    }
)


def timeline(case: StoredCase, roles: Sequence[Role]) -> list[TimelineEntry]:
    """The stream as people read it; keys of ledger and processor stay inside, and what only the desk is told of."""
    is_desk = Role.DESK in roles
    hidden = frozenset() if is_desk else frozenset(KINDS) - CAUTIONED
    return [
        TimelineEntry(
            stored.seq,
            stored.at,
            stored.actor,
            event_name(stored.event),
            stored.event.by_silence,
            detail_for(roles, stored.actor, _detail(stored.event, hidden, is_desk)),
        )
        for stored in case.events
    ]


def _detail(event: Any, hidden: frozenset[str], is_desk: bool) -> dict[str, Any]:
    detail: dict[str, Any] = msgspec.to_builtins(event)
    if not is_desk:
        for kept in KEPT_BY_THE_DESK.get(type(event), ()):
            detail.pop(kept, None)
    if "flags" in detail:
        detail["flags"] = [flag for flag in detail["flags"] if flag not in hidden]
    for leg in detail.get("legs", ()):
        for inside in ("hold", "posted_by", "processor_reference"):
            leg.pop(inside, None)
    return {name: value for name, value in detail.items() if name not in _NOT_TOLD}
