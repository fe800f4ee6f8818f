//! What a book is made of, and how Markdown prose becomes it.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// How a piece of text stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// Not at all.
    #[default]
    Plain,
    /// Strong.
    Strong,
    /// Emphasised.
    Emphasis,
    /// A name in the files.
    Code,
}

/// A piece of text in one style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The words.
    pub text: String,
    /// How they stand out.
    pub style: Style,
}

/// Text in pieces.
pub type Text = Vec<Span>;

/// Text in one piece.
pub fn plain(text: impl Into<String>) -> Text {
    vec![Span { text: text.into(), style: Style::Plain }]
}

/// A strong piece, then a plain one.
pub fn led(lead: impl Into<String>, text: impl Into<String>) -> Text {
    vec![
        Span { text: format!("{} ", lead.into()), style: Style::Strong },
        Span { text: text.into(), style: Style::Plain },
    ]
}

/// A block of the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading: 1 begins a chapter, 2 a section, 3 a part of it.
    Heading(u8, String),
    /// A paragraph.
    Paragraph(Text),
    /// A list without numbers.
    List(Vec<Text>),
    /// A table.
    Table {
        /// What it shows, for readers who cannot see it.
        summary: String,
        /// The heading of each column.
        head: Vec<String>,
        /// Rows, one cell a column.
        rows: Vec<Vec<String>>,
    },
    /// A line to sign on, or who signed.
    SignOff {
        /// What is signed, as a sentence.
        what: String,
        /// Who signed, as a sentence, when there is a signature that counts.
        signed: Option<String>,
        /// What has to be said when there is none.
        note: String,
        /// What is written on the lines: the name, the role, the date, the signature.
        lines: [String; 4],
    },
}

/// A book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    /// Its title.
    pub title: String,
    /// The line under the title.
    pub subtitle: String,
    /// The language of the words, as a tag.
    pub language: String,
    /// What the list of chapters is called.
    pub chapters: String,
    /// What stands at the foot of each page.
    pub foot: String,
    /// Everything in it.
    pub blocks: Vec<Block>,
}

/// Prose in Markdown as blocks. Headings inside prose become headings of the third level; what has no block of its own
/// becomes a paragraph.
pub fn prose(markdown: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut text: Text = Vec::new();
    let mut items: Vec<Text> = Vec::new();
    let mut styles: Vec<Style> = Vec::new();
    let mut heading = false;
    let style = |styles: &[Style]| styles.last().copied().unwrap_or_default();
    for event in Parser::new(markdown) {
        match event {
            Event::Start(Tag::Strong) => styles.push(Style::Strong),
            Event::Start(Tag::Emphasis) => styles.push(Style::Emphasis),
            Event::End(TagEnd::Strong | TagEnd::Emphasis) => {
                styles.pop();
            }
            Event::Start(Tag::Heading { .. }) => heading = true,
            Event::Text(words) | Event::Html(words) | Event::InlineHtml(words) => {
                push(&mut text, &words, style(&styles));
            }
            Event::Code(words) => push(&mut text, &words, Style::Code),
            Event::SoftBreak | Event::HardBreak => push(&mut text, " ", style(&styles)),
            Event::End(TagEnd::Heading(_)) => {
                heading = false;
                let words = std::mem::take(&mut text);
                blocks.push(Block::Heading(3, words.into_iter().map(|span| span.text).collect()));
            }
            Event::End(TagEnd::Item) => items.push(std::mem::take(&mut text)),
            Event::End(TagEnd::List(_)) if !items.is_empty() => blocks.push(Block::List(std::mem::take(&mut items))),
            // A paragraph inside an item belongs to the item.
            Event::End(TagEnd::Paragraph) if items.is_empty() && !heading && !text.is_empty() => {
                blocks.push(Block::Paragraph(std::mem::take(&mut text)));
            }
            _ => {}
        }
    }
    if !text.is_empty() {
        blocks.push(Block::Paragraph(text));
    }
    blocks
}

fn push(text: &mut Text, words: &str, style: Style) {
    match text.last_mut() {
        Some(last) if last.style == style => last.text.push_str(words),
        _ => text.push(Span { text: words.to_owned(), style }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_becomes_paragraphs_and_lists() {
        let blocks = prose("One *word*\nand `code`.\n\n- **a**: first\n- second\n\nLast.");
        assert_eq!(blocks.len(), 3, "{blocks:?}");
        let Block::Paragraph(text) = &blocks[0] else { panic!("{blocks:?}") };
        assert_eq!(text.iter().map(|s| s.text.as_str()).collect::<String>(), "One word and code.");
        assert_eq!(text[1].style, Style::Emphasis);
        let Block::List(items) = &blocks[1] else { panic!("{blocks:?}") };
        assert_eq!(items.len(), 2);
        assert_eq!(items[0][0], Span { text: "a".to_owned(), style: Style::Strong });
    }
}
