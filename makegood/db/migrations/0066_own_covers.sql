-- An order tells whether its buyer has bought a cover for the way back; a transfer of an insurer is put down once, whatever key came
-- with it.

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
                    'moved_at', s.moved_at, 'lost_at', s.lost_at) END) AS parcel
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

-- Transfers that are put down, by what the bank calls them. Of those that were put down twice before, the first stands here.
CREATE TABLE insurer_transfers (
    bucket smallint NOT NULL,
    insurer text NOT NULL,
    direction text NOT NULL CHECK (direction IN ('paid_to', 'received_from')),
    reference text NOT NULL,
    transaction_id bigint NOT NULL,
    PRIMARY KEY (bucket, insurer, direction, reference)
);

INSERT INTO insurer_transfers (bucket, insurer, direction, reference, transaction_id)
SELECT bucket, insurer, CASE WHEN amount_minor > 0 THEN 'received_from' ELSE 'paid_to' END, btrim(reference), transaction_id
FROM insurer_lines WHERE kind = 'settlement' ORDER BY transaction_id
ON CONFLICT DO NOTHING;
