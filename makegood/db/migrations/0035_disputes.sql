-- Disputes: what a piece of evidence is offered to prove, what the desk corrected in that, and the rulings that were proposed.

-- A tie of a piece to a fact. piece: `file:<id>`, `words:<event>`, … (makegood/disputes/pieces.py); side: who showed the
-- piece; who and role: who tied it. Only ever appended; the same tie is kept once. Bucket of the case.
CREATE TABLE exhibits (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    case_id bigint NOT NULL,
    fact text NOT NULL,
    piece text NOT NULL,
    kind text NOT NULL,
    stance text NOT NULL CHECK (stance IN ('for', 'against')),
    side text NOT NULL,
    who text NOT NULL,
    role text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (bucket, id),
    CONSTRAINT tied_once UNIQUE (bucket, case_id, piece, fact, stance),
    FOREIGN KEY (bucket, case_id) REFERENCES cases (bucket, id)
);
CREATE INDEX exhibits_of_case ON exhibits (bucket, case_id, id);

-- A tie that the desk took away, and why. instead: the tie that took its place, if one did. The first correction stands.
CREATE TABLE exhibit_corrections (
    bucket smallint NOT NULL,
    exhibit_id bigint NOT NULL,
    instead bigint,
    who text NOT NULL,
    role text NOT NULL,
    reason text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (bucket, exhibit_id),
    FOREIGN KEY (bucket, exhibit_id) REFERENCES exhibits (bucket, id),
    FOREIGN KEY (bucket, instead) REFERENCES exhibits (bucket, id)
);

-- What was proposed to whoever ruled, as they saw it; the ruling names it by its digest. version: of the case.
CREATE TABLE proposed_rulings (
    bucket smallint NOT NULL,
    case_id bigint NOT NULL,
    digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{16}$'),
    version integer NOT NULL,
    favour text NOT NULL,
    amount_minor bigint NOT NULL,
    confidence smallint NOT NULL,
    proposal jsonb NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (bucket, case_id, digest),
    FOREIGN KEY (bucket, case_id) REFERENCES cases (bucket, id)
);

-- Earlier rulings on the same reason, the newest first; and rulings by time, for how many departed from their proposal.
CREATE INDEX cases_ruled_by_reason ON cases ((state ->> 'reason'), id DESC) WHERE state ? 'ruling';
CREATE INDEX case_events_rulings ON case_events (at) WHERE name = 'case.ruled';
