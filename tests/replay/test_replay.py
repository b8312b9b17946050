"""The hand-made history and the real one, played through the product."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import msgspec
import pytest

from makegood.cases import Stage, read_case
from makegood.replay import Plan, Report, Tally, plan_of, prepare_place, read_history, replay
from makegood.replay.model import ReplayRefused

from .shop import CSV

REAL = Path(__file__).parents[3] / "shared/data/online-retail/online_retail_to_2011-08.csv.gz"
OF_ONE_RUN = ("seconds", "commands_in_this_run", "cases_in_this_run", "cases_per_second")


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    path = tmp_path / "shop.csv"
    path.write_text(CSV)
    return plan_of(read_history(path))


def totals(report: Report) -> dict[str, Any]:
    told = msgspec.to_builtins(report)
    return {name: value for name, value in told.items() if name not in OF_ONE_RUN}


EXPECTED = {
    "file": "shop.csv",
    "lines": 35,
    "invoices": 6,
    "order_lines": 8,
    "shipping_lines": 1,
    "paid_minor": 3650 + 750 + 400 + 1260 + 600 + 150,
    "repeated_lines": 1,
    "left_out": {
        "stock_adjustment": {"lines": 2, "amount_minor": 0},
        "unreadable": {"lines": 2, "amount_minor": 0},
        "account_adjustment": {"lines": 1, "amount_minor": -1106206},
        "finer_than_a_penny": {"lines": 1, "amount_minor": 0},
        "negative_price": {"lines": 1, "amount_minor": -100},
        "no_goods_in_invoice": {"lines": 1, "amount_minor": 750},
        "no_price": {"lines": 1, "amount_minor": 0},
        "not_goods": {"lines": 1, "amount_minor": 999},
    },
    "unreadable": [
        "line 17: 'one' is not a number of units",
        "line 18: 'yesterday' is not a date",
    ],
    "credits": {
        "notes": 15,
        "lines": 16,
        "amount_minor": 125 + 1000 + 800 + 1125 + 400 + 100 + 900 + 2000 + 60 + 125 + 400 + 500 - 1000 + 1030,
        "lines_matched_in_full": 6,
        "lines_matched_in_part": 2,
        "units_matched": 1 + 8 + 1 + 7 + 4 + 2 + 1 + 1,
        "units_matched_at_same_price": 1 + 8 + 7 + 4 + 2 + 1 + 1,
        "claimed_minor": 125 + 1000 + 800 + 875 + 400 + 600 + 1000 + 30,
        "unmatched": {
            "not_goods": {"lines": 2, "units": 2, "amount_minor": 900},
            "already_returned": {"lines": 1, "units": 1, "amount_minor": 100},
            "bought_only_later": {"lines": 1, "units": 2, "amount_minor": 60},
            "credited_more_than_was_paid": {"lines": 1, "units": 2, "amount_minor": 250},
            "more_than_was_bought": {"lines": 1, "units": 1, "amount_minor": 300},
            "never_bought_in_the_data": {"lines": 1, "units": 1, "amount_minor": 2000},
            "no_customer": {"lines": 1, "units": 1, "amount_minor": 125},
            "not_a_credit": {"lines": 1, "units": 1, "amount_minor": -1000},
            "nothing_credited": {"lines": 1, "units": 1, "amount_minor": 0},
        },
    },
    "cases": 9,
    "stages": {"settled": 9},
    "approved_by_silence": 4,
    "refunded_minor": 4830,
    "difference_minor": 0,
    "findings": [],
    "refused": [],
    "orders_in_database": 6,
    "paid_in_database_minor": 6810,
}


async def test_the_hand_made_history_ends_in_exactly_this_report(pool: Any, plan: Plan) -> None:
    report = await replay(pool, plan)
    told = totals(report)
    assert {name: told[name] for name in EXPECTED} == EXPECTED
    assert report.ok
    assert (report.cases_in_this_run, report.commands_in_this_run > 30) == (9, True)


async def test_cases_live_on_the_dates_of_the_history(pool: Any, plan: Plan) -> None:
    await replay(pool, plan)
    rows = await pool.fetch("SELECT id FROM cases")
    cases = [(await read_case(pool, row["id"]))[0] for row in rows]
    (case,) = [case for case in cases if "C500020 " in case.state.note]
    assert [f"{event.at:%m-%d %H:%M} {event.actor.value}" for event in case.events] == [
        "12-10 09:00 buyer",  # opened; 500020 divides by five, so the merchant stays silent
        "12-11 21:00 system",  # reminded
        "12-12 09:00 system",  # approved
        "12-13 17:00 buyer",  # shipped
        "12-16 09:00 merchant",  # received
        "12-16 15:00 merchant",  # inspected
        "12-16 15:00 merchant",  # refund started
        "12-16 15:00 processor",  # paid
        "12-16 15:00 processor",  # settled
    ]
    assert all(case.state.stage is Stage.SETTLED for case in cases)


async def test_a_second_run_does_nothing_and_says_the_same(pool: Any, plan: Plan) -> None:
    first, second = await replay(pool, plan), await replay(pool, plan)
    assert totals(first) == totals(second)
    assert (second.commands_in_this_run, second.cases_in_this_run) == (0, 0)


@pytest.mark.parametrize("after_commands", [1, 7, 15, 24, 33])
async def test_a_run_that_was_stopped_goes_on_and_ends_the_same(
    pool: Any, plan: Plan, after_commands: int
) -> None:
    def stop(tally: Tally) -> None:
        if tally.commands >= after_commands:
            running.cancel()

    running = asyncio.create_task(replay(pool, plan, stop))
    with pytest.raises(asyncio.CancelledError):
        await running
    report = await replay(pool, plan)
    told = totals(report)
    assert {name: told[name] for name in EXPECTED} == EXPECTED
    assert report.ok


async def test_a_history_of_nothing_but_dirt_is_told_of(pool: Any, tmp_path: Path) -> None:
    path = tmp_path / "dirt.csv"
    header, *rows = CSV.splitlines()
    path.write_text("\n".join([header, *(row for row in rows if row.startswith(("A", "500005", "C500027")))]))
    report = await replay(pool, plan_of(read_history(path)))
    assert report.ok
    assert (report.lines, report.invoices, report.cases, report.credits.lines) == (5, 0, 0, 1)


async def test_a_database_is_not_shared_by_two_histories(fresh_dsn: str) -> None:
    name = f"makegood_test_{fresh_dsn.partition('?')[0].rpartition('_')[2]}_replay"
    place = await prepare_place(fresh_dsn, name, "one all")
    try:
        assert await prepare_place(fresh_dsn, name, "one all") == place
        with pytest.raises(ReplayRefused, match="--fresh"):
            await prepare_place(fresh_dsn, name, "two all")
        assert await prepare_place(fresh_dsn, name, "two all", fresh=True) == place
        with pytest.raises(ReplayRefused, match="not made by a replay"):
            await prepare_place(fresh_dsn, "postgres", "one all", fresh=True)
        with pytest.raises(ReplayRefused, match="no name"):
            await prepare_place(fresh_dsn, "x; DROP", "one all")
    finally:
        await _drop(fresh_dsn, name)


async def _drop(dsn: str, name: str) -> None:
    import asyncpg

    connection = await asyncpg.connect(dsn)
    await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await connection.close()


@pytest.mark.skipif(not REAL.exists(), reason=f"the shared data are not here ({REAL})")
async def test_the_first_lines_of_the_real_history_add_up(pool: Any) -> None:
    report = await replay(pool, plan_of(read_history(REAL, 25_000)))
    assert report.ok, report
    assert report.cases > 50
    assert report.credits.claimed_minor == report.refunded_minor > 0
    counted = report.order_lines + report.shipping_lines + report.credits.lines
    assert counted + sum(count.lines for count in report.left_out.values()) == report.lines == 25_000
