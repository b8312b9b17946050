"""A story: a person of the desk ruled or decided an appeal, and of a share of all that a second person decides the same in the
dark. PURE.

Nothing in the case changes by it; makegood/desk/blind.py has what comes of it.
"""

from functools import partial

from makegood.cases import AppealDecided, CaseRuled, Flow, Happening
from makegood.desk import DEFAULT_SHARE_PERCENT, is_sampled, person_of

SHARE_LIMIT = "blind_share_percent"
"""The packs' limit that sets the share: of a hundred rulings, so many."""


def drawing_blind(secret: str) -> Flow:
    """The flow of an installation; `secret` is its own, so that nobody at the desk can foresee what is drawn."""
    return partial(_draw, secret)


def _draw(secret: str, happening: Happening) -> None:
    """One row for each decision of a person that belongs to the sample."""
    state = happening.decision.after
    share = state.terms.limits.get(SHARE_LIMIT, DEFAULT_SHARE_PERCENT)
    first = state.version - len(happening.decision.recorded) + 1
    for seq, recorded in enumerate(happening.decision.recorded, first):
        event = recorded.event
        if (
            not isinstance(event, CaseRuled | AppealDecided)
            or event.by_silence
            or not is_sampled(state.id, seq, share, secret)
        ):
            continue
        happening.writes.add(
            "draw_blind_reviews",
            {
                "bucket": state.bucket, "case_id": state.id, "ruled_seq": seq, "reason": state.reason,
                "currency": state.currency, "first_person": person_of(_by(event, recorded.who)),
                "first_favour": event.ruling.favour, "first_amount_minor": event.ruling.amount_minor,
                "ruled_at": recorded.at,
            },
        )  # fmt: skip


def _by(event: CaseRuled | AppealDecided, who: str) -> str:
    """Whose decision it is: the writer's, where another person read it."""
    return (event.drafted_by if isinstance(event, CaseRuled) else "") or who
