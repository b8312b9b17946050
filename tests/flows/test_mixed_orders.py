"""Anything at once on one order: returns of its parts, an exchange, a cancellation, a price reduction, claims under promises,
a freight cover, a price that falls, an instant refund, a chargeback, silence. The buyer never gets more than was paid and
promised.

A chargeback is what a bank does to a payment: the processor holds less of it from then on, and says so or not. The card is
never paid more than was captured, and law and bank together pay no more than was paid and promised, of all that was told;
what the bank gives back is refunded after all.
"""

from __future__ import annotations

import os
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    rule,
)

from makegood.accounts import Principal
from makegood.cases import Done, Facts, may, read_case, roles_in_case
from makegood.cases import commands as c
from makegood.cases.families.cancellation import commands as stop
from makegood.cases.families.cancellation.plan import Interception
from makegood.cases.families.reception.asked import UnitsFoundAsked
from makegood.cases.families.reception.plan import Finding
from makegood.cases.families.replacement import commands as r
from makegood.cases.families.replacement.asked import ReplacementAsked, WantedAsked
from makegood.cases.model import CaseType, Item
from makegood.claims import claims_of_order
from makegood.claims.protocol import VERBS
from makegood.claims.views import parties_of
from makegood.orders import OrderRecorded
from makegood.payments import DisputeState
from makegood.payments.fake_processor.script import Script
from tests.attack.test_machine import COMMANDS, EMPTY
from tests.flows.mixed_books import assert_mixed
from tests.flows.mixed_world import MixedWorld, mixed_world
from tests.machines import OnTheBook, tell_stories
from tests.world import DESK, MARKETPLACE, OPERATOR, SENIOR, buyer_of, merchant_of

MOST_CASES = 4
EXAMPLES = int(os.environ.get("MAKEGOOD_TEST_EXAMPLES", "12"))
"""How many stories are told; a deep search sets more."""
MORE_TABLES = ", claims, advances, advance_caps, advance_rooms, freight_covers, promise_watches, stock_moves, stock_levels"
KINDS: dict[str, dict[str, Any]] = {
    "breakage": {"talks_failed": True}, "mismatch": {"mismatch": "brand"}, "spoilt": {"rotten_share": 3000},
    "lost_on_the_way": {},
}  # fmt: skip
WARES = [("TEA-1", ""), ("TEA-SMALL", ""), ("TEA-BIG", ""), ("TEA-BIG", "gift-7")]
STATUSES = ["paid", "shipped", "delivered", "completed"]
TYPES = [
    "refund_only", "return_refund", "return_refund", "return_refund", "exchange", "exchange", "reship", "price_reduction",
    "cancel", "intercept",
]  # fmt: skip
lines = st.sampled_from([1, 1, 2])
units = st.integers(1, 3)
amounts = st.sampled_from([1, 500, 2000, 3334, 6000, 21_470])
MORE: dict[str, st.SearchStrategy[c.Command]] = COMMANDS | {
    "offer": st.builds(c.MakeOffer, amount_minor=amounts, type=st.sampled_from([None, *CaseType])),
    "revise": st.builds(
        lambda line, some, amount: c.Revise(items=(c.ItemAsked(line, some),), amount_minor=amount), lines, units, amounts
    ),
    "ship_replacement": st.just(r.ShipReplacement("SF", "SF-out")), "cannot_replace": st.just(r.CannotReplace()),
    "choose_refund": st.just(r.ChooseRefund()), "pay_difference": st.just(r.PayDifference("gift-7")),
    "record_payment": st.builds(
        r.RecordPayment, tender=st.just("card"), processor=st.just("fake"),
        processor_reference=st.sampled_from(["pay_more", "pay_again"]), amount_minor=st.sampled_from([1666, 1666, 3332, 4998]),
    ),
    "confirm_arrival": st.just(r.ConfirmArrival()), "replacement_lost": st.builds(r.ReplacementLost, st.booleans()),
    "confirm_unshipped": st.just(stop.ConfirmUnshipped()), "report_shipped": st.just(stop.ReportShipped("SF", "1")),
    "record_interception": st.builds(stop.RecordInterception, st.sampled_from(Interception)),
}  # fmt: skip


