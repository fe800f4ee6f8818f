CREATE TABLE accounts (
    id            TEXT PRIMARY KEY,
    sign_in_name  TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    display_name  TEXT NOT NULL,
    role          TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created       TEXT NOT NULL,
    disabled      TEXT
) STRICT;

-- The one-time link that makes the first account.
CREATE TABLE setup_token (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    token   TEXT NOT NULL,
    expires INTEGER NOT NULL
) STRICT;

-- Times here are whole milliseconds since 1970, because they are compared in SQL.
CREATE TABLE sessions (
    id        TEXT PRIMARY KEY,
    account   TEXT NOT NULL REFERENCES accounts (id),
    created   INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    idle      INTEGER NOT NULL,
    expires   INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_by_account ON sessions (account);

CREATE TABLE failed_sign_ins (
    whose TEXT PRIMARY KEY,
    count INTEGER NOT NULL,
    last  INTEGER NOT NULL
) STRICT;

-- Calendar addresses: a random token each, only its hash is kept.
CREATE TABLE feeds (
    token   TEXT PRIMARY KEY,
    case_id TEXT NOT NULL,
    created TEXT NOT NULL,
    closed  INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX feeds_by_case ON feeds (case_id);
