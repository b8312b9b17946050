-- Panels of users who read a dispute: whether there are any, who serves, who was drawn for which case, and how they voted.

-- Whether panels are called at all, and who may sit. One row; none is off. version: how often it was set.
CREATE TABLE jury_settings (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    is_on boolean NOT NULL,
    known_days integer NOT NULL CHECK (known_days BETWEEN 0 AND 3650),
    least_orders integer NOT NULL CHECK (least_orders BETWEEN 0 AND 1000),
    rest_days integer NOT NULL CHECK (rest_days BETWEEN 0 AND 365),
    set_by text NOT NULL,
    set_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1
);

-- Buyers who are ready to sit. Drawn are those whom the marketplace has confirmed as real people (confirmed_at).
-- device, address, instrument: digests that the marketplace tells, to be compared and for nothing else.
-- The counts are of seats that have come to their end. Bucket of the buyer.
CREATE TABLE jurors (
    bucket smallint NOT NULL,
    buyer_id bigint NOT NULL,
    joined_at timestamptz,
    left_at timestamptz,
    confirmed_at timestamptz,
    registered_at timestamptz,
    device text NOT NULL DEFAULT '',
    address text NOT NULL DEFAULT '',
    instrument text NOT NULL DEFAULT '',
    rests_until timestamptz,
    counted integer NOT NULL DEFAULT 0,
    with_majority integer NOT NULL DEFAULT 0,
    set_aside integer NOT NULL DEFAULT 0,
    declined integer NOT NULL DEFAULT 0,
    missed integer NOT NULL DEFAULT 0,
    PRIMARY KEY (bucket, buyer_id),
    FOREIGN KEY (bucket, buyer_id) REFERENCES buyers (bucket, id),
    CONSTRAINT majority_within_counted CHECK (with_majority BETWEEN 0 AND counted)
) WITH (fillfactor = 85);
CREATE INDEX jurors_ready ON jurors (buyer_id) WHERE joined_at IS NOT NULL AND left_at IS NULL AND confirmed_at IS NOT NULL;

-- The panel of a case, one a case; bucket of the case. The row is the lock of its votes.
--   reading -> ended: majority | no_majority | not_filled | out_of_time | dismissed | overtaken (the parties agreed, …)
-- seed: drawn when the panel is first seated; with it anybody can repeat the draw. passed_over: how many were not drawn, by why.
CREATE TABLE juries (
    bucket smallint NOT NULL,
    case_id bigint NOT NULL,
    seats smallint NOT NULL CHECK (seats IN (17, 31)),
    called_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    seed text NOT NULL DEFAULT '',
    drawn integer NOT NULL DEFAULT 0,
    passed_over jsonb NOT NULL DEFAULT '{}',
    ended_at timestamptz,
    ended text NOT NULL DEFAULT '' CHECK (ended IN ('', 'majority', 'no_majority', 'not_filled', 'out_of_time', 'dismissed',
        'overtaken')),
    verdict text NOT NULL DEFAULT '' CHECK (verdict IN ('', 'buyer', 'merchant')),
    ruled text NOT NULL DEFAULT '' CHECK (ruled IN ('', 'buyer', 'merchant', 'split')),
    ruled_at timestamptz,
    PRIMARY KEY (bucket, case_id),
    FOREIGN KEY (bucket, case_id) REFERENCES cases (bucket, id),
    CONSTRAINT ended_whole CHECK ((ended_at IS NULL) = (ended = '')),
    CONSTRAINT verdict_of_a_majority CHECK ((ended = 'majority') = (verdict <> ''))
);
CREATE INDEX juries_ruled ON juries (ruled_at DESC) WHERE ruled_at IS NOT NULL AND verdict <> '';

-- A seat and its vote. The id is the address of what the juror reads, so it says nothing of the case but its bucket.
--   invited -> voted | declined | missed;  voted -> set_aside (why: shared_device, …);  invited -> dismissed (the panel ended)
CREATE TABLE jury_seats (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    case_id bigint NOT NULL,
    place integer NOT NULL,
    buyer_id bigint NOT NULL,
    status text NOT NULL CHECK (status IN ('invited', 'voted', 'set_aside', 'declined', 'missed', 'dismissed')),
    invited_at timestamptz NOT NULL,
    until timestamptz NOT NULL,
    opened_at timestamptz,
    least_seconds integer NOT NULL DEFAULT 0 CHECK (least_seconds >= 0),
    voted_at timestamptz,
    vote text CHECK (vote IN ('buyer', 'merchant')),
    reason text NOT NULL DEFAULT '',
    why text NOT NULL DEFAULT '',
    device text NOT NULL DEFAULT '',
    address text NOT NULL DEFAULT '',
    instrument text NOT NULL DEFAULT '',
    PRIMARY KEY (bucket, id),
    CONSTRAINT drawn_once UNIQUE (bucket, case_id, buyer_id),
    CONSTRAINT one_place UNIQUE (bucket, case_id, place),
    FOREIGN KEY (bucket, case_id) REFERENCES juries (bucket, case_id),
    CONSTRAINT vote_whole CHECK ((vote IS NULL) = (voted_at IS NULL)),
    CONSTRAINT vote_where_voted CHECK ((vote IS NOT NULL) = (status IN ('voted', 'set_aside')))
) WITH (fillfactor = 85);
CREATE INDEX jury_seats_of_juror ON jury_seats (buyer_id, id DESC);

-- Who of the users is staff, or sells: accounts are known by address.
CREATE INDEX people_by_email ON people (lower(email));

CREATE FUNCTION call_juries(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO juries (bucket, case_id, seats, called_at, due_at)
    SELECT bucket, case_id, seats, called_at, due_at
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, case_id bigint, seats smallint, called_at timestamptz, due_at timestamptz)
    ON CONFLICT (bucket, case_id) DO NOTHING;
END
$$;

-- The case has gone on without its panel: whoever has not voted need not any more. A panel that has ended stays as it is.
CREATE FUNCTION close_juries(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    UPDATE juries j SET ended = r.ended, ended_at = r.at
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, case_id bigint, ended text, at timestamptz)
    WHERE (j.bucket, j.case_id) = (r.bucket, r.case_id) AND j.ended_at IS NULL;

    UPDATE jury_seats s SET status = 'dismissed'
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, case_id bigint)
    WHERE (s.bucket, s.case_id) = (r.bucket, r.case_id) AND s.status = 'invited';
END
$$;

CREATE FUNCTION note_jury_rulings(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    UPDATE juries j SET ruled = r.favour, ruled_at = r.at
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, case_id bigint, favour text, at timestamptz)
    WHERE (j.bucket, j.case_id) = (r.bucket, r.case_id);
END
$$;
