"""Addresses of orders and buyers: where they are read, told and erased. They stand in tables of their own, never in events."""

from datetime import datetime, timedelta
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from makegood.db.pool import Pool
from makegood.db.writes import Connection
from makegood.kit.errors import NotFound
from makegood.kit.ids import bucket_of

KEPT_FOR = timedelta(days=90)
"""How long an order's changed address is kept: by then the goods have long arrived."""
_NO_ZERO = r"^[^\x00]*$"
_Part = Annotated[str, Meta(max_length=100, pattern=_NO_ZERO)]
_READ = """
SELECT id, case_id, address::text, told_at, in_force_at FROM order_addresses
WHERE bucket = $1 AND order_id = $2 AND in_force_at IS NOT NULL ORDER BY in_force_at DESC, id DESC LIMIT 1
"""
_NAMED = """
SELECT id, case_id, address::text, told_at, in_force_at FROM order_addresses
WHERE bucket = $1 AND order_id = $2 AND id = $3
"""
_ERASE = (
    "UPDATE order_addresses SET address = NULL WHERE bucket = $1 AND order_id = $2 AND address IS NOT NULL"
)
_FORGET = """
UPDATE order_addresses SET address = NULL WHERE (bucket, order_id, id) IN (
    SELECT bucket, order_id, id FROM order_addresses WHERE address IS NOT NULL AND told_at < $1 ORDER BY told_at LIMIT $2)
"""
_PUT_BUYERS = """
INSERT INTO buyer_addresses AS a (bucket, buyer_id, address, told_at) VALUES ($1, $2, $3::text::jsonb, $4)
ON CONFLICT (bucket, buyer_id) DO UPDATE SET address = excluded.address, told_at = excluded.told_at
WHERE a.address IS DISTINCT FROM excluded.address
"""
_OF_BUYER = "SELECT address::text, told_at FROM buyer_addresses WHERE bucket = $1 AND buyer_id = $2"
_ERASE_BUYERS = "DELETE FROM buyer_addresses WHERE bucket = $1 AND buyer_id = $2"


class Address(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where goods go. `street` holds as many lines as there are; `country` is ISO 3166, two letters, or its name."""

    street: Annotated[str, Meta(min_length=1, max_length=300, pattern=r"^[^\x00]+$")]
    name: _Part = ""
    phone: Annotated[str, Meta(max_length=40, pattern=_NO_ZERO)] = ""
    city: _Part = ""
    region: _Part = ""
    postcode: Annotated[str, Meta(max_length=20, pattern=_NO_ZERO)] = ""
    country: Annotated[str, Meta(max_length=60, pattern=_NO_ZERO)] = ""

    def in_words(self) -> str:
        """One line of it, as far as it is known."""
        parts = (self.name, self.street, self.city, f"{self.region} {self.postcode}".strip(), self.country)
        return ", ".join(part for part in parts if part)


class OrderAddress(Struct, frozen=True):
    """Where an order goes since a case changed it; `address` is null once it was erased."""

    id: str
    case_id: str
    address: Address | None
    told_at: datetime
    in_force_at: datetime | None


class BuyerAddress(Struct, frozen=True):
    """A buyer's own default address."""

    address: Address
    told_at: datetime


def _order_address(row: Any) -> OrderAddress:
    address = msgspec.json.decode(row["address"], type=Address) if row["address"] else None
    return OrderAddress(str(row["id"]), str(row["case_id"]), address, row["told_at"], row["in_force_at"])


async def address_of_order(connection: Connection, order_id: int) -> OrderAddress | None:
    """Where an order goes now; None where no case has changed it, and the marketplace alone knows."""
    row = await connection.fetchrow(_READ, bucket_of(order_id), order_id)
    return None if row is None else _order_address(row)


async def address_named(connection: Connection, order_id: int, address_id: int) -> OrderAddress | None:
    """One address that was told for an order, in force or not."""
    row = await connection.fetchrow(_NAMED, bucket_of(order_id), order_id, address_id)
    return None if row is None else _order_address(row)


async def erase_order_addresses(connection: Connection, order_id: int) -> None:
    """Erase every address that was told for an order; what happened to it stays on record."""
    await connection.execute(_ERASE, bucket_of(order_id), order_id)


async def forget_order_addresses(pool: Pool, now: datetime, most: int = 1000) -> int:
    """Erase addresses that nobody has any more use for; of how many."""
    status: str = await pool.execute(_FORGET, now - KEPT_FOR, most)
    return int(status.rpartition(" ")[2])


async def put_buyer_address(connection: Connection, buyer_id: int, address: Address, now: datetime) -> None:
    """Keep a buyer's default address. Told again it changes nothing."""
    text = msgspec.json.encode(address).decode()
    await connection.execute(_PUT_BUYERS, bucket_of(buyer_id), buyer_id, text, now)


async def address_of_buyer(connection: Connection, buyer_id: int) -> BuyerAddress:
    """A buyer's default address. Raises NotFound where none was told."""
    row = await connection.fetchrow(_OF_BUYER, bucket_of(buyer_id), buyer_id)
    if row is None:
        raise NotFound(what="address")
    return BuyerAddress(msgspec.json.decode(row["address"], type=Address), row["told_at"])


async def erase_buyer_address(connection: Connection, buyer_id: int) -> None:
    """Erase a buyer's default address."""
    await connection.execute(_ERASE_BUYERS, bucket_of(buyer_id), buyer_id)
