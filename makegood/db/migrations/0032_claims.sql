-- Claims under promises (guarantees, freight cover), the covers that insurers issued, and what stands in insurers' statements.

-- One claim. line_no 0: about the whole order. cap_minor: what the promise gives here at most; amount_minor: what is to be paid.
--   awaiting_merchant -> paid | refused | appraisal;  refused -> with_desk | closed;  appraisal -> paid | declined | with_desk
--   with_desk -> paid | declined;  payout_due -> paid;  any open stage -> withdrawn;  paid -> reversed
-- Only open stages have an owner and a clock. content: what was told and decided, as makegood/claims/model.py has it.
CREATE TABLE claims (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    order_id bigint NOT NULL,
    buyer_id bigint NOT NULL,
    merchant_id bigint NOT NULL,
    case_id bigint,
    kind text NOT NULL,
    family text NOT NULL,
    line_no smallint NOT NULL CHECK (line_no >= 0),
    quantity integer NOT NULL CHECK (quantity > 0),
    currency text NOT NULL,
    cap_minor bigint NOT NULL CHECK (cap_minor > 0),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    stage text NOT NULL CHECK (stage IN ('awaiting_merchant', 'refused', 'appraisal', 'with_desk', 'payout_due', 'paid',
        'declined', 'closed', 'withdrawn', 'reversed')),
    owner text CHECK (owner IN ('merchant', 'buyer', 'desk', 'system')),
    deadline_at timestamptz,
    content jsonb NOT NULL,
    opened_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (bucket, id),
    FOREIGN KEY (bucket, order_id) REFERENCES orders (bucket, id),
    CONSTRAINT claim_within_cap CHECK (amount_minor <= cap_minor),
    CONSTRAINT open_claim_has_owner_and_clock CHECK (
        (owner IS NOT NULL) = (stage IN ('awaiting_merchant', 'refused', 'appraisal', 'with_desk', 'payout_due'))
        AND (owner IS NULL) = (deadline_at IS NULL))
) WITH (fillfactor = 85);
-- Of promises of one family about one line, one holds: who was paid for a fake is not paid for the same goods as misdescribed.
CREATE UNIQUE INDEX claimed_once ON claims (bucket, order_id, family, line_no)
    WHERE stage NOT IN ('closed', 'withdrawn', 'reversed', 'declined');
CREATE INDEX claims_of_order ON claims (bucket, order_id, id);
CREATE INDEX claims_of_buyer ON claims (bucket, buyer_id, id DESC);
CREATE INDEX claims_of_merchant ON claims (merchant_id, id DESC);
CREATE INDEX claims_by_stage ON claims (stage, id DESC);
CREATE INDEX claims_due ON claims (deadline_at) WHERE deadline_at IS NOT NULL;

-- What happened to a claim; only ever added to.
CREATE TABLE claim_events (
    bucket smallint NOT NULL,
    claim_id bigint NOT NULL,
    seq integer NOT NULL,
    name text NOT NULL,
    actor text NOT NULL,
    who text NOT NULL,
    at timestamptz NOT NULL,
    data jsonb NOT NULL,
    PRIMARY KEY (bucket, claim_id, seq),
    FOREIGN KEY (bucket, claim_id) REFERENCES claims (bucket, id)
);

-- A cover for the freight of a return, one an order. Bucket of the order.
--   active -> used (its claim was paid) | cancelled (the order was; the premium went back);  used -> active (the claim was reversed)
CREATE TABLE freight_covers (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    order_id bigint NOT NULL,
    merchant_id bigint NOT NULL,
    insurer text NOT NULL,
    plan text NOT NULL CHECK (plan IN ('merchant', 'buyer', 'returns_on_us')),
    tariff text NOT NULL,
    route text NOT NULL,
    currency text NOT NULL,
    premium_minor bigint NOT NULL CHECK (premium_minor > 0),
    insured_minor bigint NOT NULL CHECK (insured_minor > 0),
    status text NOT NULL CHECK (status IN ('active', 'used', 'cancelled')),
    premium_transaction_id bigint NOT NULL,
    issued_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (bucket, id),
    UNIQUE (bucket, order_id),
    FOREIGN KEY (bucket, order_id) REFERENCES orders (bucket, id)
);
CREATE INDEX freight_covers_newest ON freight_covers (id DESC);

-- A line of an insurer's statement: a transaction that moved its account. amount_minor: above zero it is due more, below less.
-- The bucket is that of the transaction.
CREATE TABLE insurer_lines (
    bucket smallint NOT NULL,
    transaction_id bigint NOT NULL,
    insurer text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('premium', 'premium_returned', 'claim', 'claim_reversed', 'settlement')),
    order_id bigint,
    claim_id bigint,
    reference text NOT NULL DEFAULT '',
    currency text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
    at timestamptz NOT NULL,
    PRIMARY KEY (bucket, transaction_id, insurer)
);
CREATE INDEX insurer_lines_of ON insurer_lines (insurer, at, transaction_id);

