-- Named statements of simulations over our own cases.

-- name: decided_cases
-- The last decision about each line of each case (of the merchant $1), with whose order it was; the newest cases first.
SELECT DISTINCT ON (d.case_id, d.about) d.case_id, m.name AS merchant, d.facts::text AS facts
FROM policy_decisions d
LEFT JOIN cases c ON (c.bucket, c.id) = (d.bucket, d.case_id)
LEFT JOIN merchants m ON m.id = c.merchant_id
WHERE $1::bigint IS NULL OR c.merchant_id = $1
ORDER BY d.case_id DESC, d.about, d.seq DESC

-- name: differences
-- What a shadow saw, the newest first, with the facts that both decisions stood on.
SELECT f.case_id, m.name AS merchant, f.at, f.differences::text AS differences, d.facts::text AS facts
FROM policy_differences f
JOIN policy_decisions d ON (d.bucket, d.case_id, d.seq) = (f.bucket, f.case_id, f.seq)
LEFT JOIN cases c ON (c.bucket, c.id) = (f.bucket, f.case_id)
LEFT JOIN merchants m ON m.id = c.merchant_id
WHERE f.pack = $1 AND f.version = $2
ORDER BY f.at DESC, f.case_id, f.seq
LIMIT $3

-- name: decisions_beside
-- How many decisions were made while a shadow looked on, as far as its differences show, by merchant, category and month.
SELECT m.name AS merchant, to_char(d.at AT TIME ZONE 'UTC', 'YYYYMM') AS month, coalesce(
        (SELECT x ->> 'value' FROM jsonb_array_elements(d.facts) x WHERE x ->> 'name' = 'category'),
        (SELECT x ->> 'value' FROM jsonb_array_elements(d.facts) x WHERE x ->> 'name' = 'goods_kind')) AS category,
    count(*) AS cases
FROM policy_decisions d
LEFT JOIN cases c ON (c.bucket, c.id) = (d.bucket, d.case_id)
LEFT JOIN merchants m ON m.id = c.merchant_id
WHERE d.at >= (SELECT min(at) FROM policy_differences WHERE pack = $1 AND version = $2)
GROUP BY 1, 2, 3
