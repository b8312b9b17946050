"""`makegood policy simulate`, its JSON and its page."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from bench.past_cases import write_past_cases
from makegood.cli.group import root
from makegood.policy.publishing.shipped import POLICIES
from makegood.policy.reading.pack_files import read_folder
from makegood.policy.simulate import Plan, Report, open_history, simulate
from makegood.policy.simulate.report import Words
from makegood.web.pages.policy.simulation import data_of, standalone_page
from tests.policy.simulation_world import AFTER, BEFORE, CATALOGUE, cases, frame, pack

SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "simulation-report.schema.json"
HOSTILE = "</script><script>alert(1)</script> <b>&"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    path = tmp_path_factory.mktemp("history") / "past.parquet"
    rows = cases(600)
    rows[0]["merchant"] = HOSTILE
    for row in rows[:200]:
        row["merchant"] = HOSTILE
    frame(rows).write_parquet(path)
    plan = Plan(CATALOGUE, (pack(BEFORE),), pack(AFTER))
    return simulate(plan, open_history(path, CATALOGUE), datetime(2026, 11, 22, tzinfo=UTC))


def test_the_form_of_the_report_is_as_the_reference_says(report: Report) -> None:
    told = json.loads(SCHEMA.read_text(encoding="utf-8"))
    made = msgspec.json.schema(Report)
    assert {name: told[name] for name in made} == made, (
        "The report is an interface: add fields with defaults only. Then write the schema anew: "
        "json.dumps of msgspec.json.schema(Report) into docs/reference/simulation-report.schema.json."
    )
    Draft202012Validator(told).validate(msgspec.to_builtins(report))
    assert msgspec.json.decode(msgspec.json.encode(report), type=Report) == report


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_a_page_of_its_own_runs_nothing_but_its_own_scripts(report: Report, language: str) -> None:
    page = standalone_page(report, language)
    assert "alert(1)</script>" not in page
    assert "<script>alert" not in page
    assert "default-src 'none'" in unescape(page)
    assert page.count("</script>") == page.count("<script")
    assert ("完好商品可在期限内退货" in page) == (language == "zh-CN")


def test_data_cannot_leave_its_script_element(report: Report) -> None:
    hostile = msgspec.structs.replace(report.keys[0], label=Words(HOSTILE, HOSTILE))
    data = data_of(msgspec.structs.replace(report, keys=[hostile]), "en")
    assert "<" not in data
    assert json.loads(data)["report"]["keys"][0]["label"]["en"] == HOSTILE


def test_the_command_writes_json_and_a_page(tmp_path: Path) -> None:
    history = tmp_path / "past.parquet"
    write_past_cases(history, read_folder(POLICIES).catalogue, 3_000)
    new = tmp_path / "new.yaml"
    source = POLICIES / "cn" / "no_reason_return.yaml"
    new.write_text(
        source.read_text(encoding="utf-8").replace("is: 7 days", "is: 15 days", 1), encoding="utf-8"
    )
    done = CliRunner().invoke(
        root,
        [
            "policy", "simulate", "--pack", str(new), "--over", str(history),
            "--json", str(tmp_path / "r.json"), "--html", str(tmp_path / "r.html"),
        ],
        catch_exceptions=False,
    )  # fmt: skip
    assert done.exit_code == 0
    assert "cases change" in done.output
    report = msgspec.json.decode((tmp_path / "r.json").read_bytes(), type=Report)
    assert report.source.cases == 3_000
    assert report.all.cases + report.source.outside == 3_000
    assert report.all.better > 0
    assert "until.return_refund" in report.compared
    assert (
        (tmp_path / "r.html").read_text(encoding="utf-8").startswith(("\n<!doctype html>", "<!doctype html>"))
    )


def test_the_past_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    catalogue = read_folder(POLICIES).catalogue
    files = [tmp_path / f"{name}.parquet" for name in "ab"]
    for file in files:
        write_past_cases(file, catalogue, 500)
    assert files[0].read_bytes() == files[1].read_bytes()
