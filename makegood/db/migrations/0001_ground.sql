-- What everything stands on: the shifted clock, idempotency keys, deferred jobs, the outbox, workers.
-- Every table of the hot path leads with its bucket (docs/concepts/data.md); a test reads the catalog.

-- One row: how far an operator of a demo or a test has advanced the clock. A reference table.
CREATE TABLE clock (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    offset_seconds bigint NOT NULL DEFAULT 0 CHECK (offset_seconds >= 0)
);
INSERT INTO clock DEFAULT VALUES;

-- The first answer to each Idempotency-Key of each principal; its bucket is that of principal and key.
CREATE TABLE idempotency_keys (
    bucket smallint NOT NULL,
    principal text NOT NULL,
    key text NOT NULL,
    input_hash bytea NOT NULL,
    status smallint NOT NULL,
    answer jsonb NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (bucket, principal, key)
);
CREATE INDEX idempotency_keys_at ON idempotency_keys (at);

-- Deferred work. A job is leased (locked_until) and deleted when done; a killed worker's lease runs out.
--   waiting (run_at <= now, no lease) -> leased -> deleted | waiting again with back-off | dead (attempts used up)
CREATE TABLE jobs (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    kind text NOT NULL,
    payload jsonb NOT NULL,
    run_at timestamptz NOT NULL,
    attempts smallint NOT NULL DEFAULT 0,
    locked_until timestamptz,
    dead boolean NOT NULL DEFAULT false,
    last_error text,
    PRIMARY KEY (bucket, id)
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
CREATE INDEX jobs_ready ON jobs (run_at) WHERE NOT dead;

-- Public events on their way to webhooks; a row is deleted when its deliveries have been laid out.
CREATE TABLE outbox (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    event text NOT NULL,
    subject bigint NOT NULL,
    merchant_id bigint,
    payload jsonb NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (bucket, id)
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);

-- Workers show that they live. A reference table.
CREATE TABLE workers (
    name text PRIMARY KEY,
    started_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL
);

CREATE FUNCTION keep_answers(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO idempotency_keys (bucket, principal, key, input_hash, status, answer, at)
    SELECT bucket, principal, key, decode(input_hash, 'hex'), status, answer, at
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, principal text, key text, input_hash text, status smallint, answer jsonb, at timestamptz);
END
$$;

CREATE FUNCTION defer_jobs(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO jobs (bucket, id, kind, payload, run_at)
    SELECT bucket, id, kind, payload, run_at
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, id bigint, kind text, payload jsonb, run_at timestamptz);
END
$$;

CREATE FUNCTION add_to_outbox(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO outbox (bucket, id, event, subject, merchant_id, payload, at)
    SELECT bucket, id, event, subject, merchant_id, payload, at
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, id bigint, event text, subject bigint, merchant_id bigint, payload jsonb, at timestamptz);
END
$$;
