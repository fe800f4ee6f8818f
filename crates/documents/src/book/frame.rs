//! The words around the knowledge: headings, leads and the names of columns, from the catalogs.

use heelrise_knowledge::Knowledge;

use super::blocks::{Block, led, plain};

/// The knowledge with the language of the book.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// The knowledge.
    pub knowledge: &'a Knowledge,
    /// The language, as a tag.
    pub language: &'a str,
}

impl Frame<'_> {
    /// A sentence.
    pub fn say(self, id: &str) -> String {
        self.knowledge.wording.say(self.language, id)
    }

    /// A sentence with the values it asks for.
    pub fn say_with(self, id: &str, arguments: &[(&str, &str)]) -> String {
        self.knowledge.wording.say_with(self.language, id, arguments)
    }

    /// The sentence with this id, if there is one.
    pub fn maybe(self, id: &str) -> Option<String> {
        self.knowledge.wording.has(self.language, id).then(|| self.say(id))
    }

    /// A heading.
    pub fn heading(self, level: u8, id: &str) -> Block {
        Block::Heading(level, self.say(id))
    }

    /// A paragraph.
    pub fn paragraph(self, id: &str) -> Block {
        Block::Paragraph(plain(self.say(id)))
    }

    /// A paragraph that begins with a strong lead.
    pub fn led(self, id: &str, text: impl Into<String>) -> Block {
        Block::Paragraph(led(self.say(id), text))
    }

    /// A table: what it shows, the names of its columns, its rows.
    pub fn table(self, summary: &str, head: &[&str], rows: Vec<Vec<String>>) -> Block {
        self.table_of(self.say(summary), head, rows)
    }

    /// A table with a summary that names something.
    pub fn table_of(self, summary: String, head: &[&str], rows: Vec<Vec<String>>) -> Block {
        Block::Table { summary, head: head.iter().map(|id| self.say(id)).collect(), rows }
    }
}
