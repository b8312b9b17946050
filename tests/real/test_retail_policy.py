"""The retail store's policy, expressed as packs: what is right in the 74 tasks is open, and what it forbids is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from makegood.policy import Book, Decision, decide, make_book, reason
from makegood.policy.publishing.shipped import load_shipped
from tests.real.retail_facts import (
    ADDRESS,
    CANCEL,
    EXCHANGE,
    ITEMS,
    PAYMENT,
    REMEDIES,
    RETURN,
    Past,
    difference,
    facts_of,
    item_facts,
    pairs,
    products,
    products_of_items,
    variant,
)
from tests.real.retail_store import NEEDS_DATA, Action, Order, Task, User, speaker_of, store, tasks

pytestmark = NEEDS_DATA
WRITES_OF_ORDERS = (CANCEL, ADDRESS, PAYMENT, ITEMS, RETURN, EXCHANGE)
HUMAN = "transfer_to_human_agents"
PENDING, DELIVERED = "retail-store-pending-orders", "retail-store-delivered-orders"
WITH_WRITES = [task for task in tasks() if any(action.name in REMEDIES for action in task.actions)]


@dataclass(frozen=True)
class Write:
    """A write that is right in a task, who asks for it and what was done before."""

    action: Action
    speaker: User
    past: Past

    @property
    def facts(self) -> dict[str, Any]:
        """Its facts."""
        return facts_of(self.action, self.speaker, self.past)


@cache
def books() -> tuple[Book, Book]:
    """The store's packs alone, and with everything else that holds in every market."""
    catalogue, packs = load_shipped()
    alone = [pack for pack in packs if pack.markets == ("retail-store",)]
    together = [pack for pack in packs if not pack.markets or "retail-store" in pack.markets]
    return make_book(catalogue, alone), make_book(catalogue, together, market="retail-store")


def decided(facts: dict[str, Any], *keys: str, book: Book | None = None) -> Decision:
    """What the store's policy says of some keys."""
    chosen = book or books()[0]
    catalogue = chosen.catalogue
    return decide(chosen, {**catalogue.presumptions(), **catalogue.encode(facts)}, keys)


def writes_of(task: Task) -> Iterator[Write]:
    """The writes of a task, each after those before it that can be carried out."""
    past, speaker = Past(), speaker_of(task)
    for action in task.actions:
        if action.name in REMEDIES:
            write = Write(action, speaker, past)
            yield write
            past = past if is_beyond_the_gift_card(write) else past.after(action)


def is_beyond_the_gift_card(write: Write) -> bool:
    """Whether a gift card is to pay a difference that it cannot: the tasks have one such write, and the store's policy
    forbids it in so many words, so that it is right to ask for it and right to refuse it.
    """
    if write.action.name not in (ITEMS, EXCHANGE):
        return False
    method = write.speaker.payment_methods[write.action.arguments["payment_method_id"]]
    return difference(write.action) > Decimal(str(method.get("balance", "inf")))


def all_writes(*names: str) -> Iterator[Write]:
    """The right writes of all tasks, or those of some names."""
    for task in WITH_WRITES:
        for write in writes_of(task):
            if (not names or write.action.name in names) and not is_beyond_the_gift_card(write):
                yield write


def is_open(facts: dict[str, Any]) -> bool:
    """Whether what is asked for is open, to the store's packs and to all together."""
    key = f"remedy.{facts['remedy']}"
    alone, together = (decided(facts, key, book=book).word(key) for book in books())
    assert alone == together, f"{key} is {alone} to the store and {together} to all packs"
    return alone == "open"


def is_refused(facts: dict[str, Any], *rules: str) -> None:
    """What is asked for is refused, by one of these rules, and its text says so in both languages."""
    assert not is_open(facts)
    key = f"remedy.{facts['remedy']}"
    name, text = reason(decided(facts, key), key)
    assert name.partition("/")[2] in rules, f"{name} refused it, not one of {rules}"
    assert text.en.endswith(".")
    assert text.zh.endswith("。")


