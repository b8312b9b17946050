-- Which claim shows which file. Only ever appended; from then on everybody who may read the claim sees the file, for good.
CREATE TABLE claim_files (
    bucket smallint NOT NULL,
    claim_id bigint NOT NULL,
    file_id bigint NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (bucket, claim_id, file_id),
    FOREIGN KEY (bucket, file_id) REFERENCES files (bucket, id)
);
CREATE INDEX claim_files_of_file ON claim_files (bucket, file_id);

CREATE FUNCTION record_claim_files(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO claim_files (bucket, claim_id, file_id, at)
    SELECT bucket, claim_id, file_id, at
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, claim_id bigint, file_id bigint, at timestamptz)
    ON CONFLICT DO NOTHING;

    UPDATE files f SET attached_at = r.at, leaving_at = NULL
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, file_id bigint, at timestamptz)
    WHERE (f.bucket, f.id) = (r.bucket, r.file_id) AND f.attached_at IS NULL;
END
$$;

-- Presales are watched too: an earnest is owed twice when the merchant does not ship.
CREATE OR REPLACE FUNCTION watch_promises(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO promise_watches AS w (bucket, order_id, look_at)
    SELECT o.bucket, o.id, r.at FROM jsonb_to_recordset(rows) AS r(bucket smallint, order_id bigint, at timestamptz)
    JOIN orders o ON (o.bucket, o.id) = (r.bucket, r.order_id)
    WHERE o.facts -> 'guarantees' ?| array['timely_shipping', 'freight_cover', 'returns_on_us', 'price_protection']
        OR EXISTS (SELECT 1 FROM order_lines l
            WHERE (l.bucket, l.order_id) = (o.bucket, o.id) AND l.goods ->> 'kind' = 'presale')
    ORDER BY o.bucket, o.id
    ON CONFLICT (bucket, order_id) DO UPDATE SET look_at = least(w.look_at, excluded.look_at);
END
$$;

INSERT INTO promise_watches (bucket, order_id, look_at)
SELECT DISTINCT o.bucket, o.id, o.updated_at FROM orders o JOIN order_lines l ON (l.bucket, l.order_id) = (o.bucket, o.id)
WHERE l.goods ->> 'kind' = 'presale' ON CONFLICT DO NOTHING;
