-- What was offered: the texts, promises and pictures of a listing as the buyer saw it, each content of a shop once.
-- Bucket: of the digest, so that the listings of one large shop are spread. Only ever appended.
CREATE TABLE listings (
    bucket smallint NOT NULL,
    merchant_id bigint NOT NULL REFERENCES merchants (id),
    digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    listing jsonb NOT NULL CHECK (jsonb_typeof(listing) = 'object'),
    kept_at timestamptz NOT NULL,
    PRIMARY KEY (bucket, merchant_id, digest)
);

-- Under which listing the line of an order was bought. The first telling stands, whatever is told of the order later; `sku` says
-- of which goods it was. Bucket of the order.
CREATE TABLE order_listings (
    bucket smallint NOT NULL,
    order_id bigint NOT NULL,
    line_no smallint NOT NULL,
    sku text NOT NULL,
    merchant_id bigint NOT NULL,
    digest bytea NOT NULL,
    told_at timestamptz NOT NULL,
    PRIMARY KEY (bucket, order_id, line_no),
    FOREIGN KEY (bucket, order_id) REFERENCES orders (bucket, id)
);
