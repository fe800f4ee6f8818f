//! The [`Store`] on SQLite.

use std::str::FromStr;

use heelrise_records::canonical::Hash;
use heelrise_records::chain::{self, LogHead, LogRow};
use heelrise_records::submit::{repeated, stale};
use heelrise_records::{
    Append, Appended, AuditEntry, AuditFilter, CaseId, CaseState, Event, Pending, Rebuilt, Seq, Store, StoreError,
    Submission, Which, WorklistFilter, WorklistRow, fold,
};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::open::SqliteStore;
use crate::rows::{self, get, int, log_row, number};
use crate::sql;

impl Store for SqliteStore {
    fn append<'a>(&'a self, append: &'a Append) -> Pending<'a, Appended> {
        Box::pin(async move {
            // IMMEDIATE takes the write lock before anything is read: what is checked below still holds at COMMIT.
            // Dropping the transaction on any error rolls the whole batch back.
            let mut tx = self.writer.begin_with("BEGIN IMMEDIATE").await.map_err(|e| self.error(e))?;
            if let Some(now) = &append.submission
                && let Some((earlier, done)) = self.find_submission(&mut tx, &now.key).await?
            {
                return repeated(&earlier, now, done);
            }
            let case = append.accepted.case();
            let mut events = self.read_events(&mut tx, case).await?;
            let version = events.last().map_or(Seq::NONE, |event| event.seq);
            if version != append.accepted.after() {
                return Err(stale(append.accepted.after(), &events).into());
            }
            let last = events.last().map_or_else(|| chain::case_genesis(&case.to_string()), |event| event.hash);
            let head = self.read_head(&mut tx).await?;
            let (rows, end) = chain::link(append, last, &head).map_err(|error| StoreError::Other(error.to_string()))?;
            for row in &rows {
                insert(&mut tx, row).await.map_err(|e| self.error(e))?;
                // Read back through the same path as any later reader: what cannot be read is not acknowledged.
                events.push(event_of(row)?);
            }
            sqlx::query(sql::PUT_HEAD)
                .bind(int(end.position))
                .bind(end.hash.to_string())
                .execute(&mut *tx)
                .await
                .map_err(|e| self.error(e))?;
            let state = self.fold(case, &events)?;
            rows::put_worklist(&mut tx, &state).await.map_err(|e| self.error(e))?;
            tx.commit().await.map_err(|e| self.error(e))?;
            Ok(Appended { case, first: append.accepted.after().next(), version: state.version, repeated: false })
        })
    }

    fn events(&self, case: CaseId) -> Pending<'_, Vec<Event>> {
        Box::pin(async move {
            let mut connection = self.readers.acquire().await.map_err(|e| self.error(e))?;
            self.read_events(&mut connection, case).await
        })
    }

    fn submission<'a>(&'a self, key: &'a str) -> Pending<'a, Option<(Submission, Appended)>> {
        Box::pin(async move {
            let mut connection = self.readers.acquire().await.map_err(|e| self.error(e))?;
            self.find_submission(&mut connection, key).await
        })
    }

    fn worklist<'a>(&'a self, filter: &'a WorklistFilter) -> Pending<'a, Vec<WorklistRow>> {
        Box::pin(async move {
            let which = match filter.which {
                Which::Worklist => 0_i64,
                Which::Closed => 1,
                Which::All => 2,
            };
            sqlx::query(sql::WORKLIST)
                .bind(which)
                .bind(filter.recheck_until.map(|on| on.to_string()))
                .bind(filter.label.as_deref())
                .bind(if filter.limit == 0 { 500 } else { filter.limit })
                .bind(filter.offset)
                .fetch_all(&self.readers)
                .await
                .map_err(|e| self.error(e))?
                .iter()
                .map(rows::worklist_row)
                .collect()
        })
    }

    fn audit<'a>(&'a self, entry: &'a AuditEntry) -> Pending<'a, ()> {
        Box::pin(async move {
            sqlx::query(sql::INSERT_AUDIT)
                .bind(entry.at.to_string())
                .bind(entry.account.map(|id| id.to_string()))
                .bind(&entry.name)
                .bind(entry.case.map(|id| id.to_string()))
                .bind(entry.action.name())
                .bind(&entry.detail)
                .execute(&self.writer)
                .await
                .map(|_| ())
                .map_err(|e| self.error(e))
        })
    }

    fn audit_log<'a>(&'a self, filter: &'a AuditFilter) -> Pending<'a, Vec<AuditEntry>> {
        Box::pin(async move {
            sqlx::query(sql::AUDIT)
                .bind(filter.case.map(|id| id.to_string()))
                .bind(filter.account.map(|id| id.to_string()))
                .bind(if filter.limit == 0 { 100 } else { filter.limit })
                .fetch_all(&self.readers)
                .await
                .map_err(|e| self.error(e))?
                .iter()
                .map(rows::audit_row)
                .collect()
        })
    }

    fn rebuild_projections(&self) -> Pending<'_, Rebuilt> {
        Box::pin(async move {
            let mut tx = self.writer.begin_with("BEGIN IMMEDIATE").await.map_err(|e| self.error(e))?;
            sqlx::query(sql::CLEAR_WORKLIST).execute(&mut *tx).await.map_err(|e| self.error(e))?;
            let cases: Vec<String> = sqlx::query(sql::CASES)
                .fetch_all(&mut *tx)
                .await
                .map_err(|e| self.error(e))?
                .iter()
                .map(|row| get(row, "case_id"))
                .collect::<Result<_, _>>()?;
            let mut rebuilt = Rebuilt { cases: 0, events: 0 };
            for name in cases {
                let case = CaseId::from_str(&name).map_err(|error| StoreError::Unreadable {
                    case: name,
                    seq: 1,
                    why: error.to_string(),
                })?;
                let events = self.read_events(&mut tx, case).await?;
                let state = self.fold(case, &events)?;
                rows::put_worklist(&mut tx, &state).await.map_err(|e| self.error(e))?;
                rebuilt.cases += 1;
                rebuilt.events += events.len() as u64;
            }
            tx.commit().await.map_err(|e| self.error(e))?;
            Ok(rebuilt)
        })
    }

    fn log_head(&self) -> Pending<'_, (LogHead, u64)> {
        Box::pin(async move {
            let row = sqlx::query(sql::HEAD_AND_LAST).fetch_one(&self.readers).await.map_err(|e| self.error(e))?;
            let last: Option<i64> = get(&row, "last")?;
            let head =
                if get::<Option<i64>>(&row, "position")?.is_some() { self.head(&row)? } else { LogHead::empty() };
            Ok((head, u64::try_from(last.unwrap_or(0)).unwrap_or(0)))
        })
    }

    fn log(&self, after: u64, limit: u32) -> Pending<'_, Vec<LogRow>> {
        Box::pin(async move {
            sqlx::query(sql::LOG)
                .bind(int(after))
                .bind(limit)
                .fetch_all(&self.readers)
                .await
                .map_err(|e| self.error(e))?
                .iter()
                .map(log_row)
                .collect()
        })
    }

    fn storage_problems(&self) -> Pending<'_, Vec<String>> {
        Box::pin(async move {
            let said = sqlx::query(sql::INTEGRITY).fetch_all(&self.readers).await.map_err(|e| self.error(e))?;
            said.iter()
                .map(|row| row.try_get::<String, _>(0).map_err(|e| self.error(e)))
                .filter(|line| line.as_deref() != Ok("ok"))
                .collect()
        })
    }
}

