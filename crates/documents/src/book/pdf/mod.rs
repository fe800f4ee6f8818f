//! The book as a tagged PDF (PDF/UA-1): pages with numbers, an outline, and an order for readers that cannot see it.

mod flow;
mod font;
mod layout;
mod tags;

use krilla::SerializeSettings;
use krilla::color::luma;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::document::Document;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag};
use krilla::text::TextDirection;

use super::blocks::Book;
use font::{Fonts, Weight};
use layout::{Item, Layout, MARGIN, Shape, Sizes};

/// Why there is no PDF. None of these is the reader's doing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PdfError {
    /// A built-in font cannot be read.
    #[error("The built-in font cannot be read. This build of Heelrise is damaged; build or install it again.")]
    Font,
    /// The document could not be put together.
    #[error("The PDF could not be put together: {0}. Use the HTML book instead, and report this.")]
    Document(String),
}

/// What the pages are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Paper {
    /// A book to look things up in: A4 on its side, each chapter on a page of its own.
    Book,
    /// A sheet to take home: A4 upright, one thing after the other.
    Sheet,
}

/// The book as a PDF. The same book gives the same bytes.
pub fn pdf(book: &Book) -> Result<Vec<u8>, PdfError> {
    on(book, Paper::Book)
}

/// A short document as a PDF to take home, in the same form and with the same care as the book.
pub fn sheet(book: &Book) -> Result<Vec<u8>, PdfError> {
    on(book, Paper::Sheet)
}

fn on(book: &Book, paper: Paper) -> Result<Vec<u8>, PdfError> {
    let mut fonts = Fonts::load()?;
    let sizes = Sizes::of(paper);
    let layout = Layout::of(book, sizes, &mut fonts);
    let (items, shapes, places, parts) = (layout.items, layout.shapes, layout.places, layout.parts);
    let pages = layout.page + 1;
    let failed = |what: String| PdfError::Document(what);
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| failed(format!("{error:?}")))?;
    let settings = SerializeSettings { configuration, enable_tagging: true, ..SerializeSettings::default() };
    let mut document = Document::new_with(settings);
    document.set_metadata(
        Metadata::new().title(book.title.clone()).description(book.subtitle.clone()).language(book.language.clone()),
    );
    let mut drawn: Vec<Option<Identifier>> = vec![None; items.len()];
    for number in 0..pages {
        let settings = PageSettings::from_wh(sizes.page.0, sizes.page.1)
            .ok_or_else(|| failed("no page of this size".to_owned()))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        let own = shapes.iter().filter(|shape| shape.page == number);
        artifact(&mut surface, ArtifactType::Layout, |surface| own.for_each(|shape| fill(surface, shape)));
        for (item, drawn) in items.iter().zip(&mut drawn).filter(|(item, _)| item.page == number) {
            if item.artifact {
                artifact(&mut surface, ArtifactType::PaginationOther, |surface| write(surface, &fonts, item));
            } else {
                *drawn = Some(surface.start_tagged(ContentTag::Span(SpanTag::empty())));
                write(&mut surface, &fonts, item);
                surface.end_tagged();
            }
        }
        foot(&mut surface, &mut fonts, sizes.page, &book.foot, (number, pages));
        surface.finish();
        page.finish();
    }
    document.set_tag_tree(tags::tree(&parts, &drawn, &book.language));
    document.set_outline(outline(&places));
    document.finish().map_err(|error| failed(format!("{error:?}")))
}

fn artifact(surface: &mut Surface<'_>, kind: ArtifactType, draw: impl FnOnce(&mut Surface<'_>)) {
    // An artifact has no place in the tree, so its identifier is not needed.
    let _ = surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(kind)));
    draw(surface);
    surface.end_tagged();
}

fn grey(shade: u8) -> Fill {
    Fill { paint: luma::Color::new(shade).into(), ..Fill::default() }
}

fn fill(surface: &mut Surface<'_>, shape: &Shape) {
    let Some(rect) = Rect::from_xywh(shape.x, shape.y, shape.width, shape.height) else { return };
    let mut path = PathBuilder::new();
    path.push_rect(rect);
    if let Some(path) = path.finish() {
        surface.set_fill(Some(grey(shape.grey)));
        surface.draw_path(&path);
    }
}

fn write(surface: &mut Surface<'_>, fonts: &Fonts, item: &Item) {
    surface.set_fill(Some(grey(0)));
    let at = Point::from_xy(item.x, item.y);
    surface.draw_text(at, fonts.font(item.weight), item.size, &item.text, false, TextDirection::LeftToRight);
}

fn foot(surface: &mut Surface<'_>, fonts: &mut Fonts, paper: (f32, f32), text: &str, (number, pages): (usize, usize)) {
    let (size, weight, y) = (7.5, Weight::Regular, paper.1 - 26.0);
    let count = format!("{} / {pages}", number + 1);
    let x = paper.0 - MARGIN - fonts.width(weight, size, &count);
    let item = |x: f32, text: &str| Item { page: number, x, y, size, weight, text: text.to_owned(), artifact: true };
    let items = [item(MARGIN, &fonts.drawable(text)), item(x, &count)];
    artifact(surface, ArtifactType::Footer, |surface| items.iter().for_each(|item| write(surface, fonts, item)));
}

/// Chapters with their sections.
fn outline(places: &[layout::Place]) -> Outline {
    let mut outline = Outline::new();
    let mut chapter: Option<OutlineNode> = None;
    for place in places {
        let target = XyzDestination::new(place.page, Point::from_xy(MARGIN, (place.y - 6.0).max(0.0)));
        let node = OutlineNode::new(place.text.clone(), target);
        match (place.level, &mut chapter) {
            (1, _) | (_, None) => {
                if let Some(done) = chapter.replace(node) {
                    outline.push_child(done);
                }
            }
            (2, Some(chapter)) => chapter.push_child(node),
            _ => {}
        }
    }
    if let Some(last) = chapter {
        outline.push_child(last);
    }
    outline
}
