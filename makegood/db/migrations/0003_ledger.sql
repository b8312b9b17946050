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
--         postings: [{posting_no, source, destination, currency, amount_minor}],                             what is written down (none for a void)
--         effects:  [{account, currency, may_go_negative, balance_minor, held_minor}]}]          what it does to each account
CREATE TYPE ledger_effect AS (
    bucket smallint, account text, currency text, may_go_negative boolean, balance_minor bigint, held_minor bigint
);

CREATE FUNCTION post_ledger(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    e ledger_effect[];
    there integer;
BEGIN
    SELECT array_agg(ROW(s.*)::ledger_effect ORDER BY s.bucket, s.account, s.currency) INTO e FROM (
        SELECT t.bucket, f.account, f.currency, bool_or(f.may_go_negative) AS may_go_negative,
            sum(f.balance_minor)::bigint AS balance_minor, sum(f.held_minor)::bigint AS held_minor
        FROM jsonb_to_recordset(rows) AS t(bucket smallint, effects jsonb)
        CROSS JOIN LATERAL jsonb_to_recordset(t.effects)
            AS f(account text, currency text, may_go_negative boolean, balance_minor bigint, held_minor bigint)
        GROUP BY t.bucket, f.account, f.currency
    ) s;

    -- All rows locked in one order, so that two writers never wait for each other; then the new ones made.
    PERFORM 1 FROM ledger_accounts a JOIN unnest(e) AS r ON (a.bucket, a.account, a.currency) = (r.bucket, r.account, r.currency)
    ORDER BY a.bucket, a.account, a.currency FOR NO KEY UPDATE OF a;
    GET DIAGNOSTICS there = ROW_COUNT;
    IF there < cardinality(e) THEN
        INSERT INTO ledger_accounts (bucket, account, currency, may_go_negative)
        SELECT bucket, account, currency, may_go_negative FROM unnest(e) ORDER BY bucket, account, currency
        ON CONFLICT (bucket, account, currency) DO NOTHING;
    END IF;

    UPDATE ledger_accounts a SET balance_minor = a.balance_minor + r.balance_minor, held_minor = a.held_minor + r.held_minor
    FROM unnest(e) AS r WHERE (a.bucket, a.account, a.currency) = (r.bucket, r.account, r.currency);

    INSERT INTO ledger_transactions (bucket, id, phase, kind, subject, resolves, reverses, at)
    SELECT bucket, id, phase, kind, subject, resolves, reverses, at
    FROM jsonb_to_recordset(rows)
        AS r(bucket smallint, id bigint, phase text, kind text, subject bigint, resolves bigint, reverses bigint, at timestamptz);

    INSERT INTO ledger_postings (bucket, transaction_id, posting_no, source, destination, currency, amount_minor)
    SELECT t.bucket, t.id, p.posting_no, p.source, p.destination, p.currency, p.amount_minor
    FROM jsonb_to_recordset(rows) AS t(bucket smallint, id bigint, postings jsonb)
    CROSS JOIN LATERAL jsonb_to_recordset(t.postings) AS p(posting_no smallint, source text, destination text, currency text, amount_minor bigint);
END
$$;

-- One row for each kind of sweep; whoever holds its lock sweeps, the others have nothing to do. A reference table.
CREATE TABLE sweeps (
    kind text PRIMARY KEY,
    swept_at timestamptz
);
INSERT INTO sweeps (kind) VALUES ('clearing');
