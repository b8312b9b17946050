"""PURE: the service board skill by skill as the page draws it: counts that lead to the list of what they count."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from makegood.cases import DeskRisk
from makegood.desk import Due, Levels, Pace, SkillKind
from makegood.kit.i18n import text
from makegood.web.pages import words
from makegood.web.pages.desk import words as desk_words
from makegood.web.pages.desk import work_words
from makegood.web.pages.desk.frame import HOME, Choice, address
from makegood.web.pages.tables import Column
from makegood.web.pages.time import left_text, zone_of

PARAMETERS = {SkillKind.TYPE: "type", SkillKind.CATEGORY: "category", SkillKind.LANGUAGE: "language"}
"""The parameter of the queue that narrows it to a skill."""
SPANS = ("7", "30")


class Cell(Struct, frozen=True):
    """A number of the table with what it counts in words; `href` leads to these cases, empty where it leads nowhere."""

    count: int
    words: str
    href: str = ""


class DueRow(Struct, frozen=True):
    """What is due of one skill, or of all."""

    name: str
    cells: list[Cell]


class PaceRow(Struct, frozen=True):
    """How long rulings of one skill took; for both spans of days: rulings, half within, nine of ten within, share in time."""

    name: str
    spans: list[tuple[str, str, str, str]]


class LevelsShown(Struct, frozen=True):
    """The board skill by skill. `points` are columns to draw: an hour, how many are due, and the same in words."""

    kinds: list[Choice]
    due_columns: list[Column]
    due: list[DueRow]
    points: list[tuple[str, int, str]]
    pace_columns: list[Column]
    pace: list[PaceRow]
    is_cut: bool


class Drawing(Struct, frozen=True):
    """For whom it is drawn: their language and zone, where the page is, and whether they may read the queue."""

    language: str
    zone: ZoneInfo | None
    path: str
    leads_on: bool


def levels_shown(levels: Levels, drawing: Drawing) -> LevelsShown:
    """The board in the reader's words and zone."""
    language = drawing.language
    labels = [_hour(at, drawing) for at in levels.edges[:-1]]
    kinds = [
        Choice(label, f"{address(drawing.path, {'by': kind})}#levels", levels.by.value == kind)
        for kind, label in work_words.SKILL_KINDS.items()
    ]
    hours = [hour.removesuffix(":00") for hour in labels[1:]]
    heads = [text(language, "Ran out"), text(language, "Now"), *hours, text(language, "Later")]
    every = DueRow(text(language, "All cases"), _cells(levels, levels.total, "", True, drawing))
    return LevelsShown(
        kinds,
        [Column(text(language, "Skill")), *(Column(head, kind="hour") for head in heads)],
        [every, *(_due_row(levels, one.name, one.due, drawing) for one in levels.skills if _any(one.due))],
        [(hour, count, str(count)) for hour, count in zip(labels, levels.total.hours, strict=True)],
        _pace_columns(language),
        [
            PaceRow(
                skill_name(levels.by, one.name, language),
                [_pace(one.last_7_days, language), _pace(one.last_30_days, language)],
            )
            for one in levels.skills
            if one.last_30_days.ruled or one.last_30_days.turns
        ],
        levels.is_cut,
    )


def skill_name(by: SkillKind, name: str, language: str) -> str:
    """A skill in words; categories are the marketplace's own."""
    if not name:
        return text(language, "None of these")
    table = {SkillKind.TYPE: words.TYPES, SkillKind.LANGUAGE: desk_words.LANGUAGES}.get(by, {})
    return text(language, table[name]) if name in table else name


def _any(due: Due) -> bool:
    return bool(due.past or due.later or any(due.hours))


def _due_row(levels: Levels, name: str, due: Due, drawing: Drawing) -> DueRow:
    is_known = name in words.TYPES or name in desk_words.LANGUAGES or levels.by is SkillKind.CATEGORY
    cells = _cells(levels, due, name, bool(name) and is_known, drawing)
    return DueRow(skill_name(levels.by, name, drawing.language), cells)


def _cells(levels: Levels, due: Due, name: str, leads_on: bool, drawing: Drawing) -> list[Cell]:
    """The cells of a row: past its clock, each hour, later."""
    query = {"tab": "all", PARAMETERS[levels.by]: name}
    language, edges = drawing.language, levels.edges
    last = _hour(edges[-1], drawing)
    spans = [
        (due.past, text(language, "ran out before now"), {"risk": DeskRisk.PAST_CLOCK.value}),
        *(
            (count, f"{_hour(since, drawing)}–{_hour(until, drawing)}", _between(since, until))
            for count, since, until in zip(due.hours, edges, edges[1:], strict=False)
        ),
        (due.later, text(language, "later than {time} tomorrow", time=last), _between(edges[-1], None)),
    ]
    return [
        Cell(count, said, address(HOME, query | span) if count and leads_on and drawing.leads_on else "")
        for count, said, span in spans
    ]


def _between(since: datetime, until: datetime | None) -> dict[str, str]:
    return {"due_from": since.isoformat(), "due_until": until.isoformat() if until else ""}


def _hour(at: datetime, drawing: Drawing) -> str:
    return at.astimezone(zone_of(drawing.language, drawing.zone)).strftime("%H:%M")


def _pace_columns(language: str) -> list[Column]:
    told = [
        Column(text(language, label, days=days), kind="amount desk-pace")
        for days in SPANS
        for label in work_words.PACE.values()
    ]
    return [Column(text(language, "Skill")), *told]


def _pace(pace: Pace, language: str) -> tuple[str, str, str, str]:
    share = f"{round(100 * pace.in_time / pace.turns)}%" if pace.turns else "–"
    return (
        str(pace.ruled), span(pace.median_seconds, language), span(pace.ninetieth_seconds, language), share
    )  # fmt: skip


def span(seconds: int | None, language: str) -> str:
    """A length of time; a dash for none."""
    return "–" if seconds is None else left_text(timedelta(seconds=max(seconds, 60)), language)
