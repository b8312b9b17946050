-- It is known of an order's parcel whether its carrier has ever had it: a day after “shipped” without any scan is false shipping.

-- unscanned_at: when its carrier last answered that it has scanned nothing; none once it has, or while nobody could ask it.
ALTER TABLE order_tracking ADD COLUMN unscanned_at timestamptz;

-- As before (migration 0053), and with that.
CREATE OR REPLACE VIEW followed_parcels AS
    SELECT s.bucket, s.order_id, s.parcel_no, s.carrier, s.tracking_no, s.shipped_at,
        CASE WHEN t.lost_at IS NULL THEN coalesce(t.delivered_at, s.delivered_at) END AS delivered_at, s.lines,
        t.parcel_id AS followed_as, t.status, coalesce(t.is_damaged, false) AS is_damaged, t.moved_at, t.lost_at, t.changed_at,
        t.delivered_at AS carrier_delivered_at, t.unscanned_at
    FROM parcels s LEFT JOIN order_tracking t
        ON (t.bucket, t.order_id, t.carrier, t.tracking_no) = (s.bucket, s.order_id, s.carrier, s.tracking_no);

-- As before (migration 0066), and with that.
CREATE OR REPLACE VIEW order_facts AS
    SELECT o.bucket, o.id, json_build_object(
        'id', o.id, 'external_id', o.external_id, 'buyer_id', o.buyer_id, 'merchant_id', o.merchant_id,
        'currency', o.currency, 'status', o.status, 'placed_at', o.placed_at, 'completed_at', o.completed_at,
        'paid_minor', o.paid_minor, 'market', o.market, 'facts', o.facts,
        'calendar', (SELECT m.calendar FROM merchants m WHERE m.id = o.merchant_id),
        'escrow_minor', coalesce((SELECT a.balance_minor - a.held_minor FROM ledger_accounts a
            WHERE a.bucket = o.bucket AND a.account = 'order:' || o.id || ':escrow' AND a.currency = o.currency), 0),
        'lines', (SELECT coalesce(json_agg(json_build_object('line_no', l.line_no, 'kind', l.kind, 'sku', l.sku, 'title', l.title,
                'category', l.category, 'traits', l.traits, 'quantity', l.quantity, 'paid_minor', l.paid_minor,
                'claimed_quantity', l.claimed_quantity, 'claimed_minor', l.claimed_minor, 'facts', l.facts,
                'unit_price_minor', l.unit_price_minor, 'product', l.product_external_id, 'repairs', l.repairs, 'goods', l.goods,
                'records', CASE WHEN l.goods IS NULL THEN '[]'::json ELSE (SELECT coalesce(json_agg(json_build_object(
                    'record', g.record, 'by', g.told_by, 'at', g.told_at) ORDER BY g.what), '[]') FROM goods_records g
                    WHERE g.bucket = l.bucket AND g.order_id = l.order_id AND g.line_no = l.line_no) END) ORDER BY l.line_no), '[]')
            FROM order_lines l WHERE l.bucket = o.bucket AND l.order_id = o.id),
        'payments', (SELECT coalesce(json_agg(json_build_object('payment_no', p.payment_no, 'tender', p.tender, 'processor', p.processor,
                'processor_reference', p.processor_reference, 'amount_minor', p.amount_minor,
                'refunded_minor', p.refunded_minor, 'rank', p.rank, 'charged_back_minor', p.charged_back_minor,
                'by_bank_minor', p.by_bank_minor, 'beyond_room_minor', p.beyond_room_minor) ORDER BY p.rank, p.payment_no), '[]')
            FROM order_payments p WHERE p.bucket = o.bucket AND p.order_id = o.id),
        'parcels', (SELECT coalesce(json_agg(s.parcel), '[]') FROM (
            SELECT json_build_object('shipped_at', s.shipped_at, 'delivered_at', s.delivered_at,
                'lines', (SELECT coalesce(jsonb_agg(x -> 'line_no'), '[]') FROM jsonb_array_elements(s.lines) x),
                'followed', CASE WHEN s.status IS NOT NULL THEN json_build_object('status', s.status, 'at', s.changed_at,
                    'moved_at', s.moved_at, 'lost_at', s.lost_at, 'unscanned_at', s.unscanned_at) END) AS parcel
            FROM followed_parcels s WHERE s.bucket = o.bucket AND s.order_id = o.id
            UNION ALL
            SELECT json_build_object('shipped_at', l.shipped_at, 'delivered_at', l.delivered_at, 'lines', json_build_array(l.line_no))
            FROM order_lines l WHERE l.bucket = o.bucket AND l.order_id = o.id AND l.shipped_at IS NOT NULL) s),
        'own_cover', EXISTS (SELECT 1 FROM freight_covers f WHERE f.bucket = o.bucket AND f.order_id = o.id AND f.plan = 'buyer'
            AND f.status <> 'cancelled'),
        'tenders', (SELECT coalesce(json_agg(json_build_object('external_id', t.external_id, 'tender', t.tender) ORDER BY t.external_id), '[]')
            FROM buyer_tenders t WHERE t.bucket = o.bucket AND t.buyer_id = o.buyer_id)
    ) AS facts
    FROM orders o;

-- Orders whose parcels were told of a short while ago are looked at when that may have come due.
INSERT INTO promise_watches (bucket, order_id, look_at)
SELECT o.bucket, o.id, min(t.changed_at) + interval '1 day' FROM orders o
JOIN order_tracking t ON (t.bucket, t.order_id) = (o.bucket, o.id)
WHERE o.status = 'shipped' AND t.moved_at IS NULL AND t.changed_at > now() - interval '1 day'
    AND o.facts -> 'guarantees' ? 'timely_shipping'
GROUP BY o.bucket, o.id ON CONFLICT DO NOTHING;
