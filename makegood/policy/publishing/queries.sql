-- Named statements of the policy slice. What holds of statuses and times is written in makegood/policy/versions.py.

-- name: take_shelf
-- Whoever changes a version does this first, so that one change follows another.
SELECT revision FROM policy_shelf FOR UPDATE

-- name: turn_shelf
-- Whoever changes what decides, now, later or in the shadow, does this too: readers see that there is something new.
UPDATE policy_shelf SET revision = revision + 1

-- name: revision
SELECT revision FROM policy_shelf

-- name: version
SELECT * FROM policy_versions WHERE name = $1 AND version = $2

-- name: last_version
-- The published one that has no end yet.
SELECT * FROM policy_versions WHERE name = $1 AND status = 'published'

-- name: version_before
-- The one that ends where a published one begins.
SELECT * FROM policy_versions WHERE name = $1 AND status = 'superseded' AND in_force_until = $2

-- name: versions_of
-- The newest first, from below a version; those that are public, those of one merchant ($3), or all ($2).
SELECT * FROM policy_versions v
WHERE v.name = $1 AND ($2 OR v.merchant_id = $3 OR v.status IN ('published', 'superseded'))
    AND ($4::text IS NULL OR (v.drafted_at, v.version) <
        (SELECT c.drafted_at, c.version FROM policy_versions c WHERE c.name = $1 AND c.version = $4))
ORDER BY v.drafted_at DESC, v.version DESC
LIMIT $5

-- name: names
-- Packs by name with the version in force at a moment ($3) and the next that is announced.
SELECT v.name, (array_agg(v.level ORDER BY v.drafted_at DESC, v.version DESC))[1] AS level,
    max(v.merchant_id) AS merchant_id, (array_agg(v.title::text ORDER BY v.drafted_at DESC, v.version DESC))[1] AS title,
    (array_agg(v.markets::text ORDER BY v.drafted_at DESC, v.version DESC))[1]::text[] AS markets,
    max(v.version) FILTER (WHERE v.status IN ('published', 'superseded') AND v.in_force_from <= $3
        AND (v.in_force_until IS NULL OR v.in_force_until > $3)) AS in_force,
    (array_agg(v.version ORDER BY v.in_force_from)
        FILTER (WHERE v.status IN ('published', 'superseded') AND v.in_force_from > $3))[1] AS announced,
    min(v.in_force_from) FILTER (WHERE v.status IN ('published', 'superseded') AND v.in_force_from > $3) AS announced_from,
    count(*) FILTER (WHERE v.status IN ('draft', 'in_review', 'approved')) AS waiting
FROM policy_versions v
WHERE ($1 OR v.merchant_id = $2 OR v.status IN ('published', 'superseded'))
    AND ($4::text IS NULL OR v.name > $4) AND ($5::text IS NULL OR v.level = $5)
GROUP BY v.name
ORDER BY v.name
LIMIT $6

-- name: in_review
-- The platform's versions that wait for a second person, the longest first.
SELECT * FROM policy_versions WHERE status = 'in_review' AND merchant_id IS NULL ORDER BY submitted_at LIMIT $1

-- name: add_version
INSERT INTO policy_versions (name, version, digest, level, merchant_id, markets, title, content, catalogue, status, drafted_by,
    drafted_at, submitted_by, submitted_at, reviewed_by, reviewed_at, review_note, published_by, published_at, major,
    in_force_from, in_force_until, withdrawn_by, withdrawn_at, shadow, lint)
VALUES ($1, $2, $3, $4, $5, $6, $7::text::jsonb, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
    $25, $26::text::jsonb)

-- name: move_version
-- Everything that a version's life changes; never its text.
UPDATE policy_versions SET status = $3, submitted_by = $4, submitted_at = $5, reviewed_by = $6, reviewed_at = $7,
    review_note = $8, published_by = $9, published_at = $10, major = $11, in_force_from = $12, in_force_until = $13,
    withdrawn_by = $14, withdrawn_at = $15, shadow = $16, lint = $17::text::jsonb
WHERE name = $1 AND version = $2

-- name: shelved
-- What decides, now, before and later, and what decides in the shadow.
SELECT * FROM policy_versions WHERE status IN ('published', 'superseded') OR shadow ORDER BY name, in_force_from, version

-- name: shelf_is_empty
SELECT NOT EXISTS (SELECT 1 FROM policy_versions WHERE merchant_id IS NULL)

-- name: known_versions
SELECT name, version, digest FROM policy_versions WHERE merchant_id IS NULL

-- name: keep_catalogue
INSERT INTO policy_catalogues (digest, files, kept_at) VALUES ($1, $2::text::jsonb, $3) ON CONFLICT (digest) DO NOTHING

-- name: catalogue
SELECT files::text FROM policy_catalogues WHERE digest = $1

-- name: texts
-- The very texts that a decision names.
SELECT digest, content FROM policy_versions WHERE digest = ANY($1::text[])

-- name: merchant_exists
SELECT EXISTS (SELECT 1 FROM merchants WHERE id = $1)

-- name: decisions_of_case
SELECT d.seq, d.order_id, d.at, d.purchased_at, d.about, d.book, b.packs::text, d.catalogue, d.facts::text, d.outcomes::text
FROM policy_decisions d JOIN policy_books b ON b.digest = d.book
WHERE d.bucket = $1 AND d.case_id = $2 ORDER BY d.seq

-- name: name_is_free
-- A name belongs to whoever used it first: the platform, or one merchant.
SELECT NOT EXISTS (SELECT 1 FROM policy_versions WHERE name = $1 AND merchant_id IS DISTINCT FROM $2)
