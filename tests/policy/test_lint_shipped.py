"""All shipped packs are proved together, in seconds; what is planted in them is found."""

from __future__ import annotations

import json
import time

import pytest
from click.testing import CliRunner

from makegood.cli.group import root
from makegood.policy import Catalogue, Pack
from makegood.policy.lint import Fault, Finding, Severity, lint_packs
from makegood.policy.publishing.shipped import POLICIES, SAMPLES, load_shipped
from makegood.policy.reading.pack import read_pack

MOST_CPU_SECONDS = 20
"""Twice what issue and machine promise, since other work shares the processor's cache."""
SAMPLE = "sample-better-promise"


@pytest.fixture(scope="module")
def shipped() -> tuple[Catalogue, tuple[Pack, ...]]:
    """The catalogue and the packs, the sample that merchants copy included."""
    catalogue, packs = load_shipped()
    text = (POLICIES / SAMPLES / "better_promise.yaml").read_text(encoding="utf-8")
    return catalogue, (*packs, read_pack(text, "policies/samples/better_promise.yaml", catalogue))


def with_change(packs: tuple[Pack, ...], catalogue: Catalogue, old: str, new: str) -> list[Pack]:
    """The packs, with a change in the text of the sample."""
    sample = next(pack for pack in packs if pack.name == SAMPLE)
    assert old in sample.source_text
    changed = read_pack(sample.source_text.replace(old, new, 1), sample.file, catalogue)
    return [pack for pack in packs if pack.name != SAMPLE] + [changed]


def test_nothing_is_wrong_with_the_shipped_packs(shipped: tuple[Catalogue, tuple[Pack, ...]]) -> None:
    started = time.process_time()
    findings = lint_packs(*shipped)
    seconds = time.process_time() - started
    assert not findings, "\n".join(
        f"{each.file}:{each.line} {each.fault}: {each.text.en}" for each in findings
    )
    assert seconds < MOST_CPU_SECONDS


def test_a_merchant_may_upload_the_sample(shipped: tuple[Catalogue, tuple[Pack, ...]]) -> None:
    assert lint_packs(*shipped, subject=[SAMPLE], merchant_pack=True) == []


def test_a_shorter_window_than_the_law_is_found(shipped: tuple[Catalogue, tuple[Pack, ...]]) -> None:
    catalogue, packs = shipped
    findings = uploaded(with_change(packs, catalogue, "is: 30 days", "is: 6 days"), catalogue)
    below = [each for each in findings if each.fault is Fault.BELOW_FLOOR]
    assert below, [each.text.en for each in findings]
    assert all(each.severity is Severity.ERROR and each.keys == ("until.return_refund",) for each in below)
    for finding in below:
        assert catalogue.encode(finding.facts)["signed_at"] is not None


def test_freight_for_the_buyer_is_found(shipped: tuple[Catalogue, tuple[Pack, ...]]) -> None:
    catalogue, packs = shipped
    findings = uploaded(with_change(packs, catalogue, "{return: merchant}", "{return: buyer}"), catalogue)
    assert Fault.NOT_A_MERCHANTS in {each.fault for each in findings}


def uploaded(packs: list[Pack], catalogue: Catalogue) -> list[Finding]:
    """What a merchant would be told."""
    return lint_packs(catalogue, packs, [SAMPLE], merchant_pack=True)


def test_the_command_says_it_for_machines() -> None:
    result = CliRunner().invoke(root, ["policy", "lint", SAMPLE, "--merchant", "--json"])
    data = json.loads(result.output)
    assert data["packs"] == [SAMPLE]
    assert result.exit_code == (1 if data["problems"] or data["findings"] else 0)


def test_the_command_says_it_for_people() -> None:
    result = CliRunner().invoke(root, ["policy", "lint", SAMPLE, "--language", "zh"])
    assert "of 1 pack in" in result.output
