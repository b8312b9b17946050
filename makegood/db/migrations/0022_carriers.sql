-- Parcels that carriers are asked to take, or that somebody sent with a courier of their own; what carriers tell of them; what is
-- claimed from who lost or broke one. The mirror of what shops shipped is `parcels` (0002).

-- Bucket of the order. courier: who carries it, as that carrier writes itself. through: the adapter that asks and tells, empty for
-- none. reference: the carrier's own name of it. followed_since: what is told of an earlier moment is about another parcel that had
-- the number before. Addresses are personal data; they go when the parcel has been over for a while (makegood/carriers/sweep.py).
-- wish: what its carrier has still to be asked for.
--   asked -> booked -> picked_up -> … -> delivered | returned_to_sender | lost;  asked -> not_taken;  asked, booked -> cancelled
CREATE TABLE carried_parcels (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    order_id bigint NOT NULL,
    buyer_id bigint NOT NULL,
    merchant_id bigint NOT NULL,
    direction text NOT NULL CHECK (direction IN ('out', 'back')),
    handover text NOT NULL CHECK (handover IN ('pickup', 'drop_off', 'own')),
    courier text NOT NULL,
    through text NOT NULL,
    scenario text NOT NULL DEFAULT '',
    reference text NOT NULL DEFAULT '',
    tracking_no text NOT NULL DEFAULT '',
    drop_off_code text NOT NULL DEFAULT '',
    status text NOT NULL DEFAULT 'asked',
    failure text NOT NULL DEFAULT '',
    is_damaged boolean NOT NULL DEFAULT false,
    is_contested boolean NOT NULL DEFAULT false,
    is_intercepted boolean NOT NULL DEFAULT false,
    wish text NOT NULL DEFAULT '' CHECK (wish IN ('', 'cancel', 'stop')),
    currency text NOT NULL,
    weight_grams integer NOT NULL DEFAULT 0 CHECK (weight_grams >= 0),
    measured_grams integer CHECK (measured_grams >= 0),
    sender jsonb,
    consignee jsonb,
    created_at timestamptz NOT NULL,
    followed_since timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    ended_at timestamptz,
    next_look_at timestamptz,
    PRIMARY KEY (bucket, id),
    FOREIGN KEY (bucket, order_id) REFERENCES orders (bucket, id)
);
CREATE INDEX carried_parcels_of_order ON carried_parcels (bucket, order_id);
CREATE INDEX carried_parcels_of_merchant ON carried_parcels (merchant_id, id DESC);
CREATE INDEX carried_parcels_to_look_at ON carried_parcels (next_look_at) WHERE next_look_at IS NOT NULL;
CREATE INDEX carried_parcels_with_addresses ON carried_parcels (ended_at) WHERE sender IS NOT NULL OR consignee IS NOT NULL;

-- What is in a parcel: units of order lines, of the case for which they travel (0: of none). Several cases in one parcel, one case
-- in several. value_minor: what was paid for them.
CREATE TABLE carried_units (
    bucket smallint NOT NULL,
    parcel_id bigint NOT NULL,
    order_id bigint NOT NULL,
    case_id bigint NOT NULL,
    line_no smallint NOT NULL,
    quantity integer NOT NULL CHECK (quantity > 0),
    value_minor bigint NOT NULL CHECK (value_minor >= 0),
    PRIMARY KEY (bucket, parcel_id, order_id, case_id, line_no),
    FOREIGN KEY (bucket, parcel_id) REFERENCES carried_parcels (bucket, id)
);
CREATE INDEX carried_units_of_case ON carried_units (bucket, case_id);

-- What carriers told; only ever appended. Told twice is there once.
CREATE TABLE tracking_events (
    bucket smallint NOT NULL,
    parcel_id bigint NOT NULL,
    at timestamptz NOT NULL,
    scan text NOT NULL,
    place text NOT NULL,
    raw_code text NOT NULL DEFAULT '',
    words text NOT NULL DEFAULT '',
    weight_grams integer,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (bucket, parcel_id, at, scan, place),
    FOREIGN KEY (bucket, parcel_id) REFERENCES carried_parcels (bucket, id)
);

