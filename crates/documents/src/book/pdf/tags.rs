//! The order in which a reader that cannot see the page goes through it: headings, paragraphs, lists and tables.

use std::num::NonZeroU16;

use krilla::tagging::{Identifier, ListNumbering, Node, TableHeaderScope, Tag, TagGroup, TagTree};

/// What a group of content is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Heading(u8, String),
    Paragraph,
    List,
    Item,
    Label,
    Body,
    Table(String),
    TableHead,
    TableBody,
    Row,
    ColumnHead,
    RowHead,
    Cell,
}

/// A group with its parts, or one drawn item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Group(Kind, Vec<Part>),
    /// Index into the drawn items.
    Item(usize),
}

fn group(kind: &Kind) -> TagGroup {
    match kind {
        Kind::Heading(level, title) => {
            let level = NonZeroU16::new(u16::from(*level)).unwrap_or(NonZeroU16::MIN);
            TagGroup::new(Tag::Hn(level, Some(title.clone())))
        }
        Kind::Paragraph => TagGroup::new(Tag::P),
        Kind::List => TagGroup::new(Tag::L(ListNumbering::Disc)),
        Kind::Item => TagGroup::new(Tag::LI),
        Kind::Label => TagGroup::new(Tag::Lbl),
        Kind::Body => TagGroup::new(Tag::LBody),
        Kind::Table(summary) => TagGroup::new(Tag::Table.with_summary(Some(summary.clone()))),
        Kind::TableHead => TagGroup::new(Tag::THead),
        Kind::TableBody => TagGroup::new(Tag::TBody),
        Kind::Row => TagGroup::new(Tag::TR),
        Kind::ColumnHead => TagGroup::new(Tag::TH(TableHeaderScope::Column)),
        Kind::RowHead => TagGroup::new(Tag::TH(TableHeaderScope::Row)),
        Kind::Cell => TagGroup::new(Tag::TD),
    }
}

fn node(part: &Part, drawn: &[Option<Identifier>]) -> Option<Node> {
    match part {
        Part::Item(index) => drawn.get(*index).copied().flatten().map(Node::from),
        Part::Group(kind, parts) => {
            let mut group = group(kind);
            for node in parts.iter().filter_map(|part| node(part, drawn)) {
                group.push(node);
            }
            Some(Node::from(group))
        }
    }
}

/// The tree, with the identifiers that drawing gave.
pub fn tree(parts: &[Part], drawn: &[Option<Identifier>], language: &str) -> TagTree {
    let mut tree = TagTree::new().with_lang(Some(language.to_owned()));
    for node in parts.iter().filter_map(|part| node(part, drawn)) {
        tree.push(node);
    }
    tree
}
