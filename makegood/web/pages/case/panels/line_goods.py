"""What was told and recorded of the goods in the case, where they have rules of their own."""

from makegood.web.pages.case.scene import CaseScene, Panel
from makegood.web.pages.orders.goods import wording
from makegood.web.pages.orders.goods_words import GoodsCard, goods_card


async def build(scene: CaseScene) -> list[GoodsCard] | None:
    """A card for each such line of the case."""
    w = wording(scene.view.currency, scene.reader)
    lines = [scene.found.order.line(item.line_no) for item in scene.view.items]
    cards = [
        goods_card(line.title, line.goods, list(line.records), w) for line in lines if line and line.goods
    ]
    return cards or None


PANEL = Panel("line_goods", "case/line_goods.html", build)
