-- After-sales cases: a stream of events and the row that is their fold.

-- state is the whole case (makegood/cases/model.py); the columns beside it are what lists and sweeps need of it.
-- wake_at: when the clock next has something to do, a reminder or the expiry; NULL when nobody has the ball.
CREATE TABLE cases (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    order_id bigint NOT NULL,
    buyer_id bigint NOT NULL,
    merchant_id bigint NOT NULL,
    type text NOT NULL,
    stage text NOT NULL,
    owner text,
    due_at timestamptz,
    wake_at timestamptz,
    currency text NOT NULL,
    requested_minor bigint NOT NULL,
    refunded_minor bigint NOT NULL,
    version integer NOT NULL,
    opened_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    state jsonb NOT NULL,
    PRIMARY KEY (bucket, id),
    FOREIGN KEY (bucket, order_id) REFERENCES orders (bucket, id),
    CONSTRAINT owner_and_clock_together CHECK ((owner IS NULL) = (due_at IS NULL)),
    CONSTRAINT open_has_owner CHECK ((owner IS NULL) = (stage IN ('settled', 'closed', 'withdrawn'))),
    CONSTRAINT refunded_within_request CHECK (refunded_minor BETWEEN 0 AND requested_minor)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
CREATE INDEX cases_to_wake ON cases (wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX cases_of_order ON cases (bucket, order_id);
CREATE INDEX cases_of_buyer ON cases (bucket, buyer_id, id DESC);
CREATE INDEX cases_of_merchant ON cases (merchant_id, id DESC);
CREATE INDEX cases_by_id ON cases (id DESC);
CREATE INDEX cases_with_owner ON cases (owner, due_at) WHERE owner IS NOT NULL;

CREATE TABLE case_events (
    bucket smallint NOT NULL,
    case_id bigint NOT NULL,
    seq integer NOT NULL,
    name text NOT NULL,
    actor text NOT NULL,
    who text NOT NULL,
    at timestamptz NOT NULL,
    data jsonb NOT NULL,
    PRIMARY KEY (bucket, case_id, seq)
);

CREATE FUNCTION write_cases(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO cases AS c (bucket, id, order_id, buyer_id, merchant_id, type, stage, owner, due_at, wake_at, currency,
        requested_minor, refunded_minor, version, opened_at, updated_at, state)
    SELECT bucket, id, order_id, buyer_id, merchant_id, type, stage, owner, due_at, wake_at, currency,
        requested_minor, refunded_minor, version, opened_at, updated_at, state
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, id bigint, order_id bigint, buyer_id bigint, merchant_id bigint, type text,
        stage text, owner text, due_at timestamptz, wake_at timestamptz, currency text, requested_minor bigint, refunded_minor bigint,
        version integer, opened_at timestamptz, updated_at timestamptz, state jsonb)
    ON CONFLICT (bucket, id) DO UPDATE SET
        type = excluded.type, stage = excluded.stage, owner = excluded.owner, due_at = excluded.due_at, wake_at = excluded.wake_at,
        requested_minor = excluded.requested_minor, refunded_minor = excluded.refunded_minor, version = excluded.version,
        updated_at = excluded.updated_at, state = excluded.state;
END
$$;

CREATE FUNCTION append_case_events(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO case_events (bucket, case_id, seq, name, actor, who, at, data)
    SELECT bucket, case_id, seq, name, actor, who, at, data
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, case_id bigint, seq integer, name text, actor text, who text, at timestamptz, data jsonb);
END
$$;

-- Orders with what decisions look at, as JSON. Views, since they are planned into the statement that reads them.
CREATE VIEW order_facts AS
    SELECT o.bucket, o.id, json_build_object(
        'id', o.id, 'external_id', o.external_id, 'buyer_id', o.buyer_id, 'merchant_id', o.merchant_id,
        'currency', o.currency, 'status', o.status, 'placed_at', o.placed_at, 'paid_minor', o.paid_minor,
        'calendar', (SELECT m.calendar FROM merchants m WHERE m.id = o.merchant_id),
        'escrow_minor', coalesce((SELECT a.balance_minor - a.held_minor FROM ledger_accounts a
            WHERE a.bucket = o.bucket AND a.account = 'order:' || o.id || ':escrow' AND a.currency = o.currency), 0),
        'lines', (SELECT coalesce(json_agg(json_build_object('line_no', l.line_no, 'kind', l.kind, 'sku', l.sku, 'title', l.title,
                'category', l.category, 'quantity', l.quantity, 'paid_minor', l.paid_minor,
                'claimed_quantity', l.claimed_quantity, 'claimed_minor', l.claimed_minor) ORDER BY l.line_no), '[]')
            FROM order_lines l WHERE l.bucket = o.bucket AND l.order_id = o.id),
        'payments', (SELECT coalesce(json_agg(json_build_object('payment_no', p.payment_no, 'tender', p.tender, 'processor', p.processor,
                'processor_reference', p.processor_reference, 'amount_minor', p.amount_minor,
                'refunded_minor', p.refunded_minor, 'rank', p.rank) ORDER BY p.rank, p.payment_no), '[]')
            FROM order_payments p WHERE p.bucket = o.bucket AND p.order_id = o.id),
        'parcels', (SELECT coalesce(json_agg(json_build_object('shipped_at', s.shipped_at, 'delivered_at', s.delivered_at,
                'lines', (SELECT coalesce(jsonb_agg(x -> 'line_no'), '[]') FROM jsonb_array_elements(s.lines) x)) ORDER BY s.parcel_no), '[]')
            FROM parcels s WHERE s.bucket = o.bucket AND s.order_id = o.id),
        'tenders', (SELECT coalesce(json_agg(json_build_object('external_id', t.external_id, 'tender', t.tender) ORDER BY t.external_id), '[]')
            FROM buyer_tenders t WHERE t.bucket = o.bucket AND t.buyer_id = o.buyer_id)
    ) AS facts
    FROM orders o;

-- Cases with their events, as JSON.
CREATE VIEW case_streams AS
    SELECT c.bucket, c.id, json_build_object('state', c.state, 'events', (
        SELECT json_agg(json_build_object('actor', e.actor, 'who', e.who, 'at', e.at, 'event', e.data, 'seq', e.seq) ORDER BY e.seq)
        FROM case_events e WHERE e.bucket = c.bucket AND e.case_id = c.id
    )) AS stream
    FROM cases c;

-- Everything that a batch of commands needs, in one round trip: first the orders that they are about are locked (in one
-- order, so that batches do not deadlock), then all is read with a fresh snapshot, as each statement of a VOLATILE function
-- has its own: what is read is what the lock protects.
CREATE FUNCTION load_for_commands(case_buckets smallint[], case_ids bigint[], order_buckets smallint[], order_ids bigint[],
    key_buckets smallint[], key_principals text[], keys text[])
RETURNS TABLE (orders_read text, cases_read text, answers_read text) LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    buckets smallint[] := order_buckets;
    ids bigint[] := order_ids;
BEGIN
    IF cardinality(case_ids) > 0 THEN
        SELECT array_agg(w.bucket), array_agg(w.id) INTO buckets, ids FROM (
            SELECT c.bucket, c.order_id AS id FROM cases c
            JOIN unnest(case_buckets, case_ids) AS x(bucket, id) ON (c.bucket, c.id) = (x.bucket, x.id)
            UNION SELECT * FROM unnest(order_buckets, order_ids)
        ) w;
    END IF;

    PERFORM 1 FROM orders o JOIN unnest(buckets, ids) AS w(bucket, id) ON (o.bucket, o.id) = (w.bucket, w.id)
    ORDER BY o.bucket, o.id FOR NO KEY UPDATE OF o;

    SELECT json_agg(o.facts)::text INTO orders_read
    FROM order_facts o JOIN unnest(buckets, ids) AS w(bucket, id) ON (o.bucket, o.id) = (w.bucket, w.id);

    IF cardinality(case_ids) > 0 THEN
        SELECT json_agg(c.stream)::text INTO cases_read
        FROM case_streams c JOIN unnest(case_buckets, case_ids) AS x(bucket, id) ON (c.bucket, c.id) = (x.bucket, x.id);
    END IF;

    IF cardinality(keys) > 0 THEN
        SELECT json_agg(json_build_object('principal', k.principal, 'key', k.key, 'input_hash', encode(k.input_hash, 'hex'),
            'status', k.status, 'answer', k.answer))::text INTO answers_read
        FROM idempotency_keys k JOIN unnest(key_buckets, key_principals, keys) AS x(bucket, principal, key)
            ON (k.bucket, k.principal, k.key) = (x.bucket, x.principal, x.key);
    END IF;
    RETURN NEXT;
END
$$;

-- Cases whose clock has something to do, oldest first, with their orders locked; orders locked by others are left for the next sweep.
CREATE FUNCTION claim_due_cases(now_at timestamptz, from_at timestamptz, most integer)
RETURNS TABLE (bucket smallint, case_id bigint, order_id bigint, wake_at timestamptz) LANGUAGE sql AS $$
    SELECT c.bucket, c.id, c.order_id, c.wake_at
    FROM cases c JOIN orders o ON (o.bucket, o.id) = (c.bucket, c.order_id)
    WHERE c.wake_at >= from_at AND c.wake_at <= now_at
    ORDER BY c.wake_at
    LIMIT most
    FOR NO KEY UPDATE OF o SKIP LOCKED
$$;
