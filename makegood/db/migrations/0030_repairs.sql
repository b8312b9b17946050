-- What repairs of an order line have shown, by the case that they were done in: how long they took and whether they helped.
-- Later decisions look at it: repairs in vain, or too long, open a replacement or a return.
ALTER TABLE order_lines ADD COLUMN repairs jsonb NOT NULL DEFAULT '{}';

-- Keeps what each case says of its repair now; what it said before is replaced, so that writing twice is writing once.
CREATE FUNCTION remember_repairs(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    UPDATE order_lines l SET repairs = l.repairs || jsonb_build_object(r.case_id::text, r.repair)
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, order_id bigint, line_no smallint, case_id bigint, repair jsonb)
    WHERE (l.bucket, l.order_id, l.line_no) = (r.bucket, r.order_id, r.line_no);
END
$$;

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
                'unit_price_minor', l.unit_price_minor, 'product', l.product_external_id, 'repairs', l.repairs) ORDER BY l.line_no), '[]')
            FROM order_lines l WHERE l.bucket = o.bucket AND l.order_id = o.id),
        'payments', (SELECT coalesce(json_agg(json_build_object('payment_no', p.payment_no, 'tender', p.tender, 'processor', p.processor,
                'processor_reference', p.processor_reference, 'amount_minor', p.amount_minor,
                'refunded_minor', p.refunded_minor, 'rank', p.rank) ORDER BY p.rank, p.payment_no), '[]')
            FROM order_payments p WHERE p.bucket = o.bucket AND p.order_id = o.id),
        'parcels', (SELECT coalesce(json_agg(s.parcel), '[]') FROM (
            SELECT json_build_object('shipped_at', s.shipped_at, 'delivered_at', s.delivered_at,
                'lines', (SELECT coalesce(jsonb_agg(x -> 'line_no'), '[]') FROM jsonb_array_elements(s.lines) x)) AS parcel
            FROM parcels s WHERE s.bucket = o.bucket AND s.order_id = o.id
            UNION ALL
            SELECT json_build_object('shipped_at', l.shipped_at, 'delivered_at', l.delivered_at, 'lines', json_build_array(l.line_no))
            FROM order_lines l WHERE l.bucket = o.bucket AND l.order_id = o.id AND l.shipped_at IS NOT NULL) s),
        'tenders', (SELECT coalesce(json_agg(json_build_object('external_id', t.external_id, 'tender', t.tender) ORDER BY t.external_id), '[]')
            FROM buyer_tenders t WHERE t.bucket = o.bucket AND t.buyer_id = o.buyer_id)
    ) AS facts
    FROM orders o;
