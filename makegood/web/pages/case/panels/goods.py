"""Where the goods are, and with which parcel they go back."""

from makegood.web.pages.case.money import Step, goods_way
from makegood.web.pages.case.scene import CaseScene, Panel


async def build(scene: CaseScene) -> list[Step]:
    """The steps of the goods."""
    return goods_way(scene.view)


PANEL = Panel("goods", "case/goods.html", build, "side")
