//! Between rows and values. A value that does not fit is an error that names it, never a panic.

use heelrise_records::chain::LogRow;
use heelrise_records::{AuditAction, AuditEntry, CaseId, CaseState, Seq, StoreError, WorklistRow};
use jiff::Timestamp;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

/// A column.
pub(crate) fn get<'r, T>(row: &'r SqliteRow, column: &'static str) -> Result<T, StoreError>
where
    T: sqlx::Decode<'r, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite>,
{
    row.try_get(column).map_err(|error| StoreError::Other(format!("column {column}: {error}")))
}

/// A column with a text that has to be read as something.
pub(crate) fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(
    row: &SqliteRow,
    column: &'static str,
) -> Result<T, StoreError> {
    parse(column, &get::<String>(row, column)?)
}

/// The same, where nothing may stand.
pub(crate) fn maybe<T: std::str::FromStr<Err: std::fmt::Display>>(
    row: &SqliteRow,
    column: &'static str,
) -> Result<Option<T>, StoreError> {
    get::<Option<String>>(row, column)?.map(|text| parse(column, &text)).transpose()
}

fn parse<T: std::str::FromStr<Err: std::fmt::Display>>(column: &str, text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|error| StoreError::Other(format!("column {column} holds “{text}”: {error}")))
}

/// A count or a number as SQLite keeps it.
pub(crate) fn number(row: &SqliteRow, column: &'static str) -> Result<u64, StoreError> {
    let value: i64 = get(row, column)?;
    u64::try_from(value).map_err(|_| StoreError::Other(format!("column {column} holds {value}")))
}

/// A number for SQLite. What does not fit is larger than anything ever stored.
pub(crate) fn int(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// A time in whole milliseconds.
pub(crate) fn moment(row: &SqliteRow, column: &'static str) -> Result<Timestamp, StoreError> {
    let millis: i64 = get(row, column)?;
    Timestamp::from_millisecond(millis).map_err(|error| StoreError::Other(format!("column {column}: {error}")))
}

/// A row of the log as it stands.
pub(crate) fn log_row(row: &SqliteRow) -> Result<LogRow, StoreError> {
    Ok(LogRow {
        position: number(row, "position")?,
        log_hash: get(row, "log_hash")?,
        case: get(row, "case_id")?,
        seq: number(row, "seq")?,
        at: get(row, "at")?,
        author: get(row, "author")?,
        knowledge_version: get(row, "knowledge_version")?,
        kind: get(row, "kind")?,
        payload: get(row, "payload")?,
        previous_hash: get(row, "previous_hash")?,
        hash: get(row, "hash")?,
        submission_key: get(row, "submission_key")?,
        submission_digest: get(row, "submission_digest")?,
    })
}

/// A line of the worklist.
pub(crate) fn worklist_row(row: &SqliteRow) -> Result<WorklistRow, StoreError> {
    Ok(WorklistRow {
        case: parsed::<CaseId>(row, "case_id")?,
        version: Seq(number(row, "version")?),
        label: get(row, "label")?,
        status: get(row, "status")?,
        verdict: get(row, "verdict")?,
        verdict_on: maybe(row, "verdict_on")?,
        verdict_out_of_date: get(row, "verdict_out_of_date")?,
        recheck_on: maybe(row, "recheck_on")?,
        recheck_reason: get(row, "recheck_reason")?,
        protocol: get(row, "protocol")?,
        path: get(row, "path")?,
        day0: maybe(row, "day0")?,
        held_on: maybe(row, "held_on")?,
        outcome: get(row, "outcome")?,
        opened_at: parsed(row, "opened_at")?,
        changed_at: parsed(row, "changed_at")?,
        changed_by: get(row, "changed_by")?,
    })
}

/// A line of the audit log.
pub(crate) fn audit_row(row: &SqliteRow) -> Result<AuditEntry, StoreError> {
    let action: String = get(row, "action")?;
    Ok(AuditEntry {
        at: parsed(row, "at")?,
        account: maybe(row, "account")?,
        name: get(row, "name")?,
        case: maybe(row, "case_id")?,
        action: AuditAction::parse(&action)
            .ok_or_else(|| StoreError::Other(format!("column action holds “{action}”")))?,
        detail: get(row, "detail")?,
    })
}

/// Writes a case's line of the worklist.
pub(crate) async fn put_worklist(
    connection: &mut sqlx::SqliteConnection,
    state: &CaseState,
) -> Result<(), sqlx::Error> {
    let Some(line) = WorklistRow::of(state) else { return Ok(()) };
    sqlx::query(crate::sql::PUT_WORKLIST)
        .bind(line.case.to_string())
        .bind(int(line.version.0))
        .bind(line.label)
        .bind(line.status)
        .bind(state.on_worklist())
        .bind(line.verdict)
        .bind(line.verdict_on.map(|on| on.to_string()))
        .bind(line.verdict_out_of_date)
        .bind(line.recheck_on.map(|on| on.to_string()))
        .bind(line.recheck_reason)
        .bind(line.protocol)
        .bind(line.path)
        .bind(line.day0.map(|on| on.to_string()))
        .bind(line.held_on.map(|on| on.to_string()))
        .bind(line.outcome)
        .bind(line.opened_at.to_string())
        .bind(line.changed_at.to_string())
        .bind(line.changed_by)
        .execute(connection)
        .await
        .map(|_| ())
}
