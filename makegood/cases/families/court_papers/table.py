"""PURE: the moves about papers that bind: wherever the desk has yet to rule, or to decide an appeal, and after the end."""

from makegood.cases.model import Role, Stage
from makegood.cases.protocol import Branch, go, move

_DESK = (Role.DESK, Role.SENIOR)

BIND = move("bind_ruling", _DESK, go(None, Branch(Stage.DISPUTE_RULING, "draft_contradicts_papers")))
"""A ruling that waits for its second reader and says something else goes back to the desk."""
BIND_AND_SEND_HOME = move("bind_ruling", _DESK, Stage.DISPUTE_RULING)
"""A panel of users has nothing to find any more."""
BIND_BESIDE = move("bind_ruling", _DESK, None, "appealed")
"""An appeal that is heard while goods are on their way is decided as the papers say."""
BIND_AFTER = move("bind_ruling", _DESK, None)
"""Papers that come after the end are put on record."""
BIND_AND_TAKE_UP = move("bind_ruling", _DESK, go(None, Branch(Stage.DISPUTE_RULING, "taken_up")))
"""Where they say otherwise than a ruling for the merchant, the desk rules anew."""
