-- The desk's work: who looks at a case now, what one person of the desk tells the next, and ways through the queue.

-- A soft lock: whoever has it until `until` rules; when it has run out, anybody may take the case. person: the label of a
-- principal, name: what colleagues call them. Bucket of the case.
CREATE TABLE desk_claims (
    bucket smallint NOT NULL,
    case_id bigint NOT NULL,
    person text NOT NULL,
    name text NOT NULL,
    claimed_at timestamptz NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (bucket, case_id),
    FOREIGN KEY (bucket, case_id) REFERENCES cases (bucket, id),
    CONSTRAINT in_order CHECK (claimed_at < until)
);
CREATE INDEX desk_claims_of_person ON desk_claims (person, until);

-- What a person of the desk hands over: what is known, what is open. version: of the case, as they knew it. The parties
-- never read it. key: of the form or request, so that the same note is kept once.
CREATE TABLE desk_notes (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    case_id bigint NOT NULL,
    person text NOT NULL,
    name text NOT NULL,
    known text NOT NULL,
    open text NOT NULL,
    version integer NOT NULL,
    key text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (bucket, id),
    CONSTRAINT noted_once UNIQUE (bucket, case_id, person, key),
    FOREIGN KEY (bucket, case_id) REFERENCES cases (bucket, id)
);
CREATE INDEX desk_notes_of_case ON desk_notes (bucket, case_id, id DESC);

-- The queue by clock, money and age; few cases at a time are with the desk. And those in which it waits for an answer.
CREATE INDEX cases_of_desk_by_clock ON cases (owner, due_at, id) WHERE owner IN ('desk', 'senior');
CREATE INDEX cases_of_desk_by_money ON cases (owner, currency, requested_minor DESC, id DESC) WHERE owner IN ('desk', 'senior');
CREATE INDEX cases_of_desk_by_age ON cases (owner, id) WHERE owner IN ('desk', 'senior');
CREATE INDEX cases_asked_by_desk ON cases (due_at, id) WHERE state -> 'question' ->> 'by' IN ('desk', 'senior');
-- Who ruled when.
CREATE INDEX case_events_ruled ON case_events (who, at DESC) WHERE name = 'case.ruled';
