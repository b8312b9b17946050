-- Files: what the parties show each other. The content is outside the database, by its hash; a row names it.

-- Bucket of the order. sha256 names the content on disk, which was written before the row. uploaded_by: who alone sees the
-- file until attached_at, when an event of a case first refers to it.
--   leaving_at: nobody attached it in time, and from now on nobody can; deleted a while later.
CREATE TABLE files (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    order_id bigint NOT NULL,
    uploaded_by text NOT NULL,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    name text NOT NULL,
    media_type text NOT NULL,
    size_bytes integer NOT NULL CHECK (size_bytes > 0),
    width integer,
    height integer,
    uploaded_at timestamptz NOT NULL,
    attached_at timestamptz,
    leaving_at timestamptz,
    PRIMARY KEY (bucket, id),
    UNIQUE (bucket, order_id, uploaded_by, sha256),
    FOREIGN KEY (bucket, order_id) REFERENCES orders (bucket, id),
    CONSTRAINT attached_stays CHECK (attached_at IS NULL OR leaving_at IS NULL)
);
CREATE INDEX files_unattached ON files (uploaded_at) WHERE attached_at IS NULL;
CREATE INDEX files_by_content ON files (sha256);

-- Which case refers to which file, and by which of its events. Only ever appended.
CREATE TABLE case_files (
    bucket smallint NOT NULL,
    case_id bigint NOT NULL,
    file_id bigint NOT NULL,
    seq integer NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (bucket, case_id, file_id),
    FOREIGN KEY (bucket, file_id) REFERENCES files (bucket, id)
);
CREATE INDEX case_files_of_file ON case_files (bucket, file_id);

-- A file of an order, once for each uploader and content. Answers the row that is there now; nothing when the uploader has
-- sent the most files already. The order is locked, so that files sent at the same moment are counted one by one.
CREATE FUNCTION keep_file(file jsonb, most integer) RETURNS SETOF files LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    r files := jsonb_populate_record(NULL::files, file);
BEGIN
    PERFORM 1 FROM orders o WHERE (o.bucket, o.id) = (r.bucket, r.order_id) FOR NO KEY UPDATE;

    RETURN QUERY UPDATE files f SET leaving_at = NULL, uploaded_at = CASE WHEN f.attached_at IS NULL THEN r.uploaded_at ELSE f.uploaded_at END
        WHERE (f.bucket, f.order_id, f.uploaded_by, f.sha256) = (r.bucket, r.order_id, r.uploaded_by, r.sha256)
        RETURNING f.*;
    IF FOUND THEN
        RETURN;
    END IF;

    RETURN QUERY INSERT INTO files
        SELECT (r).* WHERE most > (SELECT count(*) FROM files f
            WHERE (f.bucket, f.order_id, f.uploaded_by) = (r.bucket, r.order_id, r.uploaded_by))
        RETURNING *;
END
$$;

-- Events of cases refer to files, which from now on everybody sees who may read the case.
CREATE FUNCTION record_case_files(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO case_files (bucket, case_id, file_id, seq, at)
    SELECT DISTINCT ON (bucket, case_id, file_id) bucket, case_id, file_id, seq, at
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, case_id bigint, file_id bigint, seq integer, at timestamptz)
    ORDER BY bucket, case_id, file_id, seq
    ON CONFLICT DO NOTHING;

    UPDATE files f SET attached_at = r.at, leaving_at = NULL
    FROM (
        SELECT bucket, file_id, min(at) AS at
        FROM jsonb_to_recordset(rows) AS x(bucket smallint, file_id bigint, at timestamptz) GROUP BY bucket, file_id
    ) r
    WHERE (f.bucket, f.id) = (r.bucket, r.file_id) AND f.attached_at IS NULL;
END
$$;
