-- Named statements of the orders slice. Each takes columns (unnest) and works on a whole batch at once.

-- name: reserve_names
-- Order numbers seen for the first time, with the id each shall have; a number that is taken is left out of the answer.
INSERT INTO order_names (bucket, external_id, order_id)
SELECT r.* FROM unnest($1::smallint[], $2::text[], $3::bigint[]) AS r
ON CONFLICT (bucket, external_id) DO NOTHING
RETURNING external_id

-- name: known_orders
-- What is known under these order numbers, without a lock.
SELECT n.external_id, n.order_id, o.bucket, o.content_hash, o.buyer_id, o.merchant_id, o.currency, o.paid_minor
FROM order_names n
JOIN unnest($1::smallint[], $2::text[]) AS w(bucket, external_id)
    ON (n.bucket, n.external_id) = (w.bucket, w.external_id)
JOIN orders o ON (o.bucket, o.id) = (((n.order_id >> 10) & 4095)::smallint, n.order_id)

-- name: lock_orders
-- The rows that cases lock too, in one order for everybody.
SELECT o.id, o.bucket, o.external_id, o.buyer_id, b.external_id AS buyer_external_id, o.merchant_id,
    m.external_id AS merchant_external_id, o.currency, o.status, o.completed_at, o.content_hash, o.paid_minor
FROM orders o
JOIN unnest($1::smallint[], $2::bigint[]) AS w(bucket, id) ON (o.bucket, o.id) = (w.bucket, w.id)
JOIN buyers b ON (b.bucket, b.id) = (o.bucket, o.buyer_id)
JOIN merchants m ON m.id = o.merchant_id
ORDER BY o.bucket, o.id
FOR NO KEY UPDATE OF o

-- name: lines_of
SELECT l.order_id, l.line_no, l.kind, l.sku, l.product_external_id, l.title, l.category, l.traits, l.quantity,
    l.unit_price_minor, l.paid_minor, l.claimed_quantity, l.claimed_minor, l.facts, l.goods, l.from_case
FROM order_lines l JOIN unnest($1::smallint[], $2::bigint[]) AS w(bucket, id) ON (l.bucket, l.order_id) = (w.bucket, w.id)
ORDER BY l.bucket, l.order_id, l.line_no

-- name: payments_of
SELECT p.order_id, p.payment_no, p.tender, p.processor, p.processor_reference, p.amount_minor, p.refunded_minor,
    p.rank, p.paid_at, p.from_case
FROM order_payments p JOIN unnest($1::smallint[], $2::bigint[]) AS w(bucket, id) ON (p.bucket, p.order_id) = (w.bucket, w.id)
ORDER BY p.bucket, p.order_id, p.payment_no

-- name: parcels_of
SELECT s.order_id, s.parcel_no, s.carrier, s.tracking_no, s.shipped_at, s.delivered_at, s.lines, s.status, s.is_damaged,
    s.moved_at, s.lost_at, CASE WHEN coalesce(s.carrier_delivered_at, s.lost_at) IS NOT NULL THEN 'carrier'
        WHEN s.delivered_at IS NOT NULL THEN 'shop' END AS told_by
FROM followed_parcels s JOIN unnest($1::smallint[], $2::bigint[]) AS w(bucket, id) ON (s.bucket, s.order_id) = (w.bucket, w.id)
ORDER BY s.bucket, s.order_id, s.parcel_no

-- name: add_orders
INSERT INTO orders (bucket, id, external_id, buyer_id, merchant_id, currency, status, placed_at, completed_at,
    paid_minor, content_hash, market, facts, updated_at)
SELECT r.bucket, r.id, external_id, buyer_id, merchant_id, currency, status, placed_at, completed_at, paid_minor,
    content_hash, market, facts::jsonb, $14
