-- Says of the file that it is ours ("HEL1"): another program's database is never written to.
PRAGMA application_id = 1212501041;

-- The log: every event of every case, once, for ever. `position` runs through the whole store without gaps.
CREATE TABLE events (
    position          INTEGER PRIMARY KEY,
    log_hash          TEXT NOT NULL,
    case_id           TEXT NOT NULL,
    seq               INTEGER NOT NULL,
    at                TEXT NOT NULL,
    author            TEXT NOT NULL,
    knowledge_version TEXT NOT NULL,
    kind              TEXT NOT NULL,
    payload           TEXT NOT NULL,
    previous_hash     TEXT NOT NULL,
    hash              TEXT NOT NULL,
    submission_key    TEXT,
    submission_digest TEXT,
    UNIQUE (case_id, seq)
) STRICT;
CREATE INDEX events_by_submission ON events (submission_key) WHERE submission_key IS NOT NULL;
CREATE TRIGGER events_never_change BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are never changed: a correction is a new event'); END;
CREATE TRIGGER events_never_go BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;

-- Where the log ends, kept apart so that a missing last event shows.
CREATE TABLE log_head (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    position INTEGER NOT NULL,
    hash     TEXT NOT NULL
) STRICT;
CREATE TRIGGER log_head_never_goes BEFORE DELETE ON log_head
BEGIN SELECT RAISE(ABORT, 'the end of the log is never deleted'); END;
CREATE TRIGGER log_head_never_goes_back BEFORE UPDATE ON log_head WHEN NEW.position <= OLD.position
BEGIN SELECT RAISE(ABORT, 'the end of the log never goes back'); END;

-- Projection: made from events, may be dropped and made anew.
CREATE TABLE worklist (
    case_id             TEXT PRIMARY KEY,
    version             INTEGER NOT NULL,
    label               TEXT NOT NULL,
    status              TEXT NOT NULL,
    on_worklist         INTEGER NOT NULL,
    verdict             TEXT,
    verdict_on          TEXT,
    verdict_out_of_date INTEGER NOT NULL,
    recheck_on          TEXT,
    recheck_reason      TEXT,
    protocol            TEXT,
    path                TEXT,
    day0                TEXT,
    held_on             TEXT,
    outcome             TEXT,
    opened_at           TEXT NOT NULL,
    changed_at          TEXT NOT NULL,
    changed_by          TEXT NOT NULL
) STRICT;
CREATE INDEX worklist_in_order ON worklist (on_worklist, recheck_on IS NULL, recheck_on, changed_at DESC);

-- Who read or wrote which case, when.
CREATE TABLE audit (
    id      INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,
    account TEXT,
    name    TEXT NOT NULL,
    case_id TEXT,
    action  TEXT NOT NULL,
    detail  TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_case ON audit (case_id, id);
CREATE INDEX audit_by_account ON audit (account, id);
CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END;
CREATE TRIGGER audit_never_goes BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is never deleted'); END;
