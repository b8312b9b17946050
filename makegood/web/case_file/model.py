"""PURE: the file of a case as it is taken away. What stands in it is what its reader may see, in their language."""

from datetime import datetime

from msgspec import Struct

from makegood.cases import CaseDecision, CaseView, FreightRuled
from makegood.disputes import BoardsView, FactLine, PieceView
from makegood.evidence import LinkView
from makegood.orders import OrderSnapshot
from makegood.web.pages.case.money import Figure, MoneyWay
from makegood.web.pages.case.panels.grounds import Cited
from makegood.web.pages.case.story import StoryLine
from makegood.web.pages.claims.mark_lines import MarkLine
from makegood.web.pages.console.journal import EntryTold

FORMAT = "makegood-case-file/1"


class Said(Struct, frozen=True):
    """A message: `by` is a role, `name` what they are called to the reader; `files` are the names of files."""

    seq: int
    at: datetime
    by: str
    name: str
    text: str
    files: tuple[str, ...]


class RulingMade(Struct, frozen=True):
    """A ruling, or a decision on an appeal. `amount_minor` is what the buyer gets, `freight_by` who bears the freight, `facts`
    what it rests on. `decided_by`: the public number of the person of the desk, empty where nobody of the desk decided.
    """

    at: datetime
    by: str
    favour: str
    amount_minor: int
    reason: str
    grounds: list[Cited]
    freight_by: FreightRuled | None = None
    facts: list[FactLine] = []
    decided_by: str = ""


class PieceTaken(Struct, frozen=True):
    """A piece of evidence. `path`: where its content lies in the archive, empty where it holds none; `why_not`: why it does
    not; `custody`: its chain, readings for the desk alone.
    """

    piece: PieceView
    called: str
    path: str
    why_not: str
    custody: list[LinkView]


class MoneyTold(Struct, frozen=True):
    """The money of the case: amounts in minor units of its currency. `entries`: the book, for the desk alone."""

    figures: list[Figure]
    ways: list[MoneyWay]
    freight: list[str]
    recovered: list[str]
    entries: list[EntryTold]


class CaseFile(Struct, frozen=True, kw_only=True):
    """Everything. `made_for` is the role of the reader, `marks` what rulings put on record."""

    format: str = FORMAT
    made_at: datetime
    made_for: str
    language: str
    title: str
    buyer: str
    merchant: str
    case: CaseView
    order: OrderSnapshot
    course: list[StoryLine]
    messages: list[Said]
    decisions: list[CaseDecision]
    decisions_left_out: bool
    rulings: list[RulingMade]
    marks: list[MarkLine]
    boards: BoardsView
    evidence: list[PieceTaken]
    money: MoneyTold
