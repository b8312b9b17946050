"""What a case changes of its order, before and after, with what it costs."""

from msgspec import Struct

from makegood.cases import CaseType, OrderChange
from makegood.kit.i18n import text
from makegood.kit.ids import bucket_of
from makegood.kit.money import money_text
from makegood.orders import address_named, address_of_order
from makegood.web.pages.case.scene import CaseScene, Panel
from makegood.web.pages.words import TENDERS

_LABEL = "SELECT label FROM buyer_tenders WHERE (bucket, buyer_id, external_id) = ($1, $2, $3)"
AS_ORDERED = "As it was ordered"
ERASED = "The address was erased"
NO_COST = "It costs nothing"
OWED = "{amount}, to be paid first"
PAID = "{amount}, paid"
BACK = "{amount} goes back to the buyer"


class Was(Struct, frozen=True):
    """One thing that changes, in the reader's words."""

    before: str
    after: str


class Change(Struct, frozen=True):
    """What the template draws; `costs` and `back` are in the reader's words, empty where there is neither."""

    rows: list[Was]
    costs: str
    back: str
    is_made: bool


async def build(scene: CaseScene) -> Change | None:
    """The change; None where the case is about something else."""
    plan = scene.view.change
    if plan is None:
        return None
    language, currency = scene.reader.language, scene.view.currency
    due = money_text(plan.due_minor, currency, language) if plan.due_minor else ""
    back = money_text(plan.back_minor, currency, language) if plan.back_minor else ""
    costs = text(language, OWED if plan.unpaid_minor else PAID, amount=due) if due else ""
    if not due and not back:
        costs = text(language, NO_COST)
    told = text(language, BACK, amount=back) if back else ""
    return Change(await _rows(scene, plan), costs, told, plan.made_at is not None)


async def _rows(scene: CaseScene, plan: OrderChange) -> list[Was]:
    match scene.view.type:
        case CaseType.MODIFY_ADDRESS:
            return [await _address(scene, plan)]
        case CaseType.MODIFY_PAYMENT:
            return [await _payment(scene, plan)]
        case _:
            titles = {item.line_no: item.title for item in scene.view.items}
            return [
                Was(titles.get(each.line_no, ""), f"{each.quantity} × {each.title}") for each in plan.wanted
            ]


async def _address(scene: CaseScene, plan: OrderChange) -> Was:
    """Where it went before: to the address of an earlier change, else where only the marketplace knows."""
    language, order_id = scene.reader.language, int(scene.view.order_id)
    async with scene.pool.acquire() as connection:
        now = await address_of_order(connection, order_id)
        told = await address_named(connection, order_id, int(plan.address_id))
    earlier = now if now is not None and now.id != plan.address_id else None
    before = earlier.address.in_words() if earlier and earlier.address else text(language, AS_ORDERED)
    after = told.address.in_words() if told and told.address else text(language, ERASED)
    return Was(before, after)


async def _payment(scene: CaseScene, plan: OrderChange) -> Was:
    language, buyer_id = scene.reader.language, int(scene.view.buyer_id)
    label = await scene.pool.fetchval(_LABEL, bucket_of(buyer_id), buyer_id, plan.pay_with)
    kinds = {p.tender: None for p in scene.found.order.payments if p.payment_no != plan.payment_no}
    before = ", ".join(text(language, TENDERS.get(kind, kind)) for kind in kinds)
    return Was(before, label or text(language, TENDERS.get(plan.pay_with_kind, plan.pay_with_kind)))


PANEL = Panel("order_change", "case/order_change.html", build)
SENTENCES = (AS_ORDERED, ERASED, NO_COST, OWED, PAID, BACK)
"""Every sentence, for the catalogue's test."""
