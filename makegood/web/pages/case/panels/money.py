"""The way of the money, a line for each tender, and the amounts."""

from msgspec import Struct

from makegood.carriers import freight_of_case
from makegood.web.pages.case.freight_words import freight_words
from makegood.web.pages.case.money import Figure, MoneyWay, figures, money_ways
from makegood.web.pages.case.scene import CaseScene, Panel


class Money(Struct, frozen=True):
    """What the template draws. `freight`: what carrying cost and who bears it, in the reader's words."""

    ways: list[MoneyWay]
    figures: list[Figure]
    freight: list[str]


async def build(scene: CaseScene) -> Money | None:
    """The money as the ledger's legs tell it; None where the case moves none, such as a change of address."""
    charges = await freight_of_case(scene.pool, scene.found.case.state.id)
    told = [freight_words(each, scene.reader.language) for each in charges]
    if not (told or scene.view.requested_minor or scene.view.legs):
        return None
    return Money(money_ways(scene.view), figures(scene.view), told)


PANEL = Panel("money", "case/money.html", build, "side")
