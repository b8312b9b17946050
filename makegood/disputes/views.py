"""PURE: boards, proposals and evidence as the API and the pages tell them, in a reader's language."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct

from makegood.cases import FreightRuled
from makegood.disputes.board import Settling
from makegood.disputes.bound import result_of
from makegood.disputes.confidence import Confidence
from makegood.disputes.freight import FreightOwed
from makegood.disputes.gathering import Hearing
from makegood.disputes.model import Board, Duty, Exhibit, Ground, Result, Status
from makegood.disputes.pieces import Piece, pieces_of
from makegood.disputes.propose import Change, Found, Part, Stood
from makegood.disputes.second_views import SecondReadingView, second_reading_view
from makegood.disputes.showing import Times, times_of
from makegood.kit.money import money_text
from makegood.policy import (
    EVIDENCE_WORDS,
    RULING_WORDS,
    Catalogue,
    FactQuestion,
    Kind,
    Text,
    fact_words,
    key,
    key_text,
    question_of,
    value_words,
)

_OPEN = Text("not to be decided yet", "尚不能裁决")


class RuleTold(Struct, frozen=True):
    """A rule in the reader's language, with its source. `confidence`: H, M or L, as its pack is sure of it."""

    rule: str
    text: str
    source: str
    confidence: str


class Follows(Struct, frozen=True):
    """A ruling by its code and in words, and the rule that leads to it; null where none does."""

    ruling: str
    words: str
    because: RuleTold | None


class KindTold(Struct, frozen=True):
    """A kind of evidence by its code and in words."""

    kind: str
    words: str


class ExhibitView(Struct, frozen=True):
    """A piece tied to a fact. `side`: who showed the piece; `tied_by`: the role of who tied it. `suffices`: whether it is of
    a kind that shows the fact. With `corrected`, why the desk took it away, it counts for nothing; `instead`: by what.
    """

    id: str
    piece: str
    fact: str
    kind: str
    kind_words: str
    stance: str
    side: str
    tied_by: str
    at: datetime
    suffices: bool
    corrected: str
    instead: str | None


class DutyView(Struct, frozen=True):
    """What a party has to prove. `what` is a noun phrase; `status`: missing, offered, conceded, proven, rebutted;
    `contested`: evidence stands on both sides. `decides`: whether the outcome turns on it now. `asked`: it does, nothing was
    shown, and the party may still show it, `until` its own time ends (null: no end is set now).
    """

    fact: str
    what: str
    by: str
    kinds: list[KindTold]
    because: RuleTold
    status: str
    contested: bool
    decides: bool
    shown: list[ExhibitView]
    against: list[ExhibitView]
    if_shown: Follows
    if_not: Follows
    asked: bool = False
    until: datetime | None = None


class BoardView(Struct, frozen=True):
    """What is to be proven about some order lines, in order.

    `next_fact` and `next_by`: what is asked next, and of whom; empty where nothing is missing, and where whoever has to show
    it may not any more. `next_until`: when that party's own time ends.
    """

    line_nos: tuple[int, ...]
    claim: str
    remedy: str
    duties: list[DutyView]
    next_fact: str
    next_by: str
    questions: list[FactQuestion]
    as_it_stands: Follows
    next_until: datetime | None = None


class BoardsView(Struct, frozen=True):
    """A board for each group of lines that are alike. `ball`, `due_at`: whose turn it is until when.

    `may_show_until`: the parties that may still show something, each with the end of its own time (null: no end is set now).
    `untied`: files that nobody has said of what they are to prove, by their names in the list of evidence.
    """

    case_id: str
    version: int
    ball: str | None
    due_at: datetime | None
    boards: list[BoardView]
    may_show_until: dict[str, datetime | None]
    untied: list[str]


class StoodView(Struct, frozen=True):
    """A fact that a finding rests on, in words, and who says so (`assumed`: the burden of proof does)."""

    name: str
    words: str
    source: str


class FindingView(Struct, frozen=True):
    """One thing that follows. `value`: a word, or minor units of the case's currency."""

    key: str
    what: str
    value: str | int
    words: str
    because: RuleTold | None
    rests_on: list[StoodView]


