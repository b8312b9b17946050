"""PURE: the moves about papers that bind: wherever the desk has yet to rule, or to decide an appeal."""

from makegood.cases.model import Role, Stage
from makegood.cases.protocol import Branch, go, move

_DESK = (Role.DESK, Role.SENIOR)

BIND = move("bind_ruling", _DESK, go(None, Branch(Stage.DISPUTE_RULING, "draft_contradicts_papers")))
"""A ruling that waits for its second reader and says something else goes back to the desk."""
BIND_AND_SEND_HOME = move("bind_ruling", _DESK, Stage.DISPUTE_RULING)
"""A panel of users has nothing to find any more."""
