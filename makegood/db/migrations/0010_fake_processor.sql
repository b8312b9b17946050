-- The shipped fake processor's own books. They stand for a system that is not ours: no foreign key leads here
-- or from here. They are kept in the database so that a demo's server and worker see the same processor and
-- find it again after a restart.

-- One row an idempotency key.    untouched -> succeeded | declined | more_than_captured   (never back)
-- `at` is when the outcome comes into force: later than the call for a refund that is answered late.
CREATE TABLE fake_processor_refunds (
    bucket             smallint    NOT NULL CHECK (bucket BETWEEN 0 AND 4095),
    idempotency_key    text        NOT NULL,
    reference          text        NOT NULL,
    amount_minor       bigint      NOT NULL CHECK (amount_minor > 0),
    currency           text        NOT NULL,
    status             text        NOT NULL DEFAULT 'untouched'
                       CHECK (status IN ('untouched', 'succeeded', 'declined', 'more_than_captured')),
    script             text        NOT NULL DEFAULT '',
    calls              integer     NOT NULL DEFAULT 1 CHECK (calls > 0),
    notifications_owed smallint    NOT NULL DEFAULT 0 CHECK (notifications_owed >= 0),
    at                 timestamptz NOT NULL,
    PRIMARY KEY (bucket, idempotency_key)
);

CREATE INDEX fake_processor_notifications_owed ON fake_processor_refunds (at) WHERE notifications_owed > 0;

-- One row a payment: what went back, and how much was captured if the fake was told. The bucket is the payment
-- reference's, so that all its refunds meet on one row and the check below is what refuses too much.
CREATE TABLE fake_processor_payments (
    bucket         smallint NOT NULL CHECK (bucket BETWEEN 0 AND 4095),
    reference      text     NOT NULL,
    captured_minor bigint   CHECK (captured_minor >= 0),
    moved_minor    bigint   NOT NULL DEFAULT 0 CHECK (moved_minor >= 0),
    PRIMARY KEY (bucket, reference),
    CONSTRAINT never_more_than_captured CHECK (captured_minor IS NULL OR moved_minor <= captured_minor)
);
