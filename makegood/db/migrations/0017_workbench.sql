-- What merchants ask of their own cases, each question through an index; where the money of their cases stands in the ledger;
-- their own texts; and what other shops are like.

-- The queue: by clock, by money of a currency, by age. Open cases only, however many have ended.
CREATE INDEX cases_of_merchant_by_clock ON cases (merchant_id, due_at, id) WHERE owner IS NOT NULL;
CREATE INDEX cases_of_merchant_by_money ON cases (merchant_id, currency, requested_minor DESC, id DESC) WHERE owner IS NOT NULL;
CREATE INDEX cases_of_merchant_open ON cases (merchant_id, id) WHERE owner IS NOT NULL;
-- What the desk decided; what comes back in which parcel.
CREATE INDEX cases_ruled ON cases (merchant_id, id DESC) WHERE state ? 'ruling';
CREATE INDEX cases_by_return_parcel ON cases (merchant_id, (state -> 'shipment' ->> 'tracking_no')) WHERE state ? 'shipment';

-- Which transactions of the ledger moved a merchant's money for a case, and when; how much stands in the ledger alone.
CREATE TABLE statement_lines (
    bucket smallint NOT NULL,
    transaction_id bigint NOT NULL,
    merchant_id bigint NOT NULL,
    case_id bigint NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (bucket, transaction_id),
    FOREIGN KEY (bucket, transaction_id) REFERENCES ledger_transactions (bucket, id)
);
CREATE INDEX statement_lines_of_merchant ON statement_lines (merchant_id, at, transaction_id);

CREATE FUNCTION list_statement_lines(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO statement_lines (bucket, transaction_id, merchant_id, case_id, at)
    SELECT bucket, transaction_id, merchant_id, case_id, at
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, transaction_id bigint, merchant_id bigint, case_id bigint, at timestamptz);
END
$$;

-- What was posted before there were statements.
INSERT INTO statement_lines (bucket, transaction_id, merchant_id, case_id, at)
SELECT t.bucket, t.id, c.merchant_id, c.id, t.at
FROM ledger_transactions t JOIN cases c ON (c.bucket, c.id) = (t.bucket, t.subject)
WHERE t.phase <> 'pending' AND EXISTS (SELECT 1 FROM ledger_postings p WHERE (p.bucket, p.transaction_id) = (t.bucket, t.id)
    AND (p.source LIKE 'order:%:escrow' OR p.source LIKE 'merchant:%' OR p.destination LIKE 'order:%:escrow' OR p.destination LIKE 'merchant:%'));

-- A merchant's own texts for messages; bucket of the merchant.
CREATE TABLE reply_templates (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    merchant_id bigint NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by text NOT NULL,
    PRIMARY KEY (bucket, id),
    CONSTRAINT titled_once UNIQUE (bucket, merchant_id, title)
);

-- Medians over shops, counted now and then, by the trade they are in ('' for all). value: a share from 0 to 1, or seconds.
-- A reference table.
CREATE TABLE peer_figures (
    trade text NOT NULL,
    figure text NOT NULL,
    shops integer NOT NULL,
    value double precision NOT NULL,
    counted_at timestamptz NOT NULL,
    PRIMARY KEY (trade, figure)
);
