"""A ruling never exceeds law, promise, request and payment, in any market and for any facts; a dispute never ends undecided."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec import structs

from makegood.cases import Goods, Recorded, fold
from makegood.cases import commands as c
from makegood.cases import events as e
from makegood.cases.case_types import PROTOCOLS
from makegood.cases.families.reception.small import PHOTO
from makegood.cases.model import CaseType, Favour, LegStatus, Role, Stage
from makegood.cases.small_commands import GROUNDS, commands_named
from makegood.cases.small_orders import CARD, GIFT_CARD, NOW, line, order
from makegood.cases.terms import Terms
from makegood.disputes import Board, Clock, ProposedRuling, Settling, Status, board, propose, proposed_terms
from makegood.kit.errors import Refused
from tests.cases.stories import Story
from tests.disputes.articles import ARTICLES
from tests.disputes.contested import CHEN, DECIDES, WU, ZHAO, Bank, Contested
from tests.disputes.courtroom import DELIVERED, NOON, board_of, judged, shown, state_of
from tests.disputes.precedents import PRECEDENTS
from tests.disputes.test_board_abroad import TABLE

REASONS = (
    "quality", "not_as_described", "counterfeit", "damaged", "missing_parts", "empty_parcel", "no_reason", "not_received",
    "not_shipped_in_time", "short_weight", "spoilt", "unsafe_food", "does_not_fit", "freight", "invoice", "other",
)  # fmt: skip
TIES = (
    "buyer_proof photo buyer", "merchant_proof inspection_report merchant", "inspection_report inspection_report buyer",
    "signing_proven delivery_record merchant", "delivery_proof tracking merchant", "intact photo merchant",
    "flaw_known order_snapshot merchant", "buyer_proof photo merchant against",
)  # fmt: skip
WAYS = {"split": ("price_reduction", "refund_only")} | {
    each: (each,) for each in ("refund_only", "return_refund", "exchange", "repair", "reship")
}
"""The remedies by which a ruling gives something; it gives none that is refused."""
REMEDIES = ("refund_only", "return_refund", "exchange", "repair", "reship", "price_reduction")
MARKETS = {"CN": "CNY", "EU": "EUR", "UK": "GBP"}
FACTS = st.fixed_dictionaries(
    {"reason": st.sampled_from(REASONS), "paid": st.integers(0, 10**7)},
    optional={
        "defect_visible": st.booleans(), "receipt_confirmed": st.booleans(), "return_possible": st.booleans(),
        "purpose_defeated": st.booleans(), "intact": st.booleans(), "goods_used": st.booleans(), "flaw_known": st.booleans(),
        "misused": st.booleans(), "cure_failed": st.booleans(), "defect_minor": st.booleans(), "both_agree": st.booleans(),
        "defect": st.sampled_from(("claimed", "established", "refuted")), "merchant_at_fault": st.booleans(),
        "goods_kind": st.sampled_from(("shoes", "food", "fresh", "large_appliance", "virtual", "phone")),
        "goods_state": st.sampled_from(("with_buyer", "in_transit", "returned", "lost", "not_shipped")),
        "gifts_kept": st.integers(0, 10**6), "handling_loss": st.integers(0, 10**8), "value_of_use": st.integers(0, 10**8),
        "rotten_share": st.integers(0, 10_000), "food_unsafe": st.booleans(), "fraud_established": st.booleans(),
        "promised_multiple": st.integers(0, 20), "promise_broken": st.booleans(), "signs_of_knowledge": st.just(["past_date"]),
        "informed_of_withdrawal_at": st.just("2026-03-01T10:00:00Z"),
        "national_conformity_law": st.sampled_from(("none", "spain", "france")),
        "now": st.sampled_from(
            ("2026-03-12T15:59:59Z", "2026-03-14T10:00:00Z", "2026-04-20T10:00:00Z", "2029-03-10T10:00:00Z")
        ),
        "completed_at": st.sampled_from(("never", "2026-03-06T10:00:00Z", "2026-04-06T10:00:00Z")),
        "buyer_chose_carrier": st.booleans(), "late_ground": st.sampled_from(("none", "promise", "proof")),
        "buyer_age": st.sampled_from(("adult", "under_eight")), "guardian_fault": st.integers(0, 10_000),
    },
)  # fmt: skip


def heard(
    facts: dict[str, Any], market: str, remedy: str, asked: int, tied: list[str]
) -> tuple[Board, Settling]:
    """The board of some lines of a case."""
    told = {
        **DELIVERED, **facts, "market": market, "currency": MARKETS[market], "remedy": remedy, "price": facts["paid"],
        "asked": asked,
    }  # fmt: skip
    return board(judged(told), shown(*tied), [], Clock(NOON))


def most_on_top(facts: dict[str, Any]) -> int:
    """The most that law or promise give on top of a refund: three or ten times the price with their floors, or as promised."""
    price, owed = facts["paid"], [0]
    if facts.get("fraud_established"):
        owed.append(max(3 * price, 50_000))
    if facts.get("food_unsafe"):
        owed.append(max(10 * price, 100_000))
    if facts.get("promise_broken"):
        owed.append(facts.get("promised_multiple", 0) * price)
    return max(owed)


def on_top(proposal: ProposedRuling) -> int:
    """What is owed on top, by the proposal."""
    return max((each.code for each in proposal.findings if each.key == "compensation"), default=0)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    facts=FACTS, second=FACTS, market=st.sampled_from(sorted(MARKETS)), remedy=st.sampled_from(REMEDIES),
    shares=st.tuples(st.integers(0, 100), st.integers(0, 100)), tied=st.lists(st.sampled_from(TIES), unique=True),
)  # fmt: skip
def test_no_proposal_exceeds_law_promise_request_and_payment(
    facts: dict[str, Any],
    second: dict[str, Any],
    market: str,
    remedy: str,
    shares: tuple[int, int],
    tied: list[str],
) -> None:
    """Of one line or of two that are judged apart, whatever was shown."""
    asked = [told["paid"] * share // 100 for told, share in zip((facts, second), shares, strict=True)]
    boards = [
        heard(told, market, remedy, most, tied) for told, most in zip((facts, second), asked, strict=True)
    ]
    for judged_apart, most in ((boards[:1], asked[0]), (boards, sum(asked))):
        paid = sum(told["paid"] for told in (facts, second)[: len(judged_apart)])
        state = state_of(
            {
                "reason": facts["reason"],
                "remedy": remedy,
                "paid": paid,
                "asked": most,
                "goods_state": "with_buyer",
            }
        )
        made = propose(state, judged_apart)
        assert 0 <= made.amount_minor <= state.requested_minor <= state.value_minor
        if made.measure is not None and made.favour and made.with_return is not None:
            assert made.amount_minor <= made.measure.most_minor
        for part, (_, settling) in zip(made.parts, judged_apart, strict=True):
            law = settling.decided.value("refund")
            ways = WAYS.get(part.ruling, ())
            assert not ways or any(settling.decided.word(f"remedy.{way}") != "refused" for way in ways)
            assert part.amount_minor <= part.asked_minor
            if part.ruling in ("refund_only", "return_refund", "split") and law is not None:
                assert part.amount_minor <= max(0, law - (settling.decided.value("deduction") or 0))
            if part.ruling in ("pay_merchant", "dismiss", "restore", "agreement"):
                assert part.amount_minor == 0
        assert on_top(made) <= max(most_on_top(facts), most_on_top(second))
        assert made.favour in ("", "buyer", "merchant", "split")
        if made.with_return is None and made.favour:
            assert made.remedy == state.type.value, "goods are only given where they were asked for"


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    facts=FACTS, remedy=st.sampled_from(("refund_only", "return_refund")), share=st.integers(1, 100),
    tied=st.lists(st.sampled_from(TIES), unique=True),
)  # fmt: skip
def test_following_a_proposal_moves_what_it_says(
    facts: dict[str, Any], remedy: str, share: int, tied: list[str]
) -> None:
    """The terms of a proposal are a ruling that the case takes, and it gives exactly that amount."""
    facts = {**facts, "goods_state": "with_buyer"}
    story = Story()
    asked = max(1, story.order.paid_minor * share // 100)
    story.plays(
        [
            (Role.BUYER, c.OpenCase(CaseType(remedy), (c.ItemAsked(1),), "quality", asked)),
            (Role.BUYER, c.Escalate(is_all=True)),
            (Role.MERCHANT, c.AddStatement("That is all.", is_all=True)),
        ]
    )
    facts["paid"] = story.order.paid_minor
    proposal = propose(story.case, [heard(facts, "CN", remedy, asked, tied)])
    assume(proposal.favour)
    terms = proposed_terms(proposal)
    story.does(Role.DESK, c.Rule(Favour(terms.favour), "As proposed.", terms.amount_minor, terms.with_return))
    assert story.case.ruling is not None
    assert story.case.ruling.amount_minor == proposal.amount_minor <= asked
    assert story.case.goods is Goods.WITH_BUYER


WALKED = [
    *((str(row.article), row.facts, row.shown) for row in ARTICLES),
    *((case.name, case.facts, case.tied) for case in PRECEDENTS),
    *((told[0], told[1], told[2]) for told in TABLE),
]


@pytest.mark.parametrize("walked", WALKED, ids=[f"{n} {told[0]}" for n, told in enumerate(WALKED)])
def test_what_is_said_to_change_it_changes_it(walked: tuple[str, dict[str, Any], tuple[str, ...]]) -> None:
    """Showing, or taking away, what a proposal names leads to the ruling that it names."""
    _, facts, tied = walked
    made, settling = board_of(facts, *tied)
    for change in propose(state_of(facts), [(made, settling)]).changes:
        duty = made.duty(change.fact)
        assert duty is not None
        if duty.status is Status.PROVEN:
            continue  # what is on record does not fall by taking evidence away
        ties = [tie for tie in tied if not tie.startswith(f"{change.fact} ")]
        if change.shown:
            owed = [each for each in made.duties if each.by == change.by and each.status is Status.MISSING]
            ties += [f"{each.fact} {each.kinds[0]} {each.by}" for each in (duty, *owed)]
        assert board_of(facts, *ties)[0].ruling.ruling == change.ruling, change


ON_TOP, RULE = 3, "cn-promises/ten_times"
LIMITS = ({}, {"second_review_minor": 1}, {"jury_seats": 17}, {"appeals": 2, "reopenings": 2})
CLOCKS = ({}, {"new_circumstances": 15 * 86_400})
PEOPLE = {Role.DESK: (CHEN, ZHAO, WU), Role.SENIOR: (WU,)}
HOURS = (1, 30, 24 * 8)
WHERE_PAID = (([(CARD, 5)], 1), ([(CARD, 3), (GIFT_CARD, 2)], 1), ([(GIFT_CARD, 2), (CARD, 3)], 2))
"""The tenders of the order, and which payment the bank can take back."""


class DisputeMachine(RuleBasedStateMachine):
    """A case before the desk, and everybody who may do something with it: parties, desk, appeal, court, processor and bank."""

    @initialize(data=st.data())
    def begin(self, data: Any) -> None:
        tenders, self.by_card = data.draw(st.sampled_from(WHERE_PAID))
        self.story = Contested(order=order([line(1, 2, 5)], tenders, "delivered"), now=NOW)
        type_ = data.draw(st.sampled_from((CaseType.REFUND_ONLY, CaseType.RETURN_REFUND)))
        amount = data.draw(st.sampled_from((None, 1, 3)))
        self.story.does(Role.BUYER, c.OpenCase(type_, (c.ItemAsked(1),), "quality", amount))
        terms = Terms(
            0, limits=data.draw(st.sampled_from(LIMITS)), clocks=data.draw(st.sampled_from(CLOCKS)),
            compensation_minor=ON_TOP, compensation_rule=RULE, compensation_by="merchant",
        )  # fmt: skip
        self.story.state = structs.replace(self.story.case, terms=terms)
        self.story.does(data.draw(st.sampled_from((Role.BUYER, Role.MERCHANT))), c.Escalate())
        if data.draw(st.booleans()) and not terms.limits.get("second_review_minor"):
            self.it_is_ruled(
                data.draw(st.sampled_from((Favour.BUYER, Favour.MERCHANT))), data.draw(st.booleans())
            )

    def it_is_ruled(self, favour: Favour, is_appealed: bool) -> None:
        """The desk has decided as soon as it was called, and whoever lost may have appealed."""
        for party in (Role.BUYER, Role.MERCHANT):
            self.story.does(party, c.AddStatement("That is all.", is_all=True))
        self.story.says(CHEN, (Role.DESK,), c.Rule(favour, "ruled"))
        if is_appealed:
            parties = (Role.BUYER, Role.MERCHANT)
            appellant, other = parties if favour is Favour.MERCHANT else parties[::-1]
            self.story.does(appellant, c.Appeal(GROUNDS))
            self.story.does(other, c.AddStatement("It was rightly ruled."))

    @property
    def bank(self) -> Bank | None:
        return self.story.banks.get(self.by_card)

    @rule(data=st.data(), is_to_decide=st.booleans())
    def somebody_does_something(self, data: Any, is_to_decide: bool) -> None:
        state = self.story.case
        moves = [move for move in PROTOCOLS[state.type].row(state.stage).moves if move.command not in APART]
        deciding = [move for move in moves if move.command in DECIDING]
        move = data.draw(st.sampled_from(deciding if is_to_decide and deciding else moves))
        role = data.draw(st.sampled_from(sorted(move.by)))
        possible = list(commands_named(move.command, state, self.story.order, role))
        if move.command == "reopen":
            possible = [c.Reopen("new", "The laboratory has found the fault.", (PHOTO,)), *possible]
        if not possible:
            return
        command = data.draw(st.sampled_from(possible))
        if isinstance(command, c.Rule | c.RuleOnAppeal):
            on_top = data.draw(st.sampled_from((None, None, 0, 1, ON_TOP, ON_TOP + 1)))
            command = structs.replace(command, compensation_minor=on_top)
        who = data.draw(st.sampled_from(PEOPLE.get(role, (f"{role.value}:1",))))
        roles = (Role.SENIOR, Role.DESK) if who == WU else (role,)
        try:
            self.story.says(who, roles, command)
        except Refused:
            return

    @precondition(lambda self: self.story.sending())
    @rule(data=st.data(), would_pay=st.sampled_from((True, True, False)), is_heard=st.booleans())
    def the_processor_answers(self, data: Any, would_pay: bool, is_heard: bool) -> None:
        self.story.processor_answers(data.draw(st.sampled_from(self.story.sending())), would_pay, is_heard)

    @precondition(lambda self: any(self.story.sent.values()))
    @rule(data=st.data())
    def a_refund_bounces(self, data: Any) -> None:
        paid = [
            leg
            for leg in self.story.case.legs
            if leg.status is LegStatus.PAID and not leg.failure and self.story.sent[leg.leg_no, leg.attempt]
        ]
        if paid:
            self.story.bounces(data.draw(st.sampled_from(paid)))

    @precondition(lambda self: self.bank is None)
    @rule(amount=st.integers(1, 5), is_told=st.booleans())
    def the_bank_takes_it_back(self, amount: int, is_told: bool) -> None:
        if self.story.left_minor(self.by_card):
            self.story.bank_takes(self.by_card, amount)
            if is_told:
                self.the_bank_tells()

    @precondition(lambda self: self.bank is not None and not self.bank.told_minor)
    @rule()
    def the_bank_tells(self) -> None:
        assert self.bank
        self.story.bank_tells(self.bank)

    @precondition(lambda self: self.bank is not None and self.bank.told_minor)
    @rule()
    def the_bank_gives_it_back(self) -> None:
        assert self.bank
        self.story.bank_decides_for_the_merchant(self.bank)

    @precondition(lambda self: self.story.case.wake_at)
    @rule()
    def the_clock_acts(self) -> None:
        self.story.now = max(self.story.now, self.story.case.wake_at)  # type: ignore[type-var]
        self.story.does(Role.SYSTEM, c.Tick())

    @rule(hours=st.sampled_from(HOURS))
    def time_passes(self, hours: int) -> None:
        """The worker may be late: whatever is due is not done as yet."""
        self.story.now += timedelta(hours=hours)

    @invariant()
    def whatever_ends_is_decided(self) -> None:
        """From the last call for the platform on, a case is still in dispute, or something has decided it."""
        if not hasattr(self, "story"):
            return
        since = _since_the_last_call(self.story.recorded)
        if self.story.case.stage in (Stage.SETTLED, Stage.CLOSED, Stage.WITHDRAWN):
            assert not self.story.case.is_appealed
            assert any(isinstance(each.event, DECIDES) for each in since), [each.event for each in since]

    @invariant()
    def nobody_gets_more_than_asked(self) -> None:
        if not hasattr(self, "story"):
            return
        state = self.story.case
        ruled = state.ruling.amount_minor if state.ruling else 0
        assert (
            max(ruled, state.refunded_minor, state.sent_minor) <= state.requested_minor <= state.value_minor
        )
        assert state.refunded_minor == sum(
            leg.amount_minor for leg in state.legs if leg.status is LegStatus.PAID
        )

    @invariant()
    def nothing_is_given_on_top_beyond_what_is_owed(self) -> None:
        state = self.story.case if hasattr(self, "story") else None
        if state is not None and state.ruling is not None:
            most = 0 if state.ruling.favour is Favour.MERCHANT else ON_TOP
            assert state.ruling.compensation_minor <= most

    @invariant()
    def the_case_is_the_fold_of_its_stream(self) -> None:
        if hasattr(self, "story"):
            terms = self.story.case.terms
            assert structs.replace(fold(self.story.recorded), terms=terms) == self.story.case

    def teardown(self) -> None:
        """Whatever happened, silence of everybody leads to an end in which it is decided."""
        if not hasattr(self, "story"):
            return
        for _ in range(MOST_WAITS):
            if not self.story.case.stage.is_open:
                break
            for leg in self.story.sending():
                self.story.processor_answers(leg, would_pay=True, is_heard=True)
            if self.story.case.stage.is_open:
                self.the_clock_acts()
        assert not self.story.case.stage.is_open, self.story.case.stage
        self.whatever_ends_is_decided()


MOST_WAITS = 80
DECIDING = frozenset(
    {"rule", "confirm_ruling", "bind_ruling", "appeal", "take_back_appeal", "rule_on_appeal"}
)
"""What rulings and appeals are made of: every other step is one of these, so that they are not lost among all there is."""
APART = frozenset({"record_refund", "supply_facts"})
"""What the processor says is its own; facts are told where packs ask for them."""


def _since_the_last_call(recorded: list[Recorded]) -> list[Recorded]:
    """What happened since the platform was called in last."""
    calls = [
        place
        for place, each in enumerate(recorded)
        if isinstance(each.event, e.CaseEscalated | e.CalledByRule)
    ]
    return recorded[calls[-1] :]


DisputeMachine.TestCase.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnyDispute = DisputeMachine.TestCase
