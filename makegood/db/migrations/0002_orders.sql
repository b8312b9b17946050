-- The mirror of the marketplace: who bought what from whom, how it was paid and where the parcels are.

-- A reference table: small, read everywhere.
CREATE TABLE merchants (
    id bigint PRIMARY KEY,
    external_id text NOT NULL UNIQUE,
    name text NOT NULL,
    calendar text NOT NULL DEFAULT 'always',
    return_address text,
    updated_at timestamptz NOT NULL
);

CREATE TABLE buyers (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    external_id text NOT NULL,
    name text NOT NULL,
    language text NOT NULL DEFAULT 'en',
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (bucket, id),
    UNIQUE (bucket, external_id)
);

-- A buyer's ways of being paid (cards, gift cards, balances); bucket of the buyer.
CREATE TABLE buyer_tenders (
    bucket smallint NOT NULL,
    buyer_id bigint NOT NULL,
    external_id text NOT NULL,
    tender text NOT NULL,
    label text NOT NULL,
    PRIMARY KEY (bucket, buyer_id, external_id),
    FOREIGN KEY (bucket, buyer_id) REFERENCES buyers (bucket, id)
);

-- Bucket of the product's own external id.
CREATE TABLE products (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    external_id text NOT NULL,
    merchant_id bigint NOT NULL,
    title text NOT NULL,
    category text NOT NULL,
    traits jsonb NOT NULL DEFAULT '[]',
    variants jsonb NOT NULL DEFAULT '[]',
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (bucket, id),
    UNIQUE (bucket, external_id)
);

-- Bucket of the buyer. The row is the lock of everything that happens to the order's cases.
CREATE TABLE orders (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    external_id text NOT NULL,
    buyer_id bigint NOT NULL,
    merchant_id bigint NOT NULL,
    currency text NOT NULL,
    status text NOT NULL CHECK (status IN ('paid', 'shipped', 'delivered', 'completed', 'cancelled')),
    placed_at timestamptz NOT NULL,
    completed_at timestamptz,
    paid_minor bigint NOT NULL CHECK (paid_minor >= 0),
    content_hash bytea NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (bucket, id),
    UNIQUE (bucket, external_id),
    FOREIGN KEY (bucket, buyer_id) REFERENCES buyers (bucket, id)
);
CREATE INDEX orders_of_buyer ON orders (bucket, buyer_id, id DESC);
CREATE INDEX orders_of_merchant ON orders (merchant_id, id DESC);

-- Where an order number leads; its bucket is that of the order number itself, so that the number is unique everywhere.
CREATE TABLE order_names (
    bucket smallint NOT NULL,
    external_id text NOT NULL,
    order_id bigint NOT NULL,
    PRIMARY KEY (bucket, external_id)
);

-- What was paid for each line after discounts, tax included; shipping is a line of its own kind.
-- claimed_*: taken by open cases or already refunded. The checks are the last word on refunding twice.
CREATE TABLE order_lines (
    bucket smallint NOT NULL,
    order_id bigint NOT NULL,
    line_no smallint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('goods', 'shipping', 'fee')),
    sku text NOT NULL,
    product_external_id text,
    title text NOT NULL,
    category text NOT NULL,
    traits jsonb NOT NULL DEFAULT '[]',
    quantity integer NOT NULL CHECK (quantity > 0),
    unit_price_minor bigint NOT NULL CHECK (unit_price_minor >= 0),
    paid_minor bigint NOT NULL CHECK (paid_minor >= 0),
    claimed_quantity integer NOT NULL DEFAULT 0,
    claimed_minor bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (bucket, order_id, line_no),
    FOREIGN KEY (bucket, order_id) REFERENCES orders (bucket, id),
    CONSTRAINT units_claimed_once CHECK (claimed_quantity BETWEEN 0 AND quantity),
    CONSTRAINT money_claimed_once CHECK (claimed_minor BETWEEN 0 AND paid_minor)
) WITH (fillfactor = 85);

-- rank: the stated order in which tenders are refunded, lowest first.
CREATE TABLE order_payments (
    bucket smallint NOT NULL,
    order_id bigint NOT NULL,
    payment_no smallint NOT NULL,
    tender text NOT NULL,
    processor text NOT NULL,
    processor_reference text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    refunded_minor bigint NOT NULL DEFAULT 0,
    rank smallint NOT NULL,
    paid_at timestamptz NOT NULL,
    PRIMARY KEY (bucket, order_id, payment_no),
    FOREIGN KEY (bucket, order_id) REFERENCES orders (bucket, id),
    CONSTRAINT tender_refunded_once CHECK (refunded_minor BETWEEN 0 AND amount_minor)
) WITH (fillfactor = 85);

CREATE TABLE parcels (
    bucket smallint NOT NULL,
    order_id bigint NOT NULL,
    parcel_no smallint NOT NULL,
    carrier text NOT NULL,
    tracking_no text NOT NULL,
    shipped_at timestamptz NOT NULL,
    delivered_at timestamptz,
    lines jsonb NOT NULL DEFAULT '[]',
    PRIMARY KEY (bucket, order_id, parcel_no),
    FOREIGN KEY (bucket, order_id) REFERENCES orders (bucket, id)
);

-- Takes or gives back units and money of lines; the checks refuse what was never there.
CREATE FUNCTION claim_lines(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    UPDATE order_lines l
    SET claimed_quantity = l.claimed_quantity + r.quantity, claimed_minor = l.claimed_minor + r.minor
    FROM (
        SELECT bucket, order_id, line_no, sum(quantity)::integer AS quantity, sum(amount_minor)::bigint AS minor
        FROM jsonb_to_recordset(rows) AS x(bucket smallint, order_id bigint, line_no smallint, quantity integer, amount_minor bigint)
        GROUP BY bucket, order_id, line_no
    ) r
    WHERE (l.bucket, l.order_id, l.line_no) = (r.bucket, r.order_id, r.line_no);
END
$$;

CREATE FUNCTION use_payments(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    UPDATE order_payments p
    SET refunded_minor = p.refunded_minor + r.minor
    FROM (
        SELECT bucket, order_id, payment_no, sum(amount_minor)::bigint AS minor
        FROM jsonb_to_recordset(rows) AS x(bucket smallint, order_id bigint, payment_no smallint, amount_minor bigint)
        GROUP BY bucket, order_id, payment_no
    ) r
    WHERE (p.bucket, p.order_id, p.payment_no) = (r.bucket, r.order_id, r.payment_no);
END
$$;
