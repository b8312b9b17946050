"""PURE: the obstacles that the desk's work may meet. The docstring is the message people read."""

from typing import ClassVar

from makegood.kit.errors import Refused


class GivenNotTaken(Refused):
    """Cases are given, so that nobody chooses: press “Next case”. A senior can assign this one to you."""


class ConflictOfInterest(Refused):
    """Somebody who decided in this case before, is a party or has to do with one cannot have it or rule on it."""


class HeldByAnother(Refused):
    """{name} has this case. Ask them to hand it over, or a senior to assign it to you or take it over."""


class NoPersonRules(Refused):
    """A named person rules, and this API key belongs to nobody. Sign in as yourself to decide."""

    status: ClassVar[int] = 403


class TooMuchToDo(Refused):
    """{name} has {open} cases already, as many as they can have at a time."""


class NotWithTheDesk(Refused):
    """The desk has nothing to decide in this case now, so nobody can be given it."""


class DeskReasonOwed(Refused):
    """Say why, in at least {least} characters: it stays on the record of the case."""

    status: ClassVar[int] = 422


class SeniorsAssign(Refused):
    """Only a senior assigns cases by hand."""

    status: ClassVar[int] = 403


class NotYours(Refused):
    """This case is not assigned to you, so there is nothing to pass on."""


class SkillsNotUsable(Refused):
    """What somebody can take cannot be kept as it is: {field}."""

    status: ClassVar[int] = 422


class MacroUnchanged(Refused):
    """This is the text “{title}” as it stands. Add what you found in this very case: what you looked at, and what follows."""

    status: ClassVar[int] = 422


class MacroNotUsable(Refused):
    """A text needs a title of at most 60 characters and a body of at most 2,000."""

    status: ClassVar[int] = 422


class MacroTitleTaken(Refused):
    """There is a text with this title already."""


class NotBlindAnyMore(Refused):
    """You have read this case since it was ruled on, so your second ruling would not be blind. It goes to somebody else."""


class NothingToReview(Refused):
    """No ruling waits for a second one that you could make."""


class ReviewNotYours(Refused):
    """This second ruling is not yours to make, or its time has run out. Ask for the next one."""


class AmountOwedInSplit(Refused):
    """A split names an amount above nothing and of at most {most_minor}; other rulings name none."""

    status: ClassVar[int] = 422
