"""A repair: what was found, who pays, what it waits for, how it came back, what was lent meanwhile."""

from msgspec import Struct

from makegood.cases import Repair
from makegood.kit.i18n import text
from makegood.kit.money import money_text
from makegood.web.pages.case.scene import CaseScene, Panel

PAYS = {
    "": "Not looked at yet",
    "covered": "The warranty pays",
    "priced": "{amount}, to be agreed",
    "agreed": "{amount}, agreed",
    "paid": "{amount}, paid",
    "declined": "Declined; it goes back as it came",
}
CHOICES = {
    "overdue": "The repair is late: a refund, the same model or more time, as the buyer likes.",
    "cannot_be_repaired": "It cannot be repaired: a refund or the same model, as the buyer likes.",
}
ENDED = {
    "turned": "Another remedy took the place of the repair.",
    "failed": "It still does not work; the repair counts as failed.",
}
DEDUCTED = "{amount} is deducted for the time of use"
LENT = {
    "buyer": "{what} was lent to you for the time of the repair. Please give it back to the shop.",
    "": "{what} is still lent to the buyer. Note it here once it is back.",
}
WORDS = (*PAYS.values(), *CHOICES.values(), *ENDED.values(), DEDUCTED, *LENT.values())
"""For the catalogue's test."""


class RepairShown(Struct, frozen=True):
    """What the template draws. `pays` and `deducted` in the reader's words, `choice` and `ended` English.
    `lent`: what has still to come back although the repair is over, in the reader's words. `ask_again`: where a buyer whose
    repair was in vain goes on; empty for all others.
    """

    plan: Repair
    pays: str
    choice: str
    ended: str
    deducted: str
    lent: str
    ask_again: str = ""


async def build(scene: CaseScene) -> RepairShown | None:
    """The panel; None before anything of a repair is known."""
    plan = scene.view.repair
    if plan is None:
        return None
    language, currency = scene.reader.language, scene.view.currency
    amount = money_text(plan.paid_minor or plan.quote_minor, currency, language)
    ended = "turned" if plan.turned else "failed" if plan.failed else ""
    deducted = money_text(plan.deduction_minor, currency, language)
    return RepairShown(
        plan,
        text(language, PAYS[_pays(plan)], amount=amount),
        CHOICES.get(plan.choice, "") if plan.is_owed else "",
        ENDED.get(ended, ""),
        text(language, DEDUCTED, amount=deducted) if plan.deduction_minor else "",
        _lent(scene, plan),
        _ask_again(scene, plan),
    )


def _ask_again(scene: CaseScene, plan: Repair) -> str:
    is_over = plan.failed and not scene.view.stage.is_open
    return f"/orders/{scene.view.order_id}/cases/new" if is_over and scene.reader.role == "buyer" else ""


def _lent(scene: CaseScene, plan: Repair) -> str:
    is_over = plan.turned or plan.sent_at or not scene.view.stage.is_open or scene.view.type.value != "repair"
    if not (plan.loaner_is_out and plan.loaner and is_over):
        return ""
    whose = "buyer" if scene.reader.role == "buyer" else ""
    return text(scene.reader.language, LENT[whose], what=plan.loaner.what)


def _pays(plan: Repair) -> str:
    if plan.unrepaired == "quote_declined":
        return "declined"
    if plan.paid_minor:
        return "paid"
    if plan.quote_minor:
        return "agreed" if plan.quote_agreed else "priced"
    return "covered" if plan.covered else ""


PANEL = Panel("repair", "case/repair.html", build)
