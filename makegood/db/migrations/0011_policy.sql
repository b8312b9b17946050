-- Policy: versions of packs from draft to history, the catalogue of facts they were read with, and what was decided by them.
-- Versions and catalogues are reference tables: small, read everywhere, written when a promise changes.

-- One row. Whoever changes a version locks it first, so that one change follows another; what changes anything that
-- decides raises the revision, by which a process sees that it must read the shelf again.
CREATE TABLE policy_shelf (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    revision bigint NOT NULL DEFAULT 0
);
INSERT INTO policy_shelf DEFAULT VALUES;

-- The files of the catalogue of facts, by the SHA-256 of them all: {"core.yaml": "facts: …"}.
CREATE TABLE policy_catalogues (
    digest text PRIMARY KEY,
    files jsonb NOT NULL,
    kept_at timestamptz NOT NULL
);

-- A version's content never changes; to change a promise is to publish the next version.
--   draft -> in_review -> approved | rejected;   approved -> published (announced until in_force_from, then in force)
--   published -> superseded: the next one is published, and this one ends at in_force_until, where that begins
--   published | superseded, not yet begun -> withdrawn: the one before goes on
-- At any moment the version in force of a name is the published or superseded one with
-- in_force_from <= moment < in_force_until (no end: for good). merchant_id: NULL is the platform's and holds for all.
CREATE TABLE policy_versions (
    name text NOT NULL,
    version text NOT NULL,
    digest text NOT NULL,
    level text NOT NULL CHECK (level IN ('law', 'promise', 'category', 'trade', 'platform', 'custom')),
    merchant_id bigint REFERENCES merchants (id),
    markets text[] NOT NULL,
    title jsonb NOT NULL,
    content text NOT NULL,
    catalogue text NOT NULL REFERENCES policy_catalogues (digest),
    status text NOT NULL CHECK (status IN
        ('draft', 'in_review', 'approved', 'rejected', 'published', 'superseded', 'withdrawn')),
    drafted_by text NOT NULL,
    drafted_at timestamptz NOT NULL,
    submitted_by text,
    submitted_at timestamptz,
    reviewed_by text,
    reviewed_at timestamptz,
    review_note text,
    published_by text,
    published_at timestamptz,
    major boolean NOT NULL DEFAULT false,
    in_force_from timestamptz,
    in_force_until timestamptz,
    withdrawn_by text,
    withdrawn_at timestamptz,
    shadow boolean NOT NULL DEFAULT false,
    lint jsonb NOT NULL DEFAULT '[]',
    PRIMARY KEY (name, version),
    CONSTRAINT merchants_only_promise CHECK (merchant_id IS NULL OR level = 'promise'),
    CONSTRAINT reviewed_by_a_second_person CHECK (reviewed_by IS NULL OR reviewed_by <> drafted_by),
    CONSTRAINT reviewed_before_publication CHECK (status IN ('draft', 'in_review') OR reviewed_by IS NOT NULL OR drafted_by = 'system'),
    CONSTRAINT published_has_a_beginning CHECK (status NOT IN ('published', 'superseded') OR in_force_from IS NOT NULL),
    CONSTRAINT superseded_has_an_end CHECK ((status = 'superseded') = (in_force_until IS NOT NULL)),
    CONSTRAINT ends_after_it_begins CHECK (in_force_until > in_force_from)
);
-- The last of a name is the one that has no end; a name has one, so that no two are ever in force together.
CREATE UNIQUE INDEX policy_versions_last ON policy_versions (name) WHERE status = 'published';
CREATE INDEX policy_versions_of_merchant ON policy_versions (merchant_id) WHERE merchant_id IS NOT NULL;

-- The texts that decide together, kept once for all decisions that they make. Only ever added to.
--   packs: [{name, version, digest, judged}]
CREATE TABLE policy_books (
    digest text PRIMARY KEY,
    packs jsonb NOT NULL
);

-- What was decided about a case, with everything that it takes to decide it again: the book, the facts with who said them
-- and when (what is presumed is in the catalogue), and what came out by key. seq: the decision's number in the case.
--   facts: [{name, value, source, at}]. Only ever appended.
CREATE TABLE policy_decisions (
    bucket smallint NOT NULL,
    case_id bigint NOT NULL,
    seq integer NOT NULL,
    order_id bigint NOT NULL,
    at timestamptz NOT NULL,
    purchased_at timestamptz NOT NULL,
    about text NOT NULL,
    book text NOT NULL,
    catalogue text NOT NULL,
    facts jsonb NOT NULL,
    outcomes jsonb NOT NULL,
    PRIMARY KEY (bucket, case_id, seq)
);

-- Where a shadow version would have decided otherwise. differences: [{key, live, shadow}]. Only ever appended.
CREATE TABLE policy_differences (
    bucket smallint NOT NULL,
    case_id bigint NOT NULL,
    seq integer NOT NULL,
    pack text NOT NULL,
    version text NOT NULL,
    at timestamptz NOT NULL,
    differences jsonb NOT NULL,
    PRIMARY KEY (bucket, case_id, seq, pack, version)
);
CREATE INDEX policy_differences_of_version ON policy_differences (pack, version, at);

CREATE FUNCTION record_policy_decisions(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO policy_books (digest, packs)
    SELECT DISTINCT ON (book) book, packs FROM jsonb_to_recordset(rows) AS r(book text, packs jsonb) ORDER BY book
    ON CONFLICT (digest) DO NOTHING;

    INSERT INTO policy_decisions (bucket, case_id, seq, order_id, at, purchased_at, about, book, catalogue, facts, outcomes)
    SELECT bucket, case_id, seq, order_id, at, purchased_at, about, book, catalogue, facts, outcomes
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, case_id bigint, seq integer, order_id bigint, at timestamptz,
        purchased_at timestamptz, about text, book text, catalogue text, facts jsonb, outcomes jsonb);
END
$$;

CREATE FUNCTION record_policy_differences(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO policy_differences (bucket, case_id, seq, pack, version, at, differences)
    SELECT bucket, case_id, seq, pack, version, at, differences
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, case_id bigint, seq integer, pack text, version text,
        at timestamptz, differences jsonb);
END
$$;
