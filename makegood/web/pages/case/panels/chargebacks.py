"""The chargebacks of a case: what the bank took back of the order's payments, and until when it takes an answer."""

from types import ModuleType

from msgspec import Struct

from makegood.cases import Stage
from makegood.chargebacks import ChargebacksWanted, ChargebackView, chargebacks_of_order
from makegood.web.pages.case.scene import CaseScene, Panel
from makegood.web.pages.chargebacks import words


class ChargebacksShown(Struct, frozen=True):
    """What the template draws. `not_sent`: goods are still to be sent although the bank took their payment back, and the
    reader is not their buyer.
    """

    chargebacks: list[ChargebackView]
    bank_words: ModuleType
    not_sent: bool


async def build(scene: CaseScene) -> ChargebacksShown | None:
    """None where no bank has taken anything back."""
    wanted = ChargebacksWanted(order_id=int(scene.view.order_id))
    found = await chargebacks_of_order(scene.pool, scene.reader.now, scene.reader.me, wanted)
    is_taken = any(one.taken_minor for one in found)
    not_sent = is_taken and scene.view.stage is Stage.AWAITING_REPLACEMENT and scene.reader.role != "buyer"
    return ChargebacksShown(found, words, not_sent) if found else None


PANEL = Panel("chargebacks", "case/chargebacks.html", build)
