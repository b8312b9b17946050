"""PURE: the steps of a request. What was told so far stands in the address, so that going back loses nothing.

Free text never does: addresses end up in histories and logs. It is written in the step of the details
and goes on from page to page in forms that are posted.
"""

from collections.abc import Mapping
from enum import StrEnum
from urllib.parse import urlencode

from makegood.web.pages import words
from makegood.web.pages.typed import nothing_chosen

MOST_CARRIED = 120
LONGEST_CARRIED = 200
MOST_FILES = 10
"""As many as one event of a case shows."""


class Step(StrEnum):
    """What is asked, in this order."""

    ITEMS = "items"
    MATTER = "matter"
    TELL = "tell"
    REMEDY = "remedy"


LABELS = {
    Step.ITEMS: "Which items",
    Step.MATTER: "What is the matter",
    Step.TELL: "Details and photos",
    Step.REMEDY: "What I ask for",
}
"""The names of the steps, in English."""
_ORDER = list(Step)


def lacking(typed: Mapping[str, str]) -> tuple[Step | None, str]:
    """The first step that is not done yet, with what it lacks as a sentence in English."""
    if nothing_chosen(typed):
        return Step.ITEMS, words.NOTHING_CHOSEN
    if not typed.get("reason", "").strip():
        return Step.MATTER, words.NO_REASON_CHOSEN
    return None, ""


def step_wanted(typed: Mapping[str, str]) -> Step:
    """The step that an address asks for."""
    wanted = typed.get("step", "")
    return Step(wanted) if wanted in _ORDER else Step.ITEMS


def step_shown(typed: Mapping[str, str]) -> tuple[Step, str]:
    """The step to show: the one that is asked for, or an earlier one that lacks something, with what it lacks."""
    wanted = step_wanted(typed)
    first, lack = lacking(typed)
    if first is None or _ORDER.index(first) >= _ORDER.index(wanted):
        return wanted, ""
    return first, lack


def before(step: Step) -> Step | None:
    """The step before, to go back to."""
    at = _ORDER.index(step)
    return _ORDER[at - 1] if at else None


def carried(typed: Mapping[str, str], besides: Step) -> dict[str, str]:
    """What a step carries along without asking: what the other steps were told."""
    own = {Step.ITEMS: ("quantity_",), Step.MATTER: ("reason",), Step.TELL: ("fact_",), Step.REMEDY: ()}[
        besides
    ]
    return {name: value for name, value in kept(typed).items() if not name.startswith(own or ("\0",))}


def kept(typed: Mapping[str, str]) -> dict[str, str]:
    """All that was told but for free text; what was left empty is not told."""
    found = {
        name: value.strip()
        for name, value in typed.items()
        if (name.startswith(("quantity_", "fact_")) or name in ("reason", "files"))
        # The zone of a time that was left empty tells nothing.
        and (not name.endswith("--zone") or typed.get(name.removesuffix("--zone")))
    }
    told = {
        name: value
        for name, value in found.items()
        if value and len(value) <= LONGEST_CARRIED and len(name) <= 80 and not (name.startswith("quantity_") and value == "0")
    }  # fmt: skip
    return dict(list(told.items())[:MOST_CARRIED])


def address(order_id: str, typed: Mapping[str, str], step: Step, **more: str) -> str:
    """The address of a step with all that was told."""
    return f"/orders/{order_id}/cases/new?{urlencode({'step': step.value, **kept(typed), **more})}"


def file_ids(typed: Mapping[str, str]) -> list[str]:
    """The files that go with the request, each once."""
    named = [
        one for one in typed.get("files", "").split(",") if one.isascii() and one.isdigit() and len(one) <= 19
    ]
    return list(dict.fromkeys(named))[:MOST_FILES]


def with_files(typed: Mapping[str, str], ids: list[str]) -> dict[str, str]:
    """The same with other files."""
    return {**typed, "files": ",".join(list(dict.fromkeys(ids))[:MOST_FILES])}
