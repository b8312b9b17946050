"""PURE: the protocol of claims as a diagram for their page (docs/concepts/guarantees.md), drawn by deciding every verb."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from makegood.claims import decide
from makegood.claims.kinds import KINDS
from makegood.claims.model import OPEN, Appraisal, Because, Claim, Funder, Move, Party, Stage, Told
from makegood.claims.protocol import STAGES, VERBS, fits

_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_DAYS = timedelta(days=30)
_FINDINGS = (Appraisal("laboratory", True, 0), Appraisal("laboratory", False, 0))


def claim_diagram() -> str:
    """The stages with what leads from one to another."""
    lines = [
        "```mermaid",
        "stateDiagram-v2",
        "    [*] --> awaiting_merchant",
        "    [*] --> payout_due : found",
        "    [*] --> with_desk : ruled on the platform, nothing shown",
    ]
    for stage in Stage:
        labels: dict[Stage, list[str]] = {}
        for label, move in _moves(stage):
            labels.setdefault(move.claim.stage, []).append(label)
        for to, said in labels.items():
            lines.append(f"    {stage.value} --> {to.value} : {', '.join(dict.fromkeys(said))}")
        if stage not in OPEN:
            lines.append(f"    {stage.value} --> [*]")
    return "\n".join([*lines, "```", ""])


def _moves(stage: Stage) -> Iterator[tuple[str, Move]]:
    """What each verb, and silence, makes of a claim at a stage."""
    for claim in (_claim(stage), _claim(stage, ("photo",))):
        for name, verb in VERBS.items():
            if fits(verb, claim, KINDS[claim.kind]):
                yield from ((name, move) for move in _done(name, claim))
        due = replace(claim, remind_at=None, deadline_at=_NOW)
        silence = decide.tick(due, _NOW) if stage in STAGES else None
        if silence:
            yield "silence", silence
    if stage is Stage.PAYOUT_DUE:
        yield "called off", decide.call_off(_claim(stage), _NOW)


def _done(verb: str, claim: Claim) -> Iterator[Move]:
    match verb:
        case "record_appraisal":
            yield from (decide.record_appraisal(claim, found, "desk", _NOW) for found in _FINDINGS)
        case "refuse":
            yield decide.refuse(claim, "why", _NOW)
        case "grant":
            yield decide.grant(claim, None, "why", "desk", _NOW)
        case "decline":
            yield decide.decline(claim, "why", "desk", _NOW)
        case "reverse":
            yield decide.reverse(claim, "why", "operator", _NOW)
        case _:
            move: Move = getattr(decide, verb)(claim, _NOW)
            yield move


def _claim(stage: Stage, owed_evidence: tuple[str, ...] = ()) -> Claim:
    """A claim at a stage, of a kind whose goods may be examined, with or without something owed that was not shown."""
    told = Told(
        gives="compensation", funder=Funder.MERCHANT, because=Because("pack/rule", "", ""), owed_evidence=owed_evidence
    )  # fmt: skip
    return Claim(
        id=1, order_id=1, buyer_id=1, merchant_id=1, case_id=None, kind="authenticity", family="multiple", line_no=1,
        quantity=1, currency="CNY", cap_minor=1, amount_minor=1, stage=stage, owner=Party.MERCHANT, deadline_at=_NOW + _DAYS,
        content=told, opened_at=_NOW, changed_at=_NOW,
    )  # fmt: skip
