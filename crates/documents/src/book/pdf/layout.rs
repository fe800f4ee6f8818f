//! Putting blocks on pages. Everything is placed first and drawn afterwards, so that a page can say how many there are.

use super::Paper;
use super::flow::{Line, least_width, lines};
use super::font::{Fonts, Weight};
use super::tags::{Kind, Part};
use crate::book::blocks::{Block, Book, Span, Text, plain};

/// Left, right and upper margin.
pub const MARGIN: f32 = 42.0;
const LEADING: f32 = 1.38;
const PAD: f32 = 2.5;

/// What the pages are like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sizes {
    /// Width and height of a page.
    pub page: (f32, f32),
    /// Lines of running text longer than this are hard to read.
    text: f32,
    /// The size of running text.
    body: f32,
    /// The size of text in tables.
    cell: f32,
    /// The size of the title.
    title: f32,
    /// Whether a heading of the first level begins a page.
    chapters: bool,
}

impl Sizes {
    /// The sizes for a kind of paper.
    pub const fn of(paper: Paper) -> Self {
        match paper {
            // A4 on its side: the tables are wide.
            Paper::Book => {
                Self { page: (841.89, 595.28), text: 560.0, body: 9.5, cell: 7.5, title: 22.0, chapters: true }
            }
            Paper::Sheet => {
                Self { page: (595.28, 841.89), text: 511.0, body: 9.5, cell: 8.0, title: 18.0, chapters: false }
            }
        }
    }

    /// The lowest point that text may reach.
    const fn bottom(&self) -> f32 {
        self.page.1 - 48.0
    }
}

/// A piece of text on a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    pub page: usize,
    pub x: f32,
    /// The base line.
    pub y: f32,
    pub size: f32,
    pub weight: Weight,
    pub text: String,
    /// Whether it belongs to no group: a repeated table heading.
    pub artifact: bool,
}

/// A thin line or a tint on a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape {
    pub page: usize,
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
    /// How dark, 0 black to 255 white.
    pub grey: u8,
}

/// A heading's place, for the outline.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    pub level: u8,
    pub text: String,
    pub page: usize,
    pub y: f32,
}

/// Everything placed.
pub struct Layout<'a> {
    fonts: &'a mut Fonts,
    sizes: Sizes,
    pub page: usize,
    y: f32,
    pub items: Vec<Item>,
    pub shapes: Vec<Shape>,
    pub places: Vec<Place>,
    pub parts: Vec<Part>,
}

impl<'a> Layout<'a> {
    pub fn of(book: &Book, sizes: Sizes, fonts: &'a mut Fonts) -> Self {
        let (items, shapes, places, parts) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut layout = Self { fonts, sizes, page: 0, y: MARGIN, items, shapes, places, parts };
        layout.heading(1, &book.title, sizes.title);
        layout.paragraph(&plain(&book.subtitle));
        for (index, block) in book.blocks.iter().enumerate() {
            layout.block(block, index == 0);
        }
        layout
    }

    fn new_page(&mut self) {
        self.page += 1;
        self.y = MARGIN;
    }

    /// Room for this height, on a new page if need be.
    fn room(&mut self, height: f32) {
        if self.y + height > self.sizes.bottom() && self.y > MARGIN {
            self.new_page();
        }
    }

    fn put(&mut self, line: &Line, x: f32, size: f32, artifact: bool) -> Vec<Part> {
        let y = self.y + size;
        line.iter()
            .map(|run| {
                let (page, text) = (self.page, run.text.clone());
                self.items.push(Item { page, x: x + run.x, y, size, weight: run.weight, text, artifact });
                Part::Item(self.items.len() - 1)
            })
            .collect()
    }

    fn set(&mut self, text: &Text, base: Weight, size: f32, x: f32, width: f32) -> Vec<Part> {
        let mut parts = Vec::new();
        for line in lines(self.fonts, text, base, size, width) {
            self.room(size * LEADING);
            parts.extend(self.put(&line, x, size, false));
            self.y += size * LEADING;
        }
        parts
    }

    fn block(&mut self, block: &Block, first: bool) {
        match block {
            Block::Heading(1, text) => {
                if !first && self.sizes.chapters {
                    self.new_page();
                }
                self.heading(1, text, 18.0);
            }
            Block::Heading(2, text) => self.heading(2, text, 13.0),
            Block::Heading(level, text) => self.heading(*level, text, 10.5),
            Block::Paragraph(text) => self.paragraph(text),
            Block::List(items) => self.list(items),
            Block::Table { summary, head, rows } => self.table(summary, head, rows),
            Block::SignOff { what, signed, note, lines } => self.sign_off(what, signed.as_deref(), note, lines),
        }
    }

