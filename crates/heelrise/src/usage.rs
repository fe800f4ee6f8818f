//! Mistakes in the command line, in plain sentences: what was written, what can be written, where to read more.

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// The sentence for a mistake; nothing for help and the version, which were asked for.
pub fn sentence(error: &clap::Error) -> Option<String> {
    let what = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            return None;
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => value(error),
        ErrorKind::UnknownArgument => {
            let near = list(error, ContextKind::SuggestedArg);
            let hint = near.first().map(|near| format!(" Did you mean {near}?")).unwrap_or_default();
            let written = one(error, ContextKind::InvalidArg);
            let kind = if written.starts_with('-') { "an option of this command" } else { "asked for here" };
            format!("{written} is not {kind}.{hint}")
        }
        ErrorKind::InvalidSubcommand => {
            let near = list(error, ContextKind::SuggestedSubcommand);
            let hint = near.first().map(|near| format!(" Did you mean `{near}`?")).unwrap_or_default();
            format!("`{}` is not a command.{hint}", one(error, ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingSubcommand => {
            format!("Say which command: {}.", list(error, ContextKind::ValidSubcommand).join(", "))
        }
        ErrorKind::MissingRequiredArgument => {
            format!("This is missing: {}.", list(error, ContextKind::InvalidArg).join(", ").replace("...", ""))
        }
        ErrorKind::ArgumentConflict => {
            let (this, other) = (one(error, ContextKind::InvalidArg), list(error, ContextKind::PriorArg).join(", "));
            if other.is_empty() || other == this {
                format!("{this} is given more than once. Give it once.")
            } else {
                format!("{this} and {other} cannot be given together. Leave one out.")
            }
        }
        ErrorKind::InvalidUtf8 => {
            "A part of the command line is not text in UTF-8. Write it in plain letters.".to_owned()
        }
        _ => "This command line cannot be read.".to_owned(),
    };
    Some(format!("{what} `heelrise {}--help` shows what can be asked.", command()))
}

/// A value that cannot be used: by its own sentence, or with what can be written.
fn value(error: &clap::Error) -> String {
    let (option, written) = (one(error, ContextKind::InvalidArg), one(error, ContextKind::InvalidValue));
    let name = option.split([' ', '=']).next().unwrap_or_default().to_owned();
    let allowed = list(error, ContextKind::ValidValue);
    if written.is_empty() {
        let one_of = if allowed.is_empty() { String::new() } else { format!(": {}", allowed.join(", ")) };
        return format!("{name} needs a value{one_of}. Write it after the option.");
    }
    if !allowed.is_empty() {
        return format!("`{written}` cannot be used for {name}. Write one of: {}.", allowed.join(", "));
    }
    // Every reader of a value in `args` says what it wants in a sentence of its own.
    match std::error::Error::source(error) {
        Some(why) => {
            let why = why.to_string();
            number(&why).map_or(format!("{name}: {why}"), |wanted| {
                format!("`{written}` cannot be used for {name}. Write {wanted}, in digits.")
            })
        }
        None => format!("`{written}` cannot be used for {name}."),
    }
}

/// What is wanted where a number is, when that is what the parser missed: its own words are for programmers.
fn number(why: &str) -> Option<String> {
    if let Some((from, to)) = why.rsplit_once(" is not in ").and_then(|(_, range)| range.split_once("..=")) {
        return Some(format!("a whole number from {from} to {to}"));
    }
    let is_number = ["invalid digit", "number too", "cannot parse integer"].iter().any(|front| why.starts_with(front));
    is_number.then(|| "a whole number".to_owned())
}

fn list(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}

fn one(error: &clap::Error, kind: ContextKind) -> String {
    list(error, kind).join(", ")
}

/// The commands at the front of the command line, to point to their help.
fn command() -> String {
    let known = <crate::args::Cli as clap::CommandFactory>::command();
    let mut at = &known;
    let mut words = String::new();
    for argument in std::env::args().skip(1).filter(|argument| !argument.starts_with('-')) {
        let Some(next) = at.find_subcommand(&argument) else { continue };
        words = format!("{words}{argument} ");
        at = next;
    }
    words
}
