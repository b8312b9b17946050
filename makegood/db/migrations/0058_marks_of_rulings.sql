-- Marks on record against a party of an order: left by a promise, or set by a ruling. Each case, and each claim without one,
-- leaves its own; those of one order are counted once by whoever counts. against: 'buyer' or 'merchant', whose id is party_id.
-- rule, article ({en, zh}: where it is written) and rests_on ([{name, value, source}]: facts) are what a ruling set it by.
ALTER TABLE merchant_marks RENAME TO marks_on_record;
ALTER TABLE marks_on_record RENAME COLUMN merchant_id TO party_id;
ALTER TABLE marks_on_record
    ADD COLUMN against text NOT NULL DEFAULT 'merchant' CHECK (against IN ('buyer', 'merchant')),
    ADD COLUMN by_ruling boolean NOT NULL DEFAULT false,
    ADD COLUMN rule text NOT NULL DEFAULT '',
    ADD COLUMN article jsonb,
    ADD COLUMN rests_on jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN left_by bigint NOT NULL GENERATED ALWAYS AS (coalesce(case_id, claim_id, 0)) STORED,
    DROP CONSTRAINT merchant_marks_pkey,
    ADD CONSTRAINT marks_on_record_pkey PRIMARY KEY (bucket, order_id, left_by, mark, against);
DROP INDEX merchant_marks_of;
CREATE INDEX marks_on_record_of ON marks_on_record (party_id, at DESC);

-- Marks that were taken away, why ('appeal': an appeal decided otherwise; 'ruled_anew': another ruling did) and when.
CREATE TABLE marks_taken_back (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    order_id bigint NOT NULL,
    mark text NOT NULL,
    against text NOT NULL,
    party_id bigint NOT NULL,
    case_id bigint NOT NULL,
    by_ruling boolean NOT NULL,
    rule text NOT NULL,
    article jsonb,
    rests_on jsonb NOT NULL,
    at timestamptz NOT NULL,
    why text NOT NULL CHECK (why IN ('appeal', 'ruled_anew')),
    taken_back_at timestamptz NOT NULL,
    PRIMARY KEY (bucket, id),
    FOREIGN KEY (bucket, order_id) REFERENCES orders (bucket, id)
);
CREATE INDEX marks_taken_back_of_case ON marks_taken_back (bucket, case_id);
CREATE INDEX marks_taken_back_of ON marks_taken_back (party_id, at DESC);

-- The same mark of the same case is left once.
CREATE OR REPLACE FUNCTION leave_marks(rows jsonb) RETURNS void LANGUAGE sql AS $$
    INSERT INTO marks_on_record (bucket, order_id, mark, against, party_id, case_id, claim_id, by_ruling, rule, article, rests_on, at)
    SELECT bucket, order_id, mark, against, party_id, case_id, claim_id, by_ruling, rule, article, rests_on, at
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, order_id bigint, mark text, against text, party_id bigint,
        case_id bigint, claim_id bigint, by_ruling boolean, rule text, article jsonb, rests_on jsonb, at timestamptz)
    ON CONFLICT (bucket, order_id, left_by, mark, against) DO NOTHING;
$$;

-- Marks of cases go from the record into what was taken back; one that does not stand stays as it is.
CREATE FUNCTION take_marks_back(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    WITH asked AS (
        SELECT * FROM jsonb_to_recordset(rows) AS r(bucket smallint, id bigint, order_id bigint, mark text, against text,
            case_id bigint, why text, at timestamptz)
    ), gone AS (
        DELETE FROM marks_on_record m USING asked a
        WHERE (m.bucket, m.order_id, m.left_by, m.mark, m.against) = (a.bucket, a.order_id, a.case_id, a.mark, a.against)
        RETURNING m.bucket, a.id, m.order_id, m.mark, m.against, m.party_id, m.case_id, m.by_ruling, m.rule, m.article,
            m.rests_on, m.at, a.why, a.at AS taken_back_at
    )
    INSERT INTO marks_taken_back (bucket, id, order_id, mark, against, party_id, case_id, by_ruling, rule, article, rests_on,
        at, why, taken_back_at)
    SELECT * FROM gone;
END
$$;
