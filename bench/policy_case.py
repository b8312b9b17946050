"""One decision at a time: microseconds that policy takes for a request, in memory, with the shipped packs of China.

The requests are those of the demo's shops (bench/lifelike.py). Each is timed many times over and its quickest time
counts, which a busy machine disturbs little; the figures are means over the requests. `table_us`: forty conditions of
four parts over four facts, for the order of magnitude: the prototype of the engine took 3.5 µs for a table of forty rules
that is not kept. `pace_us`: a thousand additions in a loop, to compare machines by. Run it with:

    .venv/bin/python -m bench.policy_case [--rounds 30]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from bench.lifelike import Wish, chinese_orders, order_facts, wishes
from bench.site import report
from makegood.cases.eligibility import eligibility_for
from makegood.cases.facts import Asked, OrderFacts
from makegood.cases.model import CaseType, Item, Role
from makegood.cases.policy_facts import facts_of
from makegood.cases.promises import BookPromises
from makegood.cases.verbs.asking import goods_of
from makegood.policy import Book, decide, make_book
from makegood.policy.catalogue import Facts
from makegood.policy.language.closures import fold
from makegood.policy.language.expression import And, Compare, Condition, Constant, Fact, WordIn
from makegood.policy.publishing.opening import shipped_edition

TODAY = datetime(2026, 11, 20, 4, tzinfo=UTC)
ONE_REMEDY = (
    "remedy.return_refund", "until.return_refund", "freight.return", "freight.outbound", "refund", "merchant_may_refuse",
    "instant_refund", "human_review",
)  # fmt: skip
TABLE_CASES = 200

Each = TypeVar("Each")


def quickest_us(do: Callable[[Each], object], over: Sequence[Each], rounds: int) -> float:
    """The mean over some things of the quickest time that each took, in microseconds."""
    best = [float("inf")] * len(over)
    for _ in range(rounds):
        for place, each in enumerate(over):
            started = time.perf_counter()
            do(each)
            best[place] = min(best[place], time.perf_counter() - started)
    return sum(best) / len(best) * 1e6


def table() -> tuple[list[Condition], list[Facts]]:
    """Forty conditions of four parts each over four facts, and cases for them."""
    conditions: list[Condition] = [
        And((
            WordIn("reason", frozenset({f"r{number % 8}", f"r{number % 5}"})),
            WordIn("kind", frozenset({f"k{number % 4}"})),
            Compare("<=", Fact("days"), Constant(7 + number % 3 * 8)),
            Compare(">", Fact("paid"), Constant(number * 100)),
        ))
        for number in range(40)
    ]  # fmt: skip
    cases: list[Facts] = [
        {"reason": f"r{n % 8}", "kind": f"k{n % 4}", "days": n % 30, "paid": n * 50}
        for n in range(TABLE_CASES)
    ]
    return conditions, cases


def asked_of(wish: Wish, order: OrderFacts) -> Asked:
    """The wish as a case would put it to the packs: all units of the first line, returned for a refund."""
    line = order.lines[0]
    item = Item(line.line_no, line.title, line.quantity, line.paid_minor)
    goods = goods_of(order, [line.line_no], wish.at)
    return Asked(CaseType.RETURN_REFUND, wish.reason or "no_reason", (item,), line.paid_minor, goods)


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=30)
    rounds: int = parser.parse_args().rounds
    started = time.process_time()
    edition, packs = shipped_edition()
    read_seconds = time.process_time() - started
    book, bound_ms = first_book(lambda: make_book(edition.catalogue, packs, market="CN"))
    told = measure(BookPromises(book, "CN"), rounds)
    conditions, cases = table()
    folded = [fold(condition) for condition in conditions]
    report(told | {
        "table_us": quickest_us(lambda facts: [test(facts) for test in folded], cases, rounds),
        "pace_us": quickest_us(lambda _: sum(n for n in range(1000)), [None] * 20, rounds),
        "read_packs_cpu_ms": read_seconds * 1000, "first_book_cpu_ms": bound_ms, "rules": len(book.rules),
    })  # fmt: skip


def first_book(make: Callable[[], Book]) -> tuple[Book, float]:
    """A book, and the milliseconds of processor time until it has decided for the first time."""
    started = time.process_time()
    book = make()
    decide(book, {})
    return book, (time.process_time() - started) * 1000


def measure(promises: BookPromises, rounds: int) -> dict[str, Any]:
    """What each step takes for the requests."""
    orders = {order.external_id: order for order in chinese_orders(1, TODAY)}
    facts_by_order = {name: order_facts(order) for name, order in orders.items()}
    wanted = list(wishes(list(orders.values()), TODAY))
    book = promises.book

    def of(wish: Wish) -> OrderFacts:
        return facts_by_order[wish.order.external_id]

    def gathered(wish: Wish) -> Facts:
        asked = asked_of(wish, of(wish))
        found = facts_of(book.catalogue, promises.market, asked, asked.items, of(wish), wish.at)
        return {each.name: each.value for each in found}

    cases = [gathered(wish) for wish in wanted]
    decided = [decide(book, facts) for facts in cases]
    figures = {
        "facts_us": quickest_us(gathered, wanted, rounds),
        "truths_us": quickest_us(book.truths, cases, rounds),
        "decide_us": quickest_us(lambda facts: decide(book, facts), cases, rounds),
        "decide_one_remedy_us": quickest_us(lambda facts: decide(book, facts, ONE_REMEDY), cases, rounds),
        "judge_us": quickest_us(
            lambda wish: BookPromises(book, "CN").judge(asked_of(wish, of(wish)), of(wish), wish.at), wanted, rounds
        ),
        "eligibility_us": quickest_us(
            lambda wish: eligibility_for(wish.asked, promises, of(wish), wish.at, Role.BUYER, "zh"), wanted, rounds
        ),
        "requests": len(wanted),
        "keys_answered": sum(len(each.answers) for each in decided) / len(decided),
    }  # fmt: skip
    for name, figure in figures.items():
        print(f"{name}: {figure:.1f}", flush=True)
    return figures


if __name__ == "__main__":
    main()
