"""Every sentence that people may read has a Chinese one, with the same gaps."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

import makegood.web.app  # every slice defines its refusals
from makegood.carriers import risk
from makegood.cases import PROTOCOLS, Role, Stage
from makegood.cases.refusals import NotInThisStage, NotYourMove
from makegood.claims import NO_COVER, Party
from makegood.claims import Stage as ClaimStage
from makegood.disputes.resting import SHOWN
from makegood.kit.errors import refusals
from makegood.kit.i18n import catalogue
from makegood.kit.problem import problem_of
from makegood.notifications import KINDS
from makegood.notifications import sentences as told
from makegood.web import operation_names
from makegood.web.case_file import words as case_file
from makegood.web.pages import account_statement, clock, fields, home, operation_words, places, words
from makegood.web.pages.account import words as account
from makegood.web.pages.advances import words as advances
from makegood.web.pages.case import (
    freight_words,
    money,
    operations,
    reception_words,
    recovery_words,
    story,
)
from makegood.web.pages.case.panels import ladder, order_change, proof, reception, repair, replacement
from makegood.web.pages.chargebacks import words as chargebacks
from makegood.web.pages.claims import words as claims
from makegood.web.pages.console import evidence_words
from makegood.web.pages.console import words as console
from makegood.web.pages.desk import board_words, freight_owed, ruling
from makegood.web.pages.desk import words as desk
from makegood.web.pages.desk import work_words as desk_work
from makegood.web.pages.jury import words as jury
from makegood.web.pages.notifications import page as news
from makegood.web.pages.notifications import settings as ways_to_tell
from makegood.web.pages.orders import change_form, goods_words, record_form, replacements
from makegood.web.pages.orders import promise_words as promises
from makegood.web.pages.parcels import words as parcels
from makegood.web.pages.policy import simulation
from makegood.web.pages.policy import words as policies
from makegood.web.pages.reference import page as reference
from makegood.web.pages.views import page as views
from makegood.web.pages.work import notices, statements
from makegood.web.pages.work import words as work_words

ROOT = Path(makegood.web.app.__file__).parents[1]
TEMPLATES = ROOT / "web" / "templates"
LETTERS = ROOT / "notifications" / "templates"
GAP = re.compile(r"{(\w*?)(?:_zh)?}")
SAME_IN_BOTH = {"{field}: {problem}"}


def of_templates() -> Iterator[str]:
    environment = Environment()
    for path in (*TEMPLATES.rglob("*.html"), *LETTERS.glob("*")):
        for call in environment.parse(path.read_text("utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in ("t", "tn"):
                told = call.args[: 2 if call.node.name == "tn" else 1]
                yield from (str(one.value) for one in told if isinstance(one, nodes.Const))


def of_code() -> Iterator[str]:
    """The literals in `text(language, "…")`, and the words that refusals put into their gaps."""
    for path in ROOT.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            if getattr(call.func, "attr", "") == "say" and call.args:
                yield from literals(call.args[0])
            name = getattr(call.func, "id", "")
            if name == "text" and len(call.args) > 1:
                yield from literals(call.args[1])
            if name == "counted":
                yield from (word for part in call.args[1:3] for word in literals(part))
            if name == "NotFound":
                yield from (word for keyword in call.keywords for word in literals(keyword.value))
            if name == "_wrong" and len(call.args) > 2:
                yield from literals(call.args[2])


def literals(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    if isinstance(node, ast.IfExp):
        yield from (*literals(node.body), *literals(node.orelse))


def of_tables() -> Iterator[str]:
    for table in (
        *words.TABLES,
        *operation_words.TABLES,
        *operation_names.TABLES,
        *work_words.TABLES,
        *account.TABLES,
        *console.TABLES,
        *evidence_words.TABLES,
        *desk.TABLES,
        *desk_work.TABLES,
        *board_words.TABLES,
        *promises.TABLES,
        *policies.TABLES,
        *reception_words.TABLES,
        *parcels.TABLES,
        *claims.TABLES,
        *chargebacks.TABLES,
        *jury.TABLES,
        *goods_words.TABLES,
        *case_file.TABLES,
    ):
        yield from table.values()
    yield from story.sentences()
    yield from advances.SENTENCES
    yield from fields.LABELS
    yield from (*home.VIEWS.values(), *home.TOLD.values(), "Every stage", "Everybody")
    yield from clock.HOURS.values()
    yield from (*statements.PERIODS, *notices.KINDS.values(), "Your question")
    yield from (place.label for place in places.PLACES)
    yield from (heading for heading in places.GROUPS.values() if heading)
    yield from simulation.WAY_WORDS.values()
    yield from (*risk.SIGNING, *risk.CHOSEN, *risk.ADDRESS, *risk.RETURN_ADDRESS, *risk.ON_THE_WAY_BACK)
    yield from (*money.FIGURES, money.BY_BANK)
    yield from (
        *freight_words.WORDS,
        *recovery_words.WORDS,
        *record_form.sentences(),
        *freight_owed.SENTENCES,
    )
    yield from (*replacements.LABELS, *replacements.COSTS, *replacement.SENTENCES)
    yield from (*order_change.SENTENCES, *change_form.LABELS.values(), change_form.KEEP)
    yield from (word for kind in change_form.CHANGES.values() for word in (kind.label, kind.heading))
    yield from reception.WORDS
    yield from (*account_statement.SENTENCES, "By case", "Account", "On hand", "What came back")
    yield from (*repair.WORDS, *ladder.BECAME.values())
    yield from (operations.ACCEPT_ALL, operations.COUNTER_OFFER)
    yield from (sentence for _, sentence in reference.PROBLEMS.values())


def of_disputes() -> Iterator[str]:
    """What parties and desk read of evidence and rulings."""
    yield from (
        *proof.HEARD.values(),
        *proof.NAMES.values(),
        *proof.OVER.values(),
        proof.READ_NOW,
        *SHOWN.values(),
    )
    yield from (ruling.PROPOSAL, ruling.DEPARTURE, ruling.FREIGHT, ruling.BY_RULES)


def of_notifications() -> Iterator[str]:
    """What people are told of their cases, here and in e-mails."""
    yield from told()
    yield from (kind.label for kind in KINDS.values())
    yield from (*news.TABS.values(), *news.TOLD.values(), *views.TOLD.values())
    yield from (*ways_to_tell.CHANNELS.values(), *ways_to_tell.PACES.values())


def of_protocol() -> Iterator[str]:
    """What silence means, and the codes of roles and stages, which refusals name."""
    for table in PROTOCOLS.values():
        yield table.question.silence.meaning
        for row in table.rows:
            yield from (silence.meaning for silence in row.silence)
            yield from (", ".join(sorted(role.value for role in move.by)) for move in row.moves)
    yield from (role.value for role in Role)
    yield from (stage.value for stage in ClaimStage)
    yield from (party.value for party in Party)
    yield from NO_COVER
    yield from (stage.value for stage in Stage)


def of_refusals() -> Iterator[str]:
    yield from (cls.template() for cls in refusals() if cls.__module__.startswith("makegood"))


def all_sentences() -> list[str]:
    found = {
        *of_templates(),
        *of_code(),
        *of_tables(),
        *of_disputes(),
        *of_notifications(),
        *of_protocol(),
        *of_refusals(),
    }
    return sorted(found - SAME_IN_BOTH - {""})


@pytest.mark.parametrize("sentence", all_sentences())
def test_every_sentence_is_translated_with_its_gaps(sentence: str) -> None:
    chinese = catalogue("zh-CN").get(sentence)
    assert chinese, f"makegood/locale/zh_CN/LC_MESSAGES/makegood.po lacks: {sentence!r}"
    assert set(GAP.findall(chinese)) == set(GAP.findall(sentence)), (sentence, chinese)


def test_the_catalogue_has_nothing_that_nobody_says() -> None:
    assert sorted(set(catalogue("zh-CN")) - set(all_sentences()) - SAME_IN_BOTH) == []


def test_codes_of_the_model_have_words() -> None:
    from makegood.cases.every_command import COMMANDS
    from makegood.cases.model import CaseType, Favour, Goods, LegStatus, Money, PauseReason
    from makegood.cases.view import DONE_BY_PEOPLE

    pairs = [
        (Stage, words.STAGES), (CaseType, words.TYPES), (Goods, words.GOODS), (Money, words.MONEY),
        (LegStatus, words.LEGS), (Favour, words.FAVOURS), (PauseReason, words.PAUSES), (Role, words.WHO),
    ]  # fmt: skip
    for codes, table in pairs:
        assert {code.value for code in codes} <= set(table), codes
    for table in operation_words.TABLES:
        assert set(DONE_BY_PEOPLE) <= set(table)
    assert set(operations.RESOURCES.values()) == set(DONE_BY_PEOPLE)
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


def test_templates_name_only_tables_that_there_are() -> None:
    tables = {"words": words, "operation_words": operation_words, "promises": promises}
    for template in TEMPLATES.rglob("*.html"):
        for module, table in re.findall(r"\b([a-z_]+)\.([A-Z][A-Z_]+)\b", template.read_text()):
            assert module not in tables or hasattr(tables[module], table), (template.name, module, table)
