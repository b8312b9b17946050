-- What the operator's console asks of large tables, each question through an index of its own, and what it keeps.

-- Open cases by their clock, whoever has the ball: what runs out next, and how many stand where. The columns beside the
-- key change only when the clock does, so they cost no update more.
CREATE INDEX cases_by_clock ON cases (due_at, id) INCLUDE (owner, stage, type, merchant_id, currency, requested_minor)
    WHERE owner IS NOT NULL;

-- The record of what everybody did, and the journal, newest first.
CREATE INDEX case_events_at ON case_events (at, case_id, seq);
CREATE INDEX ledger_transactions_at ON ledger_transactions (at, id);

-- The postings of an account in the order of the journal: the same indexes as before, and sorted.
DROP INDEX ledger_postings_source;
DROP INDEX ledger_postings_destination;
CREATE INDEX ledger_postings_source ON ledger_postings (bucket, source, transaction_id);
CREATE INDEX ledger_postings_destination ON ledger_postings (bucket, destination, transaction_id);

-- Accounts that are nobody's order and no buyer's: those of merchants, of the platform, of processors and of the world.
CREATE INDEX ledger_accounts_standing ON ledger_accounts (account, currency)
    WHERE split_part(account, ':', 1) NOT IN ('order', 'buyer');
-- Refunds that are owed and not yet gone.
CREATE INDEX ledger_accounts_owed ON ledger_accounts (account, currency)
    WHERE balance_minor > 0 AND split_part(account, ':', 3) = 'payout';

-- Endpoints that fail come first, then those that were switched off for it.
CREATE INDEX webhook_endpoints_by_health
    ON webhook_endpoints ((failing_since IS NULL), (disabled_reason IS DISTINCT FROM 'failing'), id DESC);

CREATE INDEX jobs_dead ON jobs (id) WHERE dead;
CREATE INDEX merchants_by_name ON merchants (lower(name) text_pattern_ops, id);

-- Checks of the book and questions to the processors, asked for by people and carried out by a worker. A reference table.
--   asked -> begun (began_at) -> ended (ended_at, result); failure: why it could not be carried out
CREATE TABLE reconciliations (
    id bigint PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('ledger', 'processors')),
    asked_by text NOT NULL,
    asked_at timestamptz NOT NULL,
    began_at timestamptz,
    ended_at timestamptz,
    result jsonb,
    failure text,
    CONSTRAINT ended_with_result CHECK ((ended_at IS NULL) = (result IS NULL AND failure IS NULL))
);
CREATE INDEX reconciliations_of_kind ON reconciliations (kind, id DESC);

-- What was counted of a day (in UTC) once it was over, so that nobody counts it again; figure 'counted' marks the day.
-- A reference table.
CREATE TABLE day_figures (
    day date NOT NULL,
    figure text NOT NULL,
    currency text NOT NULL DEFAULT '',
    count bigint NOT NULL,
    amount_minor bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (day, figure, currency)
);
