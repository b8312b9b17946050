"""Captures that were told for cases before, among those that a batch of requests tells of: one capture pays for one thing."""

from collections.abc import Iterable

from msgspec import structs

from makegood.cases.facts import Capture, OrderFacts
from makegood.cases.families.repair.commands import RecordRepairPayment
from makegood.cases.families.replacement.commands import RecordPayment
from makegood.cases.requests import Request
from makegood.db.writes import Connection

_TOLD = """
SELECT t.processor, t.processor_reference FROM captures_told t
JOIN unnest($1::text[], $2::text[]) AS w(processor, reference)
    ON (t.bucket, t.processor, t.processor_reference) = (bucket_of_capture(w.processor, w.reference), w.processor, w.reference)
"""


async def captures_told(connection: Connection, requests: Iterable[Request]) -> tuple[Capture, ...]:
    """Those of the captures in a batch of requests that some case was told of; nothing is read where there is none.

    Two that tell the same at once both find nothing: the second is refused by the key of `captures_told`, and finds it then.
    """
    named = sorted({
        (each.command.processor, each.command.processor_reference)
        for each in requests
        if isinstance(each.command, (RecordPayment, RecordRepairPayment))
    })  # fmt: skip
    if not named:
        return ()
    rows = await connection.fetch(_TOLD, [each[0] for each in named], [each[1] for each in named])
    return tuple((row["processor"], row["processor_reference"]) for row in rows)


def with_captures(order: OrderFacts, told: tuple[Capture, ...]) -> OrderFacts:
    """The order with the captures that pay for something already."""
    return structs.replace(order, captures_told=told) if told else order
