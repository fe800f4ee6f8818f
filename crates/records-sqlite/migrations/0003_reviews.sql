-- Answers of those who review the call-back list. Of a note nothing is kept: `subject` is a hash of the visit's ids, `seen`
-- one of the signs that the list named. Numbers run without gaps, and each hash is over the one before.
CREATE TABLE reviews (
    number  INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,
    account TEXT NOT NULL,
    name    TEXT NOT NULL,
    subject TEXT NOT NULL,
    seen    TEXT NOT NULL,
    answer  TEXT NOT NULL,
    reason  TEXT NOT NULL,
    hash    TEXT NOT NULL
) STRICT;
CREATE TRIGGER reviews_never_change BEFORE UPDATE ON reviews
BEGIN SELECT RAISE(ABORT, 'an answer is never changed: answering again adds one'); END;
CREATE TRIGGER reviews_never_go BEFORE DELETE ON reviews
BEGIN SELECT RAISE(ABORT, 'answers are never deleted'); END;
