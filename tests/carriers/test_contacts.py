"""What carriers write of a buyer's door is read by the merchant without telephone numbers; by the buyer and the desk whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from makegood.carriers import view_of
from makegood.carriers.reading import parcel_seen
from tests.carriers.carried import carried
from tests.world import DESK, buyer_of, merchant_of

WRITTEN = "Fetched from 12 Baker Street, ring 13812345678"


async def test_the_merchant_reads_it_without_them(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    parcel = await all_.drop_off(order, done)
    await all_.pass_hours(60, 4)
    await pool.execute("UPDATE tracking_events SET words = $1", WRITTEN)
    read = {}
    for who in (buyer_of(order), merchant_of(order), DESK):
        (view,) = await view_of(pool, who, [await parcel_seen(pool, who, int(parcel.id))])
        read[who.role.value] = {each.words for each in view.events}
    assert read == {"buyer": {WRITTEN}, "merchant": {"Fetched from ****, ring 138****78"}, "desk": {WRITTEN}}