FROM unnest($1::smallint[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::text[],
    $8::timestamptz[], $9::timestamptz[], $10::bigint[], $11::bytea[], $12::text[], $13::text[])
    AS r(bucket, id, external_id, buyer_id, merchant_id, currency, status, placed_at, completed_at, paid_minor,
        content_hash, market, facts)

-- name: keep_snapshots
-- Before lines or promises of an order are told otherwise: as it was bought, once.
INSERT INTO order_snapshots (bucket, order_id, kept_at, facts, lines)
SELECT o.bucket, o.id, $5, o.facts, order_as_it_stands(o.bucket, o.id)
FROM unnest($1::smallint[], $2::bigint[], $3::text[], $4::boolean[]) AS r(bucket, id, facts, has_other_lines)
JOIN orders o ON (o.bucket, o.id) = (r.bucket, r.id)
WHERE r.has_other_lines OR o.facts IS DISTINCT FROM r.facts::jsonb
ON CONFLICT DO NOTHING

-- name: change_orders
UPDATE orders o SET status = r.status, placed_at = r.placed_at, completed_at = r.completed_at,
    paid_minor = r.paid_minor, content_hash = r.content_hash, market = r.market, facts = r.facts::jsonb, updated_at = $10
FROM unnest($1::smallint[], $2::bigint[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::bigint[], $7::bytea[],
    $8::text[], $9::text[])
    AS r(bucket, id, status, placed_at, completed_at, paid_minor, content_hash, market, facts)
WHERE (o.bucket, o.id) = (r.bucket, r.id)

-- name: drop_lines
DELETE FROM order_lines l USING unnest($1::smallint[], $2::bigint[]) AS w(bucket, id)
WHERE (l.bucket, l.order_id) = (w.bucket, w.id)

-- name: pay_balances
UPDATE order_lines l SET paid_minor = r.paid, goods = r.goods::jsonb, facts = r.facts::jsonb
FROM unnest($1::smallint[], $2::bigint[], $3::smallint[], $4::bigint[], $5::text[], $6::text[])
    AS r(bucket, order_id, line_no, paid, goods, facts)
WHERE (l.bucket, l.order_id, l.line_no) = (r.bucket, r.order_id, r.line_no)

-- name: add_lines
INSERT INTO order_lines (bucket, order_id, line_no, kind, sku, product_external_id, title, category, traits, quantity,
    unit_price_minor, paid_minor, facts, goods)
SELECT bucket, order_id, line_no, kind, sku, product, title, category, traits::jsonb, quantity, unit_price, paid, facts::jsonb,
    goods::jsonb
FROM unnest($1::smallint[], $2::bigint[], $3::smallint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
    $9::text[], $10::integer[], $11::bigint[], $12::bigint[], $13::text[], $14::text[])
    AS r(bucket, order_id, line_no, kind, sku, product, title, category, traits, quantity, unit_price, paid, facts, goods)

-- name: put_payments
-- What is on the books of a payment never changes; the order of refunding and the time may be told better.
INSERT INTO order_payments AS p (bucket, order_id, payment_no, tender, processor, processor_reference, amount_minor,
    rank, paid_at)
SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::smallint[], $4::text[], $5::text[], $6::text[], $7::bigint[],
    $8::smallint[], $9::timestamptz[])
ON CONFLICT (bucket, order_id, payment_no) DO UPDATE SET rank = excluded.rank, paid_at = excluded.paid_at
WHERE (p.rank, p.paid_at) IS DISTINCT FROM (excluded.rank, excluded.paid_at)

-- name: drop_parcels
DELETE FROM parcels s USING unnest($1::smallint[], $2::bigint[]) AS w(bucket, id)
WHERE (s.bucket, s.order_id) = (w.bucket, w.id)

-- name: add_parcels
INSERT INTO parcels (bucket, order_id, parcel_no, carrier, tracking_no, shipped_at, delivered_at, lines)
SELECT bucket, order_id, parcel_no, carrier, tracking_no, shipped_at, delivered_at, lines::jsonb
FROM unnest($1::smallint[], $2::bigint[], $3::smallint[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[],
    $8::text[]) AS r(bucket, order_id, parcel_no, carrier, tracking_no, shipped_at, delivered_at, lines)

-- name: close_lines
-- An order the marketplace cancelled was paid back outside: nothing of it is left to claim here ...
UPDATE order_lines l SET claimed_quantity = l.quantity, claimed_minor = l.paid_minor
FROM unnest($1::smallint[], $2::bigint[]) AS w(bucket, id) WHERE (l.bucket, l.order_id) = (w.bucket, w.id)

-- name: close_payments
-- ... nor to refund.
UPDATE order_payments p SET refunded_minor = p.amount_minor
FROM unnest($1::smallint[], $2::bigint[]) AS w(bucket, id) WHERE (p.bucket, p.order_id) = (w.bucket, w.id)

-- name: find_order
SELECT order_id FROM order_names WHERE (bucket, external_id) = ($1, $2)

-- name: view_orders
SELECT o.id, o.bucket, o.external_id, o.buyer_id, b.external_id AS buyer_external_id, b.name AS buyer_name,
    o.merchant_id, m.external_id AS merchant_external_id, m.name AS merchant_name, o.currency, o.status,
    o.placed_at, o.completed_at, o.paid_minor, o.updated_at
FROM orders o
JOIN unnest($1::smallint[], $2::bigint[]) AS w(bucket, id) ON (o.bucket, o.id) = (w.bucket, w.id)
JOIN buyers b ON (b.bucket, b.id) = (o.bucket, o.buyer_id)
JOIN merchants m ON m.id = o.merchant_id
ORDER BY o.id DESC

-- name: page_of_all
SELECT bucket, id FROM orders WHERE id < $1 ORDER BY id DESC LIMIT $2

-- name: page_of_buyer
SELECT bucket, id FROM orders WHERE bucket = $1 AND buyer_id = $2 AND id < $3 ORDER BY id DESC LIMIT $4

-- name: page_of_buyer_matching
-- A buyer has few orders: a part of the number or of an item's title finds them without an index.
SELECT o.bucket, o.id FROM orders o
WHERE o.bucket = $1 AND o.buyer_id = $2 AND o.id < $3 AND (o.external_id ILIKE $5 OR EXISTS (
    SELECT 1 FROM order_lines l WHERE l.bucket = o.bucket AND l.order_id = o.id AND l.kind = 'goods' AND l.title ILIKE $5))
ORDER BY o.id DESC LIMIT $4

-- name: page_of_merchant
SELECT bucket, id FROM orders WHERE merchant_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3

-- name: add_listings
INSERT INTO listings (bucket, merchant_id, digest, listing, kept_at)
SELECT bucket, merchant_id, digest, listing::jsonb, $5
FROM unnest($1::smallint[], $2::bigint[], $3::bytea[], $4::text[]) AS r(bucket, merchant_id, digest, listing)
ON CONFLICT DO NOTHING

-- name: link_listings
-- The listing that a line was bought under is told once: a later one is another offer.
INSERT INTO order_listings (bucket, order_id, line_no, sku, merchant_id, digest, told_at)
SELECT r.*, $7
FROM unnest($1::smallint[], $2::bigint[], $3::smallint[], $4::text[], $5::bigint[], $6::bytea[])
    AS r(bucket, order_id, line_no, sku, merchant_id, digest)
ON CONFLICT DO NOTHING

-- name: listings_of_order
SELECT line_no, sku, merchant_id, digest, told_at FROM order_listings WHERE (bucket, order_id) = ($1, $2) ORDER BY line_no

-- name: listings_named
SELECT l.digest, l.listing FROM listings l
JOIN unnest($1::smallint[], $2::bigint[], $3::bytea[]) AS w(bucket, merchant_id, digest)
    ON (l.bucket, l.merchant_id, l.digest) = (w.bucket, w.merchant_id, w.digest)
