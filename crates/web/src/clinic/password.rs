//! Passwords: the rules a new one has to meet, and how one is kept. Only an Argon2id hash is ever stored; its cost is
//! set here, in one place, and an older hash is renewed when its owner next signs in.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};

/// Memory of one hash, in KiB.
const MEMORY_KIB: u32 = 19 * 1024;
/// Passes over that memory.
const PASSES: u32 = 2;
/// Lanes.
const LANES: u32 = 1;

/// The fewest characters a password may have.
pub const MIN_CHARS: usize = 12;
/// The most characters: enough for any sentence, few enough that hashing one cannot be used to keep the server busy.
pub const MAX_CHARS: usize = 256;

/// Why a new password is not taken. Each names a sentence of `clinician/clinic.ftl`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weak {
    /// Fewer than [`MIN_CHARS`] characters.
    TooShort,
    /// More than [`MAX_CHARS`] characters.
    TooLong,
    /// Fewer than five different characters.
    TooPlain,
    /// Contains the sign-in name.
    ContainsName,
    /// The two entries differ.
    NotTheSame,
}

impl Weak {
    /// The id of the sentence that says it.
    pub const fn wording(self) -> &'static str {
        match self {
            Self::TooShort => "password-too-short",
            Self::TooLong => "password-too-long",
            Self::TooPlain => "password-too-plain",
            Self::ContainsName => "password-contains-name",
            Self::NotTheSame => "password-not-the-same",
        }
    }
}

/// Checks a new password, entered twice, against the rules.
pub fn check_new(password: &str, again: &str, name: &str) -> Result<(), Weak> {
    let chars = password.chars().count();
    if chars < MIN_CHARS {
        return Err(Weak::TooShort);
    }
    if chars > MAX_CHARS {
        return Err(Weak::TooLong);
    }
    let mut different: Vec<char> = password.chars().collect();
    different.sort_unstable();
    different.dedup();
    if different.len() < 5 {
        return Err(Weak::TooPlain);
    }
    let name = name.trim().to_lowercase();
    if name.chars().count() >= 3 && password.to_lowercase().contains(&name) {
        return Err(Weak::ContainsName);
    }
    if password != again {
        return Err(Weak::NotTheSame);
    }
    Ok(())
}

/// Hashing failed: the system gave no random numbers, or no memory.
#[derive(Debug, thiserror::Error)]
#[error("The password could not be hashed: {0}. Try again; if it stays so, the machine is out of memory.")]
pub struct HashError(String);

fn hasher() -> Result<Argon2<'static>, HashError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|e| HashError(e.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashes a password with a fresh salt. Slow on purpose; call it on a blocking thread.
pub fn hash(password: &str) -> Result<String, HashError> {
    Ok(hasher()?.hash_password(password.as_bytes()).map_err(|e| HashError(e.to_string()))?.to_string())
}

/// Compares a password with a stored hash; with `None` (no such account) the same work is done and the answer is no, so
/// that the time taken does not tell whether the name exists. Slow on purpose; call it on a blocking thread.
pub fn verify(password: &str, stored: Option<&str>) -> bool {
    let Some(stored) = stored.and_then(|s| PasswordHash::new(s).ok()) else {
        let _ = hash(password);
        return false;
    };
    hasher().is_ok_and(|h| h.verify_password(password.as_bytes(), &stored).is_ok())
}

/// Whether a stored hash was made with other costs than today's and should be renewed at the next sign-in.
pub fn is_outdated(stored: &str) -> bool {
    let Ok(parsed) = PasswordHash::new(stored) else { return true };
    let Ok(params) = Params::try_from(&parsed) else { return true };
    parsed.algorithm.as_str() != "argon2id"
        || (params.m_cost(), params.t_cost(), params.p_cost()) != (MEMORY_KIB, PASSES, LANES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_argon2id_with_todays_costs_and_knows_its_password() {
        let stored = hash("a calf that pushes off").unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(verify("a calf that pushes off", Some(&stored)));
        assert!(!verify("a calf that pushes of", Some(&stored)));
        assert!(!is_outdated(&stored));
        assert_ne!(stored, hash("a calf that pushes off").unwrap(), "each hash has a salt of its own");
    }

    #[test]
    fn nobody_has_no_password() {
        assert!(!verify("anything at all", None));
        assert!(!verify("anything at all", Some("not a hash")));
    }

    #[test]
    fn a_cheaper_hash_is_outdated() {
        let cheap = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8 * 1024, 1, 1, None).unwrap());
        let stored = cheap.hash_password(b"a calf that pushes off").unwrap().to_string();
        assert!(verify("a calf that pushes off", Some(&stored)), "an old hash still lets its owner in");
        assert!(is_outdated(&stored));
        assert!(is_outdated("rubbish"));
    }

    #[test]
    fn the_rules_name_what_is_wrong() {
        assert_eq!(check_new("short", "short", "ana"), Err(Weak::TooShort));
        assert_eq!(check_new(&"x1y2z".repeat(60), "", "ana"), Err(Weak::TooLong));
        assert_eq!(check_new("aaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaa", "ana"), Err(Weak::TooPlain));
        assert_eq!(check_new("I am Ana Ruiz today", "I am Ana Ruiz today", "ana"), Err(Weak::ContainsName));
        assert_eq!(check_new("a calf that pushes off", "a calf that pushes of", "ana"), Err(Weak::NotTheSame));
        assert_eq!(check_new("a calf that pushes off", "a calf that pushes off", "ana"), Ok(()));
        assert_eq!(check_new("ñandú corriendo", "ñandú corriendo", ""), Ok(()), "characters, not bytes, are counted");
    }
}
