"""What a party has to show in a dispute, in plain words, with the upload beside it; and what the other side is asked for."""

from datetime import datetime

from msgspec import Struct

from makegood.cases import Role
from makegood.disputes import DutyView, boards_view, hearing_of, pieces_of
from makegood.kit.i18n import text
from makegood.web.pages.case.scene import CaseScene, Panel

OWN = ("record",)
STAGES = ("dispute_evidence", "dispute_ruling", "dispute_senior", "dispute_review", "dispute_jury")
HEARD = {
    "missing": "Nothing has been shown yet.",
    "offered": "It was shown; the desk weighs it.",
    "conceded": "The other side says so, too.",
    "proven": "The desk holds it for proven.",
    "rebutted": "The desk found otherwise.",
}

READ_NOW = (
    "Your time for evidence is over: the desk reads the file as it is now. If it needs more of you, it asks."
)
OVER = {
    "dispute_evidence": "Your time for evidence is over. When the other side's is, too, the desk reads the file as it is.",
    "dispute_jury": "Your time for evidence is over: users read the file as it is now, and then the desk.",
}
"""What happens with a file to which the reader adds nothing any more, by stage."""


class Asked(Struct, frozen=True):
    """One thing that a party is asked to show. `ways`: the evidence in words; `heard` is English; `is_mine`: the reader's.

    `is_owed`: it is missing, and the outcome turns on it.
    """

    duty: DutyView
    ways: str
    heard: str
    is_mine: bool
    is_owed: bool


class ProofPanel(Struct, frozen=True):
    """The panel. `here`: pieces that are in the case already, by name and words, which the reader may point at.

    `may_show`: the reader's own time runs, until `due_at` where it has an end; `over` (English) says what happens once it does
    not.
    """

    mine: list[Asked]
    theirs: list[Asked]
    may_show: bool
    due_at: datetime | None
    over: str
    here: list[tuple[str, str]]
    typed: dict[str, str]


async def build(scene: CaseScene) -> ProofPanel | None:
    """The panel; None where nothing is asked of anybody."""
    role, state = scene.reader.role, scene.found.case.state
    if state.stage.value not in STAGES:
        return None
    async with scene.pool.acquire() as connection:
        hearing = await hearing_of(connection, scene.policy, scene.found)
    boards = boards_view(hearing, scene.reader.language)
    duties = [each for board in boards.boards for each in board.duties if each.decides]
    asked = [_asked(each, role, scene.reader.language) for each in duties]
    if not asked:
        return None
    return ProofPanel(
        [each for each in asked if each.is_mine],
        [each for each in asked if not each.is_mine],
        role in boards.may_show_until,
        boards.may_show_until.get(role),
        OVER.get(state.stage.value, READ_NOW),
        _here(scene),
        scene.typed_in("prove") or {},
    )


def _asked(duty: DutyView, role: str, language: str) -> Asked:
    kinds = [each.words for each in duty.kinds]
    return Asked(
        duty, either(kinds, language), HEARD[duty.status], duty.by == role, duty.by == role and duty.status == "missing"
    )  # fmt: skip


def either(words: list[str], language: str) -> str:
    """Some words of which one is enough: “a photo, a video or the invoice”."""
    if len(words) < 2:
        return "".join(words)
    first = text(language, ", ").join(words[:-1])
    return text(language, "{first} or {last}", first=first, last=words[-1])


def _here(scene: CaseScene) -> list[tuple[str, str]]:
    """The reader's own pieces and those on record, the newest first; their words are of the order and its parcels."""
    own = (*OWN, scene.reader.role)
    pieces = [each for each in pieces_of(scene.found.case, scene.found.order) if each.side in own]
    return [
        (each.name, _named(each.name, each.file.name if each.file else each.words, scene.reader.language))
        for each in reversed(pieces)
    ]


NAMES = {
    "order": "The order as it was bought",
    "parcel": "The parcel to the buyer",
    "return": "The parcel back",
    "inspection": "What was found when it came back",
}


def _named(name: str, said: str, language: str) -> str:
    kind = name.partition(":")[0]
    return text(language, NAMES[kind]) if kind in NAMES else said[:80]


PANEL = Panel(
    "proof",
    "case/proof.html",
    build,
    roles=frozenset({Role.BUYER.value, Role.MERCHANT.value}),
)
