"""what would have to be different for a remedy that is not open; asked for only when somebody wants to know."""

from makegood.cases import EligibilityAsked, Policy, Role, eligibility_for
from makegood.cases.facts import OrderFacts
from makegood.web.pages.orders.form import Wish
from makegood.web.pages.shell import Reader


def would_take(order: OrderFacts, policy: Policy, reader: Reader, wish: Wish) -> dict[str, list[list[str]]]:
    """By remedy, for the first item: each near rule as the conditions that fail, in the reader's words."""
    item = wish.items[0]
    asked = EligibilityAsked(
        order=str(order.id), line_no=item["line_no"], quantity=item["quantity"], reason=wish.reason, facts=wish.facts,
        explain=True,
    )  # fmt: skip
    found = eligibility_for(
        asked, policy.promises(order, reader.now), order, reader.now, Role.BUYER, reader.language
    )
    return {
        answer.remedy: [near.would_take for near in answer.instead]
        for answer in found.remedies
        if answer.instead
    }
