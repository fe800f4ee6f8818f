//! The book of the built-in knowledge: complete, and the same every time.

use heelrise_documents::book::{self, Block, Book};
use heelrise_knowledge::Knowledge;

#[expect(clippy::unwrap_used, reason = "the built-in knowledge is sound, or the test fails")]
fn knowledge() -> Knowledge {
    heelrise_knowledge::load(heelrise_pack::embedded()).unwrap()
}

fn text(book: &Book) -> String {
    format!("{:?}", book.blocks)
}

#[test]
fn every_rule_example_claim_hazard_protocol_and_source_stands_in_it() {
    let knowledge = knowledge();
    let book = book::of(&knowledge, "en");
    let text = text(&book);
    for decision in knowledge.decisions.values() {
        let rules = decision.rules.iter().map(|rule| &rule.id);
        for wanted in rules.chain(decision.examples.iter().map(|example| &example.text)) {
            assert!(text.contains(&format!("{wanted:?}")), "{wanted} is missing");
        }
    }
    let claims = knowledge.claims.iter().map(|claim| &claim.id);
    for id in claims.chain(knowledge.sources.iter().map(|source| &source.id)) {
        assert!(text.contains(&format!("{id:?}")), "{id} is missing");
    }
    let hazards = knowledge.hazards.iter().map(|hazard| &hazard.id);
    for id in hazards.chain(knowledge.protocols.iter().map(|protocol| &protocol.id)) {
        assert!(text.contains(&format!("({id})")), "{id} is missing");
    }
    assert!(!text.contains('⟦'), "a sentence is missing");
    let sign_offs = book.blocks.iter().filter(|block| matches!(block, Block::SignOff { .. })).count();
    let signable = knowledge.decisions.len() + knowledge.protocols.runnable().count();
    assert_eq!(sign_offs, signable, "a line to sign on for each decision, and each protocol that plans are made of");
}

#[test]
fn the_pdf_is_accessible_and_the_same_every_time() {
    let book = book::of(&knowledge(), "en");
    let first = book::pdf(&book).unwrap();
    assert!(first.starts_with(b"%PDF-1.7"));
    assert_eq!(first, book::pdf(&book).unwrap());
    let marked = String::from_utf8_lossy(&first).contains("pdfuaid");
    assert!(marked, "not marked as PDF/UA");
}

#[test]
fn words_are_never_taken_for_markup() {
    let mut book = book::of(&knowledge(), "en");
    book.title = "<script>alert(1)</script>".to_owned();
    assert!(!book::html(&book).contains("<script"));
}

#[test]
fn a_sheet_is_upright_tagged_and_says_its_title_and_language() {
    let mut book = book::of(&knowledge(), "en");
    book.title = "Your choice".to_owned();
    book.blocks = vec![
        Block::Heading(1, "First".to_owned()),
        Block::Paragraph(book::plain("About 3 in 100")),
        Block::Heading(1, "Second".to_owned()),
        Block::List(vec![book::plain("one")]),
    ];
    let sheet = book::sheet(&book).unwrap();
    let raw = String::from_utf8_lossy(&sheet);
    assert!(raw.contains("595.28 841.89") && raw.contains("pdfuaid") && raw.contains("Your choice"));
    assert!(raw.contains("/Lang(en)") || raw.contains("/Lang (en)"), "no language");
    assert_eq!(raw.matches("595.28 841.89").count(), 1, "headings share a page");
}
