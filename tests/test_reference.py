"""The committed reference pages are what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from makegood.cli.reference import AGAIN, pages, read
from makegood.cli.reference_pages import VARIABLES

ROOT = Path(__file__).parents[1]
OF_THE_PROGRAM_ITSELF = {"MAKEGOOD_SUPERVISOR"}
"""Set by one process of the program for another; nobody else sets them."""


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return pages()


@pytest.mark.parametrize(
    "name",
    [
        "api.md", "chart-of-accounts.md", "cli.md", "configuration.md", "errors.md", "events.json", "events.md",
        "facts.md", "openapi.json", "outcomes.md", "packs.md", "protocol.md",
    ],
)  # fmt: skip
def test_a_page_is_as_the_code_says(name: str, made: dict[str, str]) -> None:
    path = ROOT / "docs" / "reference" / name
    assert read(path) == made[name], f"docs/reference/{name} is not as the code says. {AGAIN}"


def test_every_page_is_compared(made: dict[str, str]) -> None:
    assert sorted(made) == [
        "api.md", "chart-of-accounts.md", "cli.md", "configuration.md", "errors.md", "events.json", "events.md",
        "facts.md", "openapi.json", "outcomes.md", "packs.md", "protocol.md",
    ]  # fmt: skip


def test_every_variable_is_described() -> None:
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "makegood").rglob("*.py"))
    read_somewhere = {
        name for source in sources for name in re.findall(r"\bMAKEGOOD_[A-Z0-9_]*[A-Z0-9]\b", source)
    }
    described = {name for name, _, _ in VARIABLES} - {"PORT"}
    assert described == read_somewhere - OF_THE_PROGRAM_ITSELF, (
        "Describe each variable in VARIABLES of makegood/cli/reference_pages.py, and no other."
    )
