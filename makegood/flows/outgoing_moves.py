"""PURE: what a case learns from parcels that go out: a replacement, a repaired thing, an order that shall not arrive."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from makegood.carriers import Direction, ParcelStatus, StoredParcel
from makegood.cases import COMMANDS, CaseState, CaseType, Command, Goods, Stage, return_number

S = ParcelStatus
_Answers = dict[ParcelStatus, tuple[str, dict[str, object]]]

_REPLACEMENT: _Answers = {
    S.DELIVERED: ("confirm_arrival", {}),
    S.LOST: ("replacement_lost", {}),
    S.RETURNED_TO_SENDER: ("replacement_lost", {"came_back": True}),
}
_REPAIRED: _Answers = {
    S.DELIVERED: ("confirm_repaired", {}),
    S.LOST: ("report_lost", {}),
    S.RETURNED_TO_SENDER: ("report_lost", {"came_back": True}),
}
_NOT_STOPPED: _Answers = {S.DELIVERED: ("record_interception", {"outcome": "missed"})}
_TO_BE_STOPPED: _Answers = {
    S.REFUSED: ("record_interception", {"outcome": "refused_at_door"}),
    S.RETURNED_TO_SENDER: ("record_interception", {"outcome": "stopped"}),
    S.LOST: ("record_interception", {"outcome": "lost"}),
}
_BACK_AFTER_ALL: _Answers = {S.RETURNED_TO_SENDER: ("receive", {})}
_NOT_HERE = frozenset({Goods.RETURNING, Goods.LOST})
"""Where goods are that were refunded before they were back, or counted as lost."""
_COMING_BACK: _Answers = {S.RETURNED_TO_SENDER: ("receive", {}), S.LOST: ("report_lost", {})}


def of_outgoing(case: CaseState, parcels: Iterable[StoredParcel], now: datetime) -> Command | None:
    """What the parcels that go out tell a case next; None where they tell nothing new.

    Of several that shall be stopped the case learns when all have come to the same; one that arrives has not been stopped.
    """
    answers, number = _asked(case)
    out = [one for one in parcels if one.direction is Direction.OUT and _is(one, number)]
    if not answers or not out:
        return None
    statuses = {one.status for one in out}
    status = S.DELIVERED if S.DELIVERED in statuses else statuses.pop() if len(statuses) == 1 else None
    if status is None or status not in answers:
        return None
    name, fields = answers[status]
    return told(name, **fields)


def _asked(case: CaseState) -> tuple[_Answers, str | None]:
    """Which ends of which parcel a case waits for; no number: of all of them."""
    match case.stage:
        case Stage.REPLACEMENT_IN_TRANSIT if case.replacement:
            return _REPLACEMENT, case.replacement.tracking_no
        case Stage.REPAIRED_IN_TRANSIT if case.repair:
            return _REPAIRED, case.repair.tracking_no
        case Stage.AWAITING_INTERCEPTION:
            return _TO_BE_STOPPED | _NOT_STOPPED, None
        case Stage.AWAITING_RETURN if case.goods is Goods.IN_TRANSIT:
            return _TO_BE_STOPPED, None
        case Stage.IN_RETURN_TRANSIT if case.type is CaseType.INTERCEPT:
            return _COMING_BACK, None
        case _ if case.type is CaseType.INTERCEPT and case.goods in _NOT_HERE:
            return _BACK_AFTER_ALL, None
        case _:
            return {}, None


def _is(parcel: StoredParcel, number: str | None) -> bool:
    return number is None or return_number(parcel.tracking_no) == return_number(number)


def told(name: str, **fields: object) -> Command:
    """A command of a case by its name."""
    return msgspec.convert(fields, COMMANDS[name])
