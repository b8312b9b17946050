"""PURE: decisions on claims: a verb of a party, or the clock, and what it comes to. Time and ids are arguments."""

from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from makegood.cases import FileRef
from makegood.claims import refusals
from makegood.claims.judgement import Judgement
from makegood.claims.kinds import KINDS, ClaimKind
from makegood.claims.model import Appraisal, Claim, Effect, Funder, Move, Party, Stage, Told
from makegood.claims.protocol import STAGES, VERBS, fits, reminder, silence_of


def stage_at(claim: Claim, stage: Stage, now: datetime, seconds: int = 0, **content: Any) -> Claim:
    """The claim at another stage, with that stage's owner and clock; one version further."""
    rule = STAGES.get(stage)
    deadline = now + timedelta(seconds=seconds or rule.seconds) if rule else None
    return replace(
        claim, stage=stage, owner=rule.owner if rule else None, deadline_at=deadline,
        remind_at=reminder(rule.owner, now, deadline) if rule and deadline else None, changed_at=now,
        content=replace(claim.content, **content), version=claim.version + 1,
    )  # fmt: skip


def opened(
    claim: Claim, judged: Judgement, actor: Party, now: datetime, due_at: datetime | None = None
) -> Move:
    """A claim is made: the merchant may answer first; with `due_at` it is paid by itself then, and nobody has to. What a ruling
    has the platform bear is paid at once, or looked at by the desk where nothing shows it.
    """
    if claim.is_ruled_on_platform:
        stage, seconds = (Stage.WITH_DESK, 0) if claim.is_unshown else (Stage.PAYOUT_DUE, 1)
    elif due_at is None:
        stage, seconds = Stage.AWAITING_MERCHANT, judged.answer_seconds
    else:
        stage, seconds = Stage.PAYOUT_DUE, max(1, round((due_at - now).total_seconds()))
    made = replace(stage_at(claim, stage, now, seconds), version=1)
    return Move(made, "opened", actor, now, {"amount_minor": made.amount_minor, "rule": judged.because.rule})


def told_of(kind: ClaimKind, judged: Judgement, found: bool, insurer: str, **told: Any) -> Told:
    """What is kept with a claim of what was decided. An insurer stands behind the platform, and never behind a merchant."""
    insured = judged.funder is Funder.INSURER or (kind.recovered and judged.funder is Funder.PLATFORM)
    return Told(
        gives=kind.gives, funder=judged.funder, because=judged.because, marks=judged.marks,
        owed_evidence=judged.owed_evidence, found=found,
        insurer=insurer if insured else "",
        answer_seconds=judged.answer_seconds, **told,
    )  # fmt: skip


def within_cap(claim: Claim, amount_minor: int | None) -> int:
    """An amount that is asked for or granted: all that the promise gives unless less was named. Raises MoreThanPromised."""
    if amount_minor is None:
        return claim.cap_minor
    if amount_minor > claim.cap_minor:
        raise refusals.MoreThanPromised(
            most_minor=claim.cap_minor, amount_minor=amount_minor, currency=claim.currency
        )
    return amount_minor


def may(verb: str, claim: Claim, parties: frozenset[Party]) -> None:
    """Raises ClaimEnded, NotAtThisStage, NotAppraised, PaidAsRuled or NotYoursToDo where a verb does not fit."""
    rule = VERBS[verb]
    by = rule.by - {Party.MERCHANT} if claim.is_ruled_on_platform else rule.by
    if not by & parties:
        raise refusals.NotYoursToDo(allowed=", ".join(sorted(by or {Party.DESK})))
    if KINDS[claim.kind].ruled:
        raise refusals.PaidAsRuled()
    if claim.stage not in rule.at and not claim.is_open:
        raise refusals.ClaimEnded(stage=claim.stage.value)
    if claim.stage not in rule.at:
        raise refusals.NotAtThisStage(stage=claim.stage.value)
    if not fits(rule, claim, KINDS[claim.kind]):
        raise refusals.NotAppraised()


def accept(claim: Claim, now: datetime) -> Move:
    """The merchant grants the claim."""
    return _paid(claim, "accepted", Party.MERCHANT, now)


def refuse(claim: Claim, why: str, now: datetime, files: tuple[FileRef, ...] = ()) -> Move:
    """The merchant says no, with a reason and what shows it. The buyer may bring it to the desk."""
    _owe_reason(why)
    refused = stage_at(claim, Stage.REFUSED, now, refusal=why, refusal_files=files)
    return Move(refused, "refused", Party.MERCHANT, now, {"why": why})


