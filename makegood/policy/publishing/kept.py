"""PURE: a decision as it is written down, with all that it takes to make it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec import Struct

from makegood.policy.book import PackRef
from makegood.policy.pack import Judged


class StatedFact(Struct, frozen=True):
    """A fact of a decision, as the catalogue encodes it in JSON, with who said it and when."""

    name: str
    value: Any
    source: str
    at: datetime | None = None


class KeptPack(Struct, frozen=True):
    """A text that a decision was made with. `judged`: which of its rules were taken, by when they are judged."""

    name: str
    version: str
    digest: str
    judged: tuple[Judged, ...] = tuple(Judged)

    @property
    def ref(self) -> PackRef:
        """As books name it."""
        return PackRef(self.name, self.version, self.digest)


@dataclass(frozen=True, slots=True)
class KeptDecision:
    """A decision about a case, as it was written down."""

    seq: int
    order_id: int
    at: datetime
    purchased_at: datetime
    about: str
    book: str
    packs: tuple[KeptPack, ...]
    catalogue: str
    facts: tuple[StatedFact, ...]
    outcomes: Mapping[str, Any]


def last_of(kept: Sequence[KeptDecision]) -> list[KeptDecision]:
    """The decisions that were made last, one for each group of lines: from the end, until a line comes up again."""
    found: list[KeptDecision] = []
    lines: set[str] = set()
    for each in reversed(kept):
        about = set(each.about.split(","))
        if about & lines:
            break
        lines |= about
        found.insert(0, each)
    return found