impl SqliteStore {
    async fn read_events(&self, connection: &mut SqliteConnection, case: CaseId) -> Result<Vec<Event>, StoreError> {
        sqlx::query(sql::EVENTS_OF_CASE)
            .bind(case.to_string())
            .fetch_all(connection)
            .await
            .map_err(|e| self.error(e))?
            .iter()
            .map(|row| event_of(&log_row(row)?))
            .collect()
    }

    async fn find_submission(
        &self,
        connection: &mut SqliteConnection,
        key: &str,
    ) -> Result<Option<(Submission, Appended)>, StoreError> {
        let found =
            sqlx::query(sql::BY_SUBMISSION).bind(key).fetch_optional(connection).await.map_err(|e| self.error(e))?;
        let Some(row) = found else { return Ok(None) };
        let digest: Option<String> = get(&row, "submission_digest")?;
        let digest = digest.as_deref().and_then(Hash::parse).ok_or_else(|| StoreError::Damaged {
            place: self.place.display().to_string(),
            why: "a form's key is kept without the hash of its content".to_owned(),
        })?;
        let done = Appended {
            case: rows::parsed(&row, "case_id")?,
            first: Seq(number(&row, "first")?),
            version: Seq(number(&row, "last")?),
            repeated: true,
        };
        Ok(Some((Submission { key: key.to_owned(), digest }, done)))
    }

    async fn read_head(&self, connection: &mut SqliteConnection) -> Result<LogHead, StoreError> {
        let row = sqlx::query(sql::HEAD).fetch_optional(connection).await.map_err(|e| self.error(e))?;
        row.map_or_else(|| Ok(LogHead::empty()), |row| self.head(&row))
    }

    fn head(&self, row: &SqliteRow) -> Result<LogHead, StoreError> {
        let hash: String = get(row, "hash")?;
        let hash = Hash::parse(&hash).ok_or_else(|| StoreError::Damaged {
            place: self.place.display().to_string(),
            why: "the end of the log is not a hash".to_owned(),
        })?;
        Ok(LogHead { position: number(row, "position")?, hash })
    }

    fn fold(&self, case: CaseId, events: &[Event]) -> Result<CaseState, StoreError> {
        fold(case, events)
            .map_err(|error| StoreError::Damaged { place: self.place.display().to_string(), why: error.to_string() })
    }
}

fn event_of(row: &LogRow) -> Result<Event, StoreError> {
    row.event().map_err(|why| StoreError::Unreadable { case: row.case.clone(), seq: row.seq, why })
}

async fn insert(connection: &mut SqliteConnection, row: &LogRow) -> Result<(), sqlx::Error> {
    sqlx::query(sql::INSERT_EVENT)
        .bind(int(row.position))
        .bind(&row.log_hash)
        .bind(&row.case)
        .bind(int(row.seq))
        .bind(&row.at)
        .bind(&row.author)
        .bind(&row.knowledge_version)
        .bind(&row.kind)
        .bind(&row.payload)
        .bind(&row.previous_hash)
        .bind(&row.hash)
        .bind(row.submission_key.as_deref())
        .bind(row.submission_digest.as_deref())
        .execute(connection)
        .await
        .map(|_| ())
}
