//! Who may sign in, and what stays of it: accounts, sessions, failed sign-ins, calendar addresses.
//!
//! No secret is kept as it is: passwords as argon2id strings made elsewhere, tokens as SHA-256 ([`TokenHash`]; the
//! tokens are long and random, so a fast hash is enough). One role exists today; the column is there for more, and
//! passkeys will be a table beside accounts.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::canonical::Hash;
use crate::ids::{AccountId, CaseId};
use crate::store::Pending;

/// The hash of a random token. The token itself is never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash(pub Hash);

impl TokenHash {
    /// The hash of a token.
    pub fn of(token: &str) -> Self {
        Self(Hash(Sha256::digest(token.as_bytes()).into()))
    }
}

/// An account.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// The name to sign in with.
    pub name: String,
    /// The name to show.
    pub display_name: String,
    /// The role, for example `clinician`.
    pub role: String,
    /// The password's argon2id string.
    #[serde(skip)]
    pub password_hash: String,
    /// When it was made.
    pub created: Timestamp,
    /// When it was switched off; nobody signs in with it from then on.
    pub disabled: Option<Timestamp>,
}

impl std::fmt::Debug for Account {
    // Not derived: a password hash does not belong into a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account")
            .field("id", &self.id)
            .field("name", &self.name)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

/// An account to make.
#[derive(Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// Its id.
    pub id: AccountId,
    /// The name to sign in with; compared without regard to small and capital letters (a–z) and outer blanks.
    pub name: String,
    /// The name to show.
    pub display_name: String,
    /// The role.
    pub role: String,
    /// The password's argon2id string.
    pub password_hash: String,
}

/// A name as it is compared.
pub fn sign_in_name(name: &str) -> String {
    name.trim().to_lowercase()
}

/// A session of somebody who signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Hash of the session's random id.
    pub id: TokenHash,
    /// Whose.
    pub account: AccountId,
    /// When it began.
    pub created: Timestamp,
    /// When it was last used.
    pub last_seen: Timestamp,
    /// It ends when it was not used for this long (whole seconds).
    pub idle: SignedDuration,
    /// It ends then in any case.
    pub expires: Timestamp,
}

impl Session {
    /// Whether it holds at a moment. A clock that was set back does not end it; one moment at or past a limit does.
    pub fn is_live(&self, at: Timestamp) -> bool {
        at < self.expires && at.duration_since(self.last_seen) < self.idle
    }
}

/// Failed sign-ins for one name (or address), kept over a restart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FailedSignIns {
    /// How many since the last success.
    pub count: u32,
    /// When the last was.
    pub last: Option<Timestamp>,
}

/// Accounts and what belongs to them. A second narrow door beside [`crate::Store`].
pub trait Accounts: Send + Sync {
    /// Keeps the token of the one-time link that makes the first account, in place of any earlier one. Refused with
    /// [`crate::StoreError::AlreadySetUp`] when an account exists.
    fn put_setup_token(&self, token: TokenHash, expires: Timestamp) -> Pending<'_, ()>;

    /// Whether a set-up token is good at a moment, without using it.
    fn setup_token_is_good(&self, token: TokenHash, at: Timestamp) -> Pending<'_, bool>;

    /// Makes the first account and uses up the token, in one transaction.
    fn create_first_account<'a>(
        &'a self,
        token: TokenHash,
        account: &'a NewAccount,
        at: Timestamp,
    ) -> Pending<'a, Account>;

    /// Makes an account.
    fn create_account<'a>(&'a self, account: &'a NewAccount, at: Timestamp) -> Pending<'a, Account>;

    /// How many accounts there are.
    fn account_count(&self) -> Pending<'_, u64>;

    /// The account with a sign-in name.
    fn account_by_name<'a>(&'a self, name: &'a str) -> Pending<'a, Option<Account>>;

    /// The account with an id.
    fn account(&self, id: AccountId) -> Pending<'_, Option<Account>>;

    /// All accounts, in order of sign-in name.
    fn accounts(&self) -> Pending<'_, Vec<Account>>;

    /// Sets a new password hash and ends all the account's sessions, in one transaction.
    fn set_password_hash<'a>(&'a self, id: AccountId, password_hash: &'a str) -> Pending<'a, ()>;

    /// Sets a new password hash only where the account still has `expected` and is not switched off, and ends all its
    /// sessions, in one transaction. Gives whether it did: of two that come at once, one wins.
    fn replace_password_hash<'a>(&'a self, id: AccountId, expected: &'a str, new: &'a str) -> Pending<'a, bool>;

    /// Switches an account off and ends its sessions.
    fn disable_account(&self, id: AccountId, at: Timestamp) -> Pending<'_, ()>;

    /// Keeps a new session.
    fn open_session<'a>(&'a self, session: &'a Session) -> Pending<'a, ()>;

    /// The session with that id if it holds at `at` and its account is not switched off. Notes that it was used: at
    /// most once a minute, so that reading a page is not a write each time.
    fn session(&self, id: TokenHash, at: Timestamp) -> Pending<'_, Option<(Session, Account)>>;

    /// The sessions of an account that hold at `at`, the one used last first.
    fn sessions_of(&self, account: AccountId, at: Timestamp) -> Pending<'_, Vec<Session>>;

    /// Ends one session.
    fn end_session(&self, id: TokenHash) -> Pending<'_, ()>;

    /// Ends all sessions of an account. Gives how many.
    fn end_sessions_of(&self, account: AccountId) -> Pending<'_, u64>;

    /// Takes out sessions that no longer hold at `at`. Gives how many.
    fn sweep_sessions(&self, at: Timestamp) -> Pending<'_, u64>;

    /// Counts a failed sign-in for a name or an address and gives the new count.
    fn sign_in_failed<'a>(&'a self, whose: &'a str, at: Timestamp) -> Pending<'a, FailedSignIns>;

    /// The failed sign-ins so far.
    fn failed_sign_ins<'a>(&'a self, whose: &'a str) -> Pending<'a, FailedSignIns>;

    /// Forgets the failed sign-ins after a success.
    fn sign_in_succeeded<'a>(&'a self, whose: &'a str) -> Pending<'a, ()>;

    /// Keeps the token of a calendar address for a case.
    fn open_feed(&self, token: TokenHash, case: CaseId, at: Timestamp) -> Pending<'_, ()>;

    /// The case of a calendar address; none when it was never given out or was taken back.
    fn feed(&self, token: TokenHash) -> Pending<'_, Option<CaseId>>;

    /// Takes back all calendar addresses of a case. Gives how many.
    fn close_feeds(&self, case: CaseId) -> Pending<'_, u64>;
}
