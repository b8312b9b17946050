"""Every sentence that people may read has a Chinese one, with the same gaps."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

import makegood.web.app  # every slice defines its refusals
from makegood.cases import PROTOCOLS, Role, Stage
from makegood.cases.refusals import NotInThisStage, NotYourMove
from makegood.kit.errors import refusals
from makegood.kit.i18n import catalogue
from makegood.kit.problem import problem_of
from makegood.web import (
    pages_case_money,
    pages_case_operations,
    pages_clock,
    pages_fields,
    pages_home,
    pages_policy_simulation,
    pages_reference,
)
from makegood.web import pages_policy_words as policies
from makegood.web import pages_promise_words as promises
from makegood.web import pages_story as story
from makegood.web import pages_words as words

ROOT = Path(makegood.web.app.__file__).parents[1]
TEMPLATES = ROOT / "web" / "templates"
GAP = re.compile(r"{(\w*?)(?:_zh)?}")
SAME_IN_BOTH = {"{field}: {problem}"}


def of_templates() -> Iterator[str]:
    environment = Environment()
    for path in TEMPLATES.rglob("*.html"):
        for call in environment.parse(path.read_text("utf-8")).find_all(nodes.Call):
            if (
                isinstance(call.node, nodes.Name)
                and call.node.name == "t"
                and isinstance(call.args[0], nodes.Const)
            ):
                yield str(call.args[0].value)


def of_code() -> Iterator[str]:
    """The literals in `text(language, "…")`, and the words that refusals put into their gaps."""
    for path in ROOT.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = getattr(call.func, "id", "")
            if name == "text" and len(call.args) > 1:
                yield from literals(call.args[1])
            if name == "NotFound":
                yield from (word for keyword in call.keywords for word in literals(keyword.value))
            if name == "_wrong" and len(call.args) > 2:
                yield from literals(call.args[2])


def literals(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def of_tables() -> Iterator[str]:
    for table in (*words.TABLES, *promises.TABLES, *policies.TABLES):
        yield from table.values()
    yield from story.sentences()
    yield from pages_fields.LABELS
    yield from (*pages_home.VIEWS.values(), *pages_home.TOLD.values(), "Every stage", "Everybody")
    yield from pages_clock.HOURS.values()
    yield from pages_policy_simulation.WAY_WORDS.values()
    yield from pages_case_money.FIGURES
    yield from (pages_case_operations.ACCEPT_ALL, pages_case_operations.COUNTER_OFFER)
    yield from (sentence for _, sentence in pages_reference.PROBLEMS.values())


def of_protocol() -> Iterator[str]:
    """What silence means, and the codes of roles and stages, which refusals name."""
    for table in PROTOCOLS.values():
        for row in table.rows:
            yield from (silence.meaning for silence in row.silence)
            yield from (", ".join(sorted(role.value for role in move.by)) for move in row.moves)
    yield from (role.value for role in Role)
    yield from (stage.value for stage in Stage)


def of_refusals() -> Iterator[str]:
    yield from (cls.template() for cls in refusals() if cls.__module__.startswith("makegood"))


def all_sentences() -> list[str]:
    found = {*of_templates(), *of_code(), *of_tables(), *of_protocol(), *of_refusals()}
    return sorted(found - SAME_IN_BOTH - {""})


@pytest.mark.parametrize("sentence", all_sentences())
def test_every_sentence_is_translated_with_its_gaps(sentence: str) -> None:
    chinese = catalogue("zh-CN").get(sentence)
    assert chinese, f"makegood/locale/zh_CN/LC_MESSAGES/makegood.po lacks: {sentence!r}"
    assert set(GAP.findall(chinese)) == set(GAP.findall(sentence)), (sentence, chinese)


def test_the_catalogue_has_nothing_that_nobody_says() -> None:
    assert sorted(set(catalogue("zh-CN")) - set(all_sentences()) - SAME_IN_BOTH) == []


def test_codes_of_the_model_have_words() -> None:
    from makegood.cases.commands import COMMANDS
    from makegood.cases.model import CaseType, Favour, Goods, LegStatus, Money, PauseReason
    from makegood.cases.view import DONE_BY_PEOPLE

    pairs = [
        (Stage, words.STAGES), (CaseType, words.TYPES), (Goods, words.GOODS), (Money, words.MONEY),
        (LegStatus, words.LEGS), (Favour, words.FAVOURS), (PauseReason, words.PAUSES), (Role, words.WHO),
    ]  # fmt: skip
    for codes, table in pairs:
        assert {code.value for code in codes} <= set(table), codes
    for table in (words.OPERATIONS, words.CONSEQUENCES, words.DONE):
        assert set(DONE_BY_PEOPLE) <= set(table)
    assert set(pages_case_operations.RESOURCES.values()) == set(DONE_BY_PEOPLE)
    assert set(DONE_BY_PEOPLE) <= set(COMMANDS)


def test_refusals_name_roles_and_stages_in_words() -> None:
    refusals_by_language = {
        "en": ("At this stage only the buyer, the desk or a senior of the desk can do this.", "waiting for the buyer"),
        "zh-CN": ("当前阶段只有买家、平台客服或高级客服可以这样操作。", "待买家处理"),
    }  # fmt: skip
    for language, (move, stage) in refusals_by_language.items():
        problem = problem_of(NotYourMove(allowed="buyer, desk, senior"), language)
        assert (problem.detail, problem.fields) == (move, {"allowed": "buyer, desk, senior"})
        assert stage in problem_of(NotInThisStage(stage="awaiting_buyer"), language).detail


def test_every_event_has_a_sentence() -> None:
    from typing import get_args

    from makegood.cases import CaseEvent, event_name

    assert {event_name(event) for event in get_args(CaseEvent)} == set(story.SENTENCES)
