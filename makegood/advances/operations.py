"""PURE: what somebody may do about an advance now, and why not what they may not: what pages draw their buttons from."""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from makegood.accounts import Principal, authorise
from makegood.advances.decide import decide_objection, object_to, require_owed, write_off
from makegood.advances.model import StoredAdvance
from makegood.kit.errors import NotFound, NotPermitted, Refused


class AdvanceOperation(Struct, frozen=True):
    """Whether whoever looks may do something; if not, why (a stable code)."""

    name: str
    allowed: bool
    code: str = ""


_Try = Callable[[StoredAdvance, bool, datetime], object]
_OPERATIONS: dict[str, _Try] = {
    "pay": lambda advance, objected, now: require_owed(advance),
    "object": object_to,
    "decide": lambda advance, objected, now: decide_objection(advance, True, now),
    "write_off": lambda advance, objected, now: write_off(advance),
}


def operations_of(
    advance: StoredAdvance, objected_before: bool, who: Principal, now: datetime
) -> list[AdvanceOperation]:
    """The operations of the caller's role; those of others are not told of."""
    found = []
    for name, attempt in _OPERATIONS.items():
        try:
            authorise(who, f"advance.{name}", advance.buyer_id, advance.merchant_id)
        except (NotPermitted, NotFound):
            continue
        try:
            attempt(advance, objected_before, now)
        except Refused as refusal:
            found.append(AdvanceOperation(name, False, type(refusal).code()))
        else:
            found.append(AdvanceOperation(name, True))
    return found
