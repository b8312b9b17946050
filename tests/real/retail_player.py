"""The tools of the store, as calls of the product's API: the customer asks, the store answers where policy leaves it to it,
the marketplace tells what its checkout captured, and the worker pays.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import httpx

from makegood.accounts import Principal, PrincipalRole
from tests.real.retail_ends import MODIFY_ADDRESS, OrderEnd, StoreEnd, address_in
from tests.real.retail_facts import CANCEL, EXCHANGE, ITEMS, PAYMENT, PROFILE, REASONS, RETURN, pairs
from tests.real.retail_store import Action, User, store
from tests.real.shop import Shop, all_lines, lines_of, merchant_of

SAID_YES = {"identified": True, "confirmed": True}
MARKETPLACE = Principal(PrincipalRole.MARKETPLACE, name="shop")
OUTSIDE = {"credit_card": "card", "paypal": "wallet"}


class RefusedByPolicy(Exception):
    """What a task lists and the store's policy forbids."""


@dataclass(frozen=True)
class Player:
    """A customer of the store, and everybody around them."""

    shop: Shop
    buyer: Principal
    user: User

    async def play(self, action: Action) -> None:
        """Carry an action out to its end. Raises RefusedByPolicy."""
        if action.name == PROFILE:
            path = f"/api/buyers/{self.user.user_id}/address"
            headers = self.shop.web.as_(self.buyer)
            answer = await self.shop.web.client.put(path, json=address_in(action), headers=headers)
            assert answer.status_code == 200, answer.text
            return
        asked = await self._ask(action)
        if asked.status_code == 422 and asked.json()["code"] == "remedy_not_open":
            raise RefusedByPolicy(asked.json()["detail"])
        assert asked.status_code == 201, asked.text
        case = asked.json()
        match action.name:
            case "return_delivered_order_items":
                case = await self.shop.bring_back(self.buyer, case)
            case "exchange_delivered_order_items":
                case = await self._exchanged(case, action)
            case _:
                assert case["stage"] != "awaiting_merchant", "the store's policy changes and cancels at once"
        case = await self.shop.after_work(self.buyer, await self._captured(case, action))
        assert case["stage"] == "settled", (case["stage"], case["timeline"])

    async def _ask(self, action: Action) -> httpx.Response:
        told, order = action.arguments, await self.shop.order(action.arguments["order_id"])
        known = store().orders[told["order_id"]]
        body: dict[str, Any] = {"facts": SAID_YES, "reason": "no_reason"}
        items = all_lines(order)
        match action.name:
            case "cancel_pending_order":
                body["reason"] = REASONS[told["reason"]]
            case "return_delivered_order_items":
                items = lines_of(order, told["item_ids"])
                if told["payment_method_id"] != known.paid_by:
                    body["refund_to"] = told["payment_method_id"]
            case "exchange_delivered_order_items":
                items = lines_of(order, told["item_ids"])
                body |= exchange_body(action)
            case "modify_pending_order_address":
                body["change"] = {"address": address_in(action)}
            case "modify_pending_order_payment":
                body["change"] = {"pay_with": told["payment_method_id"]}
            case "modify_pending_order_items":
                items = lines_of(order, told["item_ids"])
                body["change"] = items_body(order, action)
        return await self.shop.ask(self.buyer, told["order_id"], TYPES[action.name], items, **body)

    async def _exchanged(self, case: dict[str, Any], action: Action) -> dict[str, Any]:
        """The goods go back, the difference is paid, and the others go out and arrive."""
        case = await self._captured(await self.shop.bring_back(self.buyer, case), action)
        parcel = {"carrier": "UPS", "tracking_no": f"out-{case['id']}"}
        case = await self.shop.act(merchant_of(case), case, "replacement-shipment", **parcel)
        return await self.shop.act(self.buyer, case, "arrival")

    async def _captured(self, case: dict[str, Any], action: Action) -> dict[str, Any]:
        """The marketplace's checkout captures what a card or wallet has to pay."""
        if case["stage"] != "awaiting_payment":
            return case
        method, plan = action.arguments["payment_method_id"], case["change"] or case["replacement"]
        due = plan.get("due_minor", plan.get("difference_minor", 0))
        source = self.user.payment_methods[method]["source"]
        body = {
            "tender": OUTSIDE[source], "processor": "fake", "amount_minor": due,
            "processor_reference": f"{method}#{case['id']}",
        }  # fmt: skip
        return await self.shop.act(MARKETPLACE, case, "difference-capture", **body)

    async def end(self, numbers: list[str]) -> StoreEnd:
        """How the store stands, read from the product."""
        gift_cards = await self._gift_cards()
        orders = {number: await self._order_end(number) for number in numbers}
        answer = await self.shop.web.client.get(
            f"/api/buyers/{self.user.user_id}/address", headers=self.shop.web.as_(self.buyer)
        )
        return StoreEnd(orders, gift_cards, answer.json()["address"] if answer.status_code == 200 else None)

    async def _order_end(self, number: str) -> OrderEnd:
        order = await self.shop.order(number)
        units = Counter[str]()
        for line in order["lines"]:
            units[line["sku"]] += line["quantity"] - line["claimed_quantity"]
        address = await self.shop.web.client.get(
            f"/api/orders/{order['id']}/address", headers=self.shop.web.as_(self.buyer)
        )
        paid = await self._paid(int(order["id"]), order["payments"])
        return OrderEnd(+units, paid, address.json()["address"] if address.status_code == 200 else None)

    async def _paid(self, order_id: int, payments: list[dict[str, Any]]) -> Counter[str]:
        """What each payment method has paid for an order, less what went back to it by the cases' own words."""
        paid = Counter[str]()
        for payment in payments:
            paid[_method(payment["processor_reference"])] += payment["amount_minor"]
        states = await self.shop.pool.fetch(
            "SELECT state -> 'legs' AS legs FROM cases WHERE order_id = $1 AND state ? 'legs'", order_id
        )
        for row in states:
            for leg in _decoded(row["legs"]):
                assert leg["status"] == "paid"
                paid[_method(leg["processor_reference"])] -= leg["amount_minor"]
        return Counter({method: amount for method, amount in paid.items() if amount})

    async def _gift_cards(self) -> dict[str, int]:
        rows = await self.shop.pool.fetch(
            "SELECT external_id, balance_minor FROM buyer_tenders WHERE buyer_id = $1 AND tender = 'gift_card'",
            self.buyer.subject,
        )
        return {row["external_id"]: row["balance_minor"] for row in rows}


