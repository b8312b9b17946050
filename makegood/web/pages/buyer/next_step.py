"""PURE: the one next thing that a buyer can do about a case, as a button that leads to it."""

from msgspec import Struct

from makegood.cases import CaseState, CaseView
from makegood.web.pages.case.operations import forms_of
from makegood.web.pages.orders.promise_words import NEXT_STEPS


class NextStep(Struct, frozen=True):
    """A button: its English label, where it leads, and the operation whose form stands there (empty: it only looks)."""

    label: str
    href: str
    operation: str = ""

    @property
    def anchor(self) -> str:
        """Where it leads on the case's own page."""
        return f"#{self.href.partition('#')[2]}"


def next_step(view: CaseView, state: CaseState, mine: bool) -> NextStep:
    """What to do next: answer who asked, then what the stage wants, then what the rules still ask."""
    path = f"/cases/{view.id}"
    if mine and view.question:
        return NextStep(NEXT_STEPS["question"], f"{path}#messages", "say")
    forms = forms_of(view, mine, "en", {})
    first = next((form for form in forms if form.tone == "first"), None)
    if first is not None:
        return NextStep(first.label, f"{path}#{first.resource}", first.name)
    if any("buyer" in fact.by for fact in state.terms.missing) and view.ball:
        return NextStep(NEXT_STEPS["facts"], f"{path}#facts", "supply_facts")
    # A buyer whose move it is loses by staying silent: what fits most of the rest, but nothing that gives up.
    fitting = next((form for form in forms if mine and form.tone == "plain"), None)
    if fitting is not None:
        return NextStep(fitting.label, f"{path}#{fitting.resource}", fitting.name)
    return NextStep(NEXT_STEPS["answer" if mine else "look"], path)


def next_operation(view: CaseView, state: CaseState, mine: bool) -> NextStep | None:
    """The same on the case's own page: only what is allowed now and has its form there."""
    step = next_step(view, state, mine)
    allowed = {one.name for one in view.allowed_operations if one.allowed}
    return step if step.operation in allowed else None