    fn heading(&mut self, level: u8, text: &str, size: f32) {
        // A heading never stands alone at the foot of a page.
        self.room(size * 2.0 + 60.0);
        if self.y > MARGIN {
            self.y += size * 0.8;
        }
        self.places.push(Place { level, text: text.to_owned(), page: self.page, y: self.y });
        let parts = self.set(&plain(text), Weight::Bold, size, MARGIN, self.sizes.page.0 - 2.0 * MARGIN);
        self.y += size * 0.25;
        self.parts.push(Part::Group(Kind::Heading(level, text.to_owned()), parts));
    }

    fn paragraph(&mut self, text: &Text) {
        let parts = self.set(text, Weight::Regular, self.sizes.body, MARGIN, self.sizes.text);
        self.y += self.sizes.body * 0.6;
        self.parts.push(Part::Group(Kind::Paragraph, parts));
    }

    fn list(&mut self, items: &[Text]) {
        let mut list = Vec::new();
        for item in items {
            self.room(self.sizes.body * LEADING);
            let mark = lines(self.fonts, &plain("•"), Weight::Regular, self.sizes.body, 20.0);
            let label =
                mark.first().map(|line| self.put(line, MARGIN + 6.0, self.sizes.body, false)).unwrap_or_default();
            let body = self.set(item, Weight::Regular, self.sizes.body, MARGIN + 18.0, self.sizes.text - 18.0);
            self.y += 1.5;
            let parts = vec![Part::Group(Kind::Label, label), Part::Group(Kind::Body, body)];
            list.push(Part::Group(Kind::Item, parts));
        }
        self.y += self.sizes.body * 0.6;
        self.parts.push(Part::Group(Kind::List, list));
    }

    /// How wide each column is: as wide as its text if there is room for all, else no narrower than its longest part and
    /// beyond that in proportion to the text.
    fn widths(&mut self, head: &[String], rows: &[Vec<String>]) -> Vec<f32> {
        let all = self.sizes.page.0 - 2.0 * MARGIN - head.len() as f32 * 2.0 * PAD;
        let mut least = Vec::new();
        let mut wanted = Vec::new();
        for (column, title) in head.iter().enumerate() {
            let mut low = least_width(self.fonts, Weight::Bold, self.sizes.cell, title);
            let mut high = self.fonts.width(Weight::Bold, self.sizes.cell, title).min(low.max(70.0));
            for cell in rows.iter().filter_map(|row| row.get(column)) {
                low = low.max(least_width(self.fonts, Weight::Bold, self.sizes.cell, cell));
                let weight = if column == 0 { Weight::Bold } else { Weight::Regular };
                high = high.max(self.fonts.width(weight, self.sizes.cell, cell) * 1.02);
            }
            // Half a point more: a text that fits by a hair must not be broken for rounding.
            least.push(low.min(140.0) + 0.5);
            wanted.push(high.max(low.min(140.0)) + 0.5);
        }
        let (sum_least, sum_wanted) = (least.iter().sum::<f32>(), wanted.iter().sum::<f32>());
        if sum_wanted <= all {
            return wanted;
        }
        if sum_least >= all {
            return least.iter().map(|low| low * all / sum_least).collect();
        }
        // The square root keeps one long column from starving the others.
        let shares: Vec<f32> = least.iter().zip(&wanted).map(|(low, high)| (high - low).max(0.0).sqrt()).collect();
        let sum = shares.iter().sum::<f32>().max(1.0);
        least.iter().zip(&shares).map(|(low, share)| low + (all - sum_least) * share / sum).collect()
    }

