-- The book. Transactions and entries are only ever appended; account rows are their running sums.
--   phase: posted            moves money now
--          pending           reserves it (held_minor of the accounts it leaves)
--          post | void       ends a pending transaction (resolves), once
--   reverses: the transaction whose entries are turned round, once.

-- balance_minor: sum of posted entries; held_minor: what pending transactions will take.
-- An account that may not go negative never has less than is held: the database says so.
CREATE TABLE ledger_accounts (
    bucket smallint NOT NULL,
    account text NOT NULL,
    currency text NOT NULL,
    may_go_negative boolean NOT NULL,
    balance_minor bigint NOT NULL DEFAULT 0,
    held_minor bigint NOT NULL DEFAULT 0 CHECK (held_minor >= 0),
    PRIMARY KEY (bucket, account, currency),
    CONSTRAINT sufficient_funds CHECK (may_go_negative OR balance_minor - held_minor >= 0)
) WITH (fillfactor = 80);

CREATE TABLE ledger_transactions (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    phase text NOT NULL CHECK (phase IN ('posted', 'pending', 'post', 'void')),
    kind text NOT NULL,
    subject bigint NOT NULL,
    resolves bigint,
    reverses bigint,
    at timestamptz NOT NULL,
    PRIMARY KEY (bucket, id),
    FOREIGN KEY (bucket, resolves) REFERENCES ledger_transactions (bucket, id),
    FOREIGN KEY (bucket, reverses) REFERENCES ledger_transactions (bucket, id),
    CHECK ((resolves IS NOT NULL) = (phase IN ('post', 'void')))
);
CREATE UNIQUE INDEX resolved_once ON ledger_transactions (bucket, resolves) WHERE resolves IS NOT NULL;
CREATE UNIQUE INDEX reversed_once ON ledger_transactions (bucket, reverses) WHERE reverses IS NOT NULL;
CREATE INDEX ledger_transactions_of_subject ON ledger_transactions (bucket, subject, id);

-- A posting moves amount_minor from one account to another, so it cannot be unbalanced.
CREATE TABLE ledger_postings (
    bucket smallint NOT NULL,
    transaction_id bigint NOT NULL,
    posting_no smallint NOT NULL,
    source text NOT NULL,
    destination text NOT NULL,
    currency text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    PRIMARY KEY (bucket, transaction_id, posting_no),
    FOREIGN KEY (bucket, transaction_id) REFERENCES ledger_transactions (bucket, id),
    CHECK (source <> destination)
);
CREATE INDEX ledger_postings_source ON ledger_postings (bucket, source);
CREATE INDEX ledger_postings_destination ON ledger_postings (bucket, destination);

-- rows: [{bucket, id, phase, kind, subject, resolves, reverses, at,
--         postings: [{source, destination, currency, amount_minor}],                             what is written down (none for a void)
--         effects:  [{account, currency, may_go_negative, balance_minor, held_minor}]}]          what it does to each account
CREATE FUNCTION post_ledger(rows jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    sums jsonb;
BEGIN
    SELECT jsonb_agg(s ORDER BY s.bucket, s.account, s.currency) INTO sums FROM (
        SELECT t.bucket, e.account, e.currency, bool_or(e.may_go_negative) AS may_go_negative,
            sum(e.balance_minor)::bigint AS balance_minor, sum(e.held_minor)::bigint AS held_minor
        FROM jsonb_to_recordset(rows) AS t(bucket smallint, effects jsonb)
        CROSS JOIN LATERAL jsonb_to_recordset(t.effects)
            AS e(account text, currency text, may_go_negative boolean, balance_minor bigint, held_minor bigint)
        GROUP BY t.bucket, e.account, e.currency
    ) s;

    -- New accounts first, then all rows locked in one order, so that two writers never wait for each other.
    INSERT INTO ledger_accounts (bucket, account, currency, may_go_negative)
    SELECT bucket, account, currency, may_go_negative
    FROM jsonb_to_recordset(sums) AS r(bucket smallint, account text, currency text, may_go_negative boolean)
    ORDER BY bucket, account, currency
    ON CONFLICT (bucket, account, currency) DO NOTHING;

    PERFORM 1 FROM ledger_accounts a
    JOIN jsonb_to_recordset(sums) AS r(bucket smallint, account text, currency text)
        ON (a.bucket, a.account, a.currency) = (r.bucket, r.account, r.currency)
    ORDER BY a.bucket, a.account, a.currency
    FOR NO KEY UPDATE OF a;

    UPDATE ledger_accounts a
    SET balance_minor = a.balance_minor + r.balance_minor, held_minor = a.held_minor + r.held_minor
    FROM jsonb_to_recordset(sums) AS r(bucket smallint, account text, currency text, balance_minor bigint, held_minor bigint)
    WHERE (a.bucket, a.account, a.currency) = (r.bucket, r.account, r.currency);

    INSERT INTO ledger_transactions (bucket, id, phase, kind, subject, resolves, reverses, at)
    SELECT bucket, id, phase, kind, subject, resolves, reverses, at
    FROM jsonb_to_recordset(rows)
        AS r(bucket smallint, id bigint, phase text, kind text, subject bigint, resolves bigint, reverses bigint, at timestamptz);

    INSERT INTO ledger_postings (bucket, transaction_id, posting_no, source, destination, currency, amount_minor)
    SELECT t.bucket, t.id, p.no, p.posting ->> 'source', p.posting ->> 'destination', p.posting ->> 'currency', (p.posting ->> 'amount_minor')::bigint
    FROM jsonb_to_recordset(rows) AS t(bucket smallint, id bigint, postings jsonb)
    CROSS JOIN LATERAL jsonb_array_elements(t.postings) WITH ORDINALITY AS p(posting, no);
END
$$;

-- One row for each kind of sweep; whoever holds its lock sweeps, the others have nothing to do. A reference table.
CREATE TABLE sweeps (
    kind text PRIMARY KEY,
    swept_at timestamptz
);
INSERT INTO sweeps (kind) VALUES ('clearing');
