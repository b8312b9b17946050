"""A story: something happened to a claim, and the parties that it concerns are told, in the decision's own transaction."""

from makegood.claims import Move
from makegood.db.writes import Connection, Writes
from makegood.kit.ids import IdMaker, bucket_of
from makegood.notifications import LONGEST_TITLE_CHARACTERS, About, arisen_from_claim

# What a claim about the whole order is about is named by the first of its goods.
_ABOUT = """
SELECT o.external_id, l.title FROM orders o JOIN order_lines l ON (l.bucket, l.order_id) = (o.bucket, o.id)
WHERE o.bucket = $1 AND o.id = $2 ORDER BY l.line_no = $3 DESC, l.line_no LIMIT 1
"""


async def notify_of_claim(connection: Connection, move: Move, writes: Writes, ids: IdMaker) -> None:
    """One row for each party that a decision on a claim concerns."""
    claim, bucket = move.claim, bucket_of(move.claim.id)
    row = await connection.fetchrow(_ABOUT, bucket_of(claim.order_id), claim.order_id, claim.line_no)
    about = About(row["external_id"], row["title"][:LONGEST_TITLE_CHARACTERS]) if row else About("", "")
    for arisen in arisen_from_claim(move, about):
        writes.add(
            "add_notifications",
            {
                "bucket": bucket, "id": ids(bucket), "recipient": arisen.recipient, "kind": arisen.kind, "case_id": claim.id,
                "seq": claim.version, "at": move.at, "fields": arisen.told,
            },
        )  # fmt: skip
