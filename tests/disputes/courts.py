"""Cases that courts have decided, heard as a desk hears them: what is on record, what each says, and what was shown.

First the board is made of it: what was shown counts, what was not is not shown. Then a person weighs: each fact that the
board asks for is found as the board takes it, and where there is evidence on both sides as the court weighed it. Nobody finds
anything that no rule asks for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from msgspec import structs

from makegood.cases import CaseState, GivenFact
from makegood.disputes import Board, Clock, ProposedRuling, Settling, Status, board, propose
from makegood.policy import Decision
from tests.disputes.courtroom import DELIVERED, NOON, judged, shown, state_of
from tests.policy.adjudicated_cases import AdjudicatedCase

OVER = Clock(NOON, "desk", None)
SHOWN = (Status.OFFERED, Status.CONCEDED, Status.PROVEN)
MOST_SITTINGS = 5


@dataclass(frozen=True)
class Hearing:
    """A case as it stands: its board, and what is proposed."""

    state: CaseState
    board: Board
    settling: Settling
    proposal: ProposedRuling

    def found(self, key: str) -> str | int:
        """What is found for a key of the outcome; `none` where nothing is."""
        return next((each.value for each in self.proposal.findings if each.key == key), "none")


def heard(case: AdjudicatedCase, found: Mapping[str, Any] | None = None) -> Hearing:
    """The case on what was said and shown, and what the desk has found of it."""
    findings = found or {}
    facts = {**case.facts, **case.buyer, **case.merchant, "asked": case.claimed[0], **findings}
    sources = {
        **dict.fromkeys(case.buyer, "buyer"), **dict.fromkeys(case.merchant, "merchant"), **dict.fromkeys(findings, "desk"),
    }  # fmt: skip
    told = judged(facts, sources)
    given = [
        GivenFact(name, value, by, NOON - timedelta(days=1))
        for by, words in (("buyer", case.buyer), ("merchant", case.merchant))
        for name, value in words.items()
    ]
    made, settling = board(told, shown(*case.tied, at=NOON - timedelta(hours=1)), given, OVER)
    state = _with_terms(state_of({**DELIVERED, **facts}), told.decision)
    return Hearing(state, made, settling, propose(state, [(made, settling)]))


def weighed(case: AdjudicatedCase) -> Hearing:
    """The case once a person has found each fact that the board asks for as the board takes it."""
    findings: dict[str, Any] = {}
    for _ in range(MOST_SITTINGS):
        hearing = heard(case, findings)
        asked = {
            duty.fact: hearing.settling.kind(duty.fact)
            for duty in hearing.board.duties
            if duty.fact not in findings
        }
        if not asked:
            return hearing
        for duty in hearing.board.duties:
            if duty.fact in asked:
                kind = asked[duty.fact]
                is_shown = case.weighed.get(duty.fact, True) if duty.is_contested else duty.status in SHOWN
                value = kind.if_shown if is_shown else kind.if_not_shown
                findings[duty.fact] = _plain(value)
    raise AssertionError(f"{case.id} is never settled: {findings}")


def outcome(case: AdjudicatedCase, hearing: Hearing) -> tuple[str, int, int, int]:
    """Who wins, the refund, what is given on top of it as far as it was claimed, and what the buyer has to pay."""
    pays = hearing.found("compensation") if hearing.found("compensation_by") == "buyer" else 0
    assert isinstance(pays, int)
    got = (hearing.proposal.amount_minor, min(hearing.proposal.compensation_minor, case.claimed[1]))
    met = [have >= wanted for have, wanted in zip(got, case.claimed, strict=True) if wanted]
    winner = "merchant" if pays or not any(got) else "consumer" if all(met) else "split"
    return winner, *got, pays


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value


def _with_terms(state: CaseState, decision: Decision) -> CaseState:
    """The case with what its terms keep of a decision on what has been told: what is owed on top, and by whom."""
    place, by = decision.answer("compensation").rule, decision.word("compensation_by")
    if not decision.value("compensation") or by == "buyer":
        return state
    terms = structs.replace(
        state.terms,
        compensation_minor=decision.value("compensation"),
        compensation_rule="" if place is None else decision.book.rules[place].rule.name,
        compensation_by="merchant" if by in ("none", "undecided") else by,
    )
    return structs.replace(state, terms=terms)


def without(tied: Sequence[str], fact: str) -> tuple[str, ...]:
    """What was shown, without what was shown for a fact."""
    return tuple(tie for tie in tied if not tie.startswith(f"{fact} "))
