"""PURE: the protocol of claims: for each open stage who has the ball, how long, and what silence means; for each verb who may
use it and when. Decisions, timers, buttons and docs come from these two tables.
"""

from datetime import datetime
from typing import Protocol

from msgspec import Struct

from makegood.cases import Role, remind_at
from makegood.claims.kinds import DAY, HOUR
from makegood.claims.model import OPEN, Claim, Party, Stage

BUYERS_SECONDS = 7 * DAY
DESK_SECONDS = 72 * HOUR
APPRAISAL_SECONDS = 15 * DAY


class StageRule(Struct, frozen=True):
    """An open stage: its owner, its clock in seconds (0: the claim's own), and where silence leads."""

    owner: Party
    seconds: int
    silence: Stage
    means: str


STAGES: dict[Stage, StageRule] = {
    Stage.AWAITING_MERCHANT: StageRule(
        Party.MERCHANT, 0, Stage.PAID,
        "Silence of the merchant pays it; where the promise wants something shown and nothing was, the desk decides."
    ),
    Stage.REFUSED: StageRule(
        Party.BUYER, BUYERS_SECONDS, Stage.CLOSED, "Silence of the buyer closes it; until then it can be brought to the desk."
    ),
    Stage.APPRAISAL: StageRule(
        Party.DESK, APPRAISAL_SECONDS, Stage.WITH_DESK, "Without a report in time the desk decides on what there is."
    ),
    Stage.WITH_DESK: StageRule(Party.DESK, DESK_SECONDS, Stage.PAID, "If the desk stays silent, the promise is kept."),
    Stage.PAYOUT_DUE: StageRule(Party.SYSTEM, 0, Stage.PAID, "It is paid by itself at this time."),
}  # fmt: skip


def silence_of(claim: Claim) -> Stage:
    """Where silence leads a claim that is open. What should have been shown and was not, the desk looks at first."""
    if claim.stage is Stage.AWAITING_MERCHANT and claim.is_unshown:
        return Stage.WITH_DESK
    return STAGES[claim.stage].silence


def reminder(owner: Party, now: datetime, until: datetime) -> datetime | None:
    """When an owner is reminded, by the same rule as in cases; machines are not."""
    return None if owner is Party.SYSTEM else remind_at(Role(owner.value), now, until)


class Verb(Struct, frozen=True):
    """One thing that can be done: by which parties, at which stages."""

    name: str
    by: frozenset[Party]
    at: frozenset[Stage]


def _verb(name: str, by: Party, *at: Stage) -> Verb:
    return Verb(name, frozenset({by}), frozenset(at))


VERBS: dict[str, Verb] = {
    verb.name: verb
    for verb in (
        _verb("accept", Party.MERCHANT, Stage.AWAITING_MERCHANT, Stage.REFUSED, Stage.WITH_DESK),
        _verb("refuse", Party.MERCHANT, Stage.AWAITING_MERCHANT),
        _verb("ask_appraisal", Party.MERCHANT, Stage.AWAITING_MERCHANT),
        _verb("escalate", Party.BUYER, Stage.REFUSED),
        _verb("withdraw", Party.BUYER, *OPEN - {Stage.PAYOUT_DUE}),
        _verb("record_appraisal", Party.DESK, Stage.APPRAISAL),
        _verb("grant", Party.DESK, Stage.WITH_DESK),
        _verb("decline", Party.DESK, Stage.WITH_DESK),
        _verb("reverse", Party.OPERATOR, Stage.PAID),
    )
}
"""Every verb that a person has, in the order in which buttons are drawn."""


class Appraised(Protocol):
    """What of a kind matters to whether a verb fits."""

    @property
    def appraised(self) -> bool: ...


def fits(verb: Verb, claim: Claim, kind: Appraised) -> bool:
    """Whether a claim can be treated so at all, whoever asks."""
    return claim.stage in verb.at and (verb.name != "ask_appraisal" or kind.appraised)
