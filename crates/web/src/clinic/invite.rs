//! One-time links for further accounts. An account that waits for its first password (or for a new one) holds, in place
//! of a password hash, the hash of its link's code and the moment it ends. Nobody can sign in with that: it is no
//! Argon2 string. Setting a password replaces it, so the code works once.

use heelrise_records::TokenHash;
use jiff::Timestamp;

use super::token;

const MARK: &str = "one-time-link";

/// What is stored for a code that ends at a moment.
pub fn stored(code: &str, expires: Timestamp) -> String {
    format!("${MARK}${}${}", expires.as_second(), hex(&TokenHash::of(code)))
}

/// Whether an account waits for a password.
pub fn is_waiting(stored: &str) -> bool {
    stored.strip_prefix('$').is_some_and(|rest| rest.starts_with(MARK))
}

/// Whether a code opens an account at a moment.
pub fn opens(stored: &str, code: &str, now: Timestamp) -> bool {
    let mut parts = stored.split('$').skip(1);
    let (mark, expires, digest) = (parts.next(), parts.next(), parts.next());
    let in_time = expires.and_then(|e| e.parse::<i64>().ok()).is_some_and(|e| now.as_second() < e);
    // The digest of 256 random bits: comparing it tells nothing that helps to guess the code.
    mark == Some(MARK) && in_time && token::looks_right(code) && digest.is_some_and(|d| d == hex(&TokenHash::of(code)))
}

fn hex(hash: &TokenHash) -> String {
    heelrise_knowledge::files::hex(&hash.0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_opens_its_account_in_time_and_nothing_else_does() {
        let now: Timestamp = "2026-03-01T10:00:00Z".parse().unwrap();
        let later: Timestamp = "2026-03-03T10:00:00Z".parse().unwrap();
        let code = token::fresh();
        let kept = stored(&code, later);
        assert!(is_waiting(&kept) && !kept.contains(&code));
        assert!(opens(&kept, &code, now));
        assert!(!opens(&kept, &code, later), "it ends at that moment");
        assert!(!opens(&kept, &token::fresh(), now));
        assert!(!opens(&kept, "", now));
        assert!(!super::super::password::verify(&code, Some(&kept)), "a code is no password");
        let password = super::super::password::hash("a calf that pushes off").unwrap();
        assert!(!is_waiting(&password) && !opens(&password, &code, now));
    }
}
