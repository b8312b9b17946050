-- Assignments end with their work, so that workloads are true; and whoever hands a case up leaves a note like everybody else.

-- returned: given back to the queue with a note. ended: what there was to do is done; why says by what.
ALTER TABLE desk_moves DROP CONSTRAINT desk_moves_what_check;
ALTER TABLE desk_moves ADD CONSTRAINT desk_moves_what_check
    CHECK (what IN ('given', 'by_hand', 'taken', 'passed', 'returned', 'ended'));

-- rows: bucket, case_id, done_by (the label of whoever ruled, empty where nobody did), by, why, at, and two ids for moves.
-- Whoever rules on a case that nobody has, has taken it by that. It ends at once with everybody else's assignment and claim.
CREATE FUNCTION end_assignments(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    WITH taken AS (
        SELECT r.*, substr(r.done_by, strpos(r.done_by, ':') + 1) AS person
        FROM jsonb_to_recordset(rows) AS r(bucket smallint, case_id bigint, done_by text, taken_id bigint, at timestamptz)
        WHERE r.done_by <> '' AND NOT EXISTS (
            SELECT 1 FROM desk_assignments a WHERE (a.bucket, a.case_id) = (r.bucket, r.case_id) AND a.until > r.at
                AND a.person = substr(r.done_by, strpos(r.done_by, ':') + 1))
    ), moved AS (
        INSERT INTO desk_moves (bucket, id, case_id, what, person, by, at)
        SELECT bucket, taken_id, case_id, 'taken', person, done_by, at FROM taken
    )
    INSERT INTO desk_assignments (bucket, case_id, person, name, how, assigned_at, until)
    SELECT t.bucket, t.case_id, t.person, coalesce(p.name, t.person), 'taken', t.at, t.at + interval '1 second'
    FROM taken t LEFT JOIN desk_people p ON p.person = t.person
    ON CONFLICT (bucket, case_id) DO UPDATE SET person = excluded.person, name = excluded.name, how = excluded.how,
        assigned_at = excluded.assigned_at, until = excluded.until;

    WITH done AS (
        SELECT * FROM jsonb_to_recordset(rows) AS r(bucket smallint, case_id bigint, by text, why text, ended_id bigint, at timestamptz)
    ), gone AS (
        DELETE FROM desk_assignments a USING done d WHERE (a.bucket, a.case_id) = (d.bucket, d.case_id)
        RETURNING a.bucket, d.ended_id, a.case_id, a.person, d.by, d.why, d.at, a.until
    )
    INSERT INTO desk_moves (bucket, id, case_id, what, person, by, why, at)
    SELECT bucket, ended_id, case_id, 'ended', person, by, why, at FROM gone WHERE until > at;

    DELETE FROM desk_claims c USING jsonb_to_recordset(rows) AS r(bucket smallint, case_id bigint)
    WHERE (c.bucket, c.case_id) = (r.bucket, r.case_id);
END
$$;

CREATE FUNCTION keep_desk_notes(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO desk_notes (bucket, id, case_id, person, name, known, open, version, key, at)
    SELECT bucket, id, case_id, person, name, known, '', version, key, at
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, id bigint, case_id bigint, person text, name text, known text,
        version integer, key text, at timestamptz)
    ON CONFLICT (bucket, case_id, person, key) DO NOTHING;
END
$$;
