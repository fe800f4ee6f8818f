//! `heelrise schema`: what a case file can hold, one as an example, and what a worklist holds.

use heelrise_care::Case;
use heelrise_sweep::Worklist;

use crate::args::{Global, Schema, SchemaWhat};
use crate::exit::{Exit, Failure, put};

/// The worked example, the same file that the documentation shows.
const EXAMPLE: &str = include_str!("../../../docs/case.example.json");

/// Runs it.
pub fn run(_: &Global, command: &Schema) -> Result<Exit, Failure> {
    match command.what {
        SchemaWhat::Case => put(&schema()?)?,
        SchemaWhat::Example => put(EXAMPLE)?,
        SchemaWhat::Worklist => put(&Worklist::schema().map_err(|error| unwritten(&error))?)?,
    }
    Ok(Exit::Ok)
}

fn schema() -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(&schemars::schema_for!(Case));
    text.map(|text| text + "\n").map_err(|error| unwritten(&error))
}

fn unwritten(error: &serde_json::Error) -> Failure {
    Failure::new(Exit::Fault, format!("The schema could not be written: {error}."))
}
