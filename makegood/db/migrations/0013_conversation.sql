-- Conversation: what is read, what the desk should look at, and how long answers took. The messages themselves are events.

-- How far each reader has read a case. reader: the label of a principal; role: the party it counts for.
CREATE TABLE case_reads (
    bucket smallint NOT NULL,
    case_id bigint NOT NULL,
    reader text NOT NULL,
    role text NOT NULL,
    seq integer NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (bucket, case_id, reader),
    FOREIGN KEY (bucket, case_id) REFERENCES cases (bucket, id)
);

-- Marks go forward only, however the requests that set them overtake each other.
CREATE FUNCTION mark_case_read(mark jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO case_reads AS r (bucket, case_id, reader, role, seq, at)
    SELECT bucket, case_id, reader, role, seq, at
    FROM jsonb_to_record(mark) AS m(bucket smallint, case_id bigint, reader text, role text, seq integer, at timestamptz)
    ON CONFLICT (bucket, case_id, reader) DO UPDATE SET seq = excluded.seq, role = excluded.role, at = excluded.at
    WHERE excluded.seq > r.seq;
END
$$;

-- Messages that a pattern found: event seq of a case, written by a role. settled_at: a person of the desk has judged it.
CREATE TABLE message_flags (
    bucket smallint NOT NULL,
    case_id bigint NOT NULL,
    seq integer NOT NULL,
    kinds text[] NOT NULL,
    by text NOT NULL,
    who text NOT NULL,
    merchant_id bigint NOT NULL,
    at timestamptz NOT NULL,
    settled_at timestamptz,
    settled_by text,
    verdict text CHECK (verdict IN ('upheld', 'dismissed')),
    note text,
    PRIMARY KEY (bucket, case_id, seq),
    FOREIGN KEY (bucket, case_id) REFERENCES cases (bucket, id),
    CONSTRAINT settled_in_full CHECK ((settled_at IS NULL) = (verdict IS NULL) AND (settled_at IS NULL) = (settled_by IS NULL))
);
CREATE INDEX message_flags_open ON message_flags (case_id, seq) WHERE settled_at IS NULL;
CREATE INDEX message_flags_all ON message_flags (case_id, seq);

CREATE FUNCTION flag_messages(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO message_flags (bucket, case_id, seq, kinds, by, who, merchant_id, at)
    SELECT bucket, case_id, seq, kinds, by, who, merchant_id, at
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, case_id bigint, seq integer, kinds text[], by text, who text,
        merchant_id bigint, at timestamptz);
END
$$;

-- How long a party had the ball, or a question, until it answered with event seq. answered_at is NULL where it stayed silent.
CREATE TABLE case_responses (
    bucket smallint NOT NULL,
    case_id bigint NOT NULL,
    seq integer NOT NULL,
    merchant_id bigint NOT NULL,
    party text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('ball', 'question')),
    asked_at timestamptz NOT NULL,
    answered_at timestamptz,
    ended_at timestamptz NOT NULL,
    PRIMARY KEY (bucket, case_id, seq),
    FOREIGN KEY (bucket, case_id) REFERENCES cases (bucket, id),
    CONSTRAINT in_order CHECK (asked_at <= ended_at AND (answered_at IS NULL OR answered_at = ended_at))
);
CREATE INDEX case_responses_of_merchant ON case_responses (merchant_id, party, ended_at);
CREATE INDEX case_responses_by_time ON case_responses (party, ended_at);

CREATE FUNCTION record_case_responses(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO case_responses (bucket, case_id, seq, merchant_id, party, kind, asked_at, answered_at, ended_at)
    SELECT bucket, case_id, seq, merchant_id, party, kind, asked_at, answered_at, ended_at
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, case_id bigint, seq integer, merchant_id bigint, party text, kind text,
        asked_at timestamptz, answered_at timestamptz, ended_at timestamptz);
END
$$;
