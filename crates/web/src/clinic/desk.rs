//! Where the records are and who may come in: what the closed pages need beyond what every page has.

use std::fmt;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

use governor::clock::DefaultClock;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use heelrise_records::{Accounts, Store, StoreError, TokenHash};
use jiff::{SignedDuration, Timestamp};

use super::token;

/// A session ends after this long without use.
pub const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// And after this long in any case: one shift.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(12);
/// How long a one-time link is good.
pub const LINK: SignedDuration = SignedDuration::from_hours(48);
/// This many failures for one name are free of waiting.
pub const FREE_FAILURES: u32 = 5;
/// The longest a name has to wait.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(15);
/// Sign-ins one address may try in a minute. A hospital may sit behind one address, so this only stops machines.
const PER_ADDRESS: NonZeroU32 = match NonZeroU32::new(30) {
    Some(n) => n,
    None => NonZeroU32::MIN,
};

type PerAddress = RateLimiter<IpAddr, DashMapStateStore<IpAddr>, DefaultClock>;

/// Where the records are and who may come in. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    /// The event log.
    pub store: Arc<dyn Store>,
    /// Accounts, sessions, one-time links, calendar addresses.
    pub accounts: Arc<dyn Accounts>,
    per_address: Arc<PerAddress>,
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Desk")
    }
}

impl Desk {
    /// A desk over one store.
    pub fn new(store: Arc<dyn Store>, accounts: Arc<dyn Accounts>) -> Self {
        Self { store, accounts, per_address: Arc::new(RateLimiter::keyed(Quota::per_minute(PER_ADDRESS))) }
    }

    /// Whether an address may try to sign in now; counts the try.
    pub fn address_may_try(&self, address: Option<IpAddr>) -> bool {
        let address = address.unwrap_or(IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED));
        // Forget addresses that have rested, so that the table cannot grow for ever.
        if self.per_address.len() > 10_000 {
            self.per_address.retain_recent();
        }
        self.per_address.check_key(&address).is_ok()
    }

    /// Until when a name has to wait, if it has to. The count is in the database, so a restart does not clear it.
    pub async fn name_waits_until(&self, name: &str, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let failed = self.accounts.failed_sign_ins(name).await?;
        Ok(waits_until(failed.count, failed.last).filter(|until| *until > now))
    }
}

/// After `FREE_FAILURES` failures a minute, then two, four, … at most a quarter of an hour after the last.
fn waits_until(failures: u32, last: Option<Timestamp>) -> Option<Timestamp> {
    let over = failures.checked_sub(FREE_FAILURES)?;
    let minutes = 1_i64.checked_shl(over.min(10)).unwrap_or(1);
    last?.checked_add(SignedDuration::from_mins(minutes).min(LONGEST_WAIT)).ok()
}

/// The one-time link for the first account.
#[derive(Clone, PartialEq, Eq)]
pub struct SetupLink {
    /// Path and fragment. The code stands after the `#`, which no browser sends: it reaches no log.
    pub path: String,
    /// When it ends.
    pub expires: Timestamp,
}

impl fmt::Debug for SetupLink {
    // Not derived: the code must not reach a log by accident.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SetupLink").field("expires", &self.expires).finish_non_exhaustive()
    }
}

/// A fresh one-time link for the first account, in place of any earlier one; none when there is an account already.
/// The caller shows it once, on the terminal; only its hash is kept.
pub async fn setup_link(accounts: &dyn Accounts, now: Timestamp) -> Result<Option<SetupLink>, StoreError> {
    if accounts.account_count().await? > 0 {
        return Ok(None);
    }
    let secret = token::fresh();
    let expires = now.checked_add(LINK).unwrap_or(now);
    accounts.put_setup_token(TokenHash::of(&secret), expires).await?;
    Ok(Some(SetupLink { path: format!("/clinic/setup#{secret}"), expires }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_begins_after_five_failures_doubles_and_has_an_end() {
        let last: Timestamp = "2026-03-01T10:00:00Z".parse().unwrap();
        let wait = |n| waits_until(n, Some(last)).map(|until| until.duration_since(last).as_mins());
        assert_eq!(wait(0), None);
        assert_eq!(wait(4), None);
        assert_eq!(wait(5), Some(1));
        assert_eq!(wait(7), Some(4));
        assert_eq!(wait(9), Some(15));
        assert_eq!(wait(u32::MAX), Some(15));
        assert_eq!(waits_until(50, None), None);
    }
}
