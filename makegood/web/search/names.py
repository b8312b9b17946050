"""Search by names and by the words of titles: buyers, merchants, and the orders of a product."""

from typing import Any

from makegood.kit.ids import bucket_of, stable_bucket
from makegood.orders import short_name
from makegood.web.search.asked import Asked, up_to
from makegood.web.search.hits import PersonHit
from makegood.web.search.numbers import MOST
from makegood.web.search.reach import Within

PRODUCTS_LOOKED_AT = 50
CASES_LOOKED_AT = 2000
"""A merchant's buyers are looked for among those of the shop's newest cases."""

_BEGINS_SO = "lower(b.name) ~>=~ $1 AND lower(b.name) ~<~ $2"
_BUYERS = f"""
SELECT b.id, b.name FROM buyers b WHERE {_BEGINS_SO} ORDER BY lower(b.name) USING ~<~ LIMIT {MOST}
"""
_BUYERS_OF_MERCHANT = f"""
SELECT DISTINCT b.id, b.name FROM (
    SELECT c.bucket, c.buyer_id FROM cases c WHERE c.merchant_id = $3 ORDER BY c.id DESC LIMIT {CASES_LOOKED_AT}
) c JOIN buyers b ON (b.bucket, b.id) = (c.bucket, c.buyer_id) WHERE {_BEGINS_SO} ORDER BY b.name LIMIT {MOST}
"""
_BUYER_BY_NUMBER = "SELECT b.id, b.name FROM buyers b WHERE b.bucket = $1 AND b.external_id = $2"
# A reference table: some thousands of rows at most.
_MERCHANTS = f"""
SELECT m.id, m.name FROM merchants m WHERE position($1 IN lower(m.name)) > 0 OR lower(m.external_id) = $1
ORDER BY position($1 IN lower(m.name)), m.name LIMIT {MOST}
"""
_BY_TITLE = f"""
SELECT DISTINCT l.order_id FROM (
    SELECT p.external_id, p.merchant_id FROM products p
    WHERE title_words(p.title) @@ to_tsquery('simple', $1) AND {{whose}} LIMIT {PRODUCTS_LOOKED_AT}
) p CROSS JOIN LATERAL (
    SELECT x.order_id FROM order_lines x
    JOIN orders o ON (o.bucket, o.id, o.merchant_id) = (x.bucket, x.order_id, p.merchant_id)
    WHERE x.product_external_id = p.external_id
    ORDER BY x.order_id DESC LIMIT {MOST}
) l ORDER BY l.order_id DESC LIMIT {MOST}
"""
_OWN_BY_TITLE = f"""
SELECT DISTINCT o.id AS order_id FROM orders o JOIN order_lines l ON (l.bucket, l.order_id) = (o.bucket, o.id)
WHERE o.bucket = $2 AND o.buyer_id = $3 AND position($1 IN lower(l.title)) > 0 ORDER BY o.id DESC LIMIT {MOST}
"""
_CASES_OF_BUYERS = f"""
SELECT c.id FROM cases c JOIN unnest($1::smallint[], $2::bigint[]) AS w(bucket, buyer_id)
    ON (c.bucket, c.buyer_id) = (w.bucket, w.buyer_id) WHERE {{whose}} ORDER BY c.id DESC LIMIT {MOST}
"""
_CASES_OF_MERCHANTS = f"""
SELECT c.id FROM unnest($1::bigint[]) AS w(merchant_id) CROSS JOIN LATERAL (
    SELECT x.id FROM cases x WHERE x.merchant_id = w.merchant_id ORDER BY x.id DESC LIMIT {MOST}
) c ORDER BY c.id DESC LIMIT {MOST}
"""


async def people(pool: Any, asked: Asked, within: Within) -> list[PersonHit]:
    """Buyers and merchants. A buyer finds nobody; a merchant finds the buyers of its own cases."""
    if within.is_buyer:
        return []
    bounds = (asked.name, up_to(asked.name))
    if within.is_merchant:
        rows = await pool.fetch(_BUYERS_OF_MERCHANT, *bounds, within.subject)
        seen = [row for row in rows if _may_be_asked(row["name"].lower(), asked.name)]
        return [PersonHit("buyer", str(row["id"]), row["name"]) for row in seen]
    merchants = await pool.fetch(_MERCHANTS, asked.name)
    buyers = await pool.fetch(_BUYERS, *bounds)
    by_number = await pool.fetch(_BUYER_BY_NUMBER, stable_bucket(asked.text), asked.text)
    found = {row["id"]: PersonHit("buyer", str(row["id"]), row["name"]) for row in (*by_number, *buyers)}
    return [*(PersonHit("merchant", str(row["id"]), row["name"]) for row in merchants), *found.values()]


def _may_be_asked(name: str, text: str) -> bool:
    """Whether a merchant finds a buyer so: by the part of the name that it sees, or by the whole, which it knows already.

    Anything between the two would spell the name out, letter by letter.
    """
    return name == text or short_name(name).startswith(text)


async def orders_by_title(pool: Any, asked: Asked, within: Within) -> list[int]:
    """The newest orders of products whose title has these words."""
    if within.is_buyer:
        rows = await pool.fetch(_OWN_BY_TITLE, asked.name, *within.values())
    elif asked.words:
        whose = "p.merchant_id = $2" if within.is_merchant else "true"
        rows = await pool.fetch(_BY_TITLE.format(whose=whose), asked.words, *within.values())
    else:
        rows = []
    return [row["order_id"] for row in rows]


async def cases_of_people(pool: Any, found: list[PersonHit], within: Within) -> list[int]:
    """The newest cases of the people that were found."""
    buyers = [int(one.id) for one in found if one.role == "buyer"]
    merchants = [int(one.id) for one in found if one.role == "merchant"]
    statement = _CASES_OF_BUYERS.format(whose=within.clause("c", 3))
    rows = (
        await pool.fetch(statement, [bucket_of(one) for one in buyers], buyers, *within.values())
        if buyers
        else []
    )
    more = await pool.fetch(_CASES_OF_MERCHANTS, merchants) if merchants else []
    return [row["id"] for row in (*rows, *more)]
