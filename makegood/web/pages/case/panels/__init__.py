"""The panels of a case's page, a file each. A new part of the page adds its file and one line here."""

from makegood.web.pages.case.panels import (
    advance,
    answer,
    appeal,
    ball,
    chargebacks,
    claims,
    court_papers,
    desk_work,
    evidence_time,
    goods,
    grounds,
    items,
    jury,
    ladder,
    line_goods,
    money,
    new_circumstances,
    offered,
    operations,
    order,
    order_change,
    parcels,
    promise,
    proof,
    reception,
    repair,
    replacement,
    request,
    second_review,
    story,
    thread,
)
from makegood.web.pages.case.scene import CaseScene, Panel, Shown

PANELS: tuple[Panel, ...] = (
    ball.PANEL,
    chargebacks.PANEL,
    advance.PANEL,
    proof.PANEL,
    answer.PANEL,
    grounds.PANEL,
    second_review.PANEL,
    jury.PANEL,
    evidence_time.PANEL,
    court_papers.PANEL,
    appeal.PANEL,
    new_circumstances.PANEL,
    reception.PANEL,
    replacement.PANEL,
    repair.PANEL,
    ladder.PANEL,
    order_change.PANEL,
    line_goods.PANEL,
    parcels.PANEL,
    operations.PANEL,
    promise.PANEL,
    thread.PANEL,
    request.PANEL,
    money.PANEL,
    claims.PANEL,
    goods.PANEL,
    items.PANEL,
    offered.PANEL,
    order.PANEL,
    story.PANEL,
    desk_work.PANEL,
)
"""In the order in which a buyer reads them: whose turn, what was answered, what I can do, then the rest."""

FILE_FIRST = (
    "ball", "proof", "request", "answer", "grounds", "second_review", "jury", "evidence_time", "court_papers",
    "appeal", "new_circumstances", "reception", "replacement", "repair", "ladder", "line_goods", "order_change",
    "operations", "promise",
)  # fmt: skip
"""How staff read: what is asked for and what was answered stand above what can be done about it."""


async def panels_for(scene: CaseScene) -> list[Shown]:
    """What a reader sees of a case, in their order."""
    mine = [panel for panel in PANELS if not panel.roles or scene.reader.role in panel.roles]
    if scene.reader.role != "buyer":
        mine.sort(
            key=lambda panel: FILE_FIRST.index(panel.name) if panel.name in FILE_FIRST else len(FILE_FIRST)
        )
    built = [(panel, await panel.build(scene)) for panel in mine]
    return [Shown(panel.name, panel.template, panel.place, data) for panel, data in built if data is not None]


__all__ = ["PANELS", "panels_for"]
