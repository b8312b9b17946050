"""PURE: the second reading of a case as the API and the pages tell it, in a reader's language."""

from datetime import datetime

from msgspec import Struct

from makegood.cases import FreightRuled, GivenFact
from makegood.disputes.board import Settling
from makegood.disputes.model import Exhibit
from makegood.disputes.pieces import Piece
from makegood.disputes.second_reading import SecondReading
from makegood.policy import EVIDENCE_WORDS, fact_words, key_text


class ComplaintView(Struct, frozen=True):
    """What an appellant says is wrong with the ruling."""

    by: str
    words: str
    at: datetime


class NewPieceView(Struct, frozen=True):
    """A piece of evidence that came after the ruling. `side`: whose it is; `words`: an excerpt, or the file's name."""

    piece: str
    side: str
    words: str
    at: datetime


class NewTieView(Struct, frozen=True):
    """Evidence tied to a fact after the ruling. `what`: the fact as a noun phrase; `kind`: photo, invoice, … in words."""

    fact: str
    what: str
    stance: str
    side: str
    kind: str
    at: datetime


class NewFactView(Struct, frozen=True):
    """A fact that somebody told after the ruling, in words."""

    name: str
    words: str
    by: str
    at: datetime


class SecondReadingView(Struct, frozen=True):
    """For whoever decides an appeal: the ruling that stands, what is wrong with it, and what came since.

    `verdict`: where the rules lead now: uphold, buyer, merchant, split; empty while they are open.
    """

    ruled_at: datetime
    favour: str
    amount_minor: int
    with_return: bool
    reason: str
    complaints: list[ComplaintView]
    pieces: list[NewPieceView]
    ties: list[NewTieView]
    facts: list[NewFactView]
    has_news: bool
    verdict: str
    freight_by: FreightRuled | None = None


def second_reading_view(
    reading: SecondReading | None, settling: Settling | None, language: str
) -> SecondReadingView | None:
    """What came since the ruling; None where no appeal waits. `settling`: where the facts' words are taken from."""
    if reading is None:
        return None
    ruling = reading.ruling
    return SecondReadingView(
        ruled_at=reading.ruled_at,
        favour=ruling.favour.value,
        amount_minor=ruling.amount_minor,
        with_return=ruling.with_return,
        reason=ruling.reason,
        complaints=[ComplaintView(each.by, each.words, each.at) for each in reading.complaints],
        pieces=[_piece(each) for each in reading.pieces],
        ties=[_tie(each, language) for each in reading.exhibits],
        facts=[_fact(each, settling, language) for each in reading.facts],
        has_news=reading.has_news,
        verdict=reading.verdict,
        freight_by=ruling.freight_by,
    )


def _piece(piece: Piece) -> NewPieceView:
    return NewPieceView(piece.name, piece.side, piece.file.name if piece.file else piece.words, piece.at)


def _tie(tie: Exhibit, language: str) -> NewTieView:
    kind = EVIDENCE_WORDS[tie.kind].in_(language) if tie.kind in EVIDENCE_WORDS else tie.kind
    what = key_text(f"prove.{tie.fact}").in_(language)
    return NewTieView(tie.fact, what, tie.stance.value, tie.side, kind, tie.at)


def _fact(given: GivenFact, settling: Settling | None, language: str) -> NewFactView:
    """A fact in words; by its name where the packs no longer know it."""
    catalogue = settling.decision.book.catalogue if settling else None
    kind = catalogue.facts.get(given.name) if catalogue else None
    if catalogue is None or kind is None:
        return NewFactView(given.name, given.name, given.by, given.at)
    words = fact_words(given.name, kind.encode(given.value), catalogue, language)
    return NewFactView(given.name, words, given.by, given.at)