-- Marks against a merchant that promises leave, such as a quality refund or false shipping; counted, never paid.
CREATE TABLE merchant_marks (
    bucket smallint NOT NULL,
    order_id bigint NOT NULL,
    mark text NOT NULL,
    merchant_id bigint NOT NULL,
    case_id bigint,
    claim_id bigint,
    at timestamptz NOT NULL,
    PRIMARY KEY (bucket, order_id, mark),
    FOREIGN KEY (bucket, order_id) REFERENCES orders (bucket, id)
);
CREATE INDEX merchant_marks_of ON merchant_marks (merchant_id, at DESC);

-- Orders whose promises keep themselves: when to look at each next (cover to issue, shipping that is late, a price that fell).
CREATE TABLE promise_watches (
    bucket smallint NOT NULL,
    order_id bigint NOT NULL,
    look_at timestamptz NOT NULL,
    PRIMARY KEY (bucket, order_id),
    FOREIGN KEY (bucket, order_id) REFERENCES orders (bucket, id)
);
CREATE INDEX promise_watches_due ON promise_watches (look_at);

-- rows: [{bucket, order_id, at}]. Watches those orders that promise something which nobody has to ask for; an order that is told
-- of again is looked at again.
CREATE FUNCTION watch_promises(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO promise_watches AS w (bucket, order_id, look_at)
    SELECT o.bucket, o.id, r.at FROM jsonb_to_recordset(rows) AS r(bucket smallint, order_id bigint, at timestamptz)
    JOIN orders o ON (o.bucket, o.id) = (r.bucket, r.order_id)
    WHERE o.facts -> 'guarantees' ?| array['timely_shipping', 'freight_cover', 'returns_on_us', 'price_protection']
    ORDER BY o.bucket, o.id
    ON CONFLICT (bucket, order_id) DO UPDATE SET look_at = least(w.look_at, excluded.look_at);
END
$$;

INSERT INTO promise_watches (bucket, order_id, look_at)
SELECT o.bucket, o.id, o.updated_at FROM orders o
WHERE o.facts -> 'guarantees' ?| array['timely_shipping', 'freight_cover', 'returns_on_us', 'price_protection'];

CREATE FUNCTION list_insurer_lines(rows jsonb) RETURNS void LANGUAGE sql AS $$
    INSERT INTO insurer_lines (bucket, transaction_id, insurer, kind, order_id, claim_id, reference, currency, amount_minor, at)
    SELECT bucket, transaction_id, insurer, kind, order_id, claim_id, coalesce(reference, ''), currency, amount_minor, at
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, transaction_id bigint, insurer text, kind text, order_id bigint,
        claim_id bigint, reference text, currency text, amount_minor bigint, at timestamptz);
$$;

-- A mark of a kind counts once for an order.
CREATE FUNCTION leave_marks(rows jsonb) RETURNS void LANGUAGE sql AS $$
    INSERT INTO merchant_marks (bucket, order_id, mark, merchant_id, case_id, claim_id, at)
    SELECT bucket, order_id, mark, merchant_id, case_id, claim_id, at
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, order_id bigint, mark text, merchant_id bigint, case_id bigint,
        claim_id bigint, at timestamptz)
    ON CONFLICT (bucket, order_id, mark) DO NOTHING;
$$;

-- The cover of an order was used, or is free again since what it paid was taken back.
CREATE FUNCTION use_covers(rows jsonb) RETURNS void LANGUAGE sql AS $$
    UPDATE freight_covers c SET status = r.status, changed_at = r.at
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, order_id bigint, status text, at timestamptz)
    WHERE (c.bucket, c.order_id) = (r.bucket, r.order_id) AND c.status IN ('active', 'used');
$$;

-- rows of defer_jobs with the order of their case: kept are those whose order has a cover, or a promise that leaves marks.
CREATE FUNCTION look_at_returns(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    kept jsonb;
BEGIN
    SELECT jsonb_agg(j.row) INTO kept FROM jsonb_array_elements(rows) AS j(row)
    JOIN orders o ON (o.bucket, o.id) = ((j.row ->> 'bucket')::smallint, (j.row ->> 'order_id')::bigint)
    WHERE o.facts -> 'guarantees' ? 'quality_refund'
        OR EXISTS (SELECT 1 FROM freight_covers c WHERE (c.bucket, c.order_id) = (o.bucket, o.id));
    IF kept IS NOT NULL THEN
        PERFORM defer_jobs(kept);
    END IF;
END
$$;
