-- name: called
-- Counts a call; the first one of a key writes the row.
INSERT INTO fake_processor_refunds AS known (bucket, idempotency_key, reference, amount_minor, currency, at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (bucket, idempotency_key) DO UPDATE SET calls = known.calls + 1
RETURNING idempotency_key, reference, amount_minor, currency, calls, at, status, notifications_owed;

-- name: decide
-- untouched -> $3, and in the same statement the money. Two callers with one key: the second waits for the
-- row, finds it no longer untouched, moves nothing and gets no row. Beyond the captured amount the check of the payment
-- refuses the whole statement.
WITH decided AS (
    UPDATE fake_processor_refunds
       SET status = $3, at = $4, script = $5, notifications_owed = $6
     WHERE bucket = $1 AND idempotency_key = $2 AND status = 'untouched'
    RETURNING idempotency_key, reference, amount_minor, currency, calls, at, status, notifications_owed
), moved AS (
    INSERT INTO fake_processor_payments AS payment (bucket, reference, moved_minor)
    SELECT $7, reference, amount_minor FROM decided WHERE status = 'succeeded'
    ON CONFLICT (bucket, reference) DO UPDATE SET moved_minor = payment.moved_minor + excluded.moved_minor
)
SELECT * FROM decided;

-- name: entry
SELECT idempotency_key, reference, amount_minor, currency, calls, at, status, notifications_owed
  FROM fake_processor_refunds
 WHERE bucket = $1 AND idempotency_key = $2;

-- name: take_owed
-- Whoever gets a row sends its notifications; two takers never get the same.
WITH due AS (
    SELECT bucket, idempotency_key, notifications_owed
      FROM fake_processor_refunds
     WHERE notifications_owed > 0 AND at <= $1
     ORDER BY at, idempotency_key
     LIMIT 100
       FOR UPDATE SKIP LOCKED
)
UPDATE fake_processor_refunds AS refund
   SET notifications_owed = 0
  FROM due
 WHERE refund.bucket = due.bucket AND refund.idempotency_key = due.idempotency_key
RETURNING refund.idempotency_key, reference, amount_minor, currency, calls, at, status,
          due.notifications_owed AS notifications_owed;

-- name: owe
UPDATE fake_processor_refunds SET notifications_owed = $3 WHERE bucket = $1 AND idempotency_key = $2;

-- name: set_captured
INSERT INTO fake_processor_payments (bucket, reference, captured_minor) VALUES ($1, $2, $3)
ON CONFLICT (bucket, reference) DO UPDATE SET captured_minor = excluded.captured_minor;

-- name: know
INSERT INTO fake_processor_payments (bucket, reference) VALUES ($1, $2) ON CONFLICT (bucket, reference) DO NOTHING;

-- name: charge_back
-- A bank takes as much as is left.
WITH was AS (
    SELECT least($3, coalesce(captured_minor - moved_minor, $3)) AS taken FROM fake_processor_payments
    WHERE bucket = $1 AND reference = $2 FOR UPDATE
), moved AS (
    UPDATE fake_processor_payments SET moved_minor = moved_minor + was.taken FROM was WHERE bucket = $1 AND reference = $2
)
SELECT taken FROM was;

-- name: give_back
UPDATE fake_processor_payments SET moved_minor = moved_minor - $3 WHERE bucket = $1 AND reference = $2;

-- name: moved_minor
SELECT moved_minor FROM fake_processor_payments WHERE bucket = $1 AND reference = $2;

-- name: calls
-- For tests and demos: reads every bucket.
SELECT coalesce(sum(calls), 0) FROM fake_processor_refunds WHERE reference = $1;
