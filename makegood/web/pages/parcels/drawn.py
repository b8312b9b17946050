"""PURE: a parcel as its card draws it: what was told, and what the reader can do about it."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from msgspec import Struct

from makegood.carriers import (
    NOTHING_SAID,
    Direction,
    Mishap,
    ParcelStatus,
    ParcelView,
    PickupStatus,
    PickupView,
    Risk,
    SaidOfCase,
    SlotTold,
    risk_of,
)
from makegood.web.pages.time import moment_text, zone_of

_AT_HAND = (ParcelStatus.ASKED, ParcelStatus.BOOKED)


class ParcelDrawn(Struct, frozen=True):
    """A parcel. `risk`: who bears it, of one that was lost or broken."""

    view: ParcelView
    may_rebook: bool
    may_cancel: bool
    risk: Risk | None

    @property
    def is_coming(self) -> bool:
        """Whether a courier is expected at the door."""
        return any(one.status in (PickupStatus.ASKED, PickupStatus.BOOKED) for one in self.view.pickups)

    def span(self, pickup: PickupView, language: str, zone: ZoneInfo | None) -> str:
        """From when to when a courier comes."""
        return span(pickup, language, zone)


class Time(Struct, frozen=True):
    """A time at which a courier can come: the value of its field, and how it is written."""

    value: str
    words: str


def times_of(slots: Iterable[SlotTold], language: str, zone: ZoneInfo | None) -> list[Time]:
    """Times as fields, in the reader's zone."""
    return [
        Time(f"{one.starts_at.isoformat()}/{one.ends_at.isoformat()}", span(one, language, zone))
        for one in slots
    ]


def span(slot: SlotTold | PickupView, language: str, zone: ZoneInfo | None) -> str:
    """From when to when, the day said once: Mon 23 Nov, 11:00-13:00."""
    begin = moment_text(slot.starts_at, language, False, False, zone)
    return f"{begin}–{slot.ends_at.astimezone(zone_of(language, zone)):%H:%M}"


def drawn(view: ParcelView, is_senders: bool, said: SaidOfCase = NOTHING_SAID) -> ParcelDrawn:
    """A parcel for a reader. `is_senders`: it is theirs to hand over. `said`: what the case knows of who bears the risk."""
    at_hand = is_senders and view.status in _AT_HAND and view.handover != "own"
    return ParcelDrawn(view, at_hand and view.handover == "pickup", at_hand, _risk(view, said))


def _risk(view: ParcelView, said: SaidOfCase) -> Risk | None:
    is_lost = view.status is ParcelStatus.LOST
    if not is_lost and not view.is_damaged:
        return None
    mishap = Mishap(
        direction=Direction(view.direction), is_lost=is_lost, at=view.ended_at or view.changed_at,
        marks=said.marks, buyer_chose_courier=said.buyer_chose_courier, merchant_at_fault=said.merchant_at_fault,
        address_wrong_by=said.address_wrong_by,
    )  # fmt: skip
    return risk_of(mishap)
