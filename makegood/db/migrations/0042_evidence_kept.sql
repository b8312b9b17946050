-- Evidence that is kept: where it came from, who looked at it, what is hidden in it, how long it is kept, and how it went.

-- given_from: how the file came, and from which address (`page 203.0.113.7`, `api 203.0.113.9`; empty for files of before).
-- hidden: regions of a picture that its sender has blacked out for others, in thousandths (makegood/evidence/model.py).
-- erased_at: its content is gone, by a rule; the row stays, since events name it (file_erasures has the record).
ALTER TABLE files ADD COLUMN given_from text NOT NULL DEFAULT '';
ALTER TABLE files ADD COLUMN hidden jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(hidden) = 'array');
ALTER TABLE files ADD COLUMN erased_at timestamptz;

-- Who looked at a file: a row for each reader, copy and hour, with how often. Bucket of the file.
CREATE TABLE file_readings (
    bucket smallint NOT NULL,
    file_id bigint NOT NULL,
    who text NOT NULL,
    copy text NOT NULL CHECK (copy IN ('original', 'display', 'thumb')),
    hour timestamptz NOT NULL,
    role text NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    times integer NOT NULL CHECK (times > 0),
    PRIMARY KEY (bucket, file_id, who, copy, hour)
);
CREATE INDEX file_readings_by_time ON file_readings (bucket, file_id, first_at);

-- What was done to a file beside being sent, shown and tied, which other tables tell. Only ever appended.
CREATE TABLE file_changes (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    file_id bigint NOT NULL,
    what text NOT NULL CHECK (what IN ('hidden', 'unhidden', 'erased')),
    who text NOT NULL,
    role text NOT NULL,
    about jsonb NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (bucket, id),
    FOREIGN KEY (bucket, file_id) REFERENCES files (bucket, id)
);
CREATE INDEX file_changes_of_file ON file_changes (bucket, file_id, id);

-- An order with evidence: when it is looked at next, and what was found when it was looked at last. ended_at: when the order and
-- everything about it had come to an end; kept_until, rule and law: how long the rules of then keep it.
--   standing: 'new', 'open' (not ended), 'kept', 'held' (somebody said so, or papers of an authority), 'unruled' (no rule says how long).
CREATE TABLE evidence_retentions (
    bucket smallint NOT NULL,
    order_id bigint NOT NULL,
    look_at timestamptz NOT NULL,
    standing text NOT NULL DEFAULT 'new' CHECK (standing IN ('new', 'open', 'kept', 'held', 'unruled')),
    ended_at timestamptz,
    kept_until timestamptz,
    rule text NOT NULL DEFAULT '',
    law jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (bucket, order_id),
    FOREIGN KEY (bucket, order_id) REFERENCES orders (bucket, id),
    CONSTRAINT kept_by_a_rule CHECK ((kept_until IS NULL) = (rule = ''))
);
CREATE INDEX evidence_to_look_at ON evidence_retentions (look_at);
CREATE INDEX evidence_by_end ON evidence_retentions (kept_until, order_id) WHERE kept_until IS NOT NULL;

-- Somebody said that the evidence of an order is not erased: papers of a court are expected, an authority asked. Only ever
-- appended; a hold that is over has a row in evidence_hold_ends.
CREATE TABLE evidence_holds (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    order_id bigint NOT NULL,
    reason text NOT NULL,
    who text NOT NULL,
    role text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (bucket, id),
    FOREIGN KEY (bucket, order_id) REFERENCES orders (bucket, id)
);
CREATE INDEX evidence_holds_of_order ON evidence_holds (bucket, order_id, id);

CREATE TABLE evidence_hold_ends (
    bucket smallint NOT NULL,
    hold_id bigint NOT NULL,
    reason text NOT NULL,
    who text NOT NULL,
    role text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (bucket, hold_id),
    FOREIGN KEY (bucket, hold_id) REFERENCES evidence_holds (bucket, id)
);

-- The record of what was erased: what it was, by its hash, whose, when, and by which rule of which law. Only ever appended.
CREATE TABLE file_erasures (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    file_id bigint NOT NULL,
    order_id bigint NOT NULL,
    sha256 text NOT NULL,
    media_type text NOT NULL,
    size_bytes integer NOT NULL,
    uploaded_by text NOT NULL,
    uploaded_at timestamptz NOT NULL,
    ended_at timestamptz NOT NULL,
    kept_until timestamptz NOT NULL,
    rule text NOT NULL,
    law jsonb NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (bucket, id),
    FOREIGN KEY (bucket, file_id) REFERENCES files (bucket, id)
);
CREATE INDEX file_erasures_by_time ON file_erasures (at DESC, id DESC);

-- As before, and: what is sent again after it was erased is there again.
CREATE OR REPLACE FUNCTION keep_file(file jsonb, most integer) RETURNS SETOF files LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    r files := jsonb_populate_record(NULL::files, file);
BEGIN
    PERFORM 1 FROM orders o WHERE (o.bucket, o.id) = (r.bucket, r.order_id) FOR NO KEY UPDATE;

    RETURN QUERY UPDATE files f SET leaving_at = NULL, erased_at = NULL,
        uploaded_at = CASE WHEN f.attached_at IS NULL THEN r.uploaded_at ELSE f.uploaded_at END
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

-- A file that is part of a case or a claim has its order looked at, one day, for how long it is kept.
CREATE FUNCTION keep_evidence_of_attached() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO evidence_retentions (bucket, order_id, look_at) VALUES (NEW.bucket, NEW.order_id, NEW.attached_at)
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
CREATE TRIGGER attached_is_kept AFTER UPDATE OF attached_at ON files
    FOR EACH ROW WHEN (NEW.attached_at IS NOT NULL AND OLD.attached_at IS NULL)
    EXECUTE FUNCTION keep_evidence_of_attached();

INSERT INTO evidence_retentions (bucket, order_id, look_at)
SELECT bucket, order_id, min(attached_at) FROM files WHERE attached_at IS NOT NULL GROUP BY bucket, order_id;

-- An order as it was bought, kept the first time that it is told otherwise: until then its own rows say so. What cases added to
-- it since is not in it.
CREATE TABLE order_snapshots (
    bucket smallint NOT NULL,
    order_id bigint NOT NULL,
    kept_at timestamptz NOT NULL,
    facts jsonb NOT NULL,
    lines jsonb NOT NULL,
    PRIMARY KEY (bucket, order_id),
    FOREIGN KEY (bucket, order_id) REFERENCES orders (bucket, id)
);

CREATE FUNCTION order_as_it_stands(of_bucket smallint, of_order bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object('line_no', l.line_no, 'kind', l.kind, 'sku', l.sku, 'title', l.title,
        'quantity', l.quantity, 'unit_price_minor', l.unit_price_minor, 'paid_minor', l.paid_minor, 'facts', l.facts)
        ORDER BY l.line_no), '[]')
    FROM order_lines l WHERE (l.bucket, l.order_id) = (of_bucket, of_order) AND l.from_case IS NULL
$$;
