"""What every panel of a case's page may draw from, and what a panel is (docs/recipes/add-a-panel.md)."""

from collections.abc import Awaitable, Callable
from typing import Any

from msgspec import Struct

from makegood.cases import NOTHING_WITHHELD, CaseView, Policy, Withheld, case_view
from makegood.cases.requests import Done
from makegood.db.pool import Pool
from makegood.web.pages.case.clock import is_mine
from makegood.web.pages.case.model import parties_of
from makegood.web.pages.case.questions import Asking
from makegood.web.pages.names import Names
from makegood.web.pages.shell import Reader


class Typed(Struct, frozen=True):
    """A form that was sent and not taken."""

    operation: str
    values: dict[str, str]


class CaseScene(Struct, frozen=True):
    """One case before one reader: what is kept, what the reader may see of it, who the parties are.

    `typed` is a form that was not taken; `key` is the idempotency key that forms of this page are drawn with.
    """

    pool: Pool
    policy: Policy
    reader: Reader
    found: Done
    view: CaseView
    names: Names
    typed: Typed | None
    key: str

    @property
    def mine(self) -> bool:
        """Whether the reader has the ball."""
        return is_mine(self.view, self.reader.roles)

    @property
    def buyer(self) -> str:
        """What the reader may call the buyer."""
        return parties_of(self.view, self.names, self.reader.language)[0]

    @property
    def merchant(self) -> str:
        """What the merchant is called."""
        return parties_of(self.view, self.names, self.reader.language)[1]

    @property
    def asking(self) -> Asking:
        """In which language and currency facts are asked and told."""
        return Asking(self.reader.language, self.view.currency, self.reader.zone)

    def typed_in(self, operation: str) -> dict[str, str] | None:
        """What was typed into an operation's form, if that is the one which was not taken."""
        return self.typed.values if self.typed and self.typed.operation == operation else None


class Panel(Struct, frozen=True):
    """A part of the page. `build` returns what the template calls `panel`; for None the panel is not shown.

    `place`: `main`, `side` (beside it on a wide screen, below it on a phone) or `last` (below both on a phone).
    `roles`: whose page has it; empty for everybody's.
    """

    name: str
    template: str
    build: Callable[[CaseScene], Awaitable[Any | None]]
    place: str = "main"
    roles: frozenset[str] = frozenset()


class Shown(Struct, frozen=True):
    """A panel with what it draws."""

    name: str
    template: str
    place: str
    data: Any


def scene_of(
    pool: Pool,
    policy: Policy,
    reader: Reader,
    found: Done,
    names: Names,
    key: str,
    typed: Typed | None = None,
    withheld: Withheld = NOTHING_WITHHELD,
) -> CaseScene:
    """The scene of a case for a reader who is signed in and may see it. `withheld`: what the desk keeps them from."""
    view = case_view(
        found.case, found.order, reader.me, reader.language, reader.now, policy.catalogue, withheld
    )
    return CaseScene(pool, policy, reader, found, view, names, typed, key)
