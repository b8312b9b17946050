"""Earlier rulings on the same reason, the nearest by their facts first; without whose cases they were."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from makegood.cases import CaseState
from makegood.cases import Done as Seen
from makegood.db.writes import Connection
from makegood.disputes.board import Settling

LOOKED_AT = 200
PAGE = 5
_RULED = f"""
SELECT c.id, c.state::text AS state, (
    SELECT p.facts::text FROM policy_decisions p WHERE (p.bucket, p.case_id) = (c.bucket, c.id) ORDER BY p.seq DESC LIMIT 1
) AS facts FROM cases c WHERE c.state ->> 'reason' = $1 AND c.state ? 'ruling' AND c.id <> $2
ORDER BY c.id DESC LIMIT {LOOKED_AT}
"""
WEIGHTS = {"goods_kind": 4, "remedy": 3, "defect_visible": 3, "goods_state": 2}
"""How much more than another fact counts that is the same; what is to be proven counts 3."""
PROVABLE = 3


class SimilarCase(Struct, frozen=True):
    """An earlier ruling. `likeness` in hundredths; `differs`: facts that both have and that are not the same.

    `share`: what the buyer got, in basis points of what was asked. `on_appeal`: what came of an appeal, empty without.
    """

    case_id: str
    likeness: int
    remedy: str
    favour: str
    share: int
    with_return: bool
    same: tuple[str, ...]
    differs: tuple[str, ...]
    ruled_at: datetime | None
    on_appeal: str


class SimilarCases(Struct, frozen=True):
    """Some of them, the nearest first; `next_cursor` is null at the end."""

    cases: list[SimilarCase]
    next_cursor: str | None


async def similar_cases(
    connection: Connection, seen: Seen, settling: Settling | None, place: int = 0, limit: int = PAGE
) -> SimilarCases:
    """The nearest of the newest 200 rulings on the same reason, from a place on."""
    if settling is None:
        return SimilarCases([], None)
    rows = await connection.fetch(_RULED, seen.case.state.reason, seen.case.state.id)
    facts, weights = comparable(settling), weights_of(settling)
    ranked = sorted(
        (_compared(row, facts, weights) for row in rows), key=lambda one: (-one.likeness, -int(one.case_id))
    )
    page = ranked[place : place + limit]
    return SimilarCases(page, str(place + limit) if len(ranked) > place + limit else None)


def comparable(settling: Settling) -> dict[str, Any]:
    """The facts of a case that can be like another's: flags and words, as JSON has them; no times, no amounts."""
    known = {**settling.decision.facts, **settling.assumed}
    return {name: value for name, value in known.items() if isinstance(value, bool | str)}


def weights_of(settling: Settling) -> dict[str, int]:
    """How much each fact counts; those not named count once."""
    return WEIGHTS | dict.fromkeys((key.removeprefix("prove.") for key in settling.keys), PROVABLE)


def likeness(
    one: Mapping[str, Any], other: Mapping[str, Any], weights: Mapping[str, int]
) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """How alike two cases are in hundredths, what is the same and what differs; only facts that both have are compared."""
    both = [name for name in one if name in other]
    same = tuple(name for name in both if one[name] == other[name])
    total = sum(weights.get(name, 1) for name in both)
    alike = sum(weights.get(name, 1) for name in same)
    return (100 * alike // total if total else 0), same, tuple(name for name in both if name not in same)


def _compared(row: Any, facts: Mapping[str, Any], weights: Mapping[str, int]) -> SimilarCase:
    state = msgspec.json.decode(row["state"], type=CaseState)
    told = msgspec.json.decode(row["facts"]) if row["facts"] else []
    other = {each["name"]: each["value"] for each in told if isinstance(each["value"], bool | str)}
    alike, same, differs = likeness(facts, other, weights)
    ruling = state.ruling
    assert ruling is not None
    asked = state.requested_minor
    return SimilarCase(
        str(row["id"]), alike, state.type.value, ruling.favour.value, 10_000 * ruling.amount_minor // asked if asked else 0,
        ruling.with_return, _telling(same, weights), differs, state.ruled_at,
        state.appeal.outcome.value if state.appeal else "",
    )  # fmt: skip


def _telling(names: Sequence[str], weights: Mapping[str, int]) -> tuple[str, ...]:
    """Of what is the same, what says most."""
    return tuple(name for name in names if name in weights)
