-- Claims go back the way the buyer paid, remind whoever has the ball, and show files of both sides.

-- A part of a paid claim that goes to a payment of the order; the rest of it is in the buyer's balance.
-- status: sending | unknown -> paid, or failed -> to_balance (what a payment does not take back goes into the buyer's balance)
CREATE TABLE claim_legs (
    bucket smallint NOT NULL,
    claim_id bigint NOT NULL,
    leg_no smallint NOT NULL,
    tender text NOT NULL,
    processor text NOT NULL,
    processor_reference text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    hold bigint NOT NULL,
    posted_by bigint,
    status text NOT NULL CHECK (status IN ('sending', 'unknown', 'paid', 'to_balance')),
    detail text NOT NULL DEFAULT '',
    PRIMARY KEY (bucket, claim_id, leg_no),
    FOREIGN KEY (bucket, claim_id) REFERENCES claims (bucket, id)
);

-- When whoever has the ball is reminded that the clock runs out; NULL once that was done, and for machines.
ALTER TABLE claims ADD COLUMN remind_at timestamptz;
UPDATE claims SET remind_at = deadline_at - interval '1 day'
WHERE owner IN ('merchant', 'buyer', 'desk') AND deadline_at > now() + interval '1 day';
DROP INDEX claims_due;
CREATE INDEX claims_due ON claims (least(deadline_at, remind_at)) WHERE deadline_at IS NOT NULL;

-- rows: [{bucket, claim_id, legs: [{leg_no, tender, processor, processor_reference, amount_minor, hold, posted_by, status}]}]
CREATE FUNCTION open_claim_legs(rows jsonb) RETURNS void LANGUAGE sql AS $$
    INSERT INTO claim_legs (bucket, claim_id, leg_no, tender, processor, processor_reference, amount_minor, hold, posted_by, status)
    SELECT r.bucket, r.claim_id, l.leg_no, l.tender, l.processor, l.processor_reference, l.amount_minor, l.hold, l.posted_by, l.status
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, claim_id bigint, legs jsonb)
    CROSS JOIN LATERAL jsonb_to_recordset(r.legs) AS l(leg_no smallint, tender text, processor text, processor_reference text,
        amount_minor bigint, hold bigint, posted_by bigint, status text);
$$;
