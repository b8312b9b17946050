"""What a buyer can ask for before a case is opened: a dry run of opening it for each remedy, and what policy says."""

from collections.abc import Iterable
from datetime import timedelta

from msgspec import Struct

from makegood.cases import PROTOCOLS, CaseType, Done, Policy, Stage
from makegood.cases import Request as CaseRequest
from makegood.cases.api import Perform
from makegood.cases.facts import Asked, OrderFacts
from makegood.kit.errors import Refused
from makegood.kit.i18n import text
from makegood.policy import Catalogue, outcomes_of
from makegood.web import pages_words
from makegood.web.pages_case_operations import refusal_words
from makegood.web.pages_promise import Other, Outcomes, Promise, promise, refused, rules_of, said
from makegood.web.pages_questions import CHEAP, Asking, Question, questions
from makegood.web.pages_request_form import Wish
from makegood.web.pages_shell import Reader
from makegood.web.pages_time import span_text
from makegood.web.pages_typed import convert

_OF_THE_REMEDY = frozenset({"remedy_not_open", "not_shipped_yet"})
_CHOSEN_ELSEWHERE = frozenset({"remedy", "reason", "tender"})


class Prospect(Struct, frozen=True):
    """One remedy: how it stands, and how long the merchant has to answer, in the reader's words."""

    promise: Promise
    answer_within: str

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
    ways = {type_: await _tried(perform, reader, wish, type_) for type_ in CaseType}
    known = next((way.order for way in ways.values() if isinstance(way, Done)), None)
    remedies = [
        _opened(way, policy, asking, reader) if isinstance(way, Done)
        else _closed(type_, way, known, policy, reader)
        for type_, way in ways.items()
    ]  # fmt: skip
    done = [way for way in ways.values() if isinstance(way, Done)]
    asked = questions(_asked(done, wish, policy.catalogue), policy.catalogue, wish.typed, asking)
    return Prospects(
        remedies,
        _chosen(remedies, wish),
        [one for one in asked if one.cost <= CHEAP],
        [one for one in asked if one.cost > CHEAP],
        next((one.promise.others for one in reversed(remedies) if one.is_possible), []),
        done[0].case.state.terms.tenders if done else {},
    )


async def _tried(perform: Perform, reader: Reader, wish: Wish, type_: CaseType) -> Done | Refused:
    """The dry run, or why this remedy is not open."""
    content = {"type": type_.value, "items": wish.items, "reason": wish.reason, "facts": wish.facts}
    request = CaseRequest(reader.me, convert(content, "open"), order_id=wish.order_id)
    try:
        return await perform(request, True)
    except Refused as refusal:
        if type(refusal).code() not in _OF_THE_REMEDY:
            raise
        return refusal


def _opened(done: Done, policy: Policy, asking: Asking, reader: Reader) -> Prospect:
    state, promises = done.case.state, policy.promises(done.order, done.now)
    asked = Asked(
        state.type, state.reason, state.items, state.requested_minor, state.goods, None, state.given
    )
    promises.judge(asked, done.order, done.now)
    outcomes = Outcomes([outcomes_of(each.decision) for each in promises.judged], rules_of(promises.book))
    told = promise(state.type.value, outcomes, asking, reader.role)
    only = pages_words.REASON_ONLY_FOR.get(state.reason)
    if only and only != state.type.value:
        told = refused(state.type.value, text(reader.language, pages_words.NOTHING_TO_SEND_BACK))
    return Prospect(told, span_text(_answer_within(done), reader.language))


def _answer_within(done: Done) -> timedelta:
    """How long the merchant has to answer: what the rules say, else the table."""
    state = done.case.state
    clock = PROTOCOLS[state.type].row(Stage.AWAITING_MERCHANT).clock
    assert clock is not None
    return state.terms.clock(clock.key) or clock.default


def _closed(
    type_: CaseType, why: Refused, order: OrderFacts | None, policy: Policy, reader: Reader
) -> Prospect:
    name = str(why.fields.get("rule", ""))
    rule = rules_of(policy.promises(order, reader.now).book).get(name) if order else None
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
    """The remedy that the form proposes: what was chosen, else a right before what the merchant may refuse."""
    possible = [one.promise for one in reversed(remedies) if one.is_possible]
    chosen = wish.typed.get("type", "")
    if any(one.type == chosen for one in possible):
        return chosen
    order = list(_BEST_FIRST)
    return min(possible, key=lambda one: order.index(one.standing)).type if possible else ""


_BEST_FIRST = ("right", "perhaps", "open", "undecided")
