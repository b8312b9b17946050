"""The diagrams in the docs of the families are drawn from the tables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from makegood.advances import debt_diagram
from makegood.cases.case_types import PROTOCOLS
from makegood.cases.diagram import type_diagram
from makegood.cases.model import CaseType
from makegood.claims import claim_diagram

OTHERS = {"claim": claim_diagram, "debt": debt_diagram}
CONCEPTS = Path(__file__).parents[3] / "docs" / "concepts"
DRAWN = re.compile(r"<!-- diagram: (\w+) -->\n(.*?)<!-- end -->", re.DOTALL)


@pytest.mark.parametrize("page", sorted(CONCEPTS.glob("*.md")), ids=lambda page: page.name)
def test_diagrams_are_the_tables(page: Path) -> None:
    for name, drawn in DRAWN.findall(page.read_text()):
        made = OTHERS[name]() if name in OTHERS else type_diagram(PROTOCOLS[CaseType(name)])
        assert drawn == made, f"run: makegood protocol diagram {name}"
