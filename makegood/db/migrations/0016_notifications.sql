-- What parties are told of their cases, what people have read of it, how they want to be told; saved views; and what search
-- looks things up by.

-- One row for each party that a decision concerns, written with the decision: bucket of the case, so that the hot path stays in
-- its shard (for a buyer it is the buyer's own). recipient: a party, such as buyer:<id>, merchant:<id>, desk, senior.
-- seq: the last event of the decision. laid_out: whether e-mails and text messages have been made of it.
CREATE TABLE notifications (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    recipient text NOT NULL,
    kind text NOT NULL,
    case_id bigint NOT NULL,
    seq integer NOT NULL,
    at timestamptz NOT NULL,
    fields jsonb NOT NULL,
    laid_out boolean NOT NULL DEFAULT false,
    PRIMARY KEY (bucket, id),
    CONSTRAINT told_once UNIQUE (bucket, case_id, seq, recipient)
) WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
CREATE INDEX notifications_of_recipient ON notifications (recipient, id DESC);
CREATE INDEX notifications_to_lay_out ON notifications (id) WHERE NOT laid_out;
CREATE INDEX notifications_at ON notifications (at);

-- How far a person has read what was told of a case; bucket of the person.
CREATE TABLE notification_marks (
    bucket smallint NOT NULL,
    person text NOT NULL,
    case_id bigint NOT NULL,
    read_seq integer NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (bucket, person, case_id)
);
CREATE INDEX notification_marks_at ON notification_marks (at);

-- How a person wants to be told, where that differs from what is usual for the role: {"message.mail": false}.
CREATE TABLE notification_choices (
    bucket smallint NOT NULL,
    person text NOT NULL,
    choices jsonb NOT NULL,
    pace text CHECK (pace IN ('at_once', 'hourly')),
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (bucket, person)
);

-- One notification for one person by one channel; bucket of the notification.
--   waiting (a job sends it) | collected (for the next digest) -> sent | dropped (read meanwhile, not wanted) | failed
CREATE TABLE notification_sends (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    notification_id bigint NOT NULL,
    person text NOT NULL,
    channel text NOT NULL CHECK (channel IN ('mail', 'sms')),
    status text NOT NULL CHECK (status IN ('waiting', 'collected', 'sent', 'dropped', 'failed')),
    detail text NOT NULL DEFAULT '',
    at timestamptz NOT NULL,
    PRIMARY KEY (bucket, id),
    CONSTRAINT sent_once UNIQUE (bucket, notification_id, person, channel),
    FOREIGN KEY (bucket, notification_id) REFERENCES notifications (bucket, id) ON DELETE CASCADE
) WITH (fillfactor = 85);
CREATE INDEX notification_sends_collected ON notification_sends (person, id) WHERE status = 'collected';

-- When a person's next digest is due; bucket of the person.
CREATE TABLE notification_digests (
    bucket smallint NOT NULL,
    person text NOT NULL,
    recipient text NOT NULL,
    due_at timestamptz NOT NULL,
    PRIMARY KEY (bucket, person)
);
CREATE INDEX notification_digests_due ON notification_digests (due_at);

-- Addresses that a mail server has refused for good (a keyed hash would not let an operator mend them); bucket of the address.
CREATE TABLE refused_addresses (
    bucket smallint NOT NULL,
    address text NOT NULL,
    reason text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (bucket, address)
);

-- A list as somebody wants to see it again: its path and query. Bucket of the person.
CREATE TABLE saved_views (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    person text NOT NULL,
    path text NOT NULL,
    query text NOT NULL,
    name text NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (bucket, id),
    CONSTRAINT named_once UNIQUE (bucket, person, path, name)
);

CREATE FUNCTION add_notifications(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO notifications (bucket, id, recipient, kind, case_id, seq, at, fields)
    SELECT bucket, id, recipient, kind, case_id, seq, at, fields
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, id bigint, recipient text, kind text, case_id bigint, seq integer,
        at timestamptz, fields jsonb);
END
$$;

CREATE FUNCTION add_notification_sends(rows jsonb) RETURNS void LANGUAGE sql AS $$
    INSERT INTO notification_sends (bucket, id, notification_id, person, channel, status, at)
    SELECT bucket, id, notification_id, person, channel, status, at
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, id bigint, notification_id bigint, person text, channel text, status text,
        at timestamptz)
$$;

CREATE FUNCTION plan_digests(rows jsonb) RETURNS void LANGUAGE sql AS $$
    INSERT INTO notification_digests (bucket, person, recipient, due_at)
    SELECT DISTINCT ON (bucket, person) bucket, person, recipient, due_at
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, person text, recipient text, due_at timestamptz)
    -- Not DO NOTHING: the row is locked, so that a digest is not taken between its look at what has gathered and our commit.
    ON CONFLICT (bucket, person) DO UPDATE SET due_at = notification_digests.due_at
$$;

-- Search by how a number begins: orders of everybody and of one merchant, parcels there and back. All upper case, in the order of
-- their bytes, whatever the database's language.
CREATE INDEX orders_by_number ON orders (upper(external_id) text_pattern_ops);
CREATE INDEX orders_of_merchant_by_number ON orders (merchant_id, upper(external_id) text_pattern_ops);
CREATE INDEX parcels_by_tracking_no ON parcels (upper(tracking_no) text_pattern_ops);
CREATE INDEX case_events_by_tracking_no ON case_events (upper(data -> 'shipment' ->> 'tracking_no') text_pattern_ops)
    WHERE name = 'case.return_shipped';
CREATE INDEX buyers_by_name ON buyers (lower(name) text_pattern_ops);

-- The words of a title: PostgreSQL's own for scripts with spaces, and each pair of neighbours for Chinese, which has none.
CREATE FUNCTION title_words(title text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_tsvector('simple'::regconfig, regexp_replace(title, '[㐀-鿿]', ' ', 'g') || ' ' || coalesce((
        SELECT string_agg(substr(title, at, 2), ' ') FROM generate_series(1, length(title) - 1) at
        WHERE substr(title, at, 2) ~ '^[㐀-鿿]{2}$'), ''))
$$;
CREATE INDEX products_by_words ON products USING gin (title_words(title));
CREATE INDEX order_lines_of_product ON order_lines (product_external_id, order_id DESC) WHERE product_external_id IS NOT NULL;
