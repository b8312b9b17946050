-- Accounts of the platform and of insurers that stood lower than an operator wants when somebody last looked, and how low they
-- stood when the operators were told last (makegood/flows/watch_funds.py). A reference table: a few rows a currency.
--   beyond_minor: how far beyond its limit it was when that was told, in whole steps
--   is_over: it has recovered since
--   times: how often it was told, the number of its last notification
CREATE TABLE funds_told (
    account text NOT NULL,
    currency text NOT NULL,
    side text NOT NULL CHECK (side IN ('low', 'due')),
    beyond_minor bigint NOT NULL CHECK (beyond_minor >= 0),
    is_over boolean NOT NULL DEFAULT false,
    times integer NOT NULL CHECK (times > 0),
    told_at timestamptz NOT NULL,
    PRIMARY KEY (account, currency, side)
);