class ChangeView(Struct, frozen=True):
    """What would change the outcome: this party `shown` or refuted that, by this evidence; and what is ruled then."""

    fact: str
    what: str
    by: str
    kinds: list[KindTold]
    shown: bool
    then: Follows


class ProposalView(Struct, frozen=True):
    """The ruling that the rules lead to. `favour`: buyer, merchant, split; empty while facts are missing (`questions`).
    `compensation_minor`: what it pays on top, of what the findings say is owed. `freight_by`: who bears the freight by it, and
    `freight_owed` whom law and promises name.

    The buyer gets `amount_minor` of `asked_minor`, `share` in basis points. `confidence` from 0 to 100, and `weakest`: the
    fact or rule that it is weakest in. A ruling names the proposal by its `digest`. `second_reading`: on appeal, what is new.
    """

    case_id: str
    version: int
    digest: str
    currency: str
    favour: str
    remedy: Follows
    amount_minor: int
    asked_minor: int
    share: int
    with_return: bool | None
    parts: list[Part]
    findings: list[FindingView]
    confidence: Confidence
    weakest: str
    changes: list[ChangeView]
    questions: list[FactQuestion]
    second_reading: SecondReadingView | None = None
    compensation_minor: int = 0
    freight_by: FreightRuled | None = None
    freight_owed: tuple[FreightOwed, ...] = ()


def boards_view(hearing: Hearing, language: str) -> BoardsView:
    """Every board of a dispute."""
    state, times = hearing.seen.case.state, times_of(hearing.seen)
    return BoardsView(
        str(state.id),
        state.version,
        state.owner.value if state.owner else None,
        state.due_at,
        [board_view(board, settling, times, language) for board, settling in hearing.boards],
        dict(times),
        [each.name for each in untied_in(hearing)],
    )


def untied_in(hearing: Hearing) -> list[Piece]:
    """The files of a case that were never tied; what the desk has taken away was looked at."""
    looked_at = {each.piece for each in hearing.exhibits}
    seen = hearing.seen
    return [each for each in pieces_of(seen.case, seen.order) if each.file and each.name not in looked_at]


def board_view(board: Board, settling: Settling, times: Times, language: str) -> BoardView:
    """One board; `times`: who may still show something."""
    duties = [duty_view(each, times, language) for each in board.duties]
    following = next((each for each in duties if each.asked), None)
    return BoardView(
        board.line_nos,
        board.claim,
        board.remedy,
        duties,
        following.fact if following else "",
        following.by if following else "",
        questions_of(board.unknown, settling.decision.book.catalogue, language),
        follows(board.ruling, language),
        following.until if following else None,
    )


def duty_view(duty: Duty, times: Times, language: str) -> DutyView:
    """One thing that is to be proven; `times`: who may still show something."""
    return DutyView(
        fact=duty.fact,
        what=what_of(duty.fact, language),
        by=duty.by,
        kinds=kinds_told(duty.kinds, language),
        because=rule_told(duty.ground, language),
        status=duty.status.value,
        contested=duty.is_contested,
        decides=duty.decides,
        shown=[exhibit_view(each, duty.kinds, language) for each in duty.for_it],
        against=[exhibit_view(each, (), language) for each in duty.against_it],
        if_shown=follows(duty.if_shown, language),
        if_not=follows(duty.if_not, language),
        asked=duty.decides and duty.status is Status.MISSING and duty.by in times,
        until=times.get(duty.by),
    )


def exhibit_view(exhibit: Exhibit, kinds: Sequence[str], language: str) -> ExhibitView:
    """A tie; `kinds`: those that show its fact, none for any."""
    correction = exhibit.correction
    return ExhibitView(
        id=str(exhibit.id), piece=exhibit.piece, fact=exhibit.fact, kind=exhibit.kind,
        kind_words=kind_words(exhibit.kind, language), stance=exhibit.stance.value, side=exhibit.side,
        tied_by=exhibit.role, at=exhibit.at, suffices=not kinds or exhibit.kind in kinds,
        corrected=correction.reason if correction else "",
        instead=str(correction.instead) if correction and correction.instead else None,
    )  # fmt: skip


