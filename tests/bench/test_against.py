"""Two states of the sources are compared by figures that both have."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from bench.against import HERE, checked_out, medians, numbers, ratios, run


def test_texts_and_truths_are_no_figures() -> None:
    assert numbers({"cpu_ms": 3, "clean": True, "of": "serve", "ratio": 0.5}) == {"cpu_ms": 3.0, "ratio": 0.5}


def test_the_middle_round_counts_and_what_one_lacks_is_left_out() -> None:
    rounds = [{"a": 1.0, "b": 5.0}, {"a": 9.0, "b": 6.0}, {"a": 2.0}]
    assert medians(rounds) == {"a": 2.0}
    assert ratios({"a": 3.0, "b": 1.0, "new": 1.0}, {"a": 2.0, "b": 0.0}) == {"a": 1.5}


def test_a_bench_runs_with_the_sources_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "bench").mkdir()
    (tmp_path / "bench" / "__init__.py").write_text("")
    (tmp_path / "bench" / "small.py").write_text('print("begun")\nprint(\'{"seconds": 2}\')\n')
    assert run("small", [], tmp_path) == {"seconds": 2.0}


def test_an_earlier_state_is_checked_out_and_gone_afterwards() -> None:
    asked = ["git", "-C", str(HERE), "rev-parse", "--verify", "--quiet", "HEAD"]
    if shutil.which("git") is None or subprocess.run(asked, stdout=subprocess.DEVNULL).returncode:
        pytest.skip("these sources are no git repository, or there is no git")
    with checked_out("HEAD") as then:
        assert (then / "bench" / "against.py").parent.exists()
    assert not then.exists()
    listed = subprocess.run(
        ["git", "-C", str(HERE), "worktree", "list"], stdout=subprocess.PIPE, text=True, check=True
    )
    assert str(then) not in listed.stdout