HAPPENINGS = [
    "another_case", "somebody_does_what_they_may", "somebody_does_what_they_may", "goods_come_back", "the_buyer_claims",
    "somebody_answers_claims", "the_bank_takes_money_back", "the_bank_decides", "the_parcel_goes_on",
    "the_price_falls", "time_passes", "time_passes",
]  # fmt: skip
ONWARD = ["approve", "accept", "rule", "ship_replacement", "confirm_arrival", "waive_return", "reopen"]
ANSWERS = ["accept", "refuse", "escalate", "grant", "decline", "reverse", "withdraw"]
Opening = tuple[str, int, int, dict[str, Any]]


@st.composite
def openings(draw: st.DrawFn) -> Opening:
    """A case that a buyer may ask for: its type, the line, the units and the rest."""
    type_, line, some = draw(st.sampled_from(TYPES)), draw(lines), draw(units)
    more: dict[str, Any] = {"reason": draw(st.sampled_from(["quality", "no_reason"]))}
    if type_ in ("refund_only", "price_reduction"):
        more["amount_minor"] = draw(amounts)
    if type_ == "exchange":
        sku, pay_with = draw(st.sampled_from(WARES))
        more["replacement"] = ReplacementAsked((WantedAsked(sku, some),), pay_with=pay_with)
    return type_, line, some, more


def inspections(item: Item) -> st.SearchStrategy[c.Inspect]:
    """What a merchant may find of the units of a case."""
    some = st.integers(1, item.quantity)
    return (
        st.just(c.Inspect())
        | st.builds(lambda units: c.Inspect((c.UnitsAccepted(item.line_no, units - 1),), "damaged"), some)
        | st.builds(
            lambda finding: c.Inspect(units=(UnitsFoundAsked(item.line_no, item.quantity, finding),)),
            st.sampled_from([Finding.AS_EXPECTED] * 8 + list(Finding)),
        )
    )


