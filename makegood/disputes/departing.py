"""PURE: whether a ruling, or a decision on an appeal, is another one than was proposed, and what it owes then."""

from typing import NamedTuple

from msgspec import structs

from makegood.cases import (
    AppealVerdict,
    CaseState,
    Favour,
    FreightRuled,
    Rule,
    RuleOnAppeal,
    asks_goods_back,
    freight_completed,
    verdict_of,
)
from makegood.disputes import refusals
from makegood.disputes.freight import moves_freight
from makegood.disputes.propose import ProposedRuling
from makegood.disputes.second_reading import stands_as_proposed
from makegood.disputes.views import ProposalView

SHORTEST = 20


class Terms(NamedTuple):
    """What a ruling gives: for whom, how much of what was asked, whether goods go back first (None: as asked), how much on top,
    and who bears the freight (None: as the rules say).
    """

    favour: str
    amount_minor: int | None
    with_return: bool | None
    on_top_minor: int = 0
    freight_by: FreightRuled | None = None


def proposed_terms(proposal: ProposedRuling | ProposalView) -> Terms:
    """The terms of a ruling that follows a proposal."""
    split = proposal.amount_minor if proposal.favour == "split" else None
    back = None if proposal.favour == "merchant" else proposal.with_return
    return Terms(proposal.favour, split, back, proposal.compensation_minor, proposal.freight_by)


def held_to(command: Rule | RuleOnAppeal, proposal: ProposedRuling, state: CaseState) -> Rule | RuleOnAppeal:
    """The command as it is carried out: one that departs names the proposal that it departs from, and one that follows the
    proposal it names leaves the freight as proposed where it says nothing of it.

    Raises ProposalChanged, DepartureUnexplained, NotADeparture.
    """
    if command.proposal and command.proposal != proposal.digest:
        raise refusals.ProposalChanged()
    explained = len("".join(command.departure.split()))
    if departs(command, proposal, state):
        # What a panel found the ruling itself is held to, in words of its own (families/jury/heeding.py).
        is_of_panel = isinstance(command, Rule) and bool(verdict_of(state))
        if explained < SHORTEST and not is_of_panel:
            raise refusals.DepartureUnexplained(least=SHORTEST)
        return structs.replace(command, proposal=proposal.digest)
    if explained:
        raise refusals.NotADeparture()
    if not command.proposal or favour_of(command, state) != proposal.favour or _upholds(command):
        return command
    return structs.replace(command, freight_by=freight_completed(command.freight_by, proposal.freight_by))


def given_by(command: Rule | RuleOnAppeal, state: CaseState) -> int:
    """What a decision gives the buyer of what was asked for; what stands where it upholds."""
    if _upholds(command):
        return state.ruling.amount_minor if state.ruling else 0
    if command.amount_minor is not None:
        return command.amount_minor
    return state.requested_minor if favour_of(command, state) == Favour.BUYER else 0


def favour_of(command: Rule | RuleOnAppeal, state: CaseState) -> str:
    """For whom is decided; who upholds decides for whom the ruling is."""
    if isinstance(command, Rule):
        return command.favour.value
    if _upholds(command):
        return state.ruling.favour.value if state.ruling else ""
    return command.verdict.value


def departs(command: Rule | RuleOnAppeal, proposal: ProposedRuling, state: CaseState) -> bool:
    """Whether something else is decided than was proposed. Where the rules lead nowhere nothing was, unless what they would
    lead to is refused: who gives something then departs from that. Papers that bind decide by themselves.
    """
    if state.bound is not None:
        return False
    if not proposal.favour and proposal.barred and not verdict_of(state):
        return favour_of(command, state) != Favour.MERCHANT
    if isinstance(command, RuleOnAppeal):
        return bool(proposal.favour) and _departs_on_appeal(command, proposal, state)
    verdict = verdict_of(state)
    if verdict:
        # A panel of users found for somebody, which then is the proposal.
        return command.favour.value != verdict
    return bool(proposal.favour) and _rules_otherwise(command, proposal, asks_goods_back(state))


def _rules_otherwise(command: Rule, proposal: ProposedRuling, asks_return: bool) -> bool:
    """`asks_return`: what leaving the return open means."""
    wanted = proposed_terms(proposal)
    if (command.favour.value, command.amount_minor) != (wanted.favour, wanted.amount_minor):
        return True
    if (command.compensation_minor or 0) != wanted.on_top_minor:
        return True
    if moves_freight(command.freight_by, proposal.freight_by, proposal.favour):
        return True
    if command.favour is Favour.MERCHANT:
        return False
    told = [asks_return if each is None else each for each in (command.with_return, wanted.with_return)]
    return told[0] != told[1]


def _departs_on_appeal(command: RuleOnAppeal, proposal: ProposedRuling, state: CaseState) -> bool:
    """What counts is what the buyer gets in all, and who bears the freight."""
    if _upholds(command):
        return not stands_as_proposed(state, proposal)
    amounts = {
        AppealVerdict.BUYER: state.requested_minor,
        AppealVerdict.MERCHANT: 0,
        AppealVerdict.SPLIT: command.amount_minor,
    }
    given = amounts[command.verdict], command.compensation_minor or 0
    if given != (proposal.amount_minor, proposal.compensation_minor):
        return True
    return moves_freight(command.freight_by, proposal.freight_by, proposal.favour)


def _upholds(command: Rule | RuleOnAppeal) -> bool:
    return isinstance(command, RuleOnAppeal) and command.verdict is AppealVerdict.UPHOLD
