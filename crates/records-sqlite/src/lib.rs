//! records-sqlite
