-- Webhooks: who wants to hear of what, what was laid out for them, and every attempt to deliver it.

-- merchant_id: NULL hears of everything, otherwise of one merchant's events only.
-- failing_since: the first failure after the last success; NULL while deliveries arrive.
CREATE TABLE webhook_endpoints (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    merchant_id bigint,
    url text NOT NULL,
    events text[] NOT NULL CHECK (cardinality(events) > 0),
    description text NOT NULL,
    created_at timestamptz NOT NULL,
    failing_since timestamptz,
    disabled_at timestamptz,
    disabled_reason text,
    PRIMARY KEY (bucket, id),
    CONSTRAINT disabled_with_reason CHECK ((disabled_at IS NULL) = (disabled_reason IS NULL))
);
CREATE INDEX webhook_endpoints_of_merchant ON webhook_endpoints (merchant_id, id DESC);

-- The newest secret has no end; those before it sign too until they expire, so that receivers can change over.
CREATE TABLE webhook_secrets (
    bucket smallint NOT NULL,
    endpoint_id bigint NOT NULL,
    number smallint NOT NULL,
    secret text NOT NULL,
    expires_at timestamptz,
    PRIMARY KEY (bucket, endpoint_id, number),
    FOREIGN KEY (bucket, endpoint_id) REFERENCES webhook_endpoints (bucket, id) ON DELETE CASCADE
);

-- One event for one endpoint. The bucket is that of the event, so that laying out stays within one shard.
--   pending -> delivered | failed (attempts used up) | discarded (endpoint off or gone); by hand back to pending
-- tries: attempts of the present round, which a redelivery by hand begins anew; attempts: of all rounds.
CREATE TABLE webhook_deliveries (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    endpoint_id bigint NOT NULL,
    event_id bigint NOT NULL,
    event text NOT NULL,
    subject bigint NOT NULL,
    body text NOT NULL,
    status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'delivered', 'failed', 'discarded')),
    tries smallint NOT NULL DEFAULT 0,
    attempts smallint NOT NULL DEFAULT 0,
    at timestamptz NOT NULL,
    next_attempt_at timestamptz,
    PRIMARY KEY (bucket, id),
    CONSTRAINT laid_out_once UNIQUE (bucket, event_id, endpoint_id),
    CONSTRAINT pending_has_next_attempt CHECK ((status = 'pending') = (next_attempt_at IS NOT NULL))
) WITH (fillfactor = 85);
CREATE INDEX webhook_deliveries_of_endpoint ON webhook_deliveries (endpoint_id, id DESC);
CREATE INDEX webhook_deliveries_at ON webhook_deliveries (at);

CREATE TABLE webhook_attempts (
    bucket smallint NOT NULL,
    delivery_id bigint NOT NULL,
    number smallint NOT NULL,
    at timestamptz NOT NULL,
    status_code smallint,
    duration_ms integer NOT NULL,
    error text,
    PRIMARY KEY (bucket, delivery_id, number),
    FOREIGN KEY (bucket, delivery_id) REFERENCES webhook_deliveries (bucket, id) ON DELETE CASCADE
);

-- The oldest events are laid out first; an index also spares the scan over rows just deleted.
CREATE INDEX outbox_at ON outbox (at);

CREATE FUNCTION lay_out_deliveries(rows jsonb) RETURNS void LANGUAGE sql AS $$
    INSERT INTO webhook_deliveries (bucket, id, endpoint_id, event_id, event, subject, body, at, next_attempt_at)
    SELECT bucket, id, endpoint_id, event_id, event, subject, body, at, at
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, id bigint, endpoint_id bigint, event_id bigint, event text, subject bigint, body text, at timestamptz)
$$;
