-- Where orders go when their address was changed by a case, buyers' own addresses, and what their tenders hold.

-- Addresses are personal data and stand here alone: an event names one by its id. Erasing one leaves its row (address NULL).
-- in_force_at: since when the order goes there; null while its case has not come so far. Bucket of the order.
CREATE TABLE order_addresses (
    bucket smallint NOT NULL,
    order_id bigint NOT NULL,
    id bigint NOT NULL,
    case_id bigint NOT NULL,
    address jsonb,
    told_at timestamptz NOT NULL,
    in_force_at timestamptz,
    PRIMARY KEY (bucket, order_id, id),
    FOREIGN KEY (bucket, order_id) REFERENCES orders (bucket, id)
);
CREATE INDEX order_addresses_to_forget ON order_addresses (told_at) WHERE address IS NOT NULL;

-- A buyer's own default address, as they or the marketplace told it last; erased by taking the row away. Bucket of the buyer.
CREATE TABLE buyer_addresses (
    bucket smallint NOT NULL,
    buyer_id bigint NOT NULL,
    address jsonb NOT NULL,
    told_at timestamptz NOT NULL,
    PRIMARY KEY (bucket, buyer_id),
    FOREIGN KEY (bucket, buyer_id) REFERENCES buyers (bucket, id)
);

-- What a gift card or store credit holds, in minor units of the shop's currency: as the marketplace told it last, and followed by
-- what cases take from it and give to it since. Null: nobody told.
ALTER TABLE buyer_tenders ADD COLUMN balance_minor bigint;

CREATE FUNCTION tell_order_addresses(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO order_addresses (bucket, order_id, id, case_id, address, told_at)
    SELECT bucket, order_id, id, case_id, address, told_at
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, order_id bigint, id bigint, case_id bigint, address jsonb, told_at timestamptz);
END
$$;

CREATE FUNCTION put_order_addresses_in_force(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    UPDATE order_addresses a SET in_force_at = r.at
    FROM jsonb_to_recordset(rows) AS r(bucket smallint, order_id bigint, id bigint, at timestamptz)
    WHERE (a.bucket, a.order_id, a.id) = (r.bucket, r.order_id, r.id);
END
$$;

-- Gives to tenders (amount above zero) or takes from them, where their balance is known.
CREATE FUNCTION move_tender_balances(rows jsonb) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    UPDATE buyer_tenders t SET balance_minor = t.balance_minor + r.minor
    FROM (
        SELECT bucket, buyer_id, external_id, sum(amount_minor)::bigint AS minor
        FROM jsonb_to_recordset(rows) AS x(bucket smallint, buyer_id bigint, external_id text, amount_minor bigint)
        GROUP BY bucket, buyer_id, external_id
    ) r
    WHERE (t.bucket, t.buyer_id, t.external_id) = (r.bucket, r.buyer_id, r.external_id) AND t.balance_minor IS NOT NULL;
END
$$;