    fn table(&mut self, summary: &str, head: &[String], rows: &[Vec<String>]) {
        let widths = self.widths(head, rows);
        let mut wrap = |cells: &[String], weight: Weight| -> Vec<Vec<Line>> {
            let cells = cells.iter().zip(&widths).enumerate();
            cells
                .map(|(column, (cell, width))| {
                    let weight = if column == 0 { Weight::Bold } else { weight };
                    lines(self.fonts, &plain(cell), weight, self.sizes.cell, *width)
                })
                .collect()
        };
        let head_lines = wrap(head, Weight::Bold);
        let row_lines: Vec<_> = rows.iter().map(|row| wrap(row, Weight::Regular)).collect();
        let first = row_lines.first().map_or(0.0, |row| height(row, self.sizes.cell));
        self.room(height(&head_lines, self.sizes.cell) + first.min(200.0));
        let cells = self.row(&head_lines, &widths, None, false);
        let kinds = cells.into_iter().map(|parts| Part::Group(Kind::ColumnHead, parts)).collect();
        let thead = Part::Group(Kind::TableHead, vec![Part::Group(Kind::Row, kinds)]);
        let mut body = Vec::new();
        for row in &row_lines {
            let needed = height(row, self.sizes.cell);
            if self.y + needed > self.sizes.bottom()
                && needed < self.sizes.bottom() - MARGIN - height(&head_lines, self.sizes.cell)
            {
                self.continue_table(&head_lines, &widths);
            }
            let cells = self.row(row, &widths, Some(&head_lines), false);
            let cells = cells
                .into_iter()
                .enumerate()
                .map(|(column, parts)| Part::Group(if column == 0 { Kind::RowHead } else { Kind::Cell }, parts));
            body.push(Part::Group(Kind::Row, cells.collect()));
        }
        self.y += self.sizes.body;
        let parts = vec![thead, Part::Group(Kind::TableBody, body)];
        self.parts.push(Part::Group(Kind::Table(summary.to_owned()), parts));
    }

    /// A new page with the table's heading again, for the eye only.
    fn continue_table(&mut self, head: &[Vec<Line>], widths: &[f32]) {
        self.new_page();
        self.row(head, widths, None, true);
    }

    /// Sets one row, line by line. `head` is repeated when a row runs over a page; without it, this is the heading row.
    fn row(
        &mut self,
        cells: &[Vec<Line>],
        widths: &[f32],
        head: Option<&[Vec<Line>]>,
        artifact: bool,
    ) -> Vec<Vec<Part>> {
        let mut parts = vec![Vec::new(); cells.len()];
        let count = cells.iter().map(Vec::len).max().unwrap_or(0);
        let full: f32 = widths.iter().map(|width| width + 2.0 * PAD).sum();
        if head.is_none() {
            let tint = Shape {
                page: self.page,
                x: MARGIN,
                y: self.y,
                width: full,
                height: height(cells, self.sizes.cell),
                grey: 232,
            };
            self.shapes.push(tint);
        }
        self.y += PAD;
        for index in 0..count {
            if self.y + self.sizes.cell * LEADING > self.sizes.bottom()
                && let Some(head) = head
            {
                self.continue_table(head, widths);
            }
            let mut x = MARGIN;
            for ((cell, width), parts) in cells.iter().zip(widths).zip(&mut parts) {
                if let Some(line) = cell.get(index) {
                    parts.extend(self.put(line, x + PAD, self.sizes.cell, artifact));
                }
                x += width + 2.0 * PAD;
            }
            self.y += self.sizes.cell * LEADING;
        }
        self.y += PAD;
        self.shapes.push(Shape { page: self.page, x: MARGIN, y: self.y, width: full, height: 0.4, grey: 150 });
        parts
    }

    fn sign_off(&mut self, what: &str, signed: Option<&str>, note: &str, labels: &[String; 4]) {
        self.room(96.0);
        self.y += 10.0;
        self.shapes.push(Shape { page: self.page, x: MARGIN, y: self.y, width: self.sizes.text, height: 1.0, grey: 0 });
        self.y += 8.0;
        let strong = |text: String| vec![Span { text, style: crate::book::blocks::Style::Strong }];
        self.paragraph(&strong(what.to_owned()));
        if let Some(signed) = signed {
            self.paragraph(&plain(signed));
            return;
        }
        self.paragraph(&plain(note));
        self.y += 14.0;
        let mut parts = Vec::new();
        for (index, label) in labels.iter().enumerate() {
            let x = MARGIN + index as f32 * 140.0;
            let line = lines(self.fonts, &plain(label.as_str()), Weight::Regular, self.sizes.cell, 130.0);
            self.shapes.push(Shape { page: self.page, x, y: self.y, width: 126.0, height: 0.6, grey: 0 });
            self.y += 3.0;
            parts.extend(line.first().map(|line| self.put(line, x, self.sizes.cell, false)).unwrap_or_default());
            self.y -= 3.0;
        }
        self.y += 22.0;
        self.parts.push(Part::Group(Kind::Paragraph, parts));
    }
}

fn height(cells: &[Vec<Line>], cell: f32) -> f32 {
    cells.iter().map(Vec::len).max().unwrap_or(0) as f32 * cell * LEADING + 2.0 * PAD
}
