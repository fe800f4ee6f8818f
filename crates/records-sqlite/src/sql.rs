//! Every SQL text of this crate, by name. A test prepares each one against a freshly migrated file, so that a text that
//! does not fit the schema cannot be shipped.

macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:literal;)*) => {
        $($(#[$doc])* pub(crate) const $name: &str = $sql;)*
        /// All of them: name and text.
        pub const STATEMENTS: &[(&str, &str)] = &[$((stringify!($name), $name),)*];
    };
}

statements! {
    /// The end of the log as kept.
    HEAD = "SELECT position, hash FROM log_head WHERE one = 1";
    /// The end of the log as kept, and the last row really there.
    HEAD_AND_LAST = "SELECT (SELECT position FROM log_head WHERE one = 1) AS position, \
        (SELECT hash FROM log_head WHERE one = 1) AS hash, (SELECT max(position) FROM events) AS last";
    PUT_HEAD = "INSERT INTO log_head (one, position, hash) VALUES (1, ?1, ?2) \
        ON CONFLICT (one) DO UPDATE SET position = excluded.position, hash = excluded.hash";
    INSERT_EVENT = "INSERT INTO events (position, log_hash, case_id, seq, at, author, knowledge_version, kind, payload, \
        previous_hash, hash, submission_key, submission_digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
    EVENTS_OF_CASE = "SELECT position, log_hash, case_id, seq, at, author, knowledge_version, kind, payload, previous_hash, \
        hash, submission_key, submission_digest FROM events WHERE case_id = ?1 ORDER BY seq";
    LOG = "SELECT position, log_hash, case_id, seq, at, author, knowledge_version, kind, payload, previous_hash, \
        hash, submission_key, submission_digest FROM events WHERE position > ?1 ORDER BY position LIMIT ?2";
    BY_SUBMISSION = "SELECT case_id, min(seq) AS first, max(seq) AS last, submission_digest FROM events \
        WHERE submission_key = ?1 GROUP BY case_id, submission_digest ORDER BY min(position) LIMIT 1";
    CASES = "SELECT DISTINCT case_id FROM events";
    PUT_WORKLIST = "INSERT OR REPLACE INTO worklist (case_id, version, label, status, on_worklist, verdict, verdict_on, \
        verdict_out_of_date, recheck_on, recheck_reason, protocol, path, day0, held_on, outcome, opened_at, changed_at, \
        changed_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)";
    CLEAR_WORKLIST = "DELETE FROM worklist";
    /// ?1 which (0 worklist, 1 closed, 2 all), ?2 recheck until or null, ?3 label or null, ?4 limit, ?5 offset.
    WORKLIST = "SELECT case_id, version, label, status, verdict, verdict_on, verdict_out_of_date, recheck_on, \
        recheck_reason, protocol, path, day0, held_on, outcome, opened_at, changed_at, changed_by FROM worklist \
        WHERE (?1 = 2 OR (?1 = 0 AND on_worklist = 1) OR (?1 = 1 AND status = 'closed')) \
        AND (?2 IS NULL OR recheck_on <= ?2) AND (?3 IS NULL OR instr(lower(label), lower(?3)) > 0) \
        ORDER BY recheck_on IS NULL, recheck_on, changed_at DESC, case_id LIMIT ?4 OFFSET ?5";
    INSERT_AUDIT = "INSERT INTO audit (at, account, name, case_id, action, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    AUDIT = "SELECT at, account, name, case_id, action, detail FROM audit \
        WHERE (?1 IS NULL OR case_id = ?1) AND (?2 IS NULL OR account = ?2) ORDER BY id DESC LIMIT ?3";
    INTEGRITY = "PRAGMA integrity_check(20)";
    MAGIC = "SELECT count(*) FROM sqlite_schema";
    BACK_UP = "VACUUM INTO ?1";
    SCHEMA = "SELECT coalesce(max(version), 0) FROM _sqlx_migrations";
    APPLICATION_ID = "PRAGMA application_id";

    COUNT_ACCOUNTS = "SELECT count(*) FROM accounts";
    PUT_SETUP_TOKEN = "INSERT OR REPLACE INTO setup_token (one, token, expires) VALUES (1, ?1, ?2)";
    SETUP_TOKEN = "SELECT 1 FROM setup_token WHERE one = 1 AND token = ?1 AND expires > ?2";
    CLEAR_SETUP_TOKEN = "DELETE FROM setup_token";
    INSERT_ACCOUNT = "INSERT INTO accounts (id, sign_in_name, name, display_name, role, password_hash, created) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    ACCOUNT_BY_NAME = "SELECT id, name, display_name, role, password_hash, created, disabled FROM accounts \
        WHERE sign_in_name = ?1";
    ACCOUNT = "SELECT id, name, display_name, role, password_hash, created, disabled FROM accounts WHERE id = ?1";
    ACCOUNTS = "SELECT id, name, display_name, role, password_hash, created, disabled FROM accounts ORDER BY sign_in_name";
    SET_PASSWORD = "UPDATE accounts SET password_hash = ?2 WHERE id = ?1";
    DISABLE_ACCOUNT = "UPDATE accounts SET disabled = ?2 WHERE id = ?1 AND disabled IS NULL";
    INSERT_SESSION = "INSERT INTO sessions (id, account, created, last_seen, idle, expires) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    REPLACE_PASSWORD = "UPDATE accounts SET password_hash = ?3 WHERE id = ?1 AND password_hash = ?2 AND disabled IS NULL";
    SESSIONS_OF = "SELECT id, account, created, last_seen, idle, expires FROM sessions WHERE account = ?1 ORDER BY last_seen DESC, created DESC, id";
    SESSION = "SELECT account, created, last_seen, idle, expires FROM sessions WHERE id = ?1";
    TOUCH_SESSION = "UPDATE sessions SET last_seen = ?2 WHERE id = ?1 AND last_seen < ?2";
    END_SESSION = "DELETE FROM sessions WHERE id = ?1";
    END_SESSIONS_OF = "DELETE FROM sessions WHERE account = ?1";
    SWEEP_SESSIONS = "DELETE FROM sessions WHERE expires <= ?1 OR last_seen + idle <= ?1";
    SIGN_IN_FAILED = "INSERT INTO failed_sign_ins (whose, count, last) VALUES (?1, 1, ?2) \
        ON CONFLICT (whose) DO UPDATE SET count = min(count + 1, 1000000), last = excluded.last RETURNING count, last";
    FAILED_SIGN_INS = "SELECT count, last FROM failed_sign_ins WHERE whose = ?1";
    SIGN_IN_SUCCEEDED = "DELETE FROM failed_sign_ins WHERE whose = ?1";
    INSERT_FEED = "INSERT INTO feeds (token, case_id, created) VALUES (?1, ?2, ?3)";
    FEED = "SELECT case_id FROM feeds WHERE token = ?1 AND closed = 0";
    INSERT_REVIEW = "INSERT INTO reviews (number, at, account, name, subject, seen, answer, reason, hash) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    LAST_REVIEW = "SELECT number, hash FROM reviews ORDER BY number DESC LIMIT 1";
    REVIEWS = "SELECT number, at, account, name, subject, seen, answer, reason, hash FROM reviews ORDER BY number";
    CLOSE_FEEDS = "UPDATE feeds SET closed = 1 WHERE case_id = ?1 AND closed = 0";
}