def proposal_view(hearing: Hearing, language: str) -> ProposalView:
    """The proposal of a dispute."""
    made, state = hearing.proposal, hearing.seen.case.state
    settlings = [settling for _, settling in hearing.boards]
    result = hearing.boards[0][0].ruling if hearing.boards else Result("none")
    if state.bound is not None:
        result = result_of(state.bound, state)
    return ProposalView(
        case_id=str(state.id), version=state.version, digest=made.digest, currency=state.currency, favour=made.favour,
        remedy=follows(result, language), amount_minor=made.amount_minor, asked_minor=made.asked_minor, share=made.share,
        with_return=made.with_return, parts=list(made.parts),
        findings=[_finding(each, settlings, state.currency, language) for each in made.findings], confidence=made.confidence,
        weakest=_weakest(made.confidence.weakest, hearing, language),
        changes=[_change(each, language) for each in made.changes],
        questions=questions_of(made.missing, settlings[0].decision.book.catalogue, language) if settlings else [],
        second_reading=second_reading_view(hearing.second_reading, settlings[0] if settlings else None, language),
        compensation_minor=made.compensation_minor, freight_by=made.freight_by, freight_owed=made.freight_owed,
    )  # fmt: skip


def _value_words(found: Found, currency: str, language: str) -> str:
    kind = key(found.key)
    if kind.kind is Kind.AMOUNT:
        return money_text(found.code, currency, language)
    return value_words(kind, found.code, language)


def _finding(found: Found, settlings: Sequence[Settling], currency: str, language: str) -> FindingView:
    return FindingView(
        found.key, key_text(found.key).in_(language), found.value, _value_words(found, currency, language),
        rule_told(found.ground, language) if found.ground else None,
        [_stood(each, settlings[0].decision.book.catalogue, language) for each in found.rests_on],
    )  # fmt: skip


def _stood(stood: Stood, catalogue: Catalogue, language: str) -> StoodView:
    return StoodView(stood.name, fact_words(stood.name, stood.value, catalogue, language), stood.source)


def _change(change: Change, language: str) -> ChangeView:
    return ChangeView(
        change.fact, what_of(change.fact, language), change.by, kinds_told(change.kinds, language), change.shown,
        follows(Result(change.ruling, change.ground), language),
    )  # fmt: skip


def _weakest(name: str, hearing: Hearing, language: str) -> str:
    """The weakest link in words: what is to be proven, a fact to be told, or the name of a rule."""
    for board, settling in hearing.boards:
        if board.duty(name):
            return what_of(name, language)
        if name in settling.decision.book.catalogue.facts:
            return settling.decision.book.catalogue.facts[name].label.in_(language)
    return name


def follows(result: Result, language: str) -> Follows:
    """A ruling in words."""
    return Follows(
        result.ruling,
        ruling_words(result.ruling, language),
        rule_told(result.ground, language) if result.ground else None,
    )


def rule_told(ground: Ground, language: str) -> RuleTold:
    """A rule in the reader's language."""
    return RuleTold(ground.rule, ground.text.in_(language), ground.source.in_(language), ground.confidence)


def ruling_words(ruling: str, language: str) -> str:
    """A ruling in words; where there is none, that."""
    if ruling in RULING_WORDS:
        return RULING_WORDS[ruling].in_(language)
    return _OPEN.in_(language)


def kinds_told(kinds: Iterable[str], language: str) -> list[KindTold]:
    """Kinds of evidence in words."""
    return [KindTold(each, kind_words(each, language)) for each in kinds]


def kind_words(kind: str, language: str) -> str:
    """A kind of evidence in words."""
    return EVIDENCE_WORDS[kind].in_(language) if kind in EVIDENCE_WORDS else kind


def what_of(fact: str, language: str) -> str:
    """What is to be proven, as a noun phrase."""
    return key_text(f"prove.{fact}").in_(language)


def questions_of(names: Iterable[str], catalogue: Catalogue, language: str) -> list[FactQuestion]:
    """Facts that somebody has to tell, as questions."""
    return [question_of(catalogue.facts[name], language) for name in names if name in catalogue.facts]


def custody_of(piece: Piece, exhibits: Sequence[Exhibit], language: str) -> list[ExhibitView]:
    """Everything that was tied with a piece, the first first, corrections included."""
    return [exhibit_view(each, (), language) for each in exhibits if each.piece == piece.name]
