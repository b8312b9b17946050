"""The desk's work: who gets which case, rulings made twice in the dark, the service board, texts to begin with."""

from makegood.desk import refusals as refusals
from makegood.desk.agreement import Agreement as Agreement
from makegood.desk.agreement import agreement as agreement
from makegood.desk.agreement import agreement_by as agreement_by
from makegood.desk.assignments import (
    assign as assign,
)
from makegood.desk.assignments import (
    assignments_of as assignments_of,
)
from makegood.desk.assignments import (
    cases_assigned as cases_assigned,
)
from makegood.desk.assignments import (
    give_back as give_back,
)
from makegood.desk.assignments import (
    moves_of as moves_of,
)
from makegood.desk.assignments import (
    open_of as open_of,
)
from makegood.desk.assignments import (
    pass_on as pass_on,
)
from makegood.desk.assignments import (
    take_by_hand as take_by_hand,
)
from makegood.desk.assignments import (
    take_next as take_next,
)
from makegood.desk.assignments import (
    why_not_taken as why_not_taken,
)
from makegood.desk.blind import (
    AgreementFigures as AgreementFigures,
)
from makegood.desk.blind import (
    Answered as Answered,
)
from makegood.desk.blind import (
    BlindReview as BlindReview,
)
from makegood.desk.blind import (
    Finding as Finding,
)
from makegood.desk.blind import (
    agreement_figures as agreement_figures,
)
from makegood.desk.blind import (
    answer_blind as answer_blind,
)
from makegood.desk.blind import (
    before_ruling as before_ruling,
)
from makegood.desk.blind import (
    blind_of as blind_of,
)
from makegood.desk.blind import (
    findings as findings,
)
from makegood.desk.blind import (
    settle_finding as settle_finding,
)
from makegood.desk.blind import (
    take_blind as take_blind,
)
from makegood.desk.board import NEAR as NEAR
from makegood.desk.board import Board as Board
from makegood.desk.board import Standing as Standing
from makegood.desk.board import service_board as service_board
from makegood.desk.choose import Obstacle as Obstacle
from makegood.desk.choose import most_urgent as most_urgent
from makegood.desk.choose import obstacle as obstacle
from makegood.desk.levels import Due as Due
from makegood.desk.levels import Levels as Levels
from makegood.desk.levels import Pace as Pace
from makegood.desk.levels import SkillKind as SkillKind
from makegood.desk.levels import SkillLevel as SkillLevel
from makegood.desk.levels import hours_from as hours_from
from makegood.desk.levels import skill_levels as skill_levels
from makegood.desk.macro_rows import (
    count_use as count_use,
)
from makegood.desk.macro_rows import (
    drop_macro as drop_macro,
)
from makegood.desk.macro_rows import (
    keep_macro as keep_macro,
)
from makegood.desk.macro_rows import (
    macros_kept as macros_kept,
)
from makegood.desk.macros import Macro as Macro
from makegood.desk.macros import require_own_words as require_own_words
from makegood.desk.model import (
    DEFAULT_MOST_OPEN as DEFAULT_MOST_OPEN,
)
from makegood.desk.model import (
    Assignment as Assignment,
)
from makegood.desk.model import (
    DeskPerson as DeskPerson,
)
from makegood.desk.model import (
    How as How,
)
from makegood.desk.model import (
    Moved as Moved,
)
from makegood.desk.model import (
    Skills as Skills,
)
from makegood.desk.model import (
    Waiting as Waiting,
)
from makegood.desk.model import (
    WhyPassed as WhyPassed,
)
from makegood.desk.model import (
    person_of as person_of,
)
from makegood.desk.people import (
    desk_person as desk_person,
)
from makegood.desk.people import (
    keep_person as keep_person,
)
from makegood.desk.people import (
    people_listed as people_listed,
)
from makegood.desk.people import (
    person_listed as person_listed,
)
from makegood.desk.people import (
    set_away as set_away,
)
from makegood.desk.public_names import public_number as public_number
from makegood.desk.ruling import hold_to_assignment as hold_to_assignment
from makegood.desk.ruling import withheld_from as withheld_from
from makegood.desk.sample import DEFAULT_SHARE_PERCENT as DEFAULT_SHARE_PERCENT
from makegood.desk.sample import is_sampled as is_sampled
