"""Who and what accounts of the ledger are about, by name: shops, buyers and orders, all rows in one go."""

from collections.abc import Iterable, Mapping
from typing import Any

from makegood.kit.ids import bucket_of
from makegood.web.pages.names import names_of
from makegood.web.pages.shell import Reader

_ORDERS = """
SELECT o.id, o.external_id FROM orders o
JOIN unnest($1::smallint[], $2::bigint[]) AS w(bucket, id) ON (o.bucket, o.id) = (w.bucket, w.id)
"""


async def account_names(pool: Any, accounts: Iterable[str], reader: Reader) -> Mapping[str, str]:
    """Names by the beginning of an account, such as `merchant:123`; what has none is left out."""
    heads = {tuple(account.split(":")[:2]) for account in accounts}
    buyers, merchants, orders = (_owners(heads, family) for family in ("buyer", "merchant", "order"))
    names = await names_of(pool, buyers, merchants, reader.role)
    ids = sorted(int(one) for one in orders)
    rows = await pool.fetch(_ORDERS, [bucket_of(one) for one in ids], ids) if ids else []
    return {
        **{f"buyer:{one}": name for one, name in names.buyers.items()},
        **{f"merchant:{one}": name for one, name in names.merchants.items()},
        **{f"order:{row['id']}": row["external_id"] for row in rows},
    }


def _owners(heads: Iterable[tuple[str, ...]], family: str) -> set[str]:
    return {
        head[1]
        for head in heads
        if len(head) > 1 and head[0] == family and head[1].isdecimal() and len(head[1]) <= 19
    }
