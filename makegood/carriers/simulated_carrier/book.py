"""The simulated carrier's book in PostgreSQL (migration 0022): shared by processes, kept over restarts."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from makegood.carriers.model import Known
from makegood.carriers.simulated_carrier.course import SimulatedParcel
from makegood.db.writes import Connection
from makegood.kit.ids import stable_bucket

_QUERIES = dict(
    re.findall(
        r"-- name: (\w+)\n(.*?)(?=-- name:|\Z)", (Path(__file__).parent / "queries.sql").read_text(), re.S
    )
)
OVER_AFTER = timedelta(days=10)


class Book:
    """The book. Each step is one statement on its own."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def booked(self, parcel: SimulatedParcel) -> SimulatedParcel:
        """Write a booking down, or find the one that is there."""
        return _parcel(
            await self._connection.fetchrow(
                _QUERIES["booked"], stable_bucket(parcel.tracking_no), parcel.tracking_no, parcel.reference,
                parcel.scenario, parcel.weight_grams, parcel.from_place, parcel.to_place, parcel.booked_at,
                parcel.drop_off_code,
            )
        )  # fmt: skip

    async def of_reference(self, reference: str) -> SimulatedParcel | None:
        """The booking of a reference."""
        row = await self._connection.fetchrow(_QUERIES["of_reference"], reference)
        return _parcel(row) if row else None

    async def of_number(self, tracking_no: str) -> list[SimulatedParcel]:
        """All parcels that ever had a number, the oldest first."""
        rows = await self._connection.fetch(_QUERIES["of_number"], stable_bucket(tracking_no), tracking_no)
        return [_parcel(row) for row in rows]

    async def used_number(self, reference: str, now: datetime) -> str | None:
        """A number that another parcel had which is over by now."""
        found: str | None = await self._connection.fetchval(
            _QUERIES["used_before"], now - OVER_AFTER, reference
        )
        return found

    async def pickup(self, parcel: Known, at: datetime | None) -> None:
        """The courier comes at that time, or (None) does not come."""
        await self._write("pickup", parcel, at, 1 if at else 0)

    async def stop(self, parcel: Known, at: datetime) -> None:
        """The parcel is to be stopped on its way."""
        await self._write("stop", parcel, at)

    async def cancel(self, parcel: Known, at: datetime) -> None:
        """The parcel is not coming."""
        await self._write("cancel", parcel, at)

    async def _write(self, query: str, parcel: Known, *values: Any) -> None:
        bucket = stable_bucket(parcel.tracking_no)
        await self._connection.execute(_QUERIES[query], bucket, parcel.tracking_no, parcel.reference, *values)


def _parcel(row: Any) -> SimulatedParcel:
    return SimulatedParcel(**{name: row[name] for name in SimulatedParcel.__struct_fields__})
