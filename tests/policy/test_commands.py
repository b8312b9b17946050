"""`makegood policy`: list, show, check and test, as a person calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from makegood.cli.failure import CommandFailed
from makegood.cli.group import root
from makegood.policy.publishing.shipped import POLICIES

SAMPLE = POLICIES / "samples" / "better_promise.yaml"


def run(*words: str) -> Result:
    return CliRunner().invoke(root, ["policy", *words])


@pytest.fixture
def promise(tmp_path: Path) -> Path:
    path = tmp_path / "my_promise.yaml"
    path.write_text(
        SAMPLE.read_text(encoding="utf-8").replace("sample-better-promise", "my-promise"), encoding="utf-8"
    )
    return path


@pytest.mark.parametrize("name", ["list", "show", "check", "test"])
def test_each_has_help_with_examples(name: str) -> None:
    done = run(name, "--help")
    assert done.exit_code == 0
    assert f"makegood policy {name}" in done.output.partition("Examples:")[2]


def test_list() -> None:
    done = run("list", "policies/samples", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)[0]["pack"] == "sample-better-promise"
    assert "示例" in run("list", "--language", "zh").stdout


def test_show_in_both_languages() -> None:
    english = run("show", "sample-better-promise").stdout
    assert "no_reason_window: 30 days" in english
    assert "This shop pays for sending goods back." in english
    chinese = run("show", "sample-better-promise", "--language", "zh", "--rule", "free_return").stdout
    assert "本店承担退货运费" in chinese
    assert "thirty_days" not in chinese


def test_show_what_is_not_there() -> None:
    no_rule = run("show", "sample-better-promise", "--rule", "free_returns").exception
    assert isinstance(no_rule, CommandFailed)
    assert "Do you mean `free_return`?" in str(no_rule)
    no_pack = run("show", "sample-better-promises").exception
    assert isinstance(no_pack, CommandFailed)
    assert "Do you mean `sample-better-promise`?" in str(no_pack)


def test_a_file_of_ones_own(promise: Path) -> None:
    done = run("test", str(promise))
    assert done.exit_code == 0, done.output
    assert "5 examples of 1 pack, all as expected." in done.stdout


def test_a_changed_window_tells_which_example_it_breaks(promise: Path) -> None:
    promise.write_text(
        promise.read_text(encoding="utf-8").replace("is: 30 days", "is: 20 days"), encoding="utf-8"
    )
    done = run("test", str(promise))
    assert done.exit_code == 1
    assert f"{promise}:" in done.stdout
    assert (
        "“the last second of the thirtieth day”: remedy.return_refund: expected open, got none" in done.stdout
    )
    found = json.loads(run("test", str(promise), "--json").stdout)["failures"]
    assert found[0]["key"] == "remedy.return_refund"


def test_a_mistake_is_told_with_its_line(promise: Path) -> None:
    promise.write_text(
        promise.read_text(encoding="utf-8").replace("is: 30 days", "is: 30 dais"), encoding="utf-8"
    )
    done = run("check", str(promise))
    assert done.exit_code == 1
    assert f"{promise}:15:9: “30 dais” is not a value." in done.stdout
    problems = json.loads(run("check", str(promise), "--json").stdout)["problems"]
    assert (problems[0]["line"], problems[0]["column"]) == (15, 9)
