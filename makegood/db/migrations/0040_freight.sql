-- What carriers charge for carrying: told at the booking, and again where they weighed something else than was told.
ALTER TABLE carried_parcels ADD COLUMN freight_minor bigint NOT NULL DEFAULT 0 CHECK (freight_minor >= 0);
ALTER TABLE carried_parcels ADD COLUMN freight_currency text NOT NULL DEFAULT '';
ALTER TABLE tracking_events ADD COLUMN freight_minor bigint CHECK (freight_minor >= 0);

-- The freight of a parcel as it was posted, a row for each case in it; `because`: its carriage, or the weight that was
-- found. The parts say who bears it, and add up to it; when that changes, the transaction is reversed and posted
-- anew. A parcel that was lost is carried for nothing: its transaction is reversed, and no other stands.
CREATE TABLE freight_charges (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    parcel_id bigint NOT NULL,
    order_id bigint NOT NULL,
    case_id bigint NOT NULL,
    buyer_id bigint NOT NULL,
    merchant_id bigint NOT NULL,
    courier text NOT NULL,
    direction text NOT NULL CHECK (direction IN ('out', 'back')),
    because text NOT NULL CHECK (because IN ('carriage', 'weight')),
    ground text NOT NULL CHECK (ground IN ('policy', 'ruling', 'unsaid', 'weight', 'lost')),
    currency text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    buyer_minor bigint NOT NULL CHECK (buyer_minor >= 0),
    merchant_minor bigint NOT NULL CHECK (merchant_minor >= 0),
    platform_minor bigint NOT NULL CHECK (platform_minor >= 0),
    transaction_id bigint,
    charged_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (bucket, id),
    UNIQUE (bucket, parcel_id, case_id, because),
    FOREIGN KEY (bucket, parcel_id) REFERENCES carried_parcels (bucket, id),
    CHECK (buyer_minor + merchant_minor + platform_minor = CASE WHEN transaction_id IS NULL THEN 0 ELSE amount_minor END)
);
CREATE INDEX freight_charges_by_case ON freight_charges (bucket, case_id);
CREATE INDEX freight_charges_by_merchant ON freight_charges (merchant_id, id DESC);
CREATE INDEX freight_charges_newest ON freight_charges (id DESC);

-- Virtual goods are delivered, used and revoked unit by unit: `nth` tells like records of a line apart.
ALTER TABLE goods_records ADD COLUMN nth smallint NOT NULL DEFAULT 0;
ALTER TABLE goods_records DROP CONSTRAINT goods_records_pkey;
ALTER TABLE goods_records ADD PRIMARY KEY (bucket, order_id, line_no, what, nth);

CREATE OR REPLACE FUNCTION record_goods(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO goods_records (bucket, order_id, line_no, what, nth, record, told_by, told_at)
    SELECT r.bucket, r.order_id, r.line_no, r.record ->> 'what', coalesce(r.nth, 0), r.record, r.told_by, r.told_at
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, order_id bigint, line_no smallint, nth smallint, record jsonb,
        told_by text, told_at timestamptz)
    ON CONFLICT (bucket, order_id, line_no, what, nth) DO NOTHING;
END
$$;
