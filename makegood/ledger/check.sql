-- Recomputes every account from the postings and lists what differs from the account rows,
-- and what else must hold of the whole book. One row a finding.
WITH counted AS (
    SELECT t.bucket, t.id, t.phase,
        EXISTS (SELECT 1 FROM ledger_transactions r WHERE r.bucket = t.bucket AND r.resolves = t.id) AS resolved
    FROM ledger_transactions t
), entries AS (
    SELECT p.bucket, p.source AS account, p.currency,
        CASE WHEN c.phase IN ('posted', 'post') THEN -p.amount_minor ELSE 0 END AS balance_minor,
        CASE WHEN c.phase = 'pending' AND NOT c.resolved THEN p.amount_minor ELSE 0 END AS held_minor
    FROM ledger_postings p JOIN counted c ON (c.bucket, c.id) = (p.bucket, p.transaction_id)
    UNION ALL
    SELECT p.bucket, p.destination, p.currency,
        CASE WHEN c.phase IN ('posted', 'post') THEN p.amount_minor ELSE 0 END, 0
    FROM ledger_postings p JOIN counted c ON (c.bucket, c.id) = (p.bucket, p.transaction_id)
), recomputed AS (
    SELECT bucket, account, currency, sum(balance_minor)::bigint AS balance_minor, sum(held_minor)::bigint AS held_minor
    FROM entries GROUP BY bucket, account, currency
)
SELECT 'account differs from its postings' AS finding,
    coalesce(a.account, r.account) || ' ' || coalesce(a.currency, r.currency) AS subject,
    format('balance %s, held %s; postings say %s, %s', a.balance_minor, a.held_minor, r.balance_minor, r.held_minor) AS detail
FROM ledger_accounts a FULL JOIN recomputed r ON (a.bucket, a.account, a.currency) = (r.bucket, r.account, r.currency)
WHERE (coalesce(a.balance_minor, 0), coalesce(a.held_minor, 0)) <> (coalesce(r.balance_minor, 0), coalesce(r.held_minor, 0))
UNION ALL
SELECT 'trial balance is not zero', currency, sum(balance_minor)::text
FROM ledger_accounts GROUP BY currency HAVING sum(balance_minor) <> 0
UNION ALL
SELECT 'bridges between buckets do not meet', currency, sum(balance_minor)::text
FROM ledger_accounts WHERE account = 'bridge' GROUP BY currency HAVING sum(balance_minor) <> 0
UNION ALL
SELECT 'account is below zero', account || ' ' || currency, (balance_minor - held_minor)::text
FROM ledger_accounts WHERE NOT may_go_negative AND balance_minor - held_minor < 0
UNION ALL
SELECT 'a pending transaction was ended with other amounts', t.id::text, t.phase
FROM ledger_transactions t
WHERE t.phase = 'post' AND EXISTS (
    SELECT source, destination, currency, amount_minor FROM ledger_postings p WHERE (p.bucket, p.transaction_id) = (t.bucket, t.id)
    EXCEPT ALL
    SELECT source, destination, currency, amount_minor FROM ledger_postings p WHERE (p.bucket, p.transaction_id) = (t.bucket, t.resolves)
)
