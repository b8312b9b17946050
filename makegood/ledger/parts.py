"""Parts of a payment to a buyer, one by tender, on their way to processors beside any case's refund: advances and claims."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct, convert
from msgspec.structs import replace

from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of
from makegood.ledger.chart import buyer_payout, processor_transit
from makegood.ledger.model import Posting, Transaction, pending


class PartStatus(StrEnum):
    """How far one part has come. What a payment does not take back goes into the buyer's balance, but for what a bank has
    paid the buyer back already.
    """

    SENDING = "sending"
    UNKNOWN = "unknown"
    PAID = "paid"
    TO_BALANCE = "to_balance"
    BY_BANK = "by_bank"


class Part(Struct, frozen=True, kw_only=True):
    """One tender's part, with what is needed to send it. `owner_id`: the advance or claim it is of; `subject`: what the
    book's transactions are about (the case, or the claim). The amount is in minor units; `hold`: its pending transaction;
    `failure`: why its payment did not take it. Of parts that the bank has paid, those without one stand on room of the payment
    that the bank has used up; the others keep the room that they had used.
    """

    bucket: int
    owner_id: int
    leg_no: int
    tender: str
    processor: str
    processor_reference: str
    amount_minor: int
    hold: int
    status: PartStatus
    subject: int
    buyer_id: int
    currency: str
    sent_at: datetime
    failure: str = ""


class PartOrder(Struct, frozen=True):
    """The order that a part is of, who sold it, and whether the part gives back of its price (or is owed on top)."""

    order_id: int
    merchant_id: int
    is_price: bool


class PartTable(Struct, frozen=True):
    """Where the parts of one family are kept. `name` begins their keys at processors (`advance-7-1`), the column of their
    owner (`advance_id`), the kinds of their transactions and of the job that sends them; `owner` is the owner's table, with
    its columns for the subject and for when it was paid; `about` is what processors are told it belongs to;
    `is_price`: whether an owner gives back of the price, in SQL.
    """

    name: str
    table: str
    owner: str
    subject: str
    sent_at: str
    about: str
    is_price: str

    @property
    def job(self) -> str:
        """The kind of the job that sends a part."""
        return f"send_{self.name}"

    @property
    def kind(self) -> str:
        """The kind of the transaction that holds a part."""
        return f"{self.name}_leg"

    @property
    def to_balance(self) -> str:
        """The kind of the transaction that puts into the balance what a payment did not take."""
        return f"{self.name}_to_balance"

    async def read(
        self, connection: Connection, owner_id: int, leg_no: int, for_update: bool = False
    ) -> Part | None:
        """One part, or None."""
        lock = " FOR NO KEY UPDATE OF l" if for_update else ""
        row = await connection.fetchrow(
            f"{self._select} WHERE l.bucket = $1 AND l.{self.name}_id = $2 AND l.leg_no = $3{lock}",
            bucket_of(owner_id), owner_id, leg_no,
        )  # fmt: skip
        return row and convert(dict(row), Part)

    async def held_by(self, connection: Connection, subject: int, hold: int) -> Part | None:
        """The part that a pending transaction about a subject holds, or None."""
        row = await connection.fetchrow(
            f"{self._select} WHERE o.bucket = $1 AND o.{self.subject} = $2 AND l.hold = $3",
            bucket_of(subject), subject, hold,
        )  # fmt: skip
        return row and convert(dict(row), Part)

    async def by_bank(self, connection: Connection, order_id: int) -> list[Part]:
        """The parts of an order that a bank has paid, the oldest first."""
        rows = await connection.fetch(
            f"{self._select} WHERE o.bucket = $1 AND o.order_id = $2 AND l.status = 'by_bank'"
            f" ORDER BY l.{self.name}_id, l.leg_no",
            bucket_of(order_id), order_id,
        )  # fmt: skip
        return [convert(dict(row), Part) for row in rows]

    async def locked_order(self, connection: Connection, owner_id: int) -> PartOrder | None:
        """What the parts of an owner are of, under the lock of everything that happens to the order."""
        row = await connection.fetchrow(
            f"SELECT s.id AS order_id, s.merchant_id, {self.is_price} AS is_price FROM {self.owner} o"
            " JOIN orders s ON (s.bucket, s.id) = (o.bucket, o.order_id)"
            " WHERE o.bucket = $1 AND o.id = $2 FOR NO KEY UPDATE OF s",
            bucket_of(owner_id), owner_id,
        )  # fmt: skip
        return row and convert(dict(row), PartOrder)

    @property
    def _select(self) -> str:
        return (
            f"SELECT l.bucket, l.{self.name}_id AS owner_id, l.leg_no, l.tender, l.processor, l.processor_reference,"
            f" l.amount_minor, l.hold, l.status, l.detail AS failure, o.{self.subject} AS subject, o.buyer_id, o.currency,"
            f" o.{self.sent_at} AS sent_at FROM {self.table} l"
            f" JOIN {self.owner} o ON (o.bucket, o.id) = (l.bucket, l.{self.name}_id)"
        )

    async def end(
        self, connection: Connection, part: Part, status: PartStatus, posted_by: int | None, detail: str
    ) -> None:
        """Put down what became of a part."""
        await connection.execute(
            f"UPDATE {self.table} SET status = $4, posted_by = coalesce($5, posted_by), detail = $6"
            f" WHERE bucket = $1 AND {self.name}_id = $2 AND leg_no = $3",
            part.bucket, part.owner_id, part.leg_no, status.value, posted_by, detail[:200],
        )  # fmt: skip

    async def split(self, connection: Connection, part: Part, amount_minor: int, hold: int) -> Part:
        """Take an amount out of a part, as a part of its own with the next number."""
        await connection.execute(
            f"UPDATE {self.table} SET amount_minor = amount_minor - $4"
            f" WHERE bucket = $1 AND {self.name}_id = $2 AND leg_no = $3",
            part.bucket, part.owner_id, part.leg_no, amount_minor,
        )  # fmt: skip
        leg_no = await connection.fetchval(
            f"INSERT INTO {self.table} (bucket, {self.name}_id, leg_no, tender, processor, processor_reference, amount_minor,"
            f" hold, status) SELECT bucket, {self.name}_id, {self._next_no}, tender, processor, processor_reference, $4, $5,"
            f" status FROM {self.table} l WHERE bucket = $1 AND {self.name}_id = $2 AND leg_no = $3 RETURNING leg_no",
            part.bucket, part.owner_id, part.leg_no, amount_minor, hold,
        )  # fmt: skip
        return replace(part, leg_no=leg_no, amount_minor=amount_minor, hold=hold)

    async def send_again(self, connection: Connection, part: Part, hold: int) -> Part:
        """A part under the next number, so that its processor takes it for a new order; held anew."""
        leg_no = await connection.fetchval(
            f"UPDATE {self.table} l SET leg_no = {self._next_no}, hold = $4, status = 'sending', posted_by = NULL, detail = ''"
            f" WHERE bucket = $1 AND {self.name}_id = $2 AND leg_no = $3 RETURNING leg_no",
            part.bucket, part.owner_id, part.leg_no, hold,
        )  # fmt: skip
        return replace(part, leg_no=leg_no, hold=hold, status=PartStatus.SENDING)

    @property
    def _next_no(self) -> str:
        return (
            f"(SELECT max(n.leg_no) + 1 FROM {self.table} n"
            f" WHERE (n.bucket, n.{self.name}_id) = (l.bucket, l.{self.name}_id))"
        )

    def held(self, part: Part) -> Transaction:
        """The pending transaction of a part, the same whenever it is asked for."""
        posting = Posting(
            buyer_payout(part.buyer_id, part.tender),
            processor_transit(part.processor),
            part.currency,
            part.amount_minor,
        )
        return pending(part.bucket, part.hold, self.kind, part.subject, posting)

    def row(self, part: Part, posted_by: int | None) -> dict[str, Any]:
        """A part as it is written with its owner."""
        return {
            "leg_no": part.leg_no, "tender": part.tender, "processor": part.processor,
            "processor_reference": part.processor_reference, "amount_minor": part.amount_minor, "hold": part.hold,
            "posted_by": posted_by, "status": part.status.value,
        }  # fmt: skip
