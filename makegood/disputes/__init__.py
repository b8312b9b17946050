"""Disputes: the burden of proof, computed; evidence tied to what it is to prove; the ruling that the rules lead to."""

from makegood.disputes.board import Settling as Settling
from makegood.disputes.board import board as board
from makegood.disputes.confidence import Confidence as Confidence
from makegood.disputes.departing import proposed_terms as proposed_terms
from makegood.disputes.evidence_list import (
    Evidence as Evidence,
)
from makegood.disputes.evidence_list import (
    PieceView as PieceView,
)
from makegood.disputes.evidence_list import (
    evidence_of as evidence_of,
)
from makegood.disputes.evidence_list import (
    for_reader as for_reader,
)
from makegood.disputes.evidence_list import (
    piece_view as piece_view,
)
from makegood.disputes.freight import FreightOwed as FreightOwed
from makegood.disputes.gathering import Hearing as Hearing
from makegood.disputes.gathering import hearing_of as hearing_of
from makegood.disputes.holding import (
    Followed as Followed,
)
from makegood.disputes.holding import (
    hold_to_proposal as hold_to_proposal,
)
from makegood.disputes.holding import (
    rulings_followed as rulings_followed,
)
from makegood.disputes.marking import marks_of_ruling as marks_of_ruling
from makegood.disputes.marks_standing import RuledMark as RuledMark
from makegood.disputes.model import (
    Board as Board,
)
from makegood.disputes.model import (
    Clock as Clock,
)
from makegood.disputes.model import (
    Correction as Correction,
)
from makegood.disputes.model import (
    Duty as Duty,
)
from makegood.disputes.model import (
    Exhibit as Exhibit,
)
from makegood.disputes.model import (
    Ground as Ground,
)
from makegood.disputes.model import (
    Result as Result,
)
from makegood.disputes.model import (
    Stance as Stance,
)
from makegood.disputes.model import (
    Status as Status,
)
from makegood.disputes.pieces import Piece as Piece
from makegood.disputes.pieces import pieces_of as pieces_of
from makegood.disputes.pieces import whole_words as whole_words
from makegood.disputes.propose import (
    Change as Change,
)
from makegood.disputes.propose import (
    Found as Found,
)
from makegood.disputes.propose import (
    Part as Part,
)
from makegood.disputes.propose import (
    ProposedRuling as ProposedRuling,
)
from makegood.disputes.propose import (
    Stood as Stood,
)
from makegood.disputes.propose import (
    propose as propose,
)
from makegood.disputes.resting import SOURCES as SOURCES
from makegood.disputes.resting import FactLine as FactLine
from makegood.disputes.resting import fact_lines as fact_lines
from makegood.disputes.second_reading import SecondReading as SecondReading
from makegood.disputes.second_reading import second_reading as second_reading
from makegood.disputes.similar import (
    SimilarCase as SimilarCase,
)
from makegood.disputes.similar import (
    SimilarCases as SimilarCases,
)
from makegood.disputes.similar import (
    similar_cases as similar_cases,
)
from makegood.disputes.tying import (
    CorrectionAsked as CorrectionAsked,
)
from makegood.disputes.tying import (
    TieAsked as TieAsked,
)
from makegood.disputes.tying import (
    correct_tie as correct_tie,
)
from makegood.disputes.tying import (
    duty_for as duty_for,
)
from makegood.disputes.tying import (
    require_open as require_open,
)
from makegood.disputes.tying import (
    tie_piece as tie_piece,
)
from makegood.disputes.views import (
    BoardsView as BoardsView,
)
from makegood.disputes.views import (
    BoardView as BoardView,
)
from makegood.disputes.views import (
    DutyView as DutyView,
)
from makegood.disputes.views import (
    ExhibitView as ExhibitView,
)
from makegood.disputes.views import (
    KindTold as KindTold,
)
from makegood.disputes.views import (
    ProposalView as ProposalView,
)
from makegood.disputes.views import (
    boards_view as boards_view,
)
from makegood.disputes.views import (
    kind_words as kind_words,
)
from makegood.disputes.views import (
    proposal_view as proposal_view,
)
from makegood.disputes.views import (
    ruling_words as ruling_words,
)
from makegood.disputes.views import untied_in as untied_in
from makegood.disputes.views import (
    what_of as what_of,
)
