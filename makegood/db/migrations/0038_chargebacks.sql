-- Chargebacks: what banks take back from payments, what is answered to them, and what that means for refunds.

-- charged_back_minor: what banks hold of the payment now. by_bank_minor: what of refunds stands as paid by that. beyond_room_minor:
-- what they took when refunds had used up the room; below zero, refunds ended since the processor held too little, unrecorded.
ALTER TABLE order_payments
    ADD COLUMN charged_back_minor bigint NOT NULL DEFAULT 0 CHECK (charged_back_minor >= 0),
    ADD COLUMN by_bank_minor bigint NOT NULL DEFAULT 0 CHECK (by_bank_minor >= 0),
    ADD COLUMN beyond_room_minor bigint NOT NULL DEFAULT 0;

-- rows: [{bucket, order_id, payment_no, refunded_minor, charged_back_minor, by_bank_minor, beyond_room_minor}], to be added.
CREATE FUNCTION take_by_bank(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    UPDATE order_payments p
    SET refunded_minor = p.refunded_minor + r.refunded, charged_back_minor = p.charged_back_minor + r.charged_back,
        by_bank_minor = p.by_bank_minor + r.by_bank, beyond_room_minor = p.beyond_room_minor + r.beyond_room
    FROM (
        SELECT bucket, order_id, payment_no, sum(refunded_minor)::bigint AS refunded,
            sum(coalesce(charged_back_minor, 0))::bigint AS charged_back, sum(by_bank_minor)::bigint AS by_bank,
            sum(beyond_room_minor)::bigint AS beyond_room
        FROM jsonb_to_recordset(rows) AS x(bucket smallint, order_id bigint, payment_no smallint, refunded_minor bigint,
            charged_back_minor bigint, by_bank_minor bigint, beyond_room_minor bigint)
        GROUP BY bucket, order_id, payment_no
    ) r
    WHERE (p.bucket, p.order_id, p.payment_no) = (r.bucket, r.order_id, r.payment_no);
END
$$;

-- As before (migration 0033), and with what banks have taken from the payments.
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
                'lines', (SELECT coalesce(jsonb_agg(x -> 'line_no'), '[]') FROM jsonb_array_elements(s.lines) x)) AS parcel
            FROM parcels s WHERE s.bucket = o.bucket AND s.order_id = o.id
            UNION ALL
            SELECT json_build_object('shipped_at', l.shipped_at, 'delivered_at', l.delivered_at, 'lines', json_build_array(l.line_no))
            FROM order_lines l WHERE l.bucket = o.bucket AND l.order_id = o.id AND l.shipped_at IS NOT NULL) s),
        'tenders', (SELECT coalesce(json_agg(json_build_object('external_id', t.external_id, 'tender', t.tender) ORDER BY t.external_id), '[]')
            FROM buyer_tenders t WHERE t.bucket = o.bucket AND t.buyer_id = o.buyer_id)
    ) AS facts
    FROM orders o;

CREATE INDEX order_payments_by_reference ON order_payments (processor, processor_reference);

-- A payment that a buyer has the bank take back, wholly or in part. Bucket of the order. One that concerns several orders, paid
-- together, has a row for each with its share.
--   needs_response -> under_review -> won | lost;  closed: it was an inquiry only, or was taken back
-- taken_minor: what the processor has taken from us now; it is borne by escrow_minor and merchant_minor, and used up room_minor
-- of the payment and limit_minor of what may be refunded.
CREATE TABLE chargebacks (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    order_id bigint NOT NULL,
    buyer_id bigint NOT NULL,
    merchant_id bigint NOT NULL,
    payment_no smallint NOT NULL,
    case_id bigint,
    processor text NOT NULL,
    reference text NOT NULL,
    reason text NOT NULL,
    reason_code text NOT NULL,
    state text NOT NULL CHECK (state IN ('needs_response', 'under_review', 'won', 'lost', 'closed')),
    currency text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    taken_minor bigint NOT NULL CHECK (taken_minor >= 0),
    fee_minor bigint NOT NULL CHECK (fee_minor >= 0),
    escrow_minor bigint NOT NULL CHECK (escrow_minor >= 0),
    merchant_minor bigint NOT NULL CHECK (merchant_minor >= 0),
    room_minor bigint NOT NULL CHECK (room_minor >= 0),
    limit_minor bigint NOT NULL CHECK (limit_minor >= 0),
    evidence_due_at timestamptz,
    answered_at timestamptz,
    opened_at timestamptz NOT NULL,
    told_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (bucket, id),
    FOREIGN KEY (bucket, order_id) REFERENCES orders (bucket, id),
    CONSTRAINT chargeback_known_once UNIQUE (bucket, processor, reference, order_id, payment_no),
    CONSTRAINT taken_is_borne CHECK (taken_minor = escrow_minor + merchant_minor AND room_minor <= taken_minor)
) WITH (fillfactor = 85);
CREATE INDEX chargebacks_of_order ON chargebacks (bucket, order_id, id);
CREATE INDEX chargebacks_of_merchant ON chargebacks (merchant_id, id DESC);
CREATE INDEX chargebacks_newest ON chargebacks (id DESC);
CREATE INDEX chargebacks_to_answer ON chargebacks (evidence_due_at, id) WHERE state = 'needs_response' AND answered_at IS NULL;

-- What happened to a chargeback; only ever added to.
CREATE TABLE chargeback_events (
    bucket smallint NOT NULL,
    chargeback_id bigint NOT NULL,
    seq integer NOT NULL,
    name text NOT NULL,
    who text NOT NULL,
    at timestamptz NOT NULL,
    data jsonb NOT NULL,
    PRIMARY KEY (bucket, chargeback_id, seq),
    FOREIGN KEY (bucket, chargeback_id) REFERENCES chargebacks (bucket, id)
);

-- The answer to a chargeback, one: texts and files by the places of the processor's form.
--   waiting -> sent | refused;  a refused one may be replaced by another
CREATE TABLE chargeback_answers (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    chargeback_id bigint NOT NULL,
    texts jsonb NOT NULL,
    files jsonb NOT NULL,
    status text NOT NULL CHECK (status IN ('waiting', 'sent', 'refused')),
    detail text NOT NULL DEFAULT '',
    who text NOT NULL,
    asked_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (bucket, id),
    FOREIGN KEY (bucket, chargeback_id) REFERENCES chargebacks (bucket, id)
);
CREATE UNIQUE INDEX chargeback_answered_once ON chargeback_answers (bucket, chargeback_id) WHERE status <> 'refused';
