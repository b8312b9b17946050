"""Every article of the dispute rules comes out as its rows say, by a rule that cites it; none of them is left without a row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from makegood.disputes import Board, Settling
from makegood.policy import Decision
from makegood.policy.outcomes import Kind
from tests.disputes.articles import ARTICLES, BACK, LAW, Row
from tests.disputes.courtroom import board_of, book

RULES = "Taobao Dispute Rules art. "
NOT_OF_DISPUTES = {2}
"""Article 2 lets a panel of users decide; tests/jury proves it."""
CLAIMS = {
    "flaw_known": "merchant",
    "misused": "merchant",
    "buyer_chose_carrier": "merchant",
    "bought_knowingly": "merchant",
    "not_in_offer": "merchant",
}


def said(decision: Decision, key: str) -> str | int:
    """What came out for a key, as packs write it."""
    kind = decision.book.questions[key].key.kind
    value = decision.value(key)
    return decision.word(key) if value is None or kind in (Kind.CHOICE, Kind.FLAG, Kind.ANY) else value


def cited(board: Board, settling: Settling, key: str) -> list[str]:
    """The sources of the rules that say a key as it came out, and of those that give somebody something to prove."""
    decision = settling.decided
    value = decision.value(key)
    saying = [
        decision.book.rules[each.rule].rule.source.en
        for each in decision.book.sayings_of.get(key, ())
        if decision.truths[each.rule] and each.value(decision.facts) == value
    ]
    return [*saying, *(duty.ground.source.en for duty in board.duties)]


def articles_of(sources: Iterable[str]) -> set[int]:
    """The articles of the dispute rules that sources name."""
    found: set[int] = set()
    for part in (part for source in sources for part in source.split(";") if RULES in part):
        told = re.sub(r"\(.*?\)", "", part.split(RULES)[1])
        for first, last in re.findall(r"(\d+)(?: to (\d+))?", told):
            found |= set(range(int(first), int(last or first) + 1))
    return found


@pytest.mark.parametrize(
    "row", ARTICLES, ids=[f"{n} art. {row.article}" for n, row in enumerate(ARTICLES, 1)]
)
def test_an_article(row: Row) -> None:
    board, settling = board_of(row.facts, *row.shown, sources=row.claimed_by)
    assert (board.next_by, board.next_fact) == row.proves
    assert said(settling.decided, row.key) == row.value
    assert row.article in articles_of(cited(board, settling, row.key))


@pytest.mark.parametrize("line", LAW, ids=[f"{n} {line[0]}" for n, line in enumerate(LAW, 1)])
def test_a_burden_of_the_law(
    line: tuple[str, Mapping[str, Any], tuple[str, ...], tuple[str, str], str, str | int],
) -> None:
    source, facts, shown, proves, key, value = line
    board, settling = board_of(facts, *shown, sources=CLAIMS)
    assert (board.next_by, board.next_fact) == proves
    assert said(settling.decided, key) == value
    assert any(source in each for each in cited(board, settling, key))


def test_every_article_that_the_packs_cite_has_a_row() -> None:
    cited_in_packs = articles_of(placed.rule.source.en for placed in book().rules)
    without = cited_in_packs - {row.article for row in ARTICLES} - NOT_OF_DISPUTES
    assert not without, f"Give these articles a row in tests/disputes/articles.py: {sorted(without)}"


def test_every_rule_of_proof_of_the_packs_is_in_a_row() -> None:
    """A rule that gives a party something to prove, and that no row walks through, is a burden nobody looked at."""
    walked = [board_of(row.facts, *row.shown, sources=row.claimed_by)[1] for row in ARTICLES]
    walked += [board_of(line[1], *line[2], sources=CLAIMS)[1] for line in LAW]
    walked.append(
        board_of({**BACK, "return_trouble": "other_goods"}, sources={"return_trouble": "merchant"})[1]
    )
    rows = [decision for settling in walked for decision in (settling.decision, settling.decided)]
    proving = [
        (place, placed.rule.name)
        for place, placed in enumerate(book().rules)
        if any(outcome.key.name.startswith("prove.") for outcome in placed.rule.outcomes)
    ]
    lonely = [name for place, name in proving if not any(row.truths[place] for row in rows)]
    assert not lonely, f"No row of tests/disputes/articles.py meets: {lonely}"


def test_no_article_of_the_collection_is_left_out() -> None:
    """The rows are made from the collection of articles; where that is at hand, none of it is left out."""
    source = Path(__file__).parents[3] / "shared" / "facts" / "rules.md"
    if not source.exists():
        pytest.skip("the collection of articles is not here")
    table = source.read_text("utf-8").split("### B1 ")[1].split("### B2 ")[0]
    cells = [line.split("|")[1].strip() for line in table.splitlines() if re.match(r"\| \d", line)]
    have = {row.article for row in ARTICLES}
    for cell in cells:
        for part in re.split(r"[,/]", cell):
            first, _, last = part.strip().partition("-")
            wanted = set(range(int(first), int(last or first) + 1))
            assert wanted & have, f"article {part} of the collection has no row"
