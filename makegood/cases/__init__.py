"""After-sales cases: protocol tables, decisions, and the write path that carries them out."""

from makegood.cases.appeal_lists import appeals_of as appeals_of, rulings_unappealed as rulings_unappealed
from makegood.cases.appeals import is_another as is_another, wronged as wronged
from makegood.cases.at_stake import cases_at_stake as cases_at_stake
from makegood.cases.batch import (
    ChosenCase as ChosenCase,
    MOST_CASES as MOST_CASES,
    Outcome as Outcome,
    TotalNotConfirmed as TotalNotConfirmed,
    batch_command as batch_command,
    carry_out as carry_out,
    require_confirmed as require_confirmed,
    require_sensible as require_sensible,
    typed_from_minor as typed_from_minor,
)
from makegood.cases.beside import owed_as_ruled as owed_as_ruled, read_beside as read_beside
from makegood.cases.called import CaseCalled as CaseCalled, cases_called as cases_called
from makegood.cases.case_file import (
    CaseFile as CaseFile,
    FactTold as FactTold,
    Side as Side,
    Stand as Stand,
    Unanswered as Unanswered,
    file_of as file_of,
    files_shown as files_shown,
)
from makegood.cases.case_types import PROTOCOLS as PROTOCOLS
from makegood.cases.commands import (
    Command as Command,
    HandUp as HandUp,
    OpenCase as OpenCase,
    RecordRefund as RecordRefund,
    Rule as Rule,
    RuleOnAppeal as RuleOnAppeal,
    Tick as Tick,
)
from makegood.cases.freight_ruled import FreightBearer as FreightBearer, FreightRuled as FreightRuled
from makegood.cases.freight_ruled import freight_completed as freight_completed
from makegood.cases.freight_ruled import freight_differs as freight_differs
from makegood.cases.freight_ruled import freight_said as freight_said
from makegood.cases.freight_bearers import BEARERS as BEARERS, freight_told as freight_told
from makegood.cases.freight_ways import leg_of as leg_of, ruled_bearer as ruled_bearer
from makegood.cases.compensation import loss_of as loss_of, most_on_top as most_on_top
from makegood.cases.day_counts import COUNTED_EVENTS as COUNTED_EVENTS, cases_by_day as cases_by_day
from makegood.cases.dealings import Dealings as Dealings, dealings as dealings
from makegood.cases.decide import (
    Decision as Decision,
    decide as decide,
    may as may,
    open_case as open_case,
    silence_of as silence_of,
)
from makegood.cases.decisions import CaseDecision as CaseDecision, CaseDecisions as CaseDecisions
from makegood.cases.decisions import decisions_of as decisions_of
from makegood.cases.desk_claims import (
    Claim as Claim,
    ClaimedByAnother as ClaimedByAnother,
    claim_case as claim_case,
    claims_of as claims_of,
    release_case as release_case,
    require_free as require_free,
    sweep_claims as sweep_claims,
)
from makegood.cases.desk_figures import DeskFigures as DeskFigures, desk_figures as desk_figures
from makegood.cases.desk_notes import (
    DeskNote as DeskNote,
    LONGEST_NOTE as LONGEST_NOTE,
    NothingHandedOver as NothingHandedOver,
    add_note as add_note,
    notes_of as notes_of,
    usable_note as usable_note,
)
from makegood.cases.desk_narrowing import (
    Ability as Ability,
    AmountsNeedCurrency as AmountsNeedCurrency,
    AmountsTheWrongWayRound as AmountsTheWrongWayRound,
    DeskFilters as DeskFilters,
    DeskSort as DeskSort,
    DeskTab as DeskTab,
    TimesTheWrongWayRound as TimesTheWrongWayRound,
    require_usable as require_usable,
)
from makegood.cases.desk_queue import (
    DeskRow as DeskRow,
    desk_counts as desk_counts,
    desk_currencies as desk_currencies,
    desk_queue as desk_queue,
)
from makegood.cases.desk_risk import DeskRisk as DeskRisk
from makegood.cases.eligibility import (
    Eligibility as Eligibility,
    EligibilityAsked as EligibilityAsked,
    RemedyAnswer as RemedyAnswer,
    eligibility_for as eligibility_for,
)
from makegood.cases.events import (
    AppealDecided as AppealDecided,
    CaseAppealed as CaseAppealed,
    CaseHandedUp as CaseHandedUp,
    CaseEvent as CaseEvent,
    CaseOpened as CaseOpened,
    CaseRuled as CaseRuled,
    CaseSettled as CaseSettled,
    Recorded as Recorded,
    RefundBounced as RefundBounced,
    RefundFailed as RefundFailed,
    RefundPaid as RefundPaid,
    RefundRedirected as RefundRedirected,
    RefundReduced as RefundReduced,
    RefundResumed as RefundResumed,
    RefundRetried as RefundRetried,
    RefundStarted as RefundStarted,
    ReturnInspected as ReturnInspected,
)
from makegood.cases.every_command import COMMANDS as COMMANDS
from makegood.cases.evolve import evolve as evolve, fold as fold
from makegood.cases.facts import (
    Beside as Beside,
    Facts as Facts,
    LineFacts as LineFacts,
    OrderFacts as OrderFacts,
    ParcelFacts as ParcelFacts,
    PaymentFacts as PaymentFacts,
    goods_of as goods_of,
)
from makegood.cases.families.chargeback.commands import ReduceRefund as ReduceRefund
from makegood.cases.families.chargeback.commands import ResumeRefund as ResumeRefund
from makegood.cases.families.chargeback.covered import BankShare as BankShare, bank_share as bank_share
from makegood.cases.families.chargeback.covered import is_taken_meanwhile as is_taken_meanwhile
from makegood.cases.families.chargeback.covered import was_sent as was_sent
from makegood.cases.families.chargeback.rooms import legs_by_bank as legs_by_bank
from makegood.cases.families.chargeback.taking import given_back_to as given_back_to, taken_from as taken_from
from makegood.cases.families.advance.events import (
    AdvanceDeclined as AdvanceDeclined,
    AdvanceGiven as AdvanceGiven,
    AdvanceOwedBack as AdvanceOwedBack,
)
from makegood.cases.families.advance.plan import (
    Advance as Advance,
    AdvanceLeg as AdvanceLeg,
    AdvanceStatus as AdvanceStatus,
    Step as Step,
    WhyNot as WhyNot,
)
from makegood.cases.families.advance.giving import rooms_of as rooms_of
from makegood.cases.families.advance.legs import within_room as within_room
from makegood.cases.families.advance.status import advance_status as advance_status
from makegood.cases.families.advance.view import CaseAdvance as CaseAdvance
from makegood.cases.families.cancellation.dispatch import dispatch_command as dispatch_command
from makegood.cases.families.virtual.events import GoodsRevoked as GoodsRevoked
from makegood.cases.families.virtual.revocable import revocable_units as revocable_units
from makegood.cases.asked_back import units_asked_back as units_asked_back
from makegood.cases.judgement import FactFound as FactFound
from makegood.cases.on_facts import with_facts as with_facts
from makegood.cases.outbound_freight import freight_in as freight_in, freight_to_come as freight_to_come
from makegood.cases.repricing import withheld_in as withheld_in
from makegood.cases.disputed import DISPUTED as DISPUTED
from makegood.cases.stages import remind_at as remind_at
from makegood.cases.families.court_papers.binding import (
    bound_amount as bound_amount,
    stands_as_bound as stands_as_bound,
)
from makegood.cases.families.court_papers.papers import Papers as Papers
from makegood.cases.families.court_papers.plan import BoundRuling as BoundRuling
from makegood.cases.families.evidence_window.hearing import ends_of as ends_of
from makegood.cases.families.evidence_window.hearing import may_add as may_add
from makegood.cases.families.evidence_window.plan import Standstill as Standstill
from makegood.cases.families.new_circumstances.conditions import news_until as news_until
from makegood.cases.families.evidence_window.refusals import TimeForEvidenceOver as TimeForEvidenceOver
from makegood.cases.families.jury.commands import CallJury as CallJury, RecordVerdict as RecordVerdict
from makegood.cases.families.jury.events import JuryCalled as JuryCalled, JuryEnded as JuryEnded
from makegood.cases.families.jury.heeding import verdict_of as verdict_of
from makegood.cases.families.jury.plan import JuryPlan as JuryPlan, jury_majority as jury_majority
from makegood.cases.families.jury.refusals import NoVerdictAwaited as NoVerdictAwaited
from makegood.cases.families.order_change.asked import (
    AddressAsked as AddressAsked,
    ChangeAsked as ChangeAsked,
    VariantAsked as VariantAsked,
)
from makegood.cases.families.order_change.asking import CHANGING as CHANGING
from makegood.cases.families.order_change.departure import left_command as left_command
from makegood.cases.families.order_change.events import (
    ChangeDropped as ChangeDropped,
    ChangeGranted as ChangeGranted,
    ChangeMade as ChangeMade,
    ChangePaid as ChangePaid,
)
from makegood.cases.families.order_change.plan import ChangedUnits as ChangedUnits, OrderChange as OrderChange
from makegood.cases.families.price_reduction.ladder import Rung as Rung, ladder_of as ladder_of
from makegood.cases.families.reception.events import UnitsWereFound as UnitsWereFound
from makegood.cases.families.reception.findings import Counts as Counts, FINDINGS as FINDINGS
from makegood.cases.families.reception.owed_back import refused_yet_paid as refused_yet_paid
from makegood.cases.families.reception.parcels import awaited as awaited, parcels_of as parcels_of
from makegood.cases.families.reception.plan import (
    Disposition as Disposition,
    Finding as Finding,
    FoundUnits as FoundUnits,
    Reception as Reception,
    ReturnParcel as ReturnParcel,
    SentBack as SentBack,
    return_number as return_number,
)
from makegood.cases.families.repair.events import RepairPaid as RepairPaid, RepairTurned as RepairTurned
from makegood.cases.families.repair.history import repair_record as repair_record
from makegood.cases.families.repair.plan import Repair as Repair
from makegood.cases.families.replacement.events import (
    DifferencePaid as DifferencePaid,
    ReplacementArrived as ReplacementArrived,
    ReplacementBecameLines as ReplacementBecameLines,
    ReplacementGivenUp as ReplacementGivenUp,
    ReplacementShipped as ReplacementShipped,
    StockGone as StockGone,
    StockReleased as StockReleased,
    StockReserved as StockReserved,
)
from makegood.cases.families.replacement.plan import Held as Held, Replacement as Replacement
from makegood.cases.families.replacement.rulings import asks_goods_back as asks_goods_back
from makegood.cases.families.second_review.commands import ConfirmRuling as ConfirmRuling
from makegood.cases.families.second_review.events import (
    RulingDrafted as RulingDrafted,
    RulingLeftUnread as RulingLeftUnread,
    RulingReturned as RulingReturned,
)
from makegood.cases.families.second_review.plan import RulingDraft as RulingDraft
from makegood.cases.flagged import (
    FlaggedMessage as FlaggedMessage,
    Verdict as Verdict,
    flagged_messages as flagged_messages,
    settle_flag as settle_flag,
)
from makegood.cases.flags import CAUTIONED as CAUTIONED, flags_of as flags_of
from makegood.cases.heard import answer_until as answer_until
from makegood.cases.handlers import (
    CaseWrites as CaseWrites,
    Flow as Flow,
    Guard as Guard,
    Happening as Happening,
    is_refused_anyway as is_refused_anyway,
    roles_in_case as roles_in_case,
)
from makegood.cases.given_up import (
    GivenUp as GivenUp,
    order_without as order_without,
    units_given_up as units_given_up,
)
from makegood.cases.goods_facts import promised_to_ship_by as promised_to_ship_by
from makegood.cases.judging import judged_now as judged_now
from makegood.cases.kin import kin_of as kin_of
from makegood.cases.timeline import TimelineEntry as TimelineEntry
from makegood.cases.masking import (
    file_name_for as file_name_for,
    is_masked as is_masked,
    words_for as words_for,
)
from makegood.cases.messages import Message as Message, messages_of as messages_of, unread as unread
from makegood.cases.model import (
    AppealOutcome as AppealOutcome,
    AppealVerdict as AppealVerdict,
    CaseState as CaseState,
    CaseType as CaseType,
    Favour as Favour,
    FileRef as FileRef,
    Goods as Goods,
    Leg as Leg,
    LegStatus as LegStatus,
    LegWay as LegWay,
    Role as Role,
    Ruling as Ruling,
    Stage as Stage,
)
from makegood.cases.open_figures import (
    OpenCases as OpenCases,
    OpenGroup as OpenGroup,
    Pressing as Pressing,
    open_cases as open_cases,
    pressing_cases as pressing_cases,
)
from makegood.cases.party_figures import (
    PartyCounts as PartyCounts,
    PartyFigures as PartyFigures,
    busiest_buyers as busiest_buyers,
    buyer_figures as buyer_figures,
    counts_of_merchants as counts_of_merchants,
    merchant_figures as merchant_figures,
)
from makegood.cases.peers import (
    FEWEST_SHOPS as FEWEST_SHOPS,
    PeerFigures as PeerFigures,
    count_peers as count_peers,
    peer_figures as peer_figures,
    trade_of as trade_of,
)
from makegood.cases.policy import Policy as Policy
from makegood.cases.policy_facts import FactOf as FactOf
from makegood.cases.product_reasons import (
    MOST_ORDERS as MOST_ORDERS,
    ProductReasons as ProductReasons,
    products_by_reason as products_by_reason,
)
from makegood.cases.promises import BookPromises as BookPromises
from makegood.cases.promises_beside import (
    PromiseAsked as PromiseAsked,
    PromiseSaid as PromiseSaid,
    promised as promised,
)
from makegood.cases.promises import Judged as Judged
from makegood.cases.publish import (
    PublicEvent as PublicEvent,
    public_event as public_event,
    register_events as register_events,
)
from makegood.cases.queue import (
    QueueFilters as QueueFilters,
    QueueSort as QueueSort,
    QueueTab as QueueTab,
    cases_named as cases_named,
    cases_of_order as cases_of_order,
    cases_of_parcel as cases_of_parcel,
    queue_counts as queue_counts,
    queue_currencies as queue_currencies,
    queue_of as queue_of,
)
from makegood.cases.quick_replies import (
    QUICK_REPLIES as QUICK_REPLIES,
    QuickReply as QuickReply,
    replies_for as replies_for,
    reply_text as reply_text,
)
from makegood.cases.reads import ReadMark as ReadMark, Reads as Reads, mark_read as mark_read
from makegood.cases.reads import reads_of as reads_of
from makegood.cases.record import (
    RecordEntry as RecordEntry,
    RecordSearch as RecordSearch,
    search_record as search_record,
)
from makegood.cases.refusals import (
    AlreadyRecorded as AlreadyRecorded,
    CaseEnded as CaseEnded,
    NotInThisStage as NotInThisStage,
    NothingDue as NothingDue,
    RefundContradicted as RefundContradicted,
    StaleAttempt as StaleAttempt,
    UnitsNotLeft as UnitsNotLeft,
)
from makegood.cases.reply_rows import (
    ReplyTemplate as ReplyTemplate,
    ReplyTemplatePage as ReplyTemplatePage,
    add_template as add_template,
    change_template as change_template,
    delete_template as delete_template,
    template_of as template_of,
    templates_of as templates_of,
)
from makegood.cases.reply_texts import (
    GAPS as GAPS,
    LONGEST_BODY as LONGEST_BODY,
    LONGEST_TITLE as LONGEST_TITLE,
    gaps_in as gaps_in,
    merged as merged,
)
from makegood.cases.requests import Done as Done, Request as Request
from makegood.cases.response_figures import ResponseFigures as ResponseFigures
from makegood.cases.response_figures import response_figures as response_figures
from makegood.cases.rulings import (
    Bounds as Bounds,
    Moved as Moved,
    Preview as Preview,
    bounds_of as bounds_of,
    preview_of as preview_of,
    require_grounds as require_grounds,
)
from makegood.cases.shelf import wares_of_lines as wares_of_lines
from makegood.cases.shop_notices import Lapse as Lapse, lapses_of as lapses_of
from makegood.cases.shop_notices import rulings_against as rulings_against
from makegood.cases.shop_weeks import ShopWeek as ShopWeek, WEEKS as WEEKS, weeks_of as weeks_of
from makegood.cases.store import (
    StoredCase as StoredCase,
    StoredEvent as StoredEvent,
    as_recorded as as_recorded,
    event_name as event_name,
    read_case as read_case,
    read_legs as read_legs,
    read_order as read_order,
)
from makegood.cases.stuck import StuckCase as StuckCase, stuck_cases as stuck_cases
from makegood.cases.terms import GivenFact as GivenFact
from makegood.cases.timers import EARLIEST as EARLIEST, sweep_due as sweep_due
from makegood.cases.view import (
    CaseView as CaseView,
    NOTHING_WITHHELD as NOTHING_WITHHELD,
    Withheld as Withheld,
    case_view as case_view,
)
