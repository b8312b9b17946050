"""The units in the case and what was paid for them; what comes back with them has no units of its own."""

from msgspec import Struct

from makegood.web.pages.case.scene import CaseScene, Panel


class ItemRow(Struct, frozen=True):
    """One line; `value_minor` in minor units. `is_freight`: of the way out, without units."""

    title: str
    quantity: int
    value_minor: int
    is_freight: bool


async def build(scene: CaseScene) -> list[ItemRow]:
    """The lines."""
    freight = {line.line_no for line in scene.found.order.lines if line.kind == "shipping"}
    return [
        ItemRow(item.title, item.quantity, item.value_minor, not item.quantity and item.line_no in freight)
        for item in scene.view.items
    ]


PANEL = Panel("items", "case/items.html", build, "side")
