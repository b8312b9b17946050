-- Copies of real rows by the million. A copy's ids are those of its template, moved back in time by whole minutes, so
-- that they keep their bucket; its names carry the number of the copy. Whatever names an id (accounts, the case's state,
-- the events) names the copy's. Copies hold together exactly as their template does: the ledger check proves it.

-- name: make_tables
CREATE TABLE bench_templates (
    family text NOT NULL, bucket smallint NOT NULL, buyer_id bigint NOT NULL, order_id bigint NOT NULL,
    case_id bigint PRIMARY KEY, hold bigint NOT NULL, posted_by bigint NOT NULL,
    due_at timestamptz, remind_at timestamptz, state_format text NOT NULL
);
CREATE TABLE bench_template_events (case_id bigint NOT NULL, seq integer NOT NULL, data_format text NOT NULL);
CREATE TABLE bench_template_accounts (family text NOT NULL, bucket smallint NOT NULL, account text NOT NULL, balance_minor bigint NOT NULL);
-- One row a copy: `back` is what its ids are less by, `later` by how much its clock runs later than its template's.
CREATE FUNCTION bench_copies(wanted text, first_copy integer, last_copy integer)
RETURNS TABLE (t bench_templates, back bigint, tail text, later interval) LANGUAGE sql STABLE AS $$
    SELECT t, k * (60000::bigint << 22), '/' || k, k * interval '7 milliseconds'
    FROM bench_templates t CROSS JOIN generate_series(first_copy, last_copy) AS k WHERE t.family = wanted