class MixedOrder(OnTheBook):
    """An order of two lines, up to four cases of it, and claims."""

    @initialize(
        status=st.sampled_from(["paid", "shipped", "delivered", "delivered", "delivered"]),
        kind=st.sampled_from(["toys", "fresh", "other", "apparel"]),
        asked=st.lists(openings(), min_size=2, max_size=MOST_CASES),
    )
    def order_is_there(self, status: str, kind: str, asked: list[Opening]) -> None:
        self.number, self.status = f"X-{next(self.numbers)}", status
        self.at: MixedWorld = self.go(mixed_world(self.pool))
        self.order: OrderRecorded = self.go(self.at.told(self.number, status, kind))
        self.go(self.at.stock(self.order))
        self.go(self.at.works())
        self.cases: list[Done] = []
        self.everybody = [buyer_of(self.order), merchant_of(self.order), DESK, SENIOR, MARKETPLACE, OPERATOR]
        for opening in asked:
            self.open(opening)

    @rule(data=st.data(), what=st.sampled_from(HAPPENINGS))
    def something_happens(self, data: st.DataObject, what: str) -> None:
        getattr(self, what)(data)

    def another_case(self, data: st.DataObject) -> None:
        if len(self.cases) < MOST_CASES:
            self.open(data.draw(openings()))

    def open(self, opening: Opening) -> None:
        type_, line, some, more = opening
        opened = self.tried(self.at.opens(self.order, type_, line, some, **more))
        if opened:
            self.cases.append(opened)

    def somebody_does_what_they_may(self, data: st.DataObject) -> None:
        for done in data.draw(st.lists(st.sampled_from(self.cases), max_size=4)) if self.cases else ():
            moves = self.moves(done)
            if moves:
                who, name = data.draw(st.sampled_from(moves))
                command = inspections(done.case.state.items[0]) if name == "inspect" else MORE[name]
                self.tried(self.at.world.do(who, done, data.draw(command)))

    def moves(self, done: Done) -> list[tuple[Principal, str]]:
        """Who may do what in a case now, those first that go on with it."""
        case, order = self.go(read_case(self.pool, done.case.state.id))
        facts = Facts(self.at.world.clock.at, order, lambda: 0)
        return [
            (who, name)
            for who in self.everybody
            for name in [*MORE, *ONWARD]
            if may(name, case.state, roles_in_case(who), facts) is None
        ]

    def goods_come_back(self, data: st.DataObject) -> None:
        """From the grant to the inspection, and what is sent instead, so far as it goes this time."""
        buyer, merchant = buyer_of(self.order), merchant_of(self.order)
        for done in self.cases:
            if done.case.state.type in ("return_refund", "exchange"):
                found = data.draw(inspections(done.case.state.items[0]))
                way = [
                    (merchant, c.Approve()), (buyer, c.ShipReturn("YTO", "YT-1")), (merchant, c.Receive()), (merchant, found),
                    (merchant, r.ShipReplacement("SF", "SF-out")), (buyer, r.ConfirmArrival()),
                ]  # fmt: skip
                for who, command in way[: data.draw(st.integers(0, len(way)))]:
                    self.tried(self.at.world.do(who, done, command))

    def the_buyer_claims(self, data: st.DataObject) -> None:
        kind, line = data.draw(st.sampled_from(sorted(KINDS))), data.draw(lines)
        self.tried(self.at.claim(buyer_of(self.order), self.number, kind, line_no=line, facts=KINDS[kind]))

    def somebody_answers_claims(self, data: st.DataObject) -> None:
        for claim in self.go(claims_of_order(self.pool, self.order.order_id)):
            verbs = [name for name, verb in VERBS.items() if claim.stage in verb.at and name in ANSWERS]
            answered = data.draw(st.booleans())
            if verbs and answered:
                verb = data.draw(st.sampled_from(verbs))
                who = next(one for one in self.everybody if parties_of(one) & VERBS[verb].by)
                amount = data.draw(st.none() | amounts)
                self.tried(self.at.answer(who, claim.id, verb, note="It is so.", amount_minor=amount))

    def the_bank_takes_money_back(self, data: st.DataObject) -> None:
        told = data.draw(st.sampled_from([True, True, False]))
        take = self.at.charge_back_and_tell if told else self.at.charge_back
        self.go(take(self.number, data.draw(amounts)))

    def the_bank_decides(self, data: st.DataObject) -> None:
        decided = data.draw(st.sampled_from([DisputeState.WON, DisputeState.LOST, DisputeState.CLOSED]))
        self.go(self.at.decide_dispute(decided))

    def the_price_falls(self, data: st.DataObject) -> None:
        """Some while later it is found, for those units that nobody has asked back; silence of the merchant pays it."""
        self.go(self.at.price_falls(data.draw(st.sampled_from([3300, 3000, 2000, 500]))))
        self.go(self.at.passes(hours=25))

    def the_parcel_goes_on(self, data: st.DataObject) -> None:
        if self.status != "completed":
            self.status = STATUSES[STATUSES.index(self.status) + 1]
            self.tried(self.at.told(self.number, self.status))

    def time_passes(self, data: st.DataObject) -> None:
        script = data.draw(st.sampled_from([None, None, None, *Script]))
        if script:
            self.at.fake.follow(script)
        self.go(self.at.passes(hours=data.draw(st.sampled_from([0, 1, 24, 49, 73, 24 * 8]))))
        self.at.fake._scripts.clear()

    @invariant()
    def everything_holds(self) -> None:
        if hasattr(self, "order"):
            self.go(assert_mixed(self.at, self.order))

    def teardown(self) -> None:
        if hasattr(self, "order"):
            self.go(self.pool.execute(EMPTY.replace(" CASCADE", f"{MORE_TABLES} CASCADE")))


def test_any_mixture_keeps_the_books(server_url: str, template: str) -> None:
    tell_stories(MixedOrder, server_url, template, stories=EXAMPLES, steps=30, always_the_same=EXAMPLES <= 20)
