//! The [`Reviews`] on SQLite.

use heelrise_records::canonical::Hash;
use heelrise_records::reviews::{NewReview, Review, ReviewAnswer, Reviews};
use heelrise_records::{Pending, StoreError};
use sqlx::sqlite::SqliteRow;

use crate::open::SqliteStore;
use crate::rows::{get, int, number, parsed};
use crate::sql;

impl Reviews for SqliteStore {
    fn put_review<'a>(&'a self, review: &'a NewReview) -> Pending<'a, Review> {
        Box::pin(async move {
            let mut tx = self.writer.begin_with("BEGIN IMMEDIATE").await.map_err(|e| self.error(e))?;
            let last = sqlx::query(sql::LAST_REVIEW).fetch_optional(&mut *tx).await.map_err(|e| self.error(e))?;
            let (last, previous) = match &last {
                Some(row) => (number(row, "number")?, hash(row, "hash")?),
                None => (0, Hash([0; 32])),
            };
            let kept = Review { number: last + 1, review: review.clone(), hash: review.link(previous) };
            sqlx::query(sql::INSERT_REVIEW)
                .bind(int(kept.number))
                .bind(review.at.to_string())
                .bind(review.account.to_string())
                .bind(&review.name)
                .bind(review.subject.to_string())
                .bind(review.seen.to_string())
                .bind(review.answer.name())
                .bind(&review.reason)
                .bind(kept.hash.to_string())
                .execute(&mut *tx)
                .await
                .map_err(|e| self.error(e))?;
            tx.commit().await.map_err(|e| self.error(e))?;
            Ok(kept)
        })
    }

    fn reviews(&self) -> Pending<'_, Vec<Review>> {
        Box::pin(async move {
            let rows = sqlx::query(sql::REVIEWS).fetch_all(&self.readers).await.map_err(|e| self.error(e))?;
            rows.iter().map(review).collect()
        })
    }
}

fn hash(row: &SqliteRow, column: &'static str) -> Result<Hash, StoreError> {
    let text: String = get(row, column)?;
    Hash::parse(&text).ok_or_else(|| StoreError::Other(format!("column {column} holds “{text}”, which is no hash")))
}

fn review(row: &SqliteRow) -> Result<Review, StoreError> {
    let answer: String = get(row, "answer")?;
    let review = NewReview {
        at: parsed(row, "at")?,
        account: parsed(row, "account")?,
        name: get(row, "name")?,
        subject: hash(row, "subject")?,
        seen: hash(row, "seen")?,
        answer: ReviewAnswer::parse(&answer)
            .ok_or_else(|| StoreError::Other(format!("column answer holds “{answer}”")))?,
        reason: get(row, "reason")?,
    };
    Ok(Review { number: number(row, "number")?, review, hash: hash(row, "hash")? })
}