TYPES = {
    CANCEL: "cancel", RETURN: "return_refund", EXCHANGE: "exchange", ITEMS: "modify_items",
    MODIFY_ADDRESS: "modify_address", PAYMENT: "modify_payment",
}  # fmt: skip


def exchange_body(action: Action) -> dict[str, Any]:
    """An exchange as the API takes it: the new items, and what pays or receives the difference."""
    method = action.arguments["payment_method_id"]
    wanted = [{"sku": sku, "quantity": n} for sku, n in Counter(new for _, new in pairs(action)).items()]
    return {"replacement": {"wanted": wanted, "pay_with": method}}


def items_body(order: dict[str, Any], action: Action) -> dict[str, Any]:
    """A change of items as the API takes it: for each line the variant."""
    numbers = {line["sku"]: line["line_no"] for line in order["lines"]}
    wanted = [
        {"line_no": numbers[old], "sku": new, "quantity": n}
        for (old, new), n in Counter(pairs(action)).items()
    ]
    return {"wanted": wanted, "pay_with": action.arguments["payment_method_id"]}


def _decoded(value: Any) -> list[dict[str, Any]]:
    import msgspec

    return msgspec.json.decode(value) if isinstance(value, str) else value


def _method(reference: str) -> str:
    """The customer's way of paying that a capture was taken from; each capture has a name of its own."""
    return reference.partition("#")[0]
