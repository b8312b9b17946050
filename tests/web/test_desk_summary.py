"""The case in sentences, in both languages: what a colleague reads first."""

from __future__ import annotations

import pytest
from msgspec import structs

from makegood.cases import case_view, file_of
from makegood.cases import commands as c
from makegood.cases.model import FileRef
from makegood.cases.terms import GivenFact
from makegood.web.pages.desk.summary import Telling, summary_of
from tests.cases.stories import GIVEN, B, D, M, Story
from tests.cases.test_case_file import stored
from tests.world import DESK

SAID = {
    "en": [
        "Li Na: Asks for CN¥100.02 (Return & refund · It is faulty).",
        "Mountain Tea: Refuses: Worn or used.",
        "Disputed – seal: Li Na: True; Mountain Tea: False.",
        "Mountain Tea has not answered: “Who packed it?”",
    ],
    "zh-CN": [
        "Li Na：要求退 ¥100.02（退货退款 · It is faulty）。",
        "Mountain Tea：拒绝：有穿用痕迹。",
        "有争议 – seal：Li Na: True; Mountain Tea: False。",
        "Mountain Tea未答复：“Who packed it?”",
    ],
}


SHOWN = {
    "en": ["Li Na showed 1 file.", "Mountain Tea showed 2 files."],
    "zh-CN": ["Li Na提交了 1 个文件。", "Mountain Tea提交了 2 个文件。"],
}


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_files_are_counted_as_the_language_counts(language: str) -> None:
    story = Story().plays([*GIVEN["asked"]])
    case = stored(story)
    view = case_view(case, story.order, DESK, language, story.now)
    telling = Telling(
        language, {"buyer": "Li Na", "merchant": "Mountain Tea"}, {}, str, lambda _, value: str(value)
    )
    file, photo = file_of(case, story.now), FileRef("7", "tea.webp", "image/webp")
    showing = structs.replace(
        file,
        buyer=structs.replace(file.buyer, files=(photo,)),
        merchant=structs.replace(file.merchant, files=(photo, photo)),
    )
    lines = [line.words for line in summary_of(showing, view, telling) if line.kind == "shown"]
    assert lines == SHOWN[language]


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_summary_says_what_the_file_has(language: str) -> None:
    steps = [
        (M, c.Refuse("worn")),
        (B, c.Escalate("Look", is_all=True)),
        (M, c.AddStatement("Worn", is_all=True)),
        (D, c.Ask(M, "Who packed it?")),
    ]
    story = Story().plays([*GIVEN["asked"], *steps])
    told = tuple(
        GivenFact("seal", value, by, story.now) for value, by in ((True, "buyer"), (False, "merchant"))
    )
    story.state = structs.replace(story.case, given=told)
    case = stored(story)
    view = case_view(case, story.order, DESK, language, story.now)
    telling = Telling(
        language, {"buyer": "Li Na", "merchant": "Mountain Tea"}, {"quality": "It is faulty"}, str,
        lambda name, value: str(value),
    )  # fmt: skip
    lines = [line.words for line in summary_of(file_of(case, story.now), view, telling)]
    assert lines[:4] == SAID[language]
    assert len(lines) == 5