# -- what is right -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("task", WITH_WRITES, ids=[f"task {task.id}" for task in WITH_WRITES])
def test_every_right_write_of_a_task_is_open_in_its_order(task: Task) -> None:
    for write in writes_of(task):
        if is_beyond_the_gift_card(write):
            is_refused(write.facts, "gift_card_too_small")
        else:
            assert is_open(write.facts), (
                f"{write.action.name} {write.action.arguments}: {_why_not(write.facts)}"
            )


def _why_not(facts: dict[str, Any]) -> str:
    key = f"remedy.{facts['remedy']}"
    return reason(decided(facts, key), key)[1].en


def test_all_writes_of_the_tasks_were_looked_at() -> None:
    if len(tasks()) != 74:
        pytest.skip("another selection of the tasks: their writes are counted for the shared one")
    counts = Counter(write.action.name for task in WITH_WRITES for write in writes_of(task))
    assert sum(is_beyond_the_gift_card(write) for task in WITH_WRITES for write in writes_of(task)) == 1
    assert counts == {
        CANCEL: 18, RETURN: 32, EXCHANGE: 25, ITEMS: 22, ADDRESS: 16, "modify_user_address": 7,
    }  # fmt: skip


def test_what_the_tasks_pass_to_a_person_is_refused_and_passed_to_a_person() -> None:
    """Refunds swapped between two orders' payment methods, and a cancellation to be undone."""
    keys = ("remedy.return_refund", "human_review")
    passed = [task for task in tasks() if any(action.name == HUMAN for action in task.actions)]
    looked_at = 0
    for task in passed:
        user = speaker_of(task)
        for order in (order for order in store().orders.values() if order.user_id == user.user_id):
            decision = decided({**_returned_elsewhere(order, user), "human_requested": True}, *keys)
            assert tuple(map(decision.word, keys)) == ("refused", "yes")
            looked_at += 1
    assert looked_at >= len(passed)


def _returned_elsewhere(order: Order, user: User) -> dict[str, Any]:
    """A return to a payment method of the customer that is neither the original one nor a gift card."""
    items = [item.item_id for item in order.items]
    others = [m for m in user.payment_methods if m != order.paid_by and not m.startswith("gift_card")]
    method = others[0] if others else "credit_card_0000000"
    return facts_of(_action(RETURN, order, item_ids=items, payment_method_id=method), user)


def _action(name: str, order: Order, **arguments: Any) -> Action:
    return Action(name, {"order_id": order.order_id, **arguments})


# -- what is forbidden -------------------------------------------------------------------------------------------------


def wanted_of(order: Order) -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything that can be wanted of an order, each as right as it can be made."""
    user, first = store().users[order.user_id], order.items[0].item_id
    new = [first]
    others = [m for m in user.payment_methods if m != order.paid_by] or [order.paid_by]
    for name, arguments in (
        (CANCEL, {"reason": "no longer needed"}),
        (ADDRESS, {}),
        (PAYMENT, {"payment_method_id": others[0]}),
        (RETURN, {"item_ids": [first], "payment_method_id": order.paid_by}),
        (ITEMS, {"item_ids": [first], "new_item_ids": new, "payment_method_id": order.paid_by}),
        (EXCHANGE, {"item_ids": [first], "new_item_ids": new, "payment_method_id": order.paid_by}),
    ):
        facts = facts_of(_action(name, order, **arguments), user)
        fitting = {"same_product": True, "different_options": True, "new_item_available": True}
        yield name, facts | fitting | {"gift_card_covers": True, "payment_differs": True}


ALLOWED = {
    "pending": {CANCEL, ADDRESS, PAYMENT, ITEMS},
    "delivered": {RETURN, EXCHANGE},
    "processed": set(),
    "cancelled": set(),
}
"""What the store's policy allows for an order of each status."""


