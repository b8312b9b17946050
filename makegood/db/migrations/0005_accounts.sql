-- Who may call: keys of machines. People sign in with signed sessions that need no table.
CREATE TABLE api_keys (
    id bigint PRIMARY KEY,
    secret_hash bytea NOT NULL UNIQUE,
    name text NOT NULL,
    role text NOT NULL,
    subject bigint,
    scopes text[] NOT NULL,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz,
    revoked_at timestamptz
);
