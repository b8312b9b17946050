-- As before (migration 0039), and a proposal that is seen again, after the case was decided otherwise, is that of its latest time.
CREATE OR REPLACE FUNCTION keep_proposed_rulings(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO proposed_rulings AS p (bucket, case_id, digest, version, favour, amount_minor, confidence, proposal, at)
    SELECT bucket, case_id, digest, version, favour, amount_minor, confidence, proposal, at
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, case_id bigint, digest text, version integer, favour text,
        amount_minor bigint, confidence smallint, proposal jsonb, at timestamptz)
    ON CONFLICT (bucket, case_id, digest) DO UPDATE SET version = excluded.version, at = excluded.at
    WHERE p.version < excluded.version;
END
$$;
