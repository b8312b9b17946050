-- Instant refunds: how much may be paid in advance, what was, by which tenders, and what has become of it.

-- What one buyer, and what all together, may have been advanced at a time, by currency (minor units). No row: nothing is advanced.
-- The room itself is in the ledger (buyer:…:advance_room, platform:advance_room), which may not go below zero. A reference table.
CREATE TABLE advance_caps (
    currency text PRIMARY KEY,
    per_buyer_minor bigint NOT NULL CHECK (per_buyer_minor >= 0),
    total_minor bigint NOT NULL CHECK (total_minor >= 0),
    set_by text NOT NULL,
    set_at timestamptz NOT NULL
);

-- Buyers who have ever been advanced something, and to what their room was opened. Locked whenever one of their orders is
-- decided on, so that two orders of one buyer do not stand on the same room or the same debt. Bucket of the buyer.
CREATE TABLE advance_rooms (
    bucket smallint NOT NULL,
    buyer_id bigint NOT NULL,
    currency text NOT NULL,
    opened_minor bigint NOT NULL,
    PRIMARY KEY (bucket, buyer_id, currency),
    FOREIGN KEY (bucket, buyer_id) REFERENCES buyers (bucket, id)
);

-- status: advanced                    the order has not paid it back yet
--         settled                     it has
--         owed -> collecting          the buyer owes the rest: it is taken from their next refunds, then asked for
--         contested                   the buyer objected, and the desk decides
--         recovered | written_off     nothing is owed any more
-- amount = settled + outstanding + owed; owed = recovered + written_off + still owed. Bucket of the order and the buyer.
CREATE TABLE advances (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    case_id bigint NOT NULL,
    order_id bigint NOT NULL,
    buyer_id bigint NOT NULL,
    merchant_id bigint NOT NULL,
    currency text NOT NULL,
    status text NOT NULL DEFAULT 'advanced'
        CHECK (status IN ('advanced', 'settled', 'owed', 'collecting', 'contested', 'recovered', 'written_off')),
    step text NOT NULL,
    rule text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    settled_minor bigint NOT NULL DEFAULT 0 CHECK (settled_minor >= 0),
    owed_minor bigint NOT NULL DEFAULT 0 CHECK (owed_minor >= 0),
    recovered_minor bigint NOT NULL DEFAULT 0 CHECK (recovered_minor >= 0),
    written_off_minor bigint NOT NULL DEFAULT 0 CHECK (written_off_minor >= 0),
    because text NOT NULL DEFAULT '',
    given_at timestamptz NOT NULL,
    due_at timestamptz,
    ended_at timestamptz,
    PRIMARY KEY (bucket, id),
    FOREIGN KEY (bucket, case_id) REFERENCES cases (bucket, id),
    CHECK (settled_minor + owed_minor <= amount_minor),
    CHECK (recovered_minor + written_off_minor <= owed_minor)
);
CREATE UNIQUE INDEX advance_of_case ON advances (bucket, case_id);
CREATE INDEX advances_of_buyer ON advances (bucket, buyer_id, id);
CREATE INDEX advances_of_merchant ON advances (merchant_id, id DESC);
CREATE INDEX advances_by_status ON advances (status, id DESC);
CREATE INDEX advances_due ON advances (due_at) WHERE due_at IS NOT NULL;

