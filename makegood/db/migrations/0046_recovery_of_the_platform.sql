-- What of a carrier's payment is the platform's: it has given the merchant back what a ruling took that an appeal reversed.
ALTER TABLE recoveries ADD COLUMN to_platform_minor bigint NOT NULL DEFAULT 0 CHECK (to_platform_minor >= 0);
ALTER TABLE recoveries ADD CONSTRAINT parts_within_paid CHECK (to_buyer_minor + to_platform_minor <= paid_minor);
