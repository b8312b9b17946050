"""PURE: what the packs say of a case as it stands, with every fact and who said it. Nothing is kept of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import structs

from makegood.cases.facts import OrderFacts
from makegood.cases.model import CaseState
from makegood.cases.policy import Policy
from makegood.cases.promises import Judged
from makegood.cases.verbs.informing import asked_of
from makegood.kit.errors import Refused


def judged_now(
    policy: Policy, state: CaseState, order: OrderFacts, now: datetime, known: Mapping[str, Any] | None = None
) -> Sequence[Judged]:
    """A decision for each group of lines that are alike; `known`: facts that our own record has besides. Empty where the packs
    no longer know the reason.
    """
    promises = policy.promises(order, now)
    try:
        promises.judge(structs.replace(asked_of(state, state.given), known=dict(known or {})), order, now)
    except Refused:
        return ()
    return promises.judged
