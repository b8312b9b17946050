"""The check proves the protocol over small orders, and finds each planted fault with the path to it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from msgspec import structs

from makegood.cases import commands as c
from makegood.cases import decide as real
from makegood.cases import open_case as real_open
from makegood.cases.case_types import PROTOCOLS
from makegood.cases.check import Report, check_protocol
from makegood.cases.decide import Decision, Tables
from makegood.cases.diagram import protocol_page
from makegood.cases.every_small_order import EVERY_SMALL_ORDER
from makegood.cases.exploration import Kernel
from makegood.cases.model import CaseState, CaseType, LegStatus, Role, Stage
from makegood.cases.protocol import Branch, Cap, Move, Silence, StageRow, go, move
from makegood.cases.small_orders import CARD, SmallOrder, line, order
from makegood.cli.group import root

pytestmark = pytest.mark.timeout(1200)
"""Every state of every family takes two minutes of a processor; slower machines may have it."""

ONE_UNIT = SmallOrder("one unit of 1 by card", order([line(1, 1, 1)], [(CARD, 1)], "delivered"), 0)
TWO_UNITS = SmallOrder("two units of 2 by card", order([line(1, 2, 2)], [(CARD, 2)], "delivered"), 0)


@pytest.fixture(scope="module")
def report() -> Report:
    return check_protocol()


def test_the_protocol_holds_in_every_state(report: Report, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\nprotocol: {report.states:,} states, {report.transitions:,} steps explored")
    assert [str(finding) for finding in report.findings] == []


def test_enough_is_explored(report: Report) -> None:
    assert report.states > 20_000
    assert report.transitions > 250_000
    assert len(report.walked) == len(EVERY_SMALL_ORDER)


def test_silence_comes_to_an_end_in_a_few_steps(report: Report) -> None:
    known = {CaseType.REFUND_ONLY: 7, CaseType.RETURN_REFUND: 10, CaseType.CANCEL: 5, CaseType.INTERCEPT: 5}
    assert {type_: report.longest_silence[type_] for type_ in known} == known
    assert max(report.longest_silence.values()) <= 11


def test_the_page_in_the_docs_is_the_tables() -> None:
    page = Path(__file__).parents[2] / "docs" / "reference" / "protocol.md"
    assert page.read_text() == protocol_page(), (
        "the tables have changed: run `makegood protocol diagram > docs/reference/protocol.md`"
    )


def test_the_command_prints_the_page() -> None:
    printed = CliRunner().invoke(root, ["protocol", "diagram"])
    assert printed.exit_code == 0
    assert printed.output == protocol_page()


def test_a_finding_is_told_with_its_path() -> None:
    row = replace(row_of(Stage.AWAITING_BUYER), clock=None)
    told = [str(finding) for finding in check_protocol(Kernel(tables=with_row(row)), [ONE_UNIT]).findings]
    assert (
        "has a running clock: refund_only, awaiting_buyer: no clock runs\n"
        '  on the order "one unit of 1 by card":\n'
        "    1. buyer: open type=refund_only items=1 of line 1\n"
        "    2. merchant: refuse"
    ) in told


def with_row(changed: StageRow, tables: Tables = PROTOCOLS) -> Tables:
    """The tables with one row put in place of the one of its stage."""
    return {
        type_: replace(
            table, rows=tuple(changed if row.stage is changed.stage else row for row in table.rows)
        )
        for type_, table in tables.items()
    }


def row_of(stage: Stage) -> StageRow:
    return PROTOCOLS[CaseType.RETURN_REFUND].row(stage)


def without(row: StageRow, *commands: str) -> StageRow:
    return replace(row, moves=tuple(m for m in row.moves if m.command not in commands))


def with_move(row: StageRow, changed: Move) -> StageRow:
    return replace(row, moves=(*without(row, changed.command).moves, changed))


def findings(tables: Tables, *orders: SmallOrder, **kernel: Any) -> dict[str, tuple[str, ...]]:
    """Rule and wrong of each finding, with its path."""
    report = check_protocol(Kernel(tables=tables, **kernel), orders or (ONE_UNIT,))
    return {f"{f.rule} | {f.place} | {f.wrong}": f.path for f in report.findings}


def found(findings: dict[str, tuple[str, ...]], *words: str) -> tuple[str, ...]:
    """The path of the finding that has all the words; fails when there is none."""
    for said, path in findings.items():
        if all(word in said for word in words):
            return path
    raise AssertionError(f"nothing found about {words}, only: {list(findings)}")


def test_a_stage_without_a_clock_is_found() -> None:
    said = findings(with_row(replace(row_of(Stage.AWAITING_BUYER), clock=None)))
    found(said, "open stages have clock and silence", "awaiting_buyer")
    path = found(said, "has a running clock", "awaiting_buyer", "no clock runs")
    assert path == ("buyer: open type=refund_only items=1 of line 1", "merchant: refuse")


def test_silence_that_goes_round_is_found() -> None:
    ruling, senior = row_of(Stage.DISPUTE_RULING), row_of(Stage.DISPUTE_SENIOR)
    back = replace(senior, silence=(Silence("hand_up", go(ruling.stage), "Passed on."),))
    on = replace(ruling, silence=(Silence("hand_up", go(senior.stage), "Passed on."),))
    path = found(
        findings(with_row(back, with_row(on))), "silence comes to an end", "dispute_ruling -> dispute_senior"
    )
    assert path[-2:] == ("silence", "silence")
    assert "buyer: escalate" in path


def test_an_open_stage_without_an_owner_is_found() -> None:
    path = found(
        findings(with_row(replace(row_of(Stage.AWAITING_RETURN), owner=None))),
        "has one owner",
        "nobody has the ball",
    )
    assert path == ("buyer: open type=return_refund items=1 of line 1", "silence")


@pytest.mark.parametrize("stage", [Stage.AWAITING_INSPECTION, Stage.AWAITING_MERCHANT, Stage.REFUNDING])
def test_a_party_that_cannot_call_a_person_is_found(stage: Stage) -> None:
    said = findings(with_row(without(row_of(stage), "escalate")))
    found(said, "a person can be reached", stage.value, "cannot reach a person")


def test_a_party_that_alone_cannot_call_a_person_is_found() -> None:
    row = with_move(row_of(Stage.IN_RETURN_TRANSIT), move("escalate", Role.MERCHANT, Stage.DISPUTE_EVIDENCE))
    path = found(findings(with_row(row)), "a person can be reached", "the buyer cannot reach a person")
    assert path[-1].startswith("buyer: ship")


def test_a_branch_to_a_stage_without_a_row_is_found() -> None:
    tables = {
        type_: replace(table, rows=tuple(r for r in table.rows if r.stage is not Stage.DISPUTE_SENIOR))
        for type_, table in PROTOCOLS.items()
    }
    said = findings(tables)
    found(said, "branches lead to rows", "dispute_ruling", "dispute_senior")
    path = found(said, "no command breaks", "dispute_ruling", "KeyError")
    assert path[-1] in ("silence", "desk: hand_up")


def test_withdrawing_goods_given_away_is_found() -> None:
    row = with_move(row_of(Stage.DISPUTE_EVIDENCE), move("withdraw", Role.BUYER, Stage.WITHDRAWN))
    path = found(findings(with_row(row)), "nobody loses both", "the goods are lost")
    assert path[-3:] == ("buyer: ship", "silence", "buyer: withdraw")


def test_silence_that_closes_while_the_merchant_has_the_goods_is_found() -> None:
    row = row_of(Stage.AWAITING_BUYER)
    path = found(
        findings(with_row(replace(row, silence=row.silence[1:]))),
        "nobody loses both",
        "the goods are returned",
    )
    assert path[-2:] == ("merchant: inspect accepted=0 of line 1", "silence")


def test_silence_with_a_hole_is_found() -> None:
    row = row_of(Stage.AWAITING_BUYER)
    said = findings(with_row(replace(row, silence=row.silence[:1])))
    found(said, "silence always means something", "awaiting_buyer")
    assert found(said, "silence is defined")[-1] == "merchant: refuse"


def test_a_clock_past_its_cap_is_found_by_its_name() -> None:
    row = row_of(Stage.AWAITING_INSPECTION)
    assert row.clock
    clock = replace(row.clock, cap=Cap("arrived_at", "inspection_from_receipt", row.clock.default))
    found(findings(with_row(replace(row, clock=clock))), "names exist", "arrived_at")


def test_a_stage_that_nothing_leads_to_is_found() -> None:
    tables = with_row(without(row_of(Stage.AWAITING_RETURN), "ship"))
    found(findings(tables), "every row is reached", "in_return_transit", "no case comes here")


def test_a_move_that_is_never_possible_is_found() -> None:
    row = with_move(
        row_of(Stage.AWAITING_RETURN), move("withdraw", Role.BUYER, Stage.WITHDRAWN, "goods_given_away")
    )
    found(findings(with_row(row)), "every move is made", "awaiting_return, withdraw")


def test_names_that_do_not_exist_are_found() -> None:
    row = row_of(Stage.AWAITING_RETURN)
    said = check_protocol(
        Kernel(tables=with_row(with_move(row, move("burn", Role.BUYER, None)))), ()
    ).findings
    assert ("names exist", "there is no command or verb burn") in {(f.rule, f.wrong) for f in said}
    guarded = with_move(row, move("ship", Role.BUYER, None, "sun_shines"))
    said = check_protocol(Kernel(tables=with_row(guarded)), ()).findings
    assert ("names exist", "there is no condition sun_shines") in {(f.rule, f.wrong) for f in said}


def test_a_branch_list_that_may_lead_nowhere_is_found() -> None:
    row = row_of(Stage.AWAITING_INSPECTION)
    holes = with_move(row, move("inspect", Role.MERCHANT, (Branch(Stage.REFUNDING, "accepted_in_full"),)))
    found(findings(with_row(holes)), "the last branch always holds", "inspect")


def test_a_role_that_the_matrix_does_not_know_is_found() -> None:
    row = with_move(
        row_of(Stage.AWAITING_RETURN), move("waive_return", (Role.MERCHANT, Role.CARRIER), Stage.REFUNDING)
    )
    found(findings(with_row(row)), "tables and matrix agree", "waive_return", "carrier")
    nobody = without(row_of(Stage.IN_RETURN_TRANSIT), "note_pickup")
    found(findings(with_row(nobody)), "tables and matrix agree", "note_pickup", "marketplace")


def test_an_end_that_can_be_left_is_found() -> None:
    row = with_move(row_of(Stage.WITHDRAWN), move("reopen", Role.BUYER, Stage.AWAITING_MERCHANT))
    assert found(findings(with_row(row)), "ends are final", "reopen changes a case")[-1] == "buyer: reopen"


def test_reopening_after_its_time_is_found() -> None:
    row = with_move(
        row_of(Stage.CLOSED), move("reopen", Role.BUYER, Stage.AWAITING_MERCHANT, "ruling_may_be_reopened")
    )
    path = found(findings(with_row(row)), "ends are final", "after its time")
    assert path[-2:] == ("silence", "buyer: reopen")


def retries_the_uncertain(
    command: c.Command, state: CaseState, roles: Any, facts: Any, **rest: Any
) -> Decision:
    """A faulty kernel: a retry takes legs of which nobody knows for failed ones."""
    if isinstance(command, c.RetryRefund):
        legs = [
            structs.replace(x, status=LegStatus.FAILED) if x.status is LegStatus.UNKNOWN else x
            for x in state.legs
        ]
        state = structs.replace(state, legs=tuple(legs))
    return real(command, state, roles, facts, **rest)


def test_sending_again_what_is_uncertain_is_found() -> None:
    path = found(
        findings(PROTOCOLS, decide=retries_the_uncertain),
        "pays no more than asked",
        "2 may have left",
        "only 1 was paid",
    )
    assert path[-1].endswith("retry_refund")
    assert any("outcome=unknown" in step for step in path)


def pays_a_little_more(command: c.Command, state: CaseState, roles: Any, facts: Any, **rest: Any) -> Decision:
    """A faulty kernel: an approval grants one minor unit more than was asked."""
    if isinstance(command, c.Approve):
        state = structs.replace(state, approved_minor=state.owed_minor + 1)
    return real(command, state, roles, facts, **rest)


def test_granting_more_than_was_asked_is_found() -> None:
    path = found(
        findings(PROTOCOLS, TWO_UNITS, decide=pays_a_little_more),
        "pays no more than asked",
        "owed 2, asked 1",
    )
    assert path[-1] == "merchant: approve"


def forgets_what_others_took(command: c.OpenCase, *rest: Any, **kernel: Any) -> Decision:
    """A faulty kernel: it opens cases on units that are gone, as if the line were twice as long."""
    case_id, bucket, role, facts = rest
    lines = tuple(
        structs.replace(x, quantity=x.quantity * 2, paid_minor=x.paid_minor * 2) for x in facts.order.lines
    )
    doubled = structs.replace(facts, order=structs.replace(facts.order, lines=lines))
    return real_open(command, case_id, bucket, role, doubled, **kernel)


def test_claiming_units_that_are_not_there_is_found() -> None:
    said = findings(PROTOCOLS, open_case=forgets_what_others_took)
    path = found(said, "takes no more than the order has", "2 of 1 units of line 1 are claimed")
    assert len(path) == 1
