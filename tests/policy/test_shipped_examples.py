"""Every example of every shipped pack comes out as it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from makegood.policy.catalogue import Catalogue
from makegood.policy.examples import ExampleRunner
from makegood.policy.pack import Example, Pack
from makegood.policy.publishing.shipped import POLICIES, SAMPLES, load_shipped
from makegood.policy.reading.facts import read_catalogue
from makegood.policy.reading.pack import read_pack
from makegood.policy.reading.pack_files import read_folder
from tests.policy.test_read import FACTS, PACK

SHIPPED = read_folder(POLICIES)
EXAMPLES = [(pack, example) for pack in SHIPPED.packs for example in pack.examples]


@pytest.fixture(scope="module")
def runner() -> ExampleRunner:
    return ExampleRunner(SHIPPED.catalogue, SHIPPED.packs)


def test_every_shipped_file_can_be_read() -> None:
    assert not SHIPPED.problems, "\n".join(["", *(str(problem) for problem in SHIPPED.problems)])


def test_what_is_shipped_is_what_is_loaded() -> None:
    catalogue, packs = load_shipped()
    assert catalogue.facts.keys() == SHIPPED.catalogue.facts.keys()
    assert [pack.digest for pack in packs] == [
        pack.digest for pack in SHIPPED.packs if SAMPLES not in Path(pack.file).parts
    ]


@pytest.mark.parametrize(
    ("pack", "example"), EXAMPLES, ids=[f"{pack.name}:{example.line}" for pack, example in EXAMPLES]
)
def test_an_example(pack: Pack, example: Example, runner: ExampleRunner) -> None:
    failures = runner.failures(pack, example)
    assert not failures, "\n".join(["", *(str(failure) for failure in failures)])


def test_every_rule_has_an_example() -> None:
    """A rule that decides in no example of its pack is not tested by anybody."""
    runner = ExampleRunner(SHIPPED.catalogue, SHIPPED.packs)
    lonely = [
        f"{pack.file}:{rule.line}: {rule.id}"
        for pack in SHIPPED.packs
        for rule in pack.rules
        if not any(runner.holds(pack, example, rule.name) for example in pack.examples)
    ]
    assert not lonely, "\n".join(["", *lonely, "", "Add an example in which the rule holds to its pack."])


@pytest.fixture(scope="module")
def small() -> tuple[Catalogue, str]:
    return read_catalogue({"facts.yaml": FACTS}), PACK


@pytest.mark.parametrize(
    ("good", "bad", "told"),
    [
        ("return_refund: open, clock", "return_refund: refused, clock", "remedy.return_refund: expected refused, got open"),
        ("answer: 48 h}", "answer: 24 h}", "clock.merchant_answer: expected 24 h, got 48 h (test-return/no_reason_return)"),
        ("answer: 48 h}", "answer: none}", "expected none, got 48 h"),
        ("because: [no_reason_return]", "because: [dear_ones]", "because: expected dear_ones, got [test-return/no_"),
        ("    because:", "    missing: [signed_at]\n    because:", "missing: expected [signed_at], got []"),
        ("    because:", "    with: [gone]\n    because:", "with: expected a pack, got `gone`"),
        ("signed_at: \"2026-03-03T15:00:00+08:00\"", "signed_at: null", "got undecided for want of signed_at"),
        ("now: 2026-03-10T23:59:59", "now: 2026-03-11T00:00:00", "remedy.return_refund: expected open, got none"),
    ],
)  # fmt: skip
def test_an_example_that_comes_out_otherwise(
    good: str, bad: str, told: str, small: tuple[Catalogue, str]
) -> None:
    catalogue, text = small
    assert good in text
    pack = read_pack(text.replace(good, bad), "test.yaml", catalogue)
    failures = [str(failure) for failure in ExampleRunner(catalogue, [pack]).run([pack])]
    assert any(told in failure for failure in failures), failures
    assert all(failure.startswith("test.yaml:44: “the last second”: ") for failure in failures)


def test_the_small_pack_is_as_it_says(small: tuple[Catalogue, str]) -> None:
    catalogue, text = small
    pack = read_pack(text, "test.yaml", catalogue)
    assert not list(ExampleRunner(catalogue, [pack]).run([pack]))
