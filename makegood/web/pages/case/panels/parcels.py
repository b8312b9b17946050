"""The parcels in which the goods travel, and the ways to send them back."""

from msgspec import Struct

from makegood.carriers import SaidOfCase, left_to_send, parcels_of, sent_in_parcels, view_of
from makegood.db.writes import Connection
from makegood.policy import decisions_of_case, last_of
from makegood.web.pages.case.scene import CaseScene, Panel
from makegood.web.pages.parcels import words as parcel_words
from makegood.web.pages.parcels.drawn import ParcelDrawn, drawn

_SENDING = frozenset({"ship", "ship_more"})


class Parcels(Struct, frozen=True):
    """What the template draws. `sent`: the order's own parcels in which the goods came. `may_send`: the reader can have what is
    left of the goods fetched, or get a code, now; `is_first`: nothing is on its way yet.
    """

    parcels: list[ParcelDrawn]
    sent: list[ParcelDrawn]
    may_send: bool
    is_first: bool
    words: object = parcel_words


async def build(scene: CaseScene) -> Parcels | None:
    """The parcels; None where there are none and none can be booked by the reader."""
    state, me = scene.found.case.state, scene.reader.me
    is_senders = "buyer" in scene.reader.roles
    async with scene.pool.acquire() as connection:
        views = await view_of(connection, me, await parcels_of(connection, me, state.id))
        sent = await view_of(connection, me, await sent_in_parcels(connection, me, state.id))
        is_over = any(one.is_damaged or one.ended_at for one in (*views, *sent))
        marks = await _marks(scene, connection) if is_over else []
        left = await left_to_send(connection, state.id) if is_senders else []
    sending = [one.name for one in scene.view.allowed_operations if one.allowed and one.name in _SENDING]
    may_send = bool(sending) and any(one.case_id == state.id for one in left)
    if not views and not may_send and not sent:
        return None
    said = SaidOfCase(marks, {each.name: each.value for each in state.given})
    cards = [drawn(one, is_senders, said) for one in views]
    return Parcels(cards, [drawn(one, False, said) for one in sent], may_send, "ship" in sending)


async def _marks(scene: CaseScene, connection: Connection) -> list[str]:
    """The marks that packs gave the case when they were last asked."""
    if not scene.found.case.state.terms.decisions:
        return []
    kept = last_of(await decisions_of_case(connection, scene.found.case.state.id))
    return [
        name.removeprefix("mark.")
        for each in kept
        for name, value in each.outcomes.items()
        if name.startswith("mark.") and value
    ]


PANEL = Panel("parcels", "case/parcels.html", build)
