//! Secrets that are handed out once and never kept: session ids, one-time links, calendar addresses. What is stored is
//! the SHA-256 of one; a stolen database opens nothing.

use rand::Rng as _;
use sha2::{Digest, Sha256};

/// How many random bytes a secret holds: 256 bits.
const BYTES: usize = 32;

/// A new secret, as 43 characters of URL-safe base64 without padding.
pub fn fresh() -> String {
    let mut bytes = [0_u8; BYTES];
    rand::rng().fill_bytes(&mut bytes);
    base64url(&bytes)
}

/// The SHA-256 of a secret, which is all that is stored.
pub fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// Whether a text can be a secret made by [`fresh`]; anything else need not be looked up.
pub fn looks_right(secret: &str) -> bool {
    secret.len() == 43 && secret.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// Bytes as URL-safe base64 without padding (RFC 4648, section 5).
fn base64url(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0_u32, |w, b| (w << 8) | u32::from(*b)) << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            let six = (word >> (18 - 6 * place)) & 63;
            out.push(ALPHABET.get(six as usize).map_or('A', |b| char::from(*b)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64url_agrees_with_the_rfc() {
        for (plain, coded) in
            [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE")]
        {
            assert_eq!(base64url(plain.as_bytes()), coded);
        }
        assert_eq!(base64url(&[0xfb, 0xff, 0xfe]), "-__-");
    }

    #[test]
    fn secrets_differ_and_look_right() {
        let (one, two) = (fresh(), fresh());
        assert_ne!(one, two);
        assert!(looks_right(&one) && looks_right(&two));
        assert!(!looks_right("short") && !looks_right(&"a b".repeat(15)));
        assert_ne!(digest(&one), digest(&two));
    }
}
