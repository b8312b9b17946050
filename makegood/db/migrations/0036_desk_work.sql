-- The desk's work: who can take what, who has which case and why, rulings that are made twice in the dark, texts to begin with.

-- What a person of the desk can take. person: their label without the role, since a senior was of the desk before. Empty lists:
-- everything. most_open: how many cases they have at a time. merchants: those they have to do with, whose cases they never get.
CREATE TABLE desk_people (
    person text PRIMARY KEY,
    name text NOT NULL,
    types text[] NOT NULL DEFAULT '{}',
    categories text[] NOT NULL DEFAULT '{}',
    languages text[] NOT NULL DEFAULT '{}',
    merchants bigint[] NOT NULL DEFAULT '{}',
    most_open integer NOT NULL CHECK (most_open BETWEEN 1 AND 200),
    most_minor bigint CHECK (most_minor > 0),
    away_until timestamptz,
    updated_at timestamptz NOT NULL,
    updated_by text NOT NULL
);

-- Who has a case now, until when at the longest. how: given (next case), by_hand (by a senior), taken (themselves).
CREATE TABLE desk_assignments (
    bucket smallint NOT NULL,
    case_id bigint NOT NULL,
    person text NOT NULL,
    name text NOT NULL,
    how text NOT NULL CHECK (how IN ('given', 'by_hand', 'taken')),
    assigned_at timestamptz NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (bucket, case_id),
    FOREIGN KEY (bucket, case_id) REFERENCES cases (bucket, id),
    CONSTRAINT in_order CHECK (assigned_at < until)
);
CREATE INDEX desk_assignments_of_person ON desk_assignments (person, until);

-- Every time a case was given, taken or passed on; only ever appended. person: whom it is about, by: who did it.
CREATE TABLE desk_moves (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    case_id bigint NOT NULL,
    what text NOT NULL CHECK (what IN ('given', 'by_hand', 'taken', 'passed')),
    person text NOT NULL,
    by text NOT NULL,
    why text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    at timestamptz NOT NULL,
    PRIMARY KEY (bucket, id),
    FOREIGN KEY (bucket, case_id) REFERENCES cases (bucket, id)
);
CREATE INDEX desk_moves_of_case ON desk_moves (bucket, case_id, id DESC);
CREATE INDEX desk_moves_of_person ON desk_moves (person, at);
CREATE TRIGGER desk_moves_stay BEFORE UPDATE OR DELETE ON desk_moves
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();

-- A ruling that a second person makes again from the same file without knowing the first.
--   waiting -> taken (until: then somebody else may) -> answered | spoiled (they had read the outcome)
-- A pair that disagrees is a finding until an operator has settled it. Bucket of the case.
CREATE TABLE blind_reviews (
    bucket smallint NOT NULL,
    case_id bigint NOT NULL,
    ruled_seq integer NOT NULL,
    reason text NOT NULL,
    currency text NOT NULL,
    first_person text NOT NULL,
    first_favour text NOT NULL,
    first_amount_minor bigint NOT NULL,
    ruled_at timestamptz NOT NULL,
    second_person text,
    until timestamptz,
    taken_at timestamptz,
    second_favour text,
    second_amount_minor bigint,
    second_reason text,
    answered_at timestamptz,
    settled_at timestamptz,
    settled_by text,
    settled_note text,
    PRIMARY KEY (bucket, case_id, ruled_seq),
    FOREIGN KEY (bucket, case_id) REFERENCES cases (bucket, id),
    CONSTRAINT answered_whole CHECK ((answered_at IS NULL) = (second_favour IS NULL)),
    CONSTRAINT settled_by_somebody CHECK ((settled_at IS NULL) = (settled_by IS NULL))
);
CREATE INDEX blind_reviews_waiting ON blind_reviews (ruled_at, case_id) WHERE answered_at IS NULL;
CREATE INDEX blind_reviews_answered ON blind_reviews (answered_at DESC, case_id DESC) WHERE answered_at IS NOT NULL;

CREATE FUNCTION draw_blind_reviews(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO blind_reviews (bucket, case_id, ruled_seq, reason, currency, first_person, first_favour, first_amount_minor, ruled_at)
    SELECT bucket, case_id, ruled_seq, reason, currency, first_person, first_favour, first_amount_minor, ruled_at
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, case_id bigint, ruled_seq integer, reason text, currency text,
        first_person text, first_favour text, first_amount_minor bigint, ruled_at timestamptz)
    ON CONFLICT (bucket, case_id, ruled_seq) DO NOTHING;
END
$$;

-- Texts to begin with, never to be sent as they are. used: how often a message or a ruling began with one.
CREATE TABLE desk_macros (
    id bigint PRIMARY KEY,
    title text NOT NULL UNIQUE,
    body text NOT NULL,
    used integer NOT NULL DEFAULT 0,
    updated_at timestamptz NOT NULL,
    updated_by text NOT NULL
);

-- Who wrote a ruling that another person then said yes to is whose ruling it is.
CREATE INDEX case_events_ruled_by_writer ON case_events ((coalesce(data ->> 'drafted_by', who)), at DESC) WHERE name = 'case.ruled';
CREATE INDEX case_events_drafted ON case_events (who, at DESC) WHERE name = 'ruling.drafted';