def test_of_every_order_exactly_what_its_status_allows_is_open() -> None:
    seen: Counter[str] = Counter()
    for order in store().orders.values():
        for name, facts in wanted_of(order):
            if name in ALLOWED[order.status]:
                assert is_open(facts), f"{name} of {order.order_id}: {_why_not(facts)}"
            else:
                is_refused(facts, "not_pending", "address_not_pending", "not_delivered")
            seen[name] += 1
    assert set(seen) == set(WRITES_OF_ORDERS)
    assert len(set(seen.values())) == 1


def test_nobody_can_do_anything_to_the_order_of_somebody_else() -> None:
    for order in store().orders.values():
        for name, facts in wanted_of(order):
            if name in ALLOWED[order.status]:
                is_refused({**facts, "own_order": False}, "not_own_order", "address_not_own_order")
    for write in all_writes(*WRITES_OF_ORDERS):
        stranger = next(user for user in store().users.values() if user.user_id != write.speaker.user_id)
        is_refused(facts_of(write.action, stranger, write.past), "not_own_order", "address_not_own_order")


def test_nothing_is_done_for_somebody_unknown_or_without_a_yes() -> None:
    for write in all_writes():
        key = f"remedy.{REMEDIES[write.action.name]}"
        is_refused({**write.facts, "identified": False}, "not_identified")
        is_refused({**write.facts, "confirmed": False}, "not_confirmed")
        unasked = decided({**write.facts, "confirmed": None}, key)
        assert (unasked.word(key), unasked.missing([key])) == ("undecided", ["confirmed"])


def test_only_two_reasons_cancel_an_order() -> None:
    reasons = books()[0].catalogue.facts["reason"].values
    for write in all_writes(CANCEL):
        for word in reasons:
            facts = {**write.facts, "reason": word}
            if word in ("no_reason", "ordered_by_mistake"):
                assert is_open(facts)
            else:
                is_refused(facts, "cancel_reason")


def test_items_become_only_other_available_items_of_the_same_product() -> None:
    """For every unit that the tasks change or exchange: every item of its product, and one of each other product."""
    for write in all_writes(ITEMS, EXCHANGE):
        old = pairs(write.action)[0][0]
        product = products()[products_of_items()[old]]
        for new in product.variants.values():
            facts = {**write.facts, **item_facts([(old, new.item_id)]), "gift_card_covers": True}
            if new.item_id == old:
                is_refused(facts, "same_options")
            elif not new.available:
                is_refused(facts, "unavailable")
            else:
                assert is_open(facts)
        for other in products().values():
            if other is not product:
                wrong = next(iter(other.variants))
                is_refused({**write.facts, **item_facts([(old, wrong)])}, "other_product")


def test_one_wrong_item_among_right_ones_is_enough() -> None:
    for write in all_writes(ITEMS, EXCHANGE):
        right = pairs(write.action)
        is_refused({**write.facts, **item_facts([*right, (right[0][0], right[0][0])])}, "same_options")


def test_a_gift_card_pays_a_difference_only_when_it_has_enough() -> None:
    """For every pending or delivered order of a customer with a gift card: its dearest exchange or change."""
    outcomes: Counter[bool] = Counter()
    for order in store().orders.values():
        name = {"pending": ITEMS, "delivered": EXCHANGE}.get(order.status)
        user = store().users[order.user_id]
        for card in user.gift_cards if name else ():
            action = _dearest(str(name), order, card)
            if action is None:
                continue
            enough = difference(action) <= Decimal(str(user.payment_methods[card]["balance"]))
            outcomes[enough] += 1
            if enough:
                assert is_open(facts_of(action, user))
            else:
                is_refused(facts_of(action, user), "gift_card_too_small")
    assert set(outcomes) == {True, False}


def _dearest(name: str, order: Order, card: str) -> Action | None:
    """All units of an order to become the dearest other item on sale; nothing when there is none for one of them."""
    new = []
    for item in order.items:
        options = variant(item.item_id).options
        others = [
            other
            for other in products()[products_of_items()[item.item_id]].variants.values()
            if other.available and other.options != options
        ]
        if not others:
            return None
        new.append(max(others, key=lambda other: other.price).item_id)
    items = [item.item_id for item in order.items]
    return _action(name, order, item_ids=items, new_item_ids=new, payment_method_id=card)


