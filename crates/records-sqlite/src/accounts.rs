//! The [`Accounts`] on SQLite.

use heelrise_records::accounts::sign_in_name;
use heelrise_records::canonical::Hash;
use heelrise_records::{
    Account, AccountId, Accounts, CaseId, FailedSignIns, NewAccount, Pending, Session, StoreError, TokenHash,
};
use jiff::{SignedDuration, Timestamp};
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

use crate::open::SqliteStore;
use crate::rows::{get, maybe, moment, number, parsed};
use crate::sql;

/// How often a session's use is noted.
const NOTE_EVERY: SignedDuration = SignedDuration::from_secs(60);

impl Accounts for SqliteStore {
    fn put_setup_token(&self, token: TokenHash, expires: Timestamp) -> Pending<'_, ()> {
        Box::pin(async move {
            let mut tx = self.writer.begin_with("BEGIN IMMEDIATE").await.map_err(|e| self.error(e))?;
            if self.count(&mut tx).await? > 0 {
                return Err(StoreError::AlreadySetUp);
            }
            sqlx::query(sql::PUT_SETUP_TOKEN)
                .bind(token.0.to_string())
                .bind(expires.as_millisecond())
                .execute(&mut *tx)
                .await
                .map_err(|e| self.error(e))?;
            tx.commit().await.map_err(|e| self.error(e))
        })
    }

    fn setup_token_is_good(&self, token: TokenHash, at: Timestamp) -> Pending<'_, bool> {
        Box::pin(async move {
            let mut connection = self.readers.acquire().await.map_err(|e| self.error(e))?;
            self.token_is_good(&mut connection, token, at).await
        })
    }

    fn create_first_account<'a>(
        &'a self,
        token: TokenHash,
        account: &'a NewAccount,
        at: Timestamp,
    ) -> Pending<'a, Account> {
        Box::pin(async move {
            let mut tx = self.writer.begin_with("BEGIN IMMEDIATE").await.map_err(|e| self.error(e))?;
            if self.count(&mut tx).await? > 0 {
                return Err(StoreError::AlreadySetUp);
            }
            if !self.token_is_good(&mut tx, token, at).await? {
                return Err(StoreError::TokenInvalid);
            }
            sqlx::query(sql::CLEAR_SETUP_TOKEN).execute(&mut *tx).await.map_err(|e| self.error(e))?;
            let account = self.insert_account(&mut tx, account, at).await?;
            tx.commit().await.map_err(|e| self.error(e))?;
            Ok(account)
        })
    }

    fn create_account<'a>(&'a self, account: &'a NewAccount, at: Timestamp) -> Pending<'a, Account> {
        Box::pin(async move {
            let mut tx = self.writer.begin_with("BEGIN IMMEDIATE").await.map_err(|e| self.error(e))?;
            let account = self.insert_account(&mut tx, account, at).await?;
            tx.commit().await.map_err(|e| self.error(e))?;
            Ok(account)
        })
    }

    fn account_count(&self) -> Pending<'_, u64> {
        Box::pin(async move {
            let mut connection = self.readers.acquire().await.map_err(|e| self.error(e))?;
            self.count(&mut connection).await
        })
    }

    fn account_by_name<'a>(&'a self, name: &'a str) -> Pending<'a, Option<Account>> {
        Box::pin(async move {
            let row = sqlx::query(sql::ACCOUNT_BY_NAME).bind(sign_in_name(name)).fetch_optional(&self.readers).await;
            row.map_err(|e| self.error(e))?.as_ref().map(account_row).transpose()
        })
    }

    fn account(&self, id: AccountId) -> Pending<'_, Option<Account>> {
        Box::pin(async move {
            let row = sqlx::query(sql::ACCOUNT).bind(id.to_string()).fetch_optional(&self.readers).await;
            row.map_err(|e| self.error(e))?.as_ref().map(account_row).transpose()
        })
    }

    fn accounts(&self) -> Pending<'_, Vec<Account>> {
        Box::pin(async move {
            let rows = sqlx::query(sql::ACCOUNTS).fetch_all(&self.readers).await.map_err(|e| self.error(e))?;
            rows.iter().map(account_row).collect()
        })
    }

    fn set_password_hash<'a>(&'a self, id: AccountId, password_hash: &'a str) -> Pending<'a, ()> {
        Box::pin(async move {
            let mut tx = self.writer.begin_with("BEGIN IMMEDIATE").await.map_err(|e| self.error(e))?;
            let set = sqlx::query(sql::SET_PASSWORD).bind(id.to_string()).bind(password_hash);
            set.execute(&mut *tx).await.map_err(|e| self.error(e))?;
            let end = sqlx::query(sql::END_SESSIONS_OF).bind(id.to_string());
            end.execute(&mut *tx).await.map_err(|e| self.error(e))?;
            tx.commit().await.map_err(|e| self.error(e))
        })
    }

    fn replace_password_hash<'a>(&'a self, id: AccountId, expected: &'a str, new: &'a str) -> Pending<'a, bool> {
        Box::pin(async move {
            let mut tx = self.writer.begin_with("BEGIN IMMEDIATE").await.map_err(|e| self.error(e))?;
            let set = sqlx::query(sql::REPLACE_PASSWORD).bind(id.to_string()).bind(expected).bind(new);
            let won = set.execute(&mut *tx).await.map_err(|e| self.error(e))?.rows_affected() == 1;
            if won {
                let end = sqlx::query(sql::END_SESSIONS_OF).bind(id.to_string());
                end.execute(&mut *tx).await.map_err(|e| self.error(e))?;
            }
            tx.commit().await.map_err(|e| self.error(e))?;
            Ok(won)
        })
    }

    fn disable_account(&self, id: AccountId, at: Timestamp) -> Pending<'_, ()> {
        Box::pin(async move {
            let mut tx = self.writer.begin_with("BEGIN IMMEDIATE").await.map_err(|e| self.error(e))?;
            let set = sqlx::query(sql::DISABLE_ACCOUNT).bind(id.to_string()).bind(at.to_string());
            set.execute(&mut *tx).await.map_err(|e| self.error(e))?;
            let end = sqlx::query(sql::END_SESSIONS_OF).bind(id.to_string());
            end.execute(&mut *tx).await.map_err(|e| self.error(e))?;
            tx.commit().await.map_err(|e| self.error(e))
        })
    }

    fn open_session<'a>(&'a self, session: &'a Session) -> Pending<'a, ()> {
        Box::pin(async move {
            sqlx::query(sql::INSERT_SESSION)
                .bind(session.id.0.to_string())
                .bind(session.account.to_string())
                .bind(session.created.as_millisecond())
                .bind(session.last_seen.as_millisecond())
                .bind(session.idle.as_secs().saturating_mul(1000))
                .bind(session.expires.as_millisecond())
                .execute(&self.writer)
                .await
                .map(|_| ())
                .map_err(|e| self.error(e))
        })
    }

    fn session(&self, id: TokenHash, at: Timestamp) -> Pending<'_, Option<(Session, Account)>> {
        Box::pin(async move {
            let row = sqlx::query(sql::SESSION).bind(id.0.to_string()).fetch_optional(&self.readers).await;
            let Some(row) = row.map_err(|e| self.error(e))? else { return Ok(None) };
            let mut session = session_row(id, &row)?;
            let account = Accounts::account(self, session.account).await?;
            let Some(account) = account.filter(|account| account.disabled.is_none() && session.is_live(at)) else {
                return Ok(None);
            };
            // Never less exact than the limit itself: a short limit is noted each time.
            if at.duration_since(session.last_seen) >= NOTE_EVERY.min(session.idle / 10) {
                let touch = sqlx::query(sql::TOUCH_SESSION).bind(id.0.to_string()).bind(at.as_millisecond());
                touch.execute(&self.writer).await.map_err(|e| self.error(e))?;
                session.last_seen = at;
            }
            Ok(Some((session, account)))
        })
    }

    fn sessions_of(&self, account: AccountId, at: Timestamp) -> Pending<'_, Vec<Session>> {
        Box::pin(async move {
            let rows = sqlx::query(sql::SESSIONS_OF).bind(account.to_string()).fetch_all(&self.readers).await;
            let rows = rows.map_err(|e| self.error(e))?;
            let id = |row: &SqliteRow| {
                let text: String = get(row, "id")?;
                let unreadable = || StoreError::Other("column id: not the hash of a session".to_owned());
                Hash::parse(&text).map(TokenHash).ok_or_else(unreadable)
            };
            let all = rows.iter().map(|row| session_row(id(row)?, row));
            let all: Vec<Session> = all.collect::<Result<_, StoreError>>()?;
            Ok(all.into_iter().filter(|session| session.is_live(at)).collect())
        })
    }

    fn end_session(&self, id: TokenHash) -> Pending<'_, ()> {
        Box::pin(async move {
            let end = sqlx::query(sql::END_SESSION).bind(id.0.to_string());
            end.execute(&self.writer).await.map(|_| ()).map_err(|e| self.error(e))
        })
    }

    fn end_sessions_of(&self, account: AccountId) -> Pending<'_, u64> {
        Box::pin(async move {
            let end = sqlx::query(sql::END_SESSIONS_OF).bind(account.to_string());
            end.execute(&self.writer).await.map(|done| done.rows_affected()).map_err(|e| self.error(e))
        })
    }

    fn sweep_sessions(&self, at: Timestamp) -> Pending<'_, u64> {
        Box::pin(async move {
            let sweep = sqlx::query(sql::SWEEP_SESSIONS).bind(at.as_millisecond());
            sweep.execute(&self.writer).await.map(|done| done.rows_affected()).map_err(|e| self.error(e))
        })
    }

    fn sign_in_failed<'a>(&'a self, whose: &'a str, at: Timestamp) -> Pending<'a, FailedSignIns> {
        Box::pin(async move {
            let row = sqlx::query(sql::SIGN_IN_FAILED)
                .bind(sign_in_name(whose))
                .bind(at.as_millisecond())
                .fetch_one(&self.writer)
                .await
                .map_err(|e| self.error(e))?;
            failed_row(&row)
        })
    }

    fn failed_sign_ins<'a>(&'a self, whose: &'a str) -> Pending<'a, FailedSignIns> {
        Box::pin(async move {
            let row = sqlx::query(sql::FAILED_SIGN_INS).bind(sign_in_name(whose)).fetch_optional(&self.readers).await;
            row.map_err(|e| self.error(e))?.as_ref().map_or_else(|| Ok(FailedSignIns::default()), failed_row)
        })
    }

    fn sign_in_succeeded<'a>(&'a self, whose: &'a str) -> Pending<'a, ()> {
        Box::pin(async move {
            let forget = sqlx::query(sql::SIGN_IN_SUCCEEDED).bind(sign_in_name(whose));
            forget.execute(&self.writer).await.map(|_| ()).map_err(|e| self.error(e))
        })
    }

    fn open_feed(&self, token: TokenHash, case: CaseId, at: Timestamp) -> Pending<'_, ()> {
        Box::pin(async move {
            let insert = sqlx::query(sql::INSERT_FEED).bind(token.0.to_string()).bind(case.to_string());
            insert.bind(at.to_string()).execute(&self.writer).await.map(|_| ()).map_err(|e| self.error(e))
        })
    }

    fn feed(&self, token: TokenHash) -> Pending<'_, Option<CaseId>> {
        Box::pin(async move {
            let row = sqlx::query(sql::FEED).bind(token.0.to_string()).fetch_optional(&self.readers).await;
            row.map_err(|e| self.error(e))?.as_ref().map(|row| parsed(row, "case_id")).transpose()
        })
    }

    fn close_feeds(&self, case: CaseId) -> Pending<'_, u64> {
        Box::pin(async move {
            let close = sqlx::query(sql::CLOSE_FEEDS).bind(case.to_string());
            close.execute(&self.writer).await.map(|done| done.rows_affected()).map_err(|e| self.error(e))
        })
    }
}