-- Which parcel a tracking number is; bucket of courier and number, so that it is one parcel's everywhere while that lives. A carrier
-- that uses a number again finds it free.
CREATE TABLE tracking_numbers (
    bucket smallint NOT NULL,
    courier text NOT NULL,
    tracking_no text NOT NULL,
    parcel_id bigint NOT NULL,
    is_over boolean NOT NULL DEFAULT false,
    PRIMARY KEY (bucket, courier, tracking_no)
);

-- Labels that a carrier gave, as they are printed.
CREATE TABLE parcel_labels (
    bucket smallint NOT NULL,
    parcel_id bigint NOT NULL,
    media_type text NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (bucket, parcel_id),
    FOREIGN KEY (bucket, parcel_id) REFERENCES carried_parcels (bucket, id)
);

-- When a courier comes to the door: one row an appointment. leaving: the carrier has still to be told that nobody need come.
--   asked -> booked -> done | missed | leaving;  leaving -> cancelled | booked (too late);  asked -> not_taken | cancelled
CREATE TABLE pickups (
    bucket smallint NOT NULL,
    parcel_id bigint NOT NULL,
    attempt smallint NOT NULL CHECK (attempt > 0),
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    status text NOT NULL CHECK (status IN ('asked', 'booked', 'done', 'missed', 'leaving', 'cancelled', 'not_taken')),
    reference text NOT NULL DEFAULT '',
    failure text NOT NULL DEFAULT '',
    asked_at timestamptz NOT NULL,
    PRIMARY KEY (bucket, parcel_id, attempt),
    FOREIGN KEY (bucket, parcel_id) REFERENCES carried_parcels (bucket, id),
    CONSTRAINT slot_has_length CHECK (starts_at < ends_at)
);
CREATE UNIQUE INDEX one_pickup_at_a_time ON pickups (bucket, parcel_id) WHERE status IN ('asked', 'booked');

-- What is claimed from who lost or broke a parcel, a row for each case in it (0: of none).
--   open -> paid | refused | written_off | dropped (found again);  paid -> open (reversed: the money goes back)
CREATE TABLE recoveries (
    bucket smallint NOT NULL,
    id bigint NOT NULL,
    order_id bigint NOT NULL,
    case_id bigint NOT NULL,
    parcel_id bigint NOT NULL,
    buyer_id bigint NOT NULL,
    merchant_id bigint NOT NULL,
    party_kind text NOT NULL CHECK (party_kind IN ('carrier', 'merchant', 'buyer', 'insurer')),
    party text NOT NULL,
    because text NOT NULL CHECK (because IN ('lost', 'damaged')),
    currency text NOT NULL,
    claimed_minor bigint NOT NULL CHECK (claimed_minor > 0),
    paid_minor bigint NOT NULL DEFAULT 0 CHECK (paid_minor >= 0),
    to_buyer_minor bigint NOT NULL DEFAULT 0 CHECK (to_buyer_minor BETWEEN 0 AND paid_minor),
    transaction_id bigint,
    status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'paid', 'refused', 'written_off', 'dropped')),
    note text NOT NULL DEFAULT '',
    opened_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (bucket, id),
    UNIQUE (bucket, parcel_id, order_id, case_id),
    CONSTRAINT paid_within_claim CHECK (paid_minor <= claimed_minor),
    CONSTRAINT paid_has_posting CHECK ((status = 'paid') = (transaction_id IS NOT NULL))
);
CREATE INDEX recoveries_by_status ON recoveries (status, id DESC);

-- The shipped simulated carrier's own book. It stands for a system that is not ours: no foreign key leads here or from here. What
-- happens to a parcel follows from this row and the time alone. Bucket of the tracking number: a number may be used again.
CREATE TABLE simulated_parcels (
    bucket smallint NOT NULL,
    tracking_no text NOT NULL,
    reference text NOT NULL,
    scenario text NOT NULL,
    weight_grams integer NOT NULL,
    from_place text NOT NULL,
    to_place text NOT NULL,
    booked_at timestamptz NOT NULL,
    drop_off_code text NOT NULL,
    pickup_at timestamptz,
    pickups integer NOT NULL DEFAULT 0,
    stopped_at timestamptz,
    cancelled_at timestamptz,
    PRIMARY KEY (bucket, tracking_no, reference)
);
CREATE INDEX simulated_parcels_by_reference ON simulated_parcels (reference);