$$;
-- A text about the template as a text about the copy.
CREATE FUNCTION bench_filled(format_of text, t bench_templates, back bigint, tail text, later interval)
RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT format(format_of, t.order_id - back, t.buyer_id - back, t.case_id - back, t.hold - back, t.posted_by - back, tail,
        to_json(t.due_at + later) #>> '{}', to_json(t.remind_at + later) #>> '{}')::jsonb
$$;
CREATE FUNCTION bench_account(name text, t bench_templates, back bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT replace(replace(name, t.order_id::text, (t.order_id - back)::text), t.buyer_id::text, (t.buyer_id - back)::text)
$$

-- name: copy_buyers
INSERT INTO buyers SELECT b.bucket, b.id - k.back, b.external_id || k.tail, b.name, b.language, b.updated_at
FROM bench_copies($1, $2, $3) k JOIN buyers b ON (b.bucket, b.id) = ((k.t).bucket, (k.t).buyer_id)

-- name: copy_orders
INSERT INTO orders SELECT o.bucket, o.id - k.back, o.external_id || k.tail, o.buyer_id - k.back, o.merchant_id, o.currency, o.status,
    o.placed_at, o.completed_at, o.paid_minor, o.content_hash, o.updated_at
FROM bench_copies($1, $2, $3) k JOIN orders o ON (o.bucket, o.id) = ((k.t).bucket, (k.t).order_id)

-- name: copy_lines
INSERT INTO order_lines SELECT l.bucket, l.order_id - k.back, l.line_no, l.kind, l.sku, l.product_external_id, l.title, l.category,
    l.traits, l.quantity, l.unit_price_minor, l.paid_minor, l.claimed_quantity, l.claimed_minor
FROM bench_copies($1, $2, $3) k JOIN order_lines l ON (l.bucket, l.order_id) = ((k.t).bucket, (k.t).order_id)

-- name: copy_payments
INSERT INTO order_payments SELECT p.bucket, p.order_id - k.back, p.payment_no, p.tender, p.processor, p.processor_reference || k.tail,
    p.amount_minor, p.refunded_minor, p.rank, p.paid_at
FROM bench_copies($1, $2, $3) k JOIN order_payments p ON (p.bucket, p.order_id) = ((k.t).bucket, (k.t).order_id)

-- name: copy_parcels
INSERT INTO parcels SELECT s.bucket, s.order_id - k.back, s.parcel_no, s.carrier, s.tracking_no || k.tail, s.shipped_at,
    s.delivered_at, s.lines
FROM bench_copies($1, $2, $3) k JOIN parcels s ON (s.bucket, s.order_id) = ((k.t).bucket, (k.t).order_id)

-- name: copy_cases
INSERT INTO cases SELECT c.bucket, c.id - k.back, c.order_id - k.back, c.buyer_id - k.back, c.merchant_id, c.type, c.stage, c.owner,
    c.due_at + k.later, c.wake_at + k.later, c.currency, c.requested_minor, c.refunded_minor, c.version, c.opened_at, c.updated_at,
    bench_filled((k.t).state_format, k.t, k.back, k.tail, k.later)
FROM bench_copies($1, $2, $3) k JOIN cases c ON (c.bucket, c.id) = ((k.t).bucket, (k.t).case_id)

-- name: copy_events
INSERT INTO case_events SELECT e.bucket, e.case_id - k.back, e.seq, e.name, e.actor, e.who, e.at,
    bench_filled(f.data_format, k.t, k.back, k.tail, k.later)
FROM bench_copies($1, $2, $3) k JOIN case_events e ON (e.bucket, e.case_id) = ((k.t).bucket, (k.t).case_id)
JOIN bench_template_events f ON (f.case_id, f.seq) = (e.case_id, e.seq)

-- name: copy_transactions
INSERT INTO ledger_transactions SELECT x.bucket, x.id - k.back, x.phase, x.kind, x.subject - k.back, x.resolves - k.back,
    x.reverses - k.back, x.at
FROM bench_copies($1, $2, $3) k JOIN ledger_transactions x
    ON x.bucket = (k.t).bucket AND x.subject IN ((k.t).order_id, (k.t).case_id)

-- name: copy_postings
INSERT INTO ledger_postings SELECT p.bucket, p.transaction_id - k.back, p.posting_no, bench_account(p.source, k.t, k.back),
    bench_account(p.destination, k.t, k.back), p.currency, p.amount_minor
FROM bench_copies($1, $2, $3) k JOIN ledger_transactions x
    ON x.bucket = (k.t).bucket AND x.subject IN ((k.t).order_id, (k.t).case_id)
JOIN ledger_postings p ON (p.bucket, p.transaction_id) = (x.bucket, x.id)

-- name: copy_accounts
-- Accounts of the copy's own order and buyer ...
INSERT INTO ledger_accounts SELECT a.bucket, bench_account(a.account, k.t, k.back), a.currency, a.may_go_negative, a.balance_minor,
    a.held_minor
FROM bench_copies($1, $2, $3) k JOIN ledger_accounts a ON a.bucket = (k.t).bucket AND (
    a.account LIKE 'order:' || (k.t).order_id || ':%' OR a.account LIKE 'buyer:' || (k.t).buyer_id || ':%')

-- name: add_to_shared_accounts
-- ... and those that all orders of a bucket share, to which each copy adds what its template did.
UPDATE ledger_accounts a SET balance_minor = a.balance_minor + ($3::integer - $2::integer + 1) * s.balance_minor
FROM bench_template_accounts s WHERE s.family = $1 AND (a.bucket, a.account) = (s.bucket, s.account)

-- name: note_shared_accounts
-- What the templates of a family have in them, from their own postings.
INSERT INTO bench_template_accounts
SELECT $1, t.bucket, m.account, sum(m.amount_minor)
FROM bench_templates t
JOIN ledger_transactions x ON x.bucket = t.bucket AND x.subject IN (t.order_id, t.case_id) AND x.phase IN ('posted', 'post')
JOIN ledger_postings p ON (p.bucket, p.transaction_id) = (x.bucket, x.id)
CROSS JOIN LATERAL (VALUES (p.source, -p.amount_minor), (p.destination, p.amount_minor)) AS m(account, amount_minor)
WHERE t.family = $1 AND m.account NOT LIKE 'order:%' AND m.account NOT LIKE 'buyer:%'
GROUP BY t.bucket, m.account

-- name: wake_copies
-- Copies made from templates whose own clock was put off wake when they are due.
UPDATE cases c SET wake_at = c.due_at
FROM bench_copies($1, $2, $3) k WHERE (c.bucket, c.id) = ((k.t).bucket, (k.t).case_id - k.back)

-- name: aside
-- Secondary indexes and foreign keys of the tables to fill: made anew afterwards they cost a tenth, and prove the rows.
SELECT format('DROP INDEX %s', i.indexrelid::regclass) AS away, pg_get_indexdef(i.indexrelid) AS back
FROM pg_index i WHERE i.indrelid::regclass::text = ANY($1)
    AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u'))
UNION ALL
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::regclass, c.conname),
    format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid))
FROM pg_constraint c WHERE c.contype = 'f' AND c.conrelid::regclass::text = ANY($1)
