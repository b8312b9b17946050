"""Reception and inspection as tables read aloud: what was so, what somebody does, where case, goods and units then are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from makegood.cases import FINDINGS, Counts, Facts, Finding, Happening, LineFacts, OrderFacts, fold
from makegood.cases import commands as c
from makegood.cases.claims import claims_of
from makegood.cases.families.evidence_window.commands import SaidEverything
from makegood.cases.families.reception.asked import UnitsCounted, UnitsFoundAsked
from makegood.cases.families.reception.commands import GradeUnits, RefuseParcel, SendBack, ShipMore
from makegood.cases.families.reception.findings import default_disposition
from makegood.cases.families.reception.owed_back import owed_back
from makegood.cases.families.reception.page import findings_table
from makegood.cases.families.reception.plan import Disposition, Grade, ParcelCondition
from makegood.cases.model import Favour, FileRef, Goods, Role, Stage
from makegood.db.writes import Writes
from makegood.flows.put_away import moves_of, put_away
from makegood.kit.errors import Refused
from makegood.stock import MoveKind
from tests.cases.stories import DAY, HEARD, RECEIVE, SHIP, B, D, M, P, Story, opens, tea

PHOTO = FileRef("1", "tin.jpg", "image/jpeg")
GRANTED = [opens(), (M, c.Approve())]
ON_THE_WAY = [*GRANTED, SHIP]
HERE = [*ON_THE_WAY, RECEIVE]


@dataclass
class Reception(Story):
    """A story in which the merchant has uploaded one photo."""

    def facts(self) -> Facts:
        return structs.replace(super().facts(), files={PHOTO.id: PHOTO})


def told(*steps: tuple[Role, c.Command]) -> Reception:
    story = Reception()
    story.plays(steps)
    return story


def found(*units: tuple[Any, ...], shown: bool = True, weighed: bool = True) -> tuple[Role, c.Command]:
    """An inspection: (quantity, finding[, grade[, disposition]]) of the tea."""
    each = tuple(UnitsFoundAsked(1, *unit) for unit in units)
    files = (PHOTO.id,) if shown else ()
    return M, c.Inspect(units=each, files=files, weight_grams=640 if weighed else None)


F, G, W = Finding, Grade, Disposition
BY_UNIT: list[tuple[str, tuple[tuple[Any, ...], ...], Stage, int | None, str, dict[int, int]]] = [
    # what was found, where the case goes, what is offered, the reason that stands, what is accepted
    ("all as new", ((3, F.AS_EXPECTED, G.AS_NEW),), Stage.REFUNDING, None, "", {1: 3}),
    ("some opened", ((2, F.AS_EXPECTED), (1, F.AS_EXPECTED, G.OPENED)), Stage.REFUNDING, None, "", {1: 3}),
    ("one worn", ((2, F.AS_EXPECTED), (1, F.WORN)), Stage.AWAITING_BUYER, 6668, "worn", {1: 2}),
    ("one is missing", ((2, F.AS_EXPECTED), (1, F.MISSING)), Stage.AWAITING_BUYER, 6668, "too_few", {1: 2}),
    ("another product", ((3, F.WRONG_PRODUCT),), Stage.AWAITING_BUYER, None, "wrong_product", {1: 0}),
    ("an empty box", ((3, F.EMPTY_BOX),), Stage.DISPUTE_EVIDENCE, None, "empty_box", {1: 0}),
    ("one swapped", ((2, F.AS_EXPECTED), (1, F.SWAPPED)), Stage.DISPUTE_EVIDENCE, 6668, "swapped", {1: 2}),
    (
        "one worn and one swapped",
        ((1, F.AS_EXPECTED), (1, F.WORN), (1, F.SWAPPED)),
        Stage.DISPUTE_EVIDENCE,
        3334,
        "swapped",
        {1: 1},
    ),
    ("broken on the way", ((3, F.DAMAGED_ON_THE_WAY),), Stage.DISPUTE_EVIDENCE, None, "damaged_on_the_way", {1: 0}),
    ("one too many", ((3, F.AS_EXPECTED), (1, F.SURPLUS)), Stage.REFUNDING, None, "", {1: 3}),
]  # fmt: skip


@pytest.mark.parametrize(("what", "units", "stage", "offered", "reason", "accepted"), BY_UNIT)
def test_what_was_found_decides_where_the_case_goes(
    what: str, units: Any, stage: Stage, offered: int | None, reason: str, accepted: dict[int, int]
) -> None:
    case = told(*HERE, found(*units)).case
    assert case.stage is stage
    assert case.goods is Goods.RETURNED, "where the goods are is another matter"
    assert case.inspection is not None
    assert case.inspection.accepted == {str(line): units for line, units in accepted.items()}
    assert case.inspection.reason == reason
    assert (case.offer.amount_minor if case.offer else None) == offered
    if stage is Stage.DISPUTE_EVIDENCE:
        assert (case.owner, case.respondent) == (Role.BUYER, Role.BUYER), "the buyer is heard first"


REFUSED: list[tuple[str, tuple[Role, c.Command], str]] = [
    ("a unit is not told of", found((2, F.AS_EXPECTED)), "units_unaccounted"),
    ("a unit too many is told of", found((4, F.AS_EXPECTED)), "units_unaccounted"),
    ("another line", (M, c.Inspect(units=(UnitsFoundAsked(2, 1),))), "not_in_the_case"),
    ("said in two ways", (M, c.Inspect((c.UnitsAccepted(1, 3),), units=(UnitsFoundAsked(1, 3),))), "said_twice"),
    ("no photo of a worn one", found((3, F.WORN), shown=False), "evidence_owed"),
    ("an empty box nobody weighed", found((3, F.EMPTY_BOX), weighed=False), "weight_owed"),
    ("worn but as new", found((3, F.WORN, G.AS_NEW)), "does_not_fit"),
    ("swapped but ours", found((3, F.SWAPPED, G.OPENED)), "does_not_fit"),
    ("what is refused stays here", found((3, F.WORN, G.USED, W.RESTOCK)), "does_not_fit"),
    ("what is not there goes nowhere", found((3, F.MISSING, None, W.SCRAP)), "does_not_fit"),
    ("a photo of somebody else", (M, c.Inspect(units=(UnitsFoundAsked(1, 3),), files=("9",))), "no_such_file"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "step", "code"), REFUSED)
def test_what_an_inspection_owes(what: str, step: tuple[Role, c.Command], code: str) -> None:
    story = told(*HERE)
    with pytest.raises(Refused) as refusal:
        story.does(*step)
    assert type(refusal.value).code() == code


def test_evidence_shown_when_the_parcel_was_opened_counts() -> None:
    arrived = c.Receive(
        condition=ParcelCondition.EMPTY, weight_grams=90, files=(PHOTO.id,), units=(UnitsCounted(1, 0),)
    )
    case = told(*ON_THE_WAY, (M, arrived), found((3, F.EMPTY_BOX), shown=False, weighed=False)).case
    assert case.stage is Stage.DISPUTE_EVIDENCE
    assert case.reception is not None
    assert case.reception.parcels[0].condition is ParcelCondition.EMPTY
    assert case.reception.photos == (PHOTO.id,)


def test_the_short_form_stays_valid() -> None:
    case = told(*HERE, (M, c.Inspect((c.UnitsAccepted(1, 2),), "damaged"))).case
    assert (case.stage, case.reception) == (Stage.AWAITING_BUYER, None)


def test_every_finding_has_its_line_and_every_grade_a_way() -> None:
    assert set(FINDINGS) == set(Finding)
    for finding, consequence in FINDINGS.items():
        assert consequence.photos or consequence.counts is Counts.ACCEPTED, f"{finding} is shown to nobody"
        for grade in consequence.grades:
            assert default_disposition(finding, grade) in consequence.dispositions


MORE = (B, ShipMore("SF", "2"))


def test_a_return_in_two_parcels_has_come_once_both_have() -> None:
    story = told(*ON_THE_WAY, MORE, (M, c.Receive(tracking_no="2", units=(UnitsCounted(1, 1),))))
    assert (story.case.stage, story.case.goods) == (Stage.IN_RETURN_TRANSIT, Goods.RETURNING)
    assert story.case.due_at is not None, "the clock of the way runs on"
    with pytest.raises(Refused, match="arrived already"):
        story.does(M, c.Receive(tracking_no="2"))
    with pytest.raises(Refused, match="No parcel with the number 7"):
        story.does(M, c.Receive(tracking_no="7"))
    story.does(M, c.Receive(tracking_no="1", units=(UnitsCounted(1, 2),)))
    assert (story.case.stage, story.case.goods) == (Stage.AWAITING_INSPECTION, Goods.RETURNED)
    assert story.case.reception is not None
    assert [parcel.counted[0].quantity for parcel in story.case.reception.parcels] == [1, 2]


def test_the_merchant_may_say_that_all_that_will_come_has_come() -> None:
    case = told(*ON_THE_WAY, MORE, (M, c.Receive(tracking_no="1")), (M, c.Receive())).case
    assert case.stage is Stage.AWAITING_INSPECTION


def test_a_parcel_is_told_of_once_and_there_are_not_any_number_of_them() -> None:
    story = told(*ON_THE_WAY)
    with pytest.raises(Refused, match="known already"):
        story.does(B, ShipMore("SF", "1"))
    for number in range(2, 11):
        story.does(B, ShipMore("SF", str(number)))
    with pytest.raises(Refused, match="10 parcels"):
        story.does(B, ShipMore("SF", "11"))


def test_a_parcel_that_is_refused_goes_back_and_a_person_looks() -> None:
    story = told(*ON_THE_WAY, (M, RefuseParcel("damaged_on_the_way", "soaked")))
    case = story.case
    assert (case.stage, case.goods, case.owner) == (Stage.DISPUTE_EVIDENCE, Goods.SENT_BACK, Role.BUYER)
    assert case.reception is not None
    assert case.reception.refusal is not None
    assert case.reception.refusal.reason == "damaged_on_the_way"
    story.does(M, SaidEverything())
    story.does(D, c.Rule(Favour.BUYER, "It was sent as agreed.", with_return=True))
    assert story.case.stage is Stage.AWAITING_RETURN, "it can be sent again"
    story.plays([(B, c.ShipReturn("SF", "3")), (M, c.Receive(tracking_no="3"))])
    assert story.case.goods is Goods.RETURNED


ONE_WORN = [*HERE, found((2, F.AS_EXPECTED), (1, F.WORN))]
PAID = [(B, c.Accept()), (P, c.RecordRefund(1, 1, "paid"))]


def test_what_was_not_accepted_goes_back_once_all_is_over() -> None:
    story = told(*ONE_WORN)
    with pytest.raises(Refused):
        story.does(M, SendBack("SF", "B-1"))
    story.plays(PAID)
    assert story.case.stage is Stage.SETTLED
    assert owed_back(story.case) == {1: 1}
    story.does(M, SendBack("SF", "B-1"))
    assert story.case.reception is not None
    assert story.case.reception.sent_back is not None
    assert story.case.reception.sent_back.units[0].quantity == 1
    assert story.case.goods is Goods.RETURNED, "two of three stay"
    with pytest.raises(Refused, match="nothing to send back"):
        story.does(M, SendBack("SF", "B-2"))


def test_what_a_ruling_left_with_the_buyer_goes_back_once_it_is_final() -> None:
    story = told(
        *HERE,
        found((3, F.SWAPPED)),
        (B, SaidEverything()),
        (D, c.Rule(Favour.MERCHANT, "Another tin than was sold.")),
    )
    assert story.case.stage is Stage.CLOSED
    with pytest.raises(Refused, match="can still be appealed"):
        story.does(M, SendBack("SF", "B-1"))
    story.now += 8 * DAY
    story.does(M, SendBack("SF", "B-1"))
    assert story.case.goods is Goods.SENT_BACK


def test_an_empty_box_cannot_be_sent_back() -> None:
    story = told(
        *HERE,
        found((3, F.EMPTY_BOX)),
        (B, SaidEverything()),
        (D, c.Rule(Favour.MERCHANT, "It weighed as much as the box.")),
    )
    story.now += 8 * DAY
    with pytest.raises(Refused, match="nothing to send back"):
        story.does(M, SendBack("SF", "B-1"))


def happening(story: Story, decision: Any) -> Happening:
    return Happening(decision, story.order, story.now, Writes(), lambda: 0)


def test_accepted_units_move_where_their_grade_says() -> None:
    story = told(*HERE)
    decision = story.does(
        *found((1, F.AS_EXPECTED, G.AS_NEW), (1, F.AS_EXPECTED, G.OPENED), (1, F.AS_EXPECTED, G.DAMAGED))
    )
    moves = moves_of(happening(story, decision))
    assert [(move.kind, move.quantity, move.nth) for move in moves] == [
        (MoveKind.RESTOCKED, 1, 0), (MoveKind.REFURBISH, 1, 1), (MoveKind.SCRAPPED, 1, 2)
    ]  # fmt: skip


def test_nothing_moves_before_the_units_are_the_merchants() -> None:
    story = told(*HERE)
    part = happening(story, story.does(*found((2, F.AS_EXPECTED), (1, F.WORN))))
    put_away(part)
    assert part.writes.rows("move_stock") == []
    refund = happening(story, story.does(B, c.Accept()))
    put_away(refund)
    assert [(row["kind"], row["quantity"]) for row in refund.writes.rows("move_stock")] == [("restocked", 2)]


def test_the_case_is_the_fold_of_what_happened() -> None:
    story = told(*ON_THE_WAY, MORE, (M, c.Receive(tracking_no="2")), (M, c.Receive()), ONE_WORN[-1], *PAID)
    story.does(M, SendBack("SF", "B-1"))
    assert fold(story.recorded) == story.case


KINDS = [(finding, grade) for finding, kind in FINDINGS.items() for grade in (kind.grades or (None,))
         if kind.counts is not Counts.BESIDE]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.sampled_from(KINDS), min_size=1, max_size=4), min_size=1, max_size=3))
def test_no_unit_of_an_order_is_put_away_twice_or_both_kept_and_sent_back(cases: list[list[Any]]) -> None:
    """Parallel cases on one order of six: whatever is found, kept and sent back units never exceed those that there are."""
    order: OrderFacts = tea(6, 6006, 6006, 0)
    moved = 0
    for units in cases:
        story = Reception(order=order)
        try:
            story.does(*opens(quantity=len(units)))
        except Refused:
            continue
        story.plays([(M, c.Approve()), SHIP, RECEIVE])
        decision = story.does(*found(*((1, finding, grade) for finding, grade in units)))
        if story.case.stage is Stage.AWAITING_BUYER and story.case.offer:
            decision = story.does(B, c.Accept())
        elif story.case.stage is not Stage.REFUNDING:
            decision = story.does(M, c.Approve())
        moved += sum(move.quantity for move in moves_of(happening(story, decision)))
        for leg in story.case.legs:
            story.does(P, c.RecordRefund(leg.leg_no, 1, "paid"))
        if owed_back(story.case):
            story.does(M, SendBack("SF", "B"))
        assert owed_back(story.case) == {}
        sent = story.case.reception.sent_back if story.case.reception else None
        gone = sum(each.quantity for each in sent.units) if sent else 0
        assert claims_of(story.case)[1][0] + gone <= len(units)
        order = story.order
        line: LineFacts | None = order.line(1)
        assert line is not None
        assert line.claimed_quantity <= line.quantity
    assert moved <= 6


def test_the_page_in_the_docs_has_the_table_of_findings() -> None:
    page = Path(__file__).parents[3] / "docs" / "concepts" / "reception.md"
    assert findings_table() in page.read_text(), "put the new table of `findings_table()` into the page"


def grades(*units: tuple[Any, ...], shown: bool = True) -> tuple[Role, c.Command]:
    """What was found, told beside a decision."""
    each = tuple(UnitsFoundAsked(1, *unit) for unit in units)
    return M, GradeUnits(units=each, files=(PHOTO.id,) if shown else (), weight_grams=640)


CALLED_IN = (B, c.Escalate("They do not look into the parcel."))
BESIDE: list[tuple[str, list[tuple[Role, c.Command]], Stage]] = [
    ("called in while the merchant inspects", [*HERE, CALLED_IN], Stage.DISPUTE_EVIDENCE),
    ("arrived during the dispute", [*ON_THE_WAY, CALLED_IN, RECEIVE], Stage.DISPUTE_EVIDENCE),
    (
        "the desk has the ball",
        [*HERE, CALLED_IN, (M, c.AddStatement("We look into it tomorrow.", is_all=True)), (B, SaidEverything())],
        Stage.DISPUTE_RULING,
    ),
    ("accepted without a word on each", [*HERE, (M, c.Approve())], Stage.REFUNDING),
    ("a ruling for the merchant", [*HERE, *HEARD, (D, c.Rule(Favour.MERCHANT, "It is another tin."))], Stage.CLOSED),
]  # fmt: skip


@pytest.mark.parametrize(("what", "before", "stage"), BESIDE)
def test_goods_are_graded_while_others_decide(what: str, before: Any, stage: Stage) -> None:
    story = told(*before)
    owner, due_at = story.case.owner, story.case.due_at
    story.does(*grades((2, F.AS_EXPECTED), (1, F.WORN)))
    case = story.case
    assert (case.stage, case.owner, case.due_at) == (stage, owner, due_at), "the decision goes its own way"
    assert case.reception is not None
    assert [(each.quantity, each.finding) for each in case.reception.found] == [
        (2, F.AS_EXPECTED),
        (1, F.WORN),
    ]
    assert case.offer is None
    with pytest.raises(Refused, match="graded already"):
        story.does(*grades((3, F.AS_EXPECTED)))


def test_only_what_is_there_is_graded_and_what_is_found_is_shown() -> None:
    with pytest.raises(Refused, match="not with you"):
        told(*ON_THE_WAY, CALLED_IN).does(*grades((3, F.AS_EXPECTED)))
    with pytest.raises(Refused) as refusal:
        told(*HERE, CALLED_IN).does(*grades((3, F.WORN), shown=False))
    assert type(refusal.value).code() == "evidence_owed"


def test_what_was_graded_in_a_dispute_moves_once_the_ruling_makes_it_the_merchants() -> None:
    story = told(*HERE, *HEARD)
    graded = happening(story, story.does(*grades((2, F.AS_EXPECTED), (1, F.WORN))))
    put_away(graded)
    assert graded.writes.rows("move_stock") == []
    story.does(D, c.Rule(Favour.BUYER, "The fault was there before."))
    paid = [
        story.does(P, c.RecordRefund(leg.leg_no, 1, "paid")) for leg in story.case.legs if leg.leg_no == 1
    ]
    settled = happening(story, paid[-1])
    put_away(settled)
    moved = [(row["kind"], row["quantity"]) for row in settled.writes.rows("move_stock")]
    assert moved == [("restocked", 2), ("refurbish", 1)], (
        "the worn one was paid back too, and goes by its grade"
    )
    assert owed_back(story.case) == {}


def test_what_is_graded_after_the_refund_moves_at_once() -> None:
    story = told(*HERE, (M, c.Approve()))
    graded = happening(story, story.does(*grades((3, F.AS_EXPECTED, G.DAMAGED))))
    put_away(graded)
    assert [(row["kind"], row["quantity"]) for row in graded.writes.rows("move_stock")] == [("scrapped", 3)]


def test_what_a_ruling_leaves_with_the_buyer_goes_back_however_it_was_graded() -> None:
    story = told(
        *HERE, *HEARD, grades((2, F.AS_EXPECTED), (1, F.MISSING)), (D, c.Rule(Favour.MERCHANT, "Used."))
    )
    story.now += 8 * DAY
    assert owed_back(story.case) == {1: 2}
    story.does(M, SendBack("SF", "B-1"))
    put = happening(story, story.does(B, c.Say("Thank you.")))
    put_away(put)
    assert put.writes.rows("move_stock") == []
