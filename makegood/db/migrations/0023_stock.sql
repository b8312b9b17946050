-- How many units a merchant has of a sku, as far as anybody told, and what exchanges and reshipments do to it; and the
-- lines and payments that such cases bring into an order.

-- Bucket of the merchant. A sku that nobody told of has no row: it is there while its variant is for sale.
CREATE TABLE stock_levels (
    bucket smallint NOT NULL,
    merchant_id bigint NOT NULL,
    sku text NOT NULL,
    on_hand integer NOT NULL,
    reserved integer NOT NULL DEFAULT 0,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (bucket, merchant_id, sku),
    CONSTRAINT stock_not_negative CHECK (reserved >= 0 AND on_hand >= reserved)
) WITH (fillfactor = 85);

-- What happened to units, only ever appended. Of a case, each kind of move happens once to a subject (a sku that goes out, a
-- line that came back), and once more for each time it was reserved anew (nth). The kinds after a return exclude each other:
-- a unit is restocked once, or it is not.
CREATE TABLE stock_moves (
    bucket smallint NOT NULL,
    merchant_id bigint NOT NULL,
    case_id bigint NOT NULL,
    subject text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('reserved', 'released', 'shipped', 'restocked', 'refurbish', 'scrapped', 'vendor')),
    nth smallint NOT NULL,
    sku text NOT NULL,
    quantity integer NOT NULL CHECK (quantity > 0),
    at timestamptz NOT NULL,
    PRIMARY KEY (bucket, case_id, subject, kind, nth)
);
CREATE INDEX stock_moves_of_sku ON stock_moves (bucket, merchant_id, sku, at DESC);
CREATE UNIQUE INDEX stock_put_away_once ON stock_moves (bucket, case_id, subject, nth)
    WHERE kind IN ('restocked', 'refurbish', 'scrapped', 'vendor');
CREATE TRIGGER stock_moves_stay BEFORE UPDATE OR DELETE ON stock_moves
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();

-- What a kind of move does to (on_hand, reserved), for one unit.
CREATE FUNCTION stock_effect(kind text, OUT on_hand integer, OUT reserved integer) LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE kind WHEN 'shipped' THEN -1 WHEN 'restocked' THEN 1 ELSE 0 END,
           CASE kind WHEN 'reserved' THEN 1 WHEN 'released' THEN -1 WHEN 'shipped' THEN -1 ELSE 0 END
$$;

-- Writes moves; one that has happened already changes nothing. Levels follow where there are any.
CREATE FUNCTION move_stock(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    PERFORM 1 FROM stock_levels l JOIN (
        SELECT DISTINCT bucket, merchant_id, sku FROM jsonb_to_recordset(rows) AS r(bucket smallint, merchant_id bigint, sku text)
    ) w ON (l.bucket, l.merchant_id, l.sku) = (w.bucket, w.merchant_id, w.sku)
    ORDER BY l.bucket, l.merchant_id, l.sku FOR NO KEY UPDATE OF l;

    WITH moved AS (
        INSERT INTO stock_moves (bucket, merchant_id, case_id, subject, kind, nth, sku, quantity, at)
        SELECT bucket, merchant_id, case_id, subject, kind, nth, sku, quantity, at
        FROM jsonb_to_recordset(rows) AS r(bucket smallint, merchant_id bigint, case_id bigint, subject text, kind text,
            nth smallint, sku text, quantity integer, at timestamptz)
        ON CONFLICT DO NOTHING
        RETURNING bucket, merchant_id, sku, kind, quantity, at
    ), effect AS (
        SELECT m.bucket, m.merchant_id, m.sku, sum(f.on_hand * m.quantity)::integer AS on_hand,
            sum(f.reserved * m.quantity)::integer AS reserved, max(m.at) AS at
        FROM moved m CROSS JOIN LATERAL stock_effect(m.kind) f GROUP BY m.bucket, m.merchant_id, m.sku
    )
    UPDATE stock_levels l SET on_hand = l.on_hand + e.on_hand, reserved = l.reserved + e.reserved, updated_at = e.at
    FROM effect e WHERE (l.bucket, l.merchant_id, l.sku) = (e.bucket, e.merchant_id, e.sku);
END
$$;

-- Says how many units there are. What is reserved already counts from the first telling on.
CREATE FUNCTION set_stock(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO stock_levels AS l (bucket, merchant_id, sku, on_hand, reserved, updated_at)
    SELECT r.bucket, r.merchant_id, r.sku, r.on_hand, coalesce((
            SELECT sum(f.reserved * m.quantity) FROM stock_moves m CROSS JOIN LATERAL stock_effect(m.kind) f
            WHERE (m.bucket, m.merchant_id, m.sku) = (r.bucket, r.merchant_id, r.sku)
        ), 0)::integer, r.at
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, merchant_id bigint, sku text, on_hand integer, at timestamptz)
    ORDER BY r.bucket, r.merchant_id, r.sku
    ON CONFLICT (bucket, merchant_id, sku) DO UPDATE SET on_hand = excluded.on_hand, updated_at = excluded.updated_at;
END
$$;

-- Lines and payments that a case brought into an order (from_case); the marketplace's own tell nothing of them. A
-- replacement that went out has a parcel of its own.
ALTER TABLE order_lines ADD COLUMN from_case bigint;
ALTER TABLE order_lines ADD COLUMN shipped_at timestamptz;
ALTER TABLE order_lines ADD COLUMN delivered_at timestamptz;
ALTER TABLE order_payments ADD COLUMN from_case bigint;

CREATE FUNCTION add_lines_of_cases(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO order_lines (bucket, order_id, line_no, kind, sku, product_external_id, title, category, traits, quantity,
        unit_price_minor, paid_minor, facts, from_case, shipped_at, delivered_at)
    SELECT r.bucket, r.order_id, r.line_no, 'goods', r.sku, r.product, r.title, r.category, coalesce(l.traits, '[]'), r.quantity,
        r.unit_price_minor, r.paid_minor, coalesce(l.facts, '{}'), r.case_id, r.shipped_at, r.delivered_at
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, order_id bigint, line_no smallint, sku text, product text, title text,
        category text, quantity integer, unit_price_minor bigint, paid_minor bigint, case_id bigint, like_line smallint,
        shipped_at timestamptz, delivered_at timestamptz)
    LEFT JOIN order_lines l ON (l.bucket, l.order_id, l.line_no) = (r.bucket, r.order_id, r.like_line);
END
$$;

CREATE FUNCTION add_payments_of_cases(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO order_payments (bucket, order_id, payment_no, tender, processor, processor_reference, amount_minor, rank,
        paid_at, from_case)
    SELECT bucket, order_id, payment_no, tender, processor, processor_reference, amount_minor, rank, paid_at, case_id
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, order_id bigint, payment_no smallint, tender text, processor text,
        processor_reference text, amount_minor bigint, rank smallint, paid_at timestamptz, case_id bigint);
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
                'unit_price_minor', l.unit_price_minor, 'product', l.product_external_id) ORDER BY l.line_no), '[]')
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
