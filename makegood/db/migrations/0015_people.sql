-- People who sign in, their sessions and second factors, and the record of what was changed about them.
-- Personal data: people.email, people.name, buyers.email and sessions.name; nothing of them goes into logs or events.

-- A merchant's members and a platform's staff, and buyers who have an account. Bucket of the address they were made with.
CREATE TABLE people (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    role text NOT NULL CHECK (role IN ('buyer', 'merchant', 'desk', 'senior', 'operator')),
    subject bigint,
    language text NOT NULL DEFAULT 'en',
    status text NOT NULL CHECK (status IN ('invited', 'active', 'disabled')),
    password_hash text,
    second_factor bytea,
    second_factor_since timestamptz,
    second_factor_new bytea,
    last_step bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    last_signed_in_at timestamptz,
    PRIMARY KEY (bucket, id),
    CONSTRAINT parties_are_somebody CHECK ((role IN ('buyer', 'merchant')) = (subject IS NOT NULL))
);
CREATE INDEX people_newest ON people (id DESC);
CREATE INDEX people_of_role ON people (role, subject);

-- What people sign in with (an address, or an identity at a provider) leads to them; bucket of the name itself.
CREATE TABLE people_names (
    bucket smallint NOT NULL,
    name text NOT NULL,
    person_id bigint NOT NULL,
    PRIMARY KEY (bucket, name)
);

-- Each works once. The codes have 80 random bits, so a plain hash is enough.
CREATE TABLE recovery_codes (
    bucket smallint NOT NULL,
    person_id bigint NOT NULL,
    code_hash bytea NOT NULL,
    PRIMARY KEY (bucket, person_id, code_hash),
    FOREIGN KEY (bucket, person_id) REFERENCES people (bucket, id)
);

-- A browser that is signed in. Without a person: a buyer who came by order number, or somebody of the demo.
--   second_factor | set_up (a password was right, more is asked) -> whole (a new row: the token changes) -> ended
CREATE TABLE sessions (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    secret_hash bytea NOT NULL,
    person_id bigint,
    role text NOT NULL,
    subject bigint,
    name text NOT NULL,
    stage text NOT NULL CHECK (stage IN ('second_factor', 'set_up', 'whole')),
    way text NOT NULL,
    device text NOT NULL,
    started_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (bucket, id)
);
CREATE INDEX sessions_of_person ON sessions (bucket, person_id) WHERE person_id IS NOT NULL;
CREATE INDEX sessions_of_subject ON sessions (bucket, subject) WHERE person_id IS NULL;
CREATE INDEX sessions_by_end ON sessions (ends_at);

-- Codes and links that are good once: an order's code, a new password, an invitation. subject_id is null where nobody
-- was found: wrong and right requests are answered alike.
CREATE TABLE one_time_codes (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('order', 'password', 'invitation')),
    subject_id bigint,
    code_hash bytea NOT NULL,
    tries_left smallint NOT NULL CHECK (tries_left >= 0),
    ends_at timestamptz NOT NULL,
    PRIMARY KEY (bucket, id)
);
CREATE INDEX one_time_codes_of_subject ON one_time_codes (bucket, subject_id) WHERE subject_id IS NOT NULL;
CREATE INDEX one_time_codes_by_end ON one_time_codes (ends_at);

-- How soon something may be tried again. The name is a keyed hash of an address or account; bucket of the name.
CREATE TABLE tries (
    bucket smallint NOT NULL,
    name bytea NOT NULL,
    free_at timestamptz NOT NULL,
    PRIMARY KEY (bucket, name)
);
CREATE INDEX tries_free ON tries (free_at);

-- Who changed what about whom. Only ever appended; bucket of the subject. was and became: {field: value}.
CREATE TABLE audit_events (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    at timestamptz NOT NULL,
    who text NOT NULL,
    who_name text NOT NULL,
    what text NOT NULL,
    subject text NOT NULL,
    was jsonb NOT NULL,
    became jsonb NOT NULL,
    PRIMARY KEY (bucket, id)
);
CREATE INDEX audit_events_newest ON audit_events (id DESC);
CREATE INDEX audit_events_of_subject ON audit_events (bucket, subject, id DESC);
CREATE INDEX audit_events_by_who ON audit_events (who, id DESC);

CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a record is only ever appended to' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER audit_events_stay BEFORE UPDATE OR DELETE ON audit_events
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();

-- Where a buyer is told what happens, and who may open an order by its number.
ALTER TABLE buyers ADD COLUMN email text;
