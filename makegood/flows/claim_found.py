"""A story: what came back was broken on its way, or the box arrived without what the carrier had taken: that is claimed from
the carrier by itself, for the units it is about. Who was wrong is another matter, which a person decides.
"""

from collections.abc import Iterable
from datetime import datetime

from makegood.carriers import (
    Direction,
    Loss,
    ParcelFile,
    ParcelStatus,
    file_of,
    open_recovery,
    parcels_of_case,
    read_parcel,
)
from makegood.cases import CaseState, Finding, Happening, Reception, UnitsWereFound, read_case
from makegood.db.pool import Pool
from makegood.kit.ids import IdMaker

CLAIM_FOUND = "claim_found"
_CARRIERS = frozenset({Finding.DAMAGED_ON_THE_WAY, Finding.EMPTY_BOX})
"""Findings that may be the carrier's doing."""
BROKEN = "damaged"


def claim_found(happening: Happening) -> None:
    """What was found is looked at once more, beside what the carrier told of the parcel. PURE."""
    after = happening.decision.after
    for recorded in happening.decision.recorded:
        event = recorded.event
        if isinstance(event, UnitsWereFound) and any(each.finding in _CARRIERS for each in event.found):
            happening.writes.add("defer_jobs", {
                "bucket": after.bucket, "id": happening.new_id(), "kind": CLAIM_FOUND, "run_at": happening.now,
                "payload": {"case_id": str(after.id)},
            })  # fmt: skip


async def claim_from_carrier(pool: Pool, case_id: int, ids: IdMaker, now: datetime) -> int:
    """Claim what was found broken or gone; how many claims are new. What was claimed before stays as it is."""
    async with pool.acquire() as connection, connection.transaction():
        case, _ = await read_case(connection, case_id)
        opened = 0
        for parcel in await parcels_of_case(connection, case_id):
            if parcel.direction is Direction.BACK and parcel.status is ParcelStatus.DELIVERED:
                file = await file_of(connection, await read_parcel(connection, parcel.id, lock=True))
                loss = Loss(case.state.order_id, BROKEN, worth_minor(case.state, file), case_id)
                opened += await open_recovery(connection, parcel, loss, ids, now)
        return opened


def worth_minor(case: CaseState, file: ParcelFile) -> int:
    """The value of the units in a parcel that its carrier broke, or took and did not bring. PURE."""
    kept = case.reception or Reception()
    gone = dict(_gone(kept, file))
    return sum(
        unit.value_minor * min(gone[unit.line_no], unit.quantity) // unit.quantity
        for unit in file.units
        if unit.case_id == case.id and unit.line_no in gone
    )


def _gone(kept: Reception, file: ParcelFile) -> Iterable[tuple[int, int]]:
    """Units by line. An empty box is the carrier's doing only where the carrier took something heavier than what arrived."""
    units: dict[int, int] = {}
    for each in kept.found:
        is_carriers = each.finding is Finding.DAMAGED_ON_THE_WAY or _was_emptied(kept, file)
        if each.finding in _CARRIERS and is_carriers:
            units[each.line_no] = units.get(each.line_no, 0) + each.quantity
    return units.items()


def _was_emptied(kept: Reception, file: ParcelFile) -> bool:
    taken_grams = file.parcel.measured_grams or file.parcel.weight_grams
    weights = [kept.weight_grams, *(each.weight_grams for each in kept.parcels)]
    arrived_grams = next((each for each in weights if each), None)
    return bool(taken_grams and arrived_grams) and 2 * (arrived_grams or 0) <= taken_grams