def ask_appraisal(claim: Claim, now: datetime) -> Move:
    """The merchant has the goods examined before anything is paid."""
    return Move(stage_at(claim, Stage.APPRAISAL, now), "appraisal_asked", Party.MERCHANT, now)


def escalate(claim: Claim, now: datetime) -> Move:
    """The buyer brings a refused claim to a person of the desk."""
    return Move(stage_at(claim, Stage.WITH_DESK, now), "escalated", Party.BUYER, now)


def withdraw(claim: Claim, now: datetime) -> Move:
    """The buyer takes the claim back."""
    return Move(stage_at(claim, Stage.WITHDRAWN, now), "withdrawn", Party.BUYER, now)


def call_off(claim: Claim, now: datetime) -> Move:
    """What would have been paid by itself is not: what it rested on holds no longer."""
    return Move(stage_at(claim, Stage.CLOSED, now), "called_off", Party.SYSTEM, now)


def record_appraisal(claim: Claim, found: Appraisal, by: str, now: datetime) -> Move:
    """What the laboratory found decides: it pays, or the claim is declined. The platform pays the fee first."""
    if found.confirms:
        return _paid(claim, "appraised", Party.DESK, now, appraisal=found, ruled_by=by)
    declined = stage_at(claim, Stage.DECLINED, now, appraisal=found, ruled_by=by)
    return Move(declined, "appraised", Party.DESK, now, {"confirms": False}, Effect.PAY_FEE)


def grant(claim: Claim, amount_minor: int | None, why: str, by: str, now: datetime) -> Move:
    """A person of the desk keeps the promise and says why: with what was asked for unless they name an amount, and with no
    more than the promise gives. Raises WhyOwed and MoreThanPromised.
    """
    _owe_reason(why)
    wanted = claim.amount_minor if amount_minor is None else amount_minor
    granted = replace(claim, amount_minor=within_cap(claim, wanted))
    return _paid(granted, "granted", Party.DESK, now, ruling=why, ruled_by=by)


def decline(claim: Claim, why: str, by: str, now: datetime) -> Move:
    """A person of the desk finds that nothing is owed, and says why."""
    _owe_reason(why)
    declined = stage_at(claim, Stage.DECLINED, now, ruling=why, ruled_by=by)
    return Move(declined, "declined", Party.DESK, now, {"why": why})


def reverse(claim: Claim, why: str, by: str, now: datetime) -> Move:
    """A payment that should not have been: the same money back, each part to where it came from."""
    _owe_reason(why)
    turned = stage_at(claim, Stage.REVERSED, now, ruling=why, ruled_by=by)
    return Move(turned, "reversed", Party.OPERATOR, now, {"why": why}, Effect.REVERSE)


def turned(claim: Claim, now: datetime) -> Move:
    """The case that it was paid for is decided otherwise: the payment is taken back with it."""
    return Move(stage_at(claim, Stage.REVERSED, now), "reversed", Party.SYSTEM, now, {}, Effect.REVERSE)


def tick(claim: Claim, now: datetime) -> Move | None:
    """What silence means once the clock has run out, and a reminder before; None when nothing is due, as for claims that
    have ended.
    """
    rule = STAGES.get(claim.stage)
    if rule is None or claim.deadline_at is None:
        return None
    if now < claim.deadline_at:
        return _reminded(claim, now) if claim.remind_at and now >= claim.remind_at else None
    leads_to = silence_of(claim)
    if leads_to is Stage.PAID:
        return _paid(
            claim, "paid_as_ruled" if KINDS[claim.kind].ruled else "paid_by_clock", Party.SYSTEM, now
        )
    return Move(stage_at(claim, leads_to, now), _SILENT[claim.stage], Party.SYSTEM, now)


_SILENT = {
    Stage.AWAITING_MERCHANT: "evidence_missing", Stage.REFUSED: "closed", Stage.APPRAISAL: "appraisal_missing",
}  # fmt: skip
"""What happened where the clock ran out and nothing was paid."""


def _reminded(claim: Claim, now: datetime) -> Move:
    told = replace(claim, remind_at=None, changed_at=now, version=claim.version + 1)
    return Move(told, "reminded", Party.SYSTEM, now, {"owner": claim.owner})


def _paid(claim: Claim, name: str, actor: Party, now: datetime, **content: Any) -> Move:
    data = {"amount_minor": claim.amount_minor}
    return Move(stage_at(claim, Stage.PAID, now, **content), name, actor, now, data, Effect.PAY)


def _owe_reason(why: str) -> None:
    if not why.strip():
        raise refusals.WhyOwed()
