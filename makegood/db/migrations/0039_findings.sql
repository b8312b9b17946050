-- What two may try at once is refused here, and lists are read in the order of their ids.

-- Captures that cases brought into orders, by the processor and its reference: no capture is told for two cases. The bucket is
-- of that name itself, so that it is unique everywhere.
CREATE TABLE captures_told (
    bucket smallint NOT NULL,
    processor text NOT NULL,
    processor_reference text NOT NULL,
    order_id bigint NOT NULL,
    case_id bigint NOT NULL,
    PRIMARY KEY (bucket, processor, processor_reference)
);

CREATE FUNCTION bucket_of_capture(processor text, processor_reference text) RETURNS smallint LANGUAGE sql IMMUTABLE AS $$
    SELECT ('x' || left(md5(processor || ' ' || processor_reference), 3))::bit(12)::integer::smallint
$$;

INSERT INTO captures_told (bucket, processor, processor_reference, order_id, case_id)
SELECT bucket_of_capture(processor, processor_reference), processor, processor_reference, order_id, from_case
FROM order_payments WHERE from_case IS NOT NULL AND processor <> 'internal'
ON CONFLICT DO NOTHING;

CREATE OR REPLACE FUNCTION add_payments_of_cases(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO captures_told (bucket, processor, processor_reference, order_id, case_id)
    SELECT bucket_of_capture(processor, processor_reference), processor, processor_reference, order_id, case_id
    FROM jsonb_to_recordset(rows) AS r(processor text, processor_reference text, order_id bigint, case_id bigint)
    WHERE processor <> 'internal';

    INSERT INTO order_payments (bucket, order_id, payment_no, tender, processor, processor_reference, amount_minor, rank,
        paid_at, from_case)
    SELECT bucket, order_id, payment_no, tender, processor, processor_reference, amount_minor, rank, paid_at, case_id
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, order_id bigint, payment_no smallint, tender text, processor text,
        processor_reference text, amount_minor bigint, rank smallint, paid_at timestamptz, case_id bigint);
END
$$;

-- A gift card or store credit holds nothing or something. What was spent twice before anybody looked is the marketplace's to tell.
UPDATE buyer_tenders SET balance_minor = 0 WHERE balance_minor < 0;
ALTER TABLE buyer_tenders ADD CONSTRAINT tender_not_overspent CHECK (balance_minor >= 0);

-- Locks the rooms that advances are about to be given out of, and tells what is in them.
-- rows: [{bucket, order_id, buyer_id, currency}]
CREATE FUNCTION lock_advance_rooms(rows jsonb) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO advance_rooms (bucket, buyer_id, currency, opened_minor)
    SELECT DISTINCT bucket, buyer_id, currency, 0
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, buyer_id bigint, currency text)
    ORDER BY bucket, buyer_id, currency
    ON CONFLICT (bucket, buyer_id, currency) DO NOTHING;

    PERFORM 1 FROM advance_rooms v WHERE (v.bucket, v.buyer_id, v.currency) IN (
        SELECT bucket, buyer_id, currency FROM jsonb_to_recordset(rows) AS r(bucket smallint, buyer_id bigint, currency text)
    ) ORDER BY v.bucket, v.buyer_id, v.currency FOR NO KEY UPDATE OF v;

    PERFORM 1 FROM ledger_accounts a WHERE a.bucket = 0 AND a.account = 'platform:advance_room' AND a.currency IN (
        SELECT currency FROM jsonb_to_recordset(rows) AS r(currency text)
    ) ORDER BY a.currency FOR NO KEY UPDATE OF a;

    RETURN (SELECT rooms_for_advances(array_agg(bucket), array_agg(order_id))
        FROM (SELECT DISTINCT bucket, order_id FROM jsonb_to_recordset(rows) AS r(bucket smallint, order_id bigint)) w);
END
$$;

-- What was proposed to whoever rules; the same proposal is kept once. rows: those of proposed_rulings.
CREATE FUNCTION keep_proposed_rulings(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO proposed_rulings (bucket, case_id, digest, version, favour, amount_minor, confidence, proposal, at)
    SELECT bucket, case_id, digest, version, favour, amount_minor, confidence, proposal, at
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, case_id bigint, digest text, version integer, favour text,
        amount_minor bigint, confidence smallint, proposal jsonb, at timestamptz)
    ON CONFLICT (bucket, case_id, digest) DO NOTHING;
END
$$;

-- What could not be carried out when it was its turn in a queue that is read by time, and until when it waits: longer with
-- each fault, so that it holds up nobody behind it. Gone once it was carried out. Bucket of the id.
CREATE TABLE turns_put_off (
    bucket smallint NOT NULL,
    queue text NOT NULL,
    id bigint NOT NULL,
    faults integer NOT NULL,
    fault text NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (bucket, queue, id)
);

-- Lists that go by id, and what is counted for operators, read no more than they show.
CREATE INDEX claims_by_id ON claims (id DESC);
CREATE INDEX claims_of_case ON claims (bucket, case_id) WHERE case_id IS NOT NULL;
CREATE INDEX freight_covers_of_merchant ON freight_covers (merchant_id, id DESC);
CREATE INDEX recoveries_by_id ON recoveries (id DESC);
CREATE INDEX stock_moves_put_away ON stock_moves (bucket, merchant_id, at DESC, case_id DESC)
    WHERE kind IN ('restocked', 'refurbish', 'scrapped', 'vendor');
CREATE INDEX blind_reviews_to_settle ON blind_reviews (answered_at DESC, case_id DESC)
    WHERE answered_at IS NOT NULL AND second_favour <> first_favour AND settled_at IS NULL;
