"""PURE: what the file holds already, told beside the form that asks a party something: nobody says the same thing twice."""

from collections.abc import Iterator, Sequence
from itertools import islice

from makegood.cases import CaseView, Message, messages_of
from makegood.disputes import BoardsView, Status
from makegood.kit.i18n import text
from makegood.web.pages.desk.summary import Line, Telling

_SHOWN = frozenset({Status.OFFERED, Status.CONCEDED, Status.PROVEN})
MOST = 20
"""So many sentences are told; who wants more reads the file itself."""


def already_known(
    view: CaseView, lines: Sequence[Line], boards: BoardsView | None, telling: Telling
) -> list[str]:
    """Questions that were answered, facts that were told and nobody disputes, and what evidence has shown."""
    facts = (line.words for line in lines if line.kind == "fact")
    return list(islice(_in_turn(_answered(messages_of(view), telling), facts, _shown(boards, telling)), MOST))


def _in_turn(*parts: Iterator[str]) -> Iterator[str]:
    for part in parts:
        yield from part


def _answered(messages: Sequence[Message], telling: Telling) -> Iterator[str]:
    """Questions with their answers. An answer is by whoever was asked last."""
    asked: Message | None = None
    for one in messages:
        if one.to is not None:
            asked = one
        elif asked is not None and one.answers and one.by is asked.to:
            yield text(
                telling.language, "{who} was asked: “{question}” – and answered: “{answer}”",
                who=telling.name(one.by.value), question=asked.text, answer=one.text,
            )  # fmt: skip
            asked = None


def _shown(boards: BoardsView | None, telling: Telling) -> Iterator[str]:
    for board in boards.boards if boards else ():
        for duty in board.duties:
            if duty.status in _SHOWN:
                yield text(telling.language, "There is evidence already: {what}.", what=duty.what)
