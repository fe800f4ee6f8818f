//! Text laid out for a terminal: headings, paragraphs, lists and tables, wrapped at a fixed width so that the same result
//! is the same text everywhere. Colour only where it is wanted.

use std::io::IsTerminal as _;

use crate::args::Colour;

/// How wide text is laid out, in characters.
const WIDTH: usize = 80;

/// How something stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// As it is.
    Plain,
    /// A heading.
    Strong,
    /// Something that is well.
    Good,
    /// Something to look at.
    Warn,
    /// Something that cannot wait.
    Alarm,
    /// Something beside the matter.
    Faint,
}

impl Tone {
    const fn code(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Strong => Some("1"),
            Self::Good => Some("32"),
            Self::Warn => Some("1;33"),
            Self::Alarm => Some("1;31"),
            Self::Faint => Some("2"),
        }
    }
}

/// Whether the standard output gets colour.
pub fn wants_colour(colour: Colour) -> bool {
    match colour {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => {
            let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
            std::io::stdout().is_terminal()
                && set("NO_COLOR").is_none()
                && set("TERM").is_none_or(|term| term != "dumb")
        }
    }
}

/// A text that grows.
#[derive(Debug)]
pub struct Page {
    colour: bool,
    text: String,
}

impl Page {
    /// An empty page.
    pub fn new(colour: Colour) -> Self {
        Self { colour: wants_colour(colour), text: String::new() }
    }

    /// The text.
    pub fn finish(self) -> String {
        self.text
    }

    /// An empty line, unless there is one already or nothing stands above.
    pub fn gap(&mut self) -> &mut Self {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
        self
    }

    /// Text in a tone, as it is to be printed.
    pub fn toned(&self, tone: Tone, text: &str) -> String {
        match tone.code() {
            Some(code) if self.colour => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            _ => text.to_owned(),
        }
    }

    /// A heading after an empty line.
    pub fn heading(&mut self, text: &str) -> &mut Self {
        self.gap().wrapped("", "", text, Tone::Strong)
    }

    /// A paragraph.
    pub fn para(&mut self, text: &str) -> &mut Self {
        self.wrapped("", "", text, Tone::Plain)
    }

    /// A paragraph in a tone.
    pub fn say(&mut self, tone: Tone, text: &str) -> &mut Self {
        self.wrapped("", "", text, tone)
    }

    /// A line of a list.
    pub fn bullet(&mut self, text: &str) -> &mut Self {
        self.wrapped("  - ", "    ", text, Tone::Plain)
    }

    /// Text under a line of a list.
    pub fn under(&mut self, text: &str) -> &mut Self {
        self.wrapped("    ", "    ", text, Tone::Faint)
    }

    /// A name and what belongs to it.
    pub fn pair(&mut self, name: &str, text: &str) -> &mut Self {
        self.wrapped("", "  ", &format!("{name}: {text}"), Tone::Plain)
    }

    /// A line exactly as it is.
    pub fn line(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text.trim_end());
        self.text.push('\n');
        self
    }

    fn wrapped(&mut self, first: &str, rest: &str, text: &str, tone: Tone) -> &mut Self {
        let mut line = String::new();
        let mut lines = Vec::new();
        for word in text.split_whitespace() {
            let used = line.chars().count();
            if used > 0 && rest.chars().count() + used + 1 + word.chars().count() > WIDTH {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
        for (index, line) in lines.iter().enumerate() {
            let lead = if index == 0 { first } else { rest };
            let toned = self.toned(tone, line);
            self.line(&format!("{lead}{toned}"));
        }
        self
    }

    /// A table: a heading row and rows, columns as wide as their widest cell. Cells of `right` columns are set flush
    /// right.
    pub fn table(&mut self, head: &[&str], rows: &[Vec<String>], right: &[usize]) -> &mut Self {
        let width = |column: usize| {
            let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
            cells.chain(head.get(column).map(|h| h.chars().count())).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..head.len()).map(width).collect();
        let lay = |cells: &[String]| {
            let laid = cells.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
                let space = " ".repeat(width.saturating_sub(cell.chars().count()));
                if right.contains(&column) { format!("{space}{cell}") } else { format!("{cell}{space}") }
            });
            laid.collect::<Vec<_>>().join("  ")
        };
        let head: Vec<String> = head.iter().map(|h| (*h).to_owned()).collect();
        let toned = self.toned(Tone::Strong, lay(&head).trim_end());
        self.line(&toned);
        for row in rows {
            self.line(&lay(row));
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_wrapped_and_indented() {
        let mut page = Page::new(Colour::Never);
        page.bullet(&"word ".repeat(30));
        let text = page.finish();
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
        assert!(text.starts_with("  - word"));
        assert!(text.lines().nth(1).is_some_and(|line| line.starts_with("    word")));
    }

    #[test]
    fn colour_is_only_there_when_it_is_wanted() {
        let with = |colour| {
            let mut page = Page::new(colour);
            page.heading("Head");
            page.finish()
        };
        assert_eq!(with(Colour::Never), "Head\n");
        assert_eq!(with(Colour::Always), "\u{1b}[1mHead\u{1b}[0m\n");
    }
}