-- status: sending | unknown -> paid, or failed -> to_balance (what a payment does not take back goes into the buyer's balance)
CREATE TABLE advance_legs (
    bucket smallint NOT NULL,
    advance_id bigint NOT NULL,
    leg_no smallint NOT NULL,
    tender text NOT NULL,
    processor text NOT NULL,
    processor_reference text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    hold bigint NOT NULL,
    posted_by bigint,
    status text NOT NULL CHECK (status IN ('sending', 'unknown', 'paid', 'to_balance')),
    detail text NOT NULL DEFAULT '',
    PRIMARY KEY (bucket, advance_id, leg_no),
    FOREIGN KEY (bucket, advance_id) REFERENCES advances (bucket, id)
);

-- What happened to an advance, appended and never changed. `what`: given, settled, owed, recovered, collecting, objected, upheld,
-- waived, written_off, paid_back; `who`: the label of a principal, empty where a rule acted.
CREATE TABLE advance_events (
    bucket smallint NOT NULL,
    advance_id bigint NOT NULL,
    seq integer NOT NULL,
    at timestamptz NOT NULL,
    what text NOT NULL,
    who text NOT NULL DEFAULT '',
    amount_minor bigint NOT NULL DEFAULT 0,
    note text NOT NULL DEFAULT '',
    PRIMARY KEY (bucket, advance_id, seq),
    FOREIGN KEY (bucket, advance_id) REFERENCES advances (bucket, id)
);

-- rows: [{bucket, id, at, what, who, amount_minor, note}]. One statement numbers the events of one advance in their order.
CREATE FUNCTION tell_advances(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO advance_events (bucket, advance_id, seq, at, what, who, amount_minor, note)
    SELECT r.bucket, r.id,
        coalesce((SELECT max(e.seq) FROM advance_events e WHERE e.bucket = r.bucket AND e.advance_id = r.id), 0)
            + row_number() OVER (PARTITION BY r.bucket, r.id ORDER BY r.place),
        r.at, r.what, coalesce(r.who, ''), coalesce(r.amount_minor, 0), coalesce(r.note, '')
    FROM (
        SELECT (x.row ->> 'bucket')::smallint AS bucket, (x.row ->> 'id')::bigint AS id, (x.row ->> 'at')::timestamptz AS at,
            x.row ->> 'what' AS what, x.row ->> 'who' AS who, (x.row ->> 'amount_minor')::bigint AS amount_minor,
            x.row ->> 'note' AS note, x.place
        FROM jsonb_array_elements(rows) WITH ORDINALITY AS x(row, place)
    ) r;
END
$$;

-- rows: [{bucket, id, case_id, order_id, buyer_id, merchant_id, currency, step, rule, amount_minor, opened_minor, at,
--         legs: [{leg_no, tender, processor, processor_reference, amount_minor, hold, posted_by, status}]}]
CREATE FUNCTION open_advances(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO advance_rooms (bucket, buyer_id, currency, opened_minor)
    SELECT bucket, buyer_id, currency, sum(opened_minor)
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, buyer_id bigint, currency text, opened_minor bigint)
    GROUP BY bucket, buyer_id, currency
    ON CONFLICT (bucket, buyer_id, currency) DO UPDATE SET opened_minor = advance_rooms.opened_minor + excluded.opened_minor;

    INSERT INTO advances (bucket, id, case_id, order_id, buyer_id, merchant_id, currency, step, rule, amount_minor, given_at)
    SELECT bucket, id, case_id, order_id, buyer_id, merchant_id, currency, step, rule, amount_minor, at
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, id bigint, case_id bigint, order_id bigint, buyer_id bigint,
        merchant_id bigint, currency text, step text, rule text, amount_minor bigint, at timestamptz);

    INSERT INTO advance_legs (bucket, advance_id, leg_no, tender, processor, processor_reference, amount_minor, hold, posted_by, status)
    SELECT r.bucket, r.id, l.leg_no, l.tender, l.processor, l.processor_reference, l.amount_minor, l.hold, l.posted_by, l.status
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, id bigint, legs jsonb)
    CROSS JOIN LATERAL jsonb_to_recordset(r.legs) AS l(leg_no smallint, tender text, processor text, processor_reference text,
        amount_minor bigint, hold bigint, posted_by bigint, status text);
END
$$;

-- rows: [{bucket, id, amount_minor, at}]: the order paid so much of it back.
CREATE FUNCTION settle_advances(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    UPDATE advances a SET settled_minor = a.settled_minor + r.amount_minor,
        status = CASE WHEN a.settled_minor + r.amount_minor = a.amount_minor THEN 'settled' ELSE a.status END,
        ended_at = CASE WHEN a.settled_minor + r.amount_minor = a.amount_minor THEN r.at END
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, id bigint, amount_minor bigint, at timestamptz)
    WHERE (a.bucket, a.id) = (r.bucket, r.id);
END
$$;

-- rows: [{bucket, id, amount_minor, because, due_at}]: the buyer owes so much of it.
CREATE FUNCTION owe_advances(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    UPDATE advances a SET owed_minor = a.owed_minor + r.amount_minor, because = r.because, status = 'owed', due_at = r.due_at
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, id bigint, amount_minor bigint, because text, due_at timestamptz)
    WHERE (a.bucket, a.id) = (r.bucket, r.id);
