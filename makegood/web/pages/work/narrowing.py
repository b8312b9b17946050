"""PURE: what the queue's address asks for, and the addresses that narrow it further."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from makegood.cases import CaseType, QueueFilters, QueueSort, QueueTab
from makegood.kit.money import is_currency
from makegood.web.pages.typed import AmountNotUnderstood, amount_of, narrow
from makegood.web.pages.work.frame import address

PATH = "/work"
FIELDS = ("tab", "sort", "currency", "type", "reason", "product", "least", "most", "order", "buyer")
"""What the address may say, in this order."""
DEFAULTS = {"tab": "turn", "sort": "clock"}


class Asked(Struct, frozen=True):
    """The parameters of the address that mean something, as texts; what means nothing is left out."""

    query: dict[str, str]

    def get(self, name: str) -> str:
        """A parameter, or its default, or nothing."""
        return self.query.get(name) or DEFAULTS.get(name, "")

    def href(self, **changes: str) -> str:
        """The address of this list with something changed; it begins at its beginning."""
        query = {**self.query, **changes}
        return address(PATH, {name: query.get(name, "") for name in (*FIELDS, "cursor", "case", "template")})

    @property
    def is_narrowed(self) -> bool:
        """Whether more than tab and sort is chosen."""
        return any(self.query.get(name) for name in FIELDS if name not in DEFAULTS)


def asked(parameters: Mapping[str, Any], currencies: list[str]) -> Asked:
    """What an address asks for. Money is sorted and compared within one currency: the first where none is named."""
    query = {name: narrow(str(parameters.get(name, "")))[:80] for name in FIELDS}
    query = {name: value for name, value in query.items() if value and value.isprintable()}
    _keep_known(query, "tab", QueueTab)
    _keep_known(query, "sort", QueueSort)
    _keep_known(query, "type", CaseType)
    if not is_currency(query.get("currency", "")):
        query.pop("currency", None)
    needs_currency = query.get("sort") == "money" or query.keys() & {"least", "most"}
    if needs_currency and "currency" not in query and currencies:
        query["currency"] = currencies[0]
    return Asked(query)


def _keep_known(query: dict[str, str], name: str, known: Any) -> None:
    if query.get(name, "") not in list(known):
        query.pop(name, None)


def filters_of(shown: Asked, order_id: int | None) -> QueueFilters:
    """The same as the queue's own filters; `order_id` is the order that `order` names (0: there is none)."""
    buyer = shown.get("buyer")
    return QueueFilters(
        tab=QueueTab(shown.get("tab")),
        sort=QueueSort(shown.get("sort")),
        currency=shown.get("currency"),
        type=CaseType(shown.get("type")) if shown.get("type") else None,
        reason=shown.get("reason"),
        product=shown.get("product"),
        least_minor=_amount(shown, "least"),
        most_minor=_amount(shown, "most"),
        order_id=order_id,
        buyer_id=int(buyer) if buyer.isascii() and buyer.isdigit() and len(buyer) < 19 else None,
    )


def _amount(shown: Asked, name: str) -> int | None:
    """An amount that was typed; one that is none narrows nothing."""
    if not shown.get(name) or not shown.get("currency"):
        return None
    try:
        return amount_of(shown.get(name), shown.get("currency"))
    except AmountNotUnderstood:
        return None
