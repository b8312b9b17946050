"""The way of the money, a line for each tender, and the amounts."""

from msgspec import Struct

from makegood.carriers import freight_of_case, recoveries_told
from makegood.web.pages.case.freight_words import freight_words
from makegood.web.pages.case.money import Figure, MoneyWay, figures, money_ways
from makegood.web.pages.case.recovery_words import recovery_words
from makegood.web.pages.case.scene import CaseScene, Panel


class Money(Struct, frozen=True):
    """What the template draws. `freight`: what carrying cost and who bears it; `recovered`: what is claimed from carriers, how
    that stands, and who got what; both in the reader's words.
    """

    ways: list[MoneyWay]
    figures: list[Figure]
    freight: list[str]
    recovered: list[str]


async def build(scene: CaseScene) -> Money | None:
    """The money as the ledger's legs tell it; None where the case moves none, such as a change of address."""
    case_id, reader = scene.found.case.state.id, scene.reader
    told = [freight_words(each, reader.language) for each in await freight_of_case(scene.pool, case_id)]
    recovered = await recovered_of(scene)
    if not (told or recovered or scene.view.requested_minor or scene.view.legs):
        return None
    return Money(money_ways(scene.view), figures(scene.view), told, recovered)


async def recovered_of(scene: CaseScene) -> list[str]:
    """What is claimed from carriers for the case, in its reader's words."""
    reader = scene.reader
    claims = await recoveries_told(scene.pool, reader.me, scene.found.case.state.id)
    return [recovery_words(each, reader.me.role.value, reader.language) for each in claims]


PANEL = Panel("money", "case/money.html", build, "side")
