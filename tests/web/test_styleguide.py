"""The style guide shows every component that pages may use."""

from __future__ import annotations

import re
from pathlib import Path

import makegood.web
from makegood.web.pages.styleguide import COLOURS
from tests.web.pages_world import Browser
from tests.web_app import Site
from tests.world import DESK

TEMPLATES = Path(makegood.web.__file__).parent / "templates"
MACRO = re.compile(r"{%-? macro ([a-z]\w*)\(")


def macros(path: Path) -> set[str]:
    """The public macros of a file."""
    return set(MACRO.findall(path.read_text("utf-8")))


def test_every_component_is_shown() -> None:
    shown = "\n".join(path.read_text("utf-8") for path in (TEMPLATES / "styleguide").glob("*.html"))
    for path in (TEMPLATES / "parts").glob("*.html"):
        for name in macros(path):
            assert re.search(rf"\b{name}\b[^%]*import|import[^%]*\b{name}\b", shown), (path.name, name)


def test_every_component_is_named_on_top_of_the_parts() -> None:
    index = (TEMPLATES / "parts.html").read_text("utf-8").partition("#}")[0]
    for path in (TEMPLATES / "parts").glob("*.html"):
        assert path.name in index
        for name in macros(path):
            assert f"{name}(" in index, (path.name, name)


def test_no_component_is_written_twice() -> None:
    found = [name for path in TEMPLATES.rglob("*.html") for name in macros(path)]
    assert sorted({name for name in found if found.count(name) > 1}) == []


async def test_the_guide_is_drawn_in_both_languages(shop: Site) -> None:
    for language in ("en", "zh-CN"):
        page = await Browser(shop, DESK, language).open("/styleguide?sort=-amount")
        assert page.status == 200
        assert 'aria-sort="descending"' in page.text
        for name in COLOURS:
            assert f"--{name}" in page.text
