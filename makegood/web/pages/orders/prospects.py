"""What a buyer can ask for before a case is opened: a dry run of opening it for each remedy, and what policy says."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from makegood.cases import PROTOCOLS, CaseType, Done, Policy, case_view, withheld_in
from makegood.cases import Request as CaseRequest
from makegood.cases.api import Perform
from makegood.cases.facts import Asked, OrderFacts
from makegood.kit.errors import Refused
from makegood.kit.i18n import text
from makegood.policy import Catalogue, outcomes_of
from makegood.web.pages import words
from makegood.web.pages.case.operations import refusal_words
from makegood.web.pages.case.questions import CHEAP, Asking, Question, questions
from makegood.web.pages.orders.ahead import Ahead, MoneyBack, freight_of, latest, money_back, ways_ahead
from makegood.web.pages.orders.form import Wish
from makegood.web.pages.orders.outcomes import Other, Outcomes, Promise, promise, refused, said
from makegood.web.pages.orders.promise_words import WHAT
from makegood.web.pages.orders.replacements import content_of
from makegood.web.pages.shell import Reader
from makegood.web.pages.time import span_text
from makegood.web.pages.typed import convert

_OF_THE_REMEDY = frozenset(
    {"remedy_not_open", "not_shipped_yet", "out_of_stock", "no_such_variant", "wanted_owed", "reduction_owed"}
)
_OUT_OF_PLACE = frozenset({"shipped_already", "arrived_already", "not_on_its_way"})
"""Where the goods are, such a remedy is none: it is not shown, where others are refused with their reason."""
_CHOSEN_ELSEWHERE = frozenset({"remedy", "reason", "tender"})


class Prospect(Struct, frozen=True):
    """One remedy: how it stands, how long the merchant has to answer, the money, what is still to come (and when the last of
    it is over, if everybody takes all of their time), what silence does.
    """

    promise: Promise
    answer_within: str
    money: MoneyBack | None = None
    ahead: list[Ahead] = []
    silence: str = ""
    at_once: bool = False
    latest_at: datetime | None = None

    @property
    def is_possible(self) -> bool:
        """Whether it can be asked for."""
        return self.promise.standing != "refused"


class Prospects(Struct, frozen=True):
    """Every remedy, the one proposed, the questions that the buyer can answer, and who else can tell what is missing.

    `tenders` says of each kind of the buyer's own tenders whether a refund may go there, as far as a rule speaks of it.
    """

    remedies: list[Prospect]
    chosen: str
    questions: list[Question]
    dear: list[Question]
    others: list[Other]
    tenders: dict[str, str]


async def prospects(
    perform: Perform, policy: Policy, reader: Reader, wish: Wish, asking: Asking
) -> Prospects:
    """What opening a case would come to. Raises Refused for what is wrong whichever remedy is asked for."""
    ways = {
        type_: way
        for type_ in CaseType
        # What has no words for the buyer yet is asked for elsewhere.
        if type_.value in WHAT and (way := await _tried(perform, reader, wish, type_)) is not None
    }
    known = next((way.order for way in ways.values() if isinstance(way, Done)), None)
    remedies = [
        _opened(way, policy, asking, reader) if isinstance(way, Done)
        else _closed(type_, way, known, policy, reader)
        for type_, way in ways.items()
    ]  # fmt: skip
    done = [way for way in ways.values() if isinstance(way, Done)]
    asked = questions(_asked(done, wish, policy.catalogue), policy.catalogue, wish.typed, asking)
    return Prospects(
        sorted(remedies, key=lambda one: _STANDING.index(one.promise.standing)),
        _chosen(remedies, wish),
        [one for one in asked if one.cost <= CHEAP],
        [one for one in asked if one.cost > CHEAP],
        next((one.promise.others for one in reversed(remedies) if one.is_possible), []),
        done[0].case.state.terms.tenders if done else {},
    )


async def _tried(perform: Perform, reader: Reader, wish: Wish, type_: CaseType) -> Done | Refused | None:
    """The dry run, or why this remedy is not open; None where there is no such thing for goods that are where these are."""
    content = {"type": type_.value, "items": wish.items, "reason": wish.reason, "facts": wish.facts}
    content |= content_of(type_.value, wish.items, wish.typed, wish.proposed) | _least(type_)
    request = CaseRequest(reader.me, convert(content, "open"), order_id=wish.order_id)
    try:
        return await perform(request, True)
    except Refused as refusal:
        if type(refusal).code() in _OUT_OF_PLACE:
            return None
        if type(refusal).code() not in _OF_THE_REMEDY:
            raise
        return refusal


def _least(type_: CaseType) -> dict[str, int]:
    """A reduction is of an amount, which is still to be named: here of the least that there is."""
    return {"amount_minor": 1} if type_ is CaseType.PRICE_REDUCTION else {}


def _opened(done: Done, policy: Policy, asking: Asking, reader: Reader) -> Prospect:
    state, promises = done.case.state, policy.promises(done.order, done.now)
    units = tuple(item for item in state.items if item.quantity)
    amount = state.requested_minor - withheld_in(state.items)
    asked = Asked(state.type, state.reason, units, amount, state.goods, None, state.given)
    promises.judge(asked, done.order, done.now)
    outcomes = Outcomes([outcomes_of(each.decision) for each in promises.judged], promises.book.named)
    told = promise(state.type.value, outcomes, asking, reader.role)
    only = words.REASON_ONLY_FOR.get(state.reason)
    if only and state.type.value not in only.split():
        told = refused(state.type.value, text(reader.language, words.NOTHING_TO_SEND_BACK))
    money = (
        None
        if state.replacement or state.type in _NO_SUM_YET
        else money_back(
            done.order,
            state.requested_minor,
            outcomes.value("deduction"),
            outcomes.value("compensation"),
            freight_of(state, done.order),
        )
    )
    view = case_view(done.case, done.order, reader.me, reader.language, done.now)
    within = span_text(_answer_within(done), reader.language)
    ahead = ways_ahead(state, reader.language)
    return Prospect(told, within, money, ahead, view.silence, bool(state.legs), latest(ahead, done.now))


def _answer_within(done: Done) -> timedelta:
    """How long who is asked first has to answer: what the rules say, else the table."""
    state = done.case.state
    table = PROTOCOLS[state.type]
    clock = table.row(table.opens_in).clock
    assert clock is not None
    return state.terms.clock(clock.key) or clock.default


def _closed(
    type_: CaseType, why: Refused, order: OrderFacts | None, policy: Policy, reader: Reader
) -> Prospect:
    name = str(why.fields.get("rule", ""))
    rule = policy.promises(order, reader.now).book.named.get(name) if order else None
    reason = str(why.fields.get("reason_zh" if reader.language == "zh-CN" else "reason", ""))
    shown = reason or refusal_words(why, reader.language)
    return Prospect(refused(type_.value, shown, said(rule, reader.language) if rule else None), "")


def _asked(done: Iterable[Done], wish: Wish, catalogue: Catalogue) -> list[str]:
    """What the buyer can tell and would settle something, cheapest first; what was told stays, to be changed."""
    found = {
        fact.name
        for way in done
        for fact in way.case.state.terms.missing
        if "buyer" in fact.by and fact.name not in _CHOSEN_ELSEWHERE
    }
    known = catalogue.facts
    return sorted((found | set(wish.facts)) & set(known), key=lambda name: (known[name].cost, name))


def _chosen(remedies: list[Prospect], wish: Wish) -> str:
    """The remedy that the form proposes: what was chosen, else the best of all."""
    chosen = wish.typed.get("type", "")
    if any(one.promise.type == chosen for one in remedies if one.is_possible):
        return chosen
    return best_of(remedies, _PROPOSED_FIRST)


def best_of(remedies: Sequence[Prospect], types: Sequence[str]) -> str:
    """Of some remedies the one to propose, "" where none is possible: a right before what the merchant may refuse, and
    of two that stand alike the one that is named first.
    """
    possible = [one.promise for one in remedies if one.is_possible and one.promise.type in types]
    order = list(_BEST_FIRST)
    best = min(possible, key=lambda one: (order.index(one.standing), types.index(one.type)), default=None)
    return best.type if best else ""


MONEY_BACK = (CaseType.CANCEL, CaseType.INTERCEPT, CaseType.RETURN_REFUND, CaseType.REFUND_ONLY)
"""The remedies that undo a purchase, the least trouble first."""
_PROPOSED_FIRST = (*MONEY_BACK, *(type_ for type_ in CaseType if type_ not in MONEY_BACK))
_NO_SUM_YET = (CaseType.REPAIR, CaseType.PRICE_REDUCTION)
_BEST_FIRST = ("right", "perhaps", "open", "undecided")
_STANDING = (*_BEST_FIRST, "refused")
