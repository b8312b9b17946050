"""What the buyer was shown when they bought the goods of the case, kept as it was then."""

from makegood.orders import SnapshotLine, snapshot_of
from makegood.web.pages.case.scene import CaseScene, Panel


async def build(scene: CaseScene) -> list[SnapshotLine] | None:
    """The lines of the case that have a listing."""
    bought = await snapshot_of(scene.pool, scene.found.case.state.order_id)
    wanted = {item.line_no for item in scene.view.items}
    return [line for line in bought.lines if line.listing and line.line_no in wanted] or None


PANEL = Panel("offered", "case/offered.html", build, "side")