def test_a_payment_changes_only_to_another_method_that_can_pay_it_all() -> None:
    outcomes: Counter[str] = Counter()
    for order in store().orders_that_are("pending"):
        user = store().users[order.user_id]
        for method, known in user.payment_methods.items():
            facts = facts_of(_action(PAYMENT, order, payment_method_id=method), user)
            if method == order.paid_by:
                outcome = "same_payment"
            elif "balance" in known and known["balance"] * 100 < order.price_minor():
                outcome = "gift_card_too_small"
            else:
                outcome = "open"
            outcomes[outcome] += 1
            if outcome == "open":
                assert is_open(facts), _why_not(facts)
            else:
                is_refused(facts, outcome)
    assert set(outcomes) == {"open", "same_payment", "gift_card_too_small"}


def test_a_return_is_refunded_to_the_original_method_or_a_gift_card_and_to_nothing_else() -> None:
    cards = [card for user in store().users.values() for card in user.gift_cards]
    for order in store().orders_that_are("delivered"):
        user, items = store().users[order.user_id], [item.item_id for item in order.items]
        foreign = next(card for card in cards if card not in user.payment_methods)
        for method in (*user.payment_methods, foreign):
            facts = facts_of(_action(RETURN, order, item_ids=items, payment_method_id=method), user)
            if method == foreign:
                is_refused(facts, "unknown_gift_card")
            elif method == order.paid_by or method.startswith("gift_card"):
                assert is_open(facts)
            else:
                is_refused(facts, "other_tender")


def test_nobody_pays_with_the_card_of_somebody_else() -> None:
    methods = [method for user in store().users.values() for method in user.payment_methods]
    for write in all_writes(ITEMS, EXCHANGE):
        foreign = next(each for each in methods if each not in write.speaker.payment_methods)
        action = replace_arguments(write.action, payment_method_id=foreign)
        is_refused(facts_of(action, write.speaker, write.past), "unknown_payment")


def replace_arguments(action: Action, **arguments: Any) -> Action:
    """The action with other arguments."""
    return Action(action.name, {**action.arguments, **arguments})


# -- what was done before ----------------------------------------------------------------------------------------------


def test_an_order_is_returned_or_exchanged_once_and_never_both() -> None:
    for write in all_writes(RETURN, EXCHANGE):
        order = store().orders[write.action.arguments["order_id"]]
        later = write.past.after(write.action)
        rule = "returned_before" if write.action.name == RETURN else "exchanged_before"
        for name, facts in wanted_of(order):
            if name in (RETURN, EXCHANGE):
                done = {
                    "returned_already": order.order_id in later.returned,
                    "exchanged_already": order.order_id in later.exchanged,
                }
                is_refused({**facts, **done}, rule)


def test_after_its_items_were_changed_nothing_of_an_order_can_be_changed_or_cancelled() -> None:
    for write in all_writes(ITEMS):
        order = store().orders[write.action.arguments["order_id"]]
        is_refused(replace(write, past=write.past.after(write.action)).facts, "items_modified")
        for name, facts in wanted_of(order):
            if name in ALLOWED["pending"]:
                is_refused(
                    {**facts, "items_modified_already": True}, "items_modified", "address_items_modified"
                )


def test_a_cancelled_order_stays_cancelled() -> None:
    for write in all_writes(CANCEL):
        later = replace(write, past=write.past.after(write.action))
        is_refused(later.facts, "not_pending")


def test_the_store_offers_nothing_else() -> None:
    for order in store().orders.values():
        user = store().users[order.user_id]
        facts = facts_of(_action(ADDRESS, order), user)
        for remedy in ("refund_only", "repair", "reship", "price_reduction"):
            is_refused({**facts, "remedy": remedy}, "nothing_else")
