-- What has one owner: a product its shop, the session of a frame its order, a receipt its withdrawal.

-- Two shops may sell under one external id, and then it is two products. The row there was belongs to the shop that told
-- it last; the others get theirs from what they sold. Their ids begin where no clock made any: in the first days of 2020.
ALTER TABLE products DROP CONSTRAINT products_bucket_external_id_key;
ALTER TABLE products ADD UNIQUE (bucket, merchant_id, external_id);

INSERT INTO products (bucket, id, external_id, merchant_id, title, category, traits, variants, updated_at)
SELECT bucket, (row_number() OVER (ORDER BY merchant_id, external_id) << 22) | (bucket::bigint << 10), external_id, merchant_id,
    title, category, traits, '[]', updated_at
FROM (
    SELECT DISTINCT ON (o.merchant_id, l.product_external_id) p.bucket, l.product_external_id AS external_id, o.merchant_id,
        l.title, l.category, l.traits, o.updated_at
    FROM order_lines l JOIN orders o ON (o.bucket, o.id) = (l.bucket, l.order_id)
    JOIN products p ON p.external_id = l.product_external_id
    WHERE NOT EXISTS (SELECT 1 FROM products own
        WHERE (own.bucket, own.merchant_id, own.external_id) = (p.bucket, o.merchant_id, p.external_id))
    ORDER BY o.merchant_id, l.product_external_id, l.order_id DESC, l.line_no
) sold;

-- order_id: the only order that a session may open; null for those of people. Frames that reach further are over.
ALTER TABLE sessions ADD COLUMN order_id bigint;
UPDATE sessions SET ended_at = last_seen_at WHERE way = 'embed' AND ended_at IS NULL;

-- Where the receipt of a withdrawal goes, and that it went: once for each. Personal data, of the buyer's record alone:
-- nothing of it is in the case. Bucket of the case.
CREATE TABLE withdrawal_receipts (
    bucket smallint NOT NULL,
    case_id bigint NOT NULL,
    email text NOT NULL,
    language text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (bucket, case_id),
    FOREIGN KEY (bucket, case_id) REFERENCES cases (bucket, id)
);
INSERT INTO withdrawal_receipts (bucket, case_id, email, language, at)
SELECT bucket, (payload ->> 'case_id')::bigint, payload ->> 'to', payload ->> 'language', run_at
FROM jobs WHERE kind = 'send_withdrawal_receipt';
UPDATE jobs SET payload = payload - 'to' - 'language' WHERE kind = 'send_withdrawal_receipt';
