"""What is owed beside the case: claims about its order, its cover of the way back, and who pays the way back."""

from types import ModuleType

from msgspec import Struct

from makegood.cases import CaseState, leg_of, ruled_bearer
from makegood.claims import ClaimView, CoverView, claims_of_order, cover_of, cover_view, view_of
from makegood.web.pages.case.scene import CaseScene, Panel
from makegood.web.pages.claims import words

SENT_BACK = frozenset({"return_refund", "exchange"})


class ClaimsShown(Struct, frozen=True):
    """What the template draws. `freight_by`: who bears the way back; empty where nothing goes back."""

    claims: list[ClaimView]
    cover: CoverView | None
    freight_by: str
    claim_words: ModuleType


async def build(scene: CaseScene) -> ClaimsShown | None:
    """None where nothing is owed beside the case and nothing goes back."""
    view, reader = scene.view, scene.reader
    number = int(view.order_id)
    claims = [view_of(each, reader.me, reader.language) for each in await claims_of_order(scene.pool, number)]
    sent_back = view.type.value in SENT_BACK
    cover = await cover_of(scene.pool, number) if sent_back else None
    freight_by = bearer_of_way_back(scene.found.case.state) if sent_back else ""
    if not claims and cover is None and freight_by not in words.FREIGHT:
        return None
    return ClaimsShown(claims, cover_view(cover) if cover else None, freight_by, words)


def bearer_of_way_back(state: CaseState) -> str:
    """Who bears the way back: by the ruling where it says so, else by the case's terms."""
    ruled, said = ruled_bearer(state, is_back=True), state.terms.freight
    return ruled.value if ruled else said.get(leg_of(state.type, True, said), "")


PANEL = Panel("claims", "case/claims.html", build)
