-- Parcels of orders are followed as soon as a shop tells of them, whether or not a case comes of it; claims are recovered too.

-- What carriers tell of an order's parcels, which the shop named so (0002). It outlives what the shop tells again. Bucket of the
-- order. moved_at: the last scan that says that the parcel moves, while it is under way. delivered_at, lost_at: once it is so.
CREATE TABLE order_tracking (
    bucket smallint NOT NULL,
    order_id bigint NOT NULL,
    carrier text NOT NULL,
    tracking_no text NOT NULL,
    parcel_id bigint NOT NULL,
    status text NOT NULL,
    is_damaged boolean NOT NULL DEFAULT false,
    moved_at timestamptz,
    delivered_at timestamptz,
    lost_at timestamptz,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (bucket, order_id, carrier, tracking_no),
    FOREIGN KEY (bucket, parcel_id) REFERENCES carried_parcels (bucket, id)
);
CREATE INDEX order_tracking_of_parcel ON order_tracking (bucket, parcel_id);

-- The parcels of orders with what their carriers tell. A carrier's word on the delivery comes before the shop's.
CREATE VIEW followed_parcels AS
    SELECT s.bucket, s.order_id, s.parcel_no, s.carrier, s.tracking_no, s.shipped_at,
        CASE WHEN t.lost_at IS NULL THEN coalesce(t.delivered_at, s.delivered_at) END AS delivered_at, s.lines,
        t.parcel_id AS followed_as, t.status, coalesce(t.is_damaged, false) AS is_damaged, t.moved_at, t.lost_at, t.changed_at,
        t.delivered_at AS carrier_delivered_at
    FROM parcels s LEFT JOIN order_tracking t
        ON (t.bucket, t.order_id, t.carrier, t.tracking_no) = (s.bucket, s.order_id, s.carrier, s.tracking_no);

-- As before (migration 0038), and with what carriers tell of the parcels.
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
        'tenders', (SELECT coalesce(json_agg(json_build_object('external_id', t.external_id, 'tender', t.tender) ORDER BY t.external_id), '[]')
            FROM buyer_tenders t WHERE t.bucket = o.bucket AND t.buyer_id = o.buyer_id)
    ) AS facts
    FROM orders o;

-- What a promise paid for broken goods is claimed from the carrier as well (claim_id; 0: of none), and what the carrier pays goes to
-- who had borne it: the shares of insurer and platform in what is claimed, the rest is the merchant's.
ALTER TABLE recoveries ADD COLUMN claim_id bigint NOT NULL DEFAULT 0;
ALTER TABLE recoveries ADD COLUMN insurer text NOT NULL DEFAULT '';
ALTER TABLE recoveries ADD COLUMN insurer_share_minor bigint NOT NULL DEFAULT 0 CHECK (insurer_share_minor >= 0);
ALTER TABLE recoveries ADD COLUMN platform_share_minor bigint NOT NULL DEFAULT 0 CHECK (platform_share_minor >= 0);
ALTER TABLE recoveries ADD COLUMN to_insurer_minor bigint NOT NULL DEFAULT 0 CHECK (to_insurer_minor >= 0);
ALTER TABLE recoveries DROP CONSTRAINT recoveries_bucket_parcel_id_order_id_case_id_key;
ALTER TABLE recoveries ADD CONSTRAINT recovered_once UNIQUE (bucket, parcel_id, order_id, case_id, claim_id);
ALTER TABLE recoveries DROP CONSTRAINT parts_within_paid;
ALTER TABLE recoveries ADD CONSTRAINT parts_within_paid
    CHECK (to_buyer_minor + to_platform_minor + to_insurer_minor <= paid_minor);
ALTER TABLE recoveries ADD CONSTRAINT shares_within_claim CHECK (insurer_share_minor + platform_share_minor <= claimed_minor);

ALTER TABLE insurer_lines DROP CONSTRAINT insurer_lines_kind_check;
ALTER TABLE insurer_lines ADD CONSTRAINT insurer_lines_kind_check
    CHECK (kind IN ('premium', 'premium_returned', 'claim', 'claim_reversed', 'settlement', 'recovery', 'recovery_reversed'));