END
$$;

-- rows: [{bucket, buyer_id, currency, amount_minor, at, note}]: so much came back from the buyer, and pays the oldest debts first.
CREATE FUNCTION recover_advances(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    r record;
    a record;
    part bigint;
BEGIN
    FOR r IN SELECT * FROM jsonb_to_recordset(rows)
        AS x(bucket smallint, buyer_id bigint, currency text, amount_minor bigint, at timestamptz, note text)
    LOOP
        FOR a IN SELECT * FROM advances v WHERE v.bucket = r.bucket AND v.buyer_id = r.buyer_id AND v.currency = r.currency
            AND v.status IN ('owed', 'collecting', 'contested') ORDER BY v.id FOR NO KEY UPDATE
        LOOP
            part := least(r.amount_minor, a.owed_minor - a.recovered_minor - a.written_off_minor);
            CONTINUE WHEN part <= 0;
            UPDATE advances v SET recovered_minor = v.recovered_minor + part,
                status = CASE WHEN v.recovered_minor + v.written_off_minor + part = v.owed_minor THEN 'recovered' ELSE v.status END,
                due_at = CASE WHEN v.recovered_minor + v.written_off_minor + part < v.owed_minor THEN v.due_at END,
                ended_at = CASE WHEN v.recovered_minor + v.written_off_minor + part = v.owed_minor THEN r.at END
            WHERE (v.bucket, v.id) = (a.bucket, a.id);
            PERFORM tell_advances(jsonb_build_array(jsonb_build_object('bucket', a.bucket, 'id', a.id, 'at', r.at,
                'what', 'recovered', 'amount_minor', part, 'note', r.note)));
            r.amount_minor := r.amount_minor - part;
        END LOOP;
    END LOOP;
END
$$;

-- As before (migration 0004), and with what stands for advances to the buyers of the orders, where any may be given.
DROP FUNCTION load_for_commands(smallint[], bigint[], smallint[], bigint[], smallint[], text[], text[]);
CREATE FUNCTION load_for_commands(case_buckets smallint[], case_ids bigint[], order_buckets smallint[], order_ids bigint[],
    key_buckets smallint[], key_principals text[], keys text[])
RETURNS TABLE (orders_read text, cases_read text, answers_read text, rooms_read text)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
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

    IF EXISTS (SELECT 1 FROM advance_caps) THEN
        PERFORM 1 FROM advance_rooms v WHERE (v.bucket, v.buyer_id) IN (
            SELECT o.bucket, o.buyer_id FROM orders o JOIN unnest(buckets, ids) AS w(bucket, id) ON (o.bucket, o.id) = (w.bucket, w.id)
        ) ORDER BY v.bucket, v.buyer_id, v.currency FOR NO KEY UPDATE OF v;
        SELECT rooms_for_advances(buckets, ids) INTO rooms_read;
    END IF;

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

CREATE FUNCTION rooms_for_advances(buckets smallint[], ids bigint[]) RETURNS text LANGUAGE sql AS $$
    SELECT json_object_agg(o.id, json_build_object(
        'per_buyer_minor', c.per_buyer_minor, 'opened_minor', coalesce(v.opened_minor, 0),
        'room_minor', coalesce((SELECT a.balance_minor FROM ledger_accounts a WHERE a.bucket = o.bucket
            AND a.account = 'buyer:' || o.buyer_id || ':advance_room' AND a.currency = o.currency), 0),
        'owes_minor', coalesce((SELECT a.balance_minor FROM ledger_accounts a WHERE a.bucket = o.bucket
            AND a.account = 'buyer:' || o.buyer_id || ':advance_debt' AND a.currency = o.currency), 0),
        'total_room_minor', coalesce((SELECT a.balance_minor FROM ledger_accounts a WHERE a.bucket = 0
            AND a.account = 'platform:advance_room' AND a.currency = o.currency), 0)))::text
    FROM orders o JOIN unnest(buckets, ids) AS w(bucket, id) ON (o.bucket, o.id) = (w.bucket, w.id)
    JOIN advance_caps c ON c.currency = o.currency
    LEFT JOIN advance_rooms v ON (v.bucket, v.buyer_id, v.currency) = (o.bucket, o.buyer_id, o.currency)
$$;
