-- What the desk has yet to decide upon is taken from no refund but one of the very order.

CREATE OR REPLACE FUNCTION rooms_for_advances(buckets smallint[], ids bigint[]) RETURNS text LANGUAGE sql AS $$
    SELECT json_object_agg(o.id, json_build_object(
        'per_buyer_minor', c.per_buyer_minor, 'opened_minor', coalesce(v.opened_minor, 0),
        'room_minor', coalesce((SELECT a.balance_minor FROM ledger_accounts a WHERE a.bucket = o.bucket
            AND a.account = 'buyer:' || o.buyer_id || ':advance_room' AND a.currency = o.currency), 0),
        'owes_minor', coalesce((SELECT a.balance_minor FROM ledger_accounts a WHERE a.bucket = o.bucket
            AND a.account = 'buyer:' || o.buyer_id || ':advance_debt' AND a.currency = o.currency), 0),
        'contested_minor', coalesce((SELECT sum(d.owed_minor - d.recovered_minor - d.written_off_minor) FROM advances d
            WHERE d.bucket = o.bucket AND d.buyer_id = o.buyer_id AND d.currency = o.currency AND d.status = 'contested'
                AND d.order_id <> o.id), 0),
        'total_room_minor', coalesce((SELECT a.balance_minor FROM ledger_accounts a WHERE a.bucket = 0
            AND a.account = 'platform:advance_room' AND a.currency = o.currency), 0)))::text
    FROM orders o JOIN unnest(buckets, ids) AS w(bucket, id) ON (o.bucket, o.id) = (w.bucket, w.id)
    JOIN advance_caps c ON c.currency = o.currency
    LEFT JOIN advance_rooms v ON (v.bucket, v.buyer_id, v.currency) = (o.bucket, o.buyer_id, o.currency)
$$;

-- rows: [{bucket, buyer_id, order_id, currency, amount_minor, at, note}]: so much came back from the buyer by a refund of the
-- order, and pays the oldest debts first.
CREATE OR REPLACE FUNCTION recover_advances(rows jsonb) RETURNS void LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    r record;
    a record;
    part bigint;
BEGIN
    FOR r IN SELECT * FROM jsonb_to_recordset(rows)
        AS x(bucket smallint, buyer_id bigint, order_id bigint, currency text, amount_minor bigint, at timestamptz, note text)
    LOOP
        FOR a IN SELECT * FROM advances v WHERE v.bucket = r.bucket AND v.buyer_id = r.buyer_id AND v.currency = r.currency
            AND (v.status IN ('owed', 'collecting') OR (v.status = 'contested' AND v.order_id = r.order_id))
            ORDER BY v.id FOR NO KEY UPDATE
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