impl SqliteStore {
    async fn count(&self, connection: &mut SqliteConnection) -> Result<u64, StoreError> {
        let count: i64 =
            sqlx::query_scalar(sql::COUNT_ACCOUNTS).fetch_one(connection).await.map_err(|e| self.error(e))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    async fn token_is_good(
        &self,
        connection: &mut SqliteConnection,
        token: TokenHash,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let good = sqlx::query(sql::SETUP_TOKEN).bind(token.0.to_string()).bind(at.as_millisecond());
        Ok(good.fetch_optional(connection).await.map_err(|e| self.error(e))?.is_some())
    }

    async fn insert_account(
        &self,
        connection: &mut SqliteConnection,
        account: &NewAccount,
        at: Timestamp,
    ) -> Result<Account, StoreError> {
        sqlx::query(sql::INSERT_ACCOUNT)
            .bind(account.id.to_string())
            .bind(sign_in_name(&account.name))
            .bind(account.name.trim())
            .bind(&account.display_name)
            .bind(&account.role)
            .bind(&account.password_hash)
            .bind(at.to_string())
            .execute(connection)
            .await
            .map_err(|error| match error.as_database_error() {
                Some(said) if said.is_unique_violation() => StoreError::NameTaken { name: account.name.clone() },
                _ => self.error(error),
            })?;
        Ok(Account {
            id: account.id,
            name: account.name.trim().to_owned(),
            display_name: account.display_name.clone(),
            role: account.role.clone(),
            password_hash: account.password_hash.clone(),
            created: at,
            disabled: None,
        })
    }
}

fn session_row(id: TokenHash, row: &SqliteRow) -> Result<Session, StoreError> {
    Ok(Session {
        id,
        account: parsed(row, "account")?,
        created: moment(row, "created")?,
        last_seen: moment(row, "last_seen")?,
        idle: SignedDuration::from_millis(get(row, "idle")?),
        expires: moment(row, "expires")?,
    })
}

fn account_row(row: &SqliteRow) -> Result<Account, StoreError> {
    Ok(Account {
        id: parsed(row, "id")?,
        name: get(row, "name")?,
        display_name: get(row, "display_name")?,
        role: get(row, "role")?,
        password_hash: get(row, "password_hash")?,
        created: parsed(row, "created")?,
        disabled: maybe(row, "disabled")?,
    })
}

fn failed_row(row: &SqliteRow) -> Result<FailedSignIns, StoreError> {
    Ok(FailedSignIns {
        count: u32::try_from(number(row, "count")?).unwrap_or(u32::MAX),
        last: Some(moment(row, "last")?),
    })
}
