//! The book as one HTML file that needs nothing else: it is opened from a disk, printed, sent by mail.

use super::blocks::{Block, Book, Style, Text};

const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:16px/1.5 system-ui,sans-serif;max-width:76rem;margin:2rem auto;padding:0 1rem}\
p,li{max-width:46rem}h1{margin-top:3rem;border-bottom:2px solid}h2{margin-top:2rem}\
.scroll{overflow-x:auto}table{border-collapse:collapse;margin:.5rem 0 1.5rem}\
th,td{border:1px solid #8888;padding:.25rem .5rem;text-align:left;vertical-align:top}th{background:#8882}\
tbody th{font-weight:600}.sign{border:2px solid;padding:1rem;margin:2rem 0;max-width:46rem}\
.line{display:inline-block;min-width:14rem;border-bottom:1px solid;height:1.2rem}\
nav ul{columns:2}footer{margin-top:4rem;border-top:1px solid}\
@media print{body{font-size:10pt;max-width:none;margin:0}h1{break-before:page}tr,.sign{break-inside:avoid}\
.scroll{overflow:visible}}";

/// The book as a page.
pub fn html(book: &Book) -> String {
    let mut out = String::with_capacity(1 << 16);
    out.push_str("<!doctype html>\n<html lang=\"");
    escape(&book.language, &mut out);
    out.push_str(
        "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>",
    );
    escape(&book.title, &mut out);
    out.push_str("</title>\n<style>");
    out.push_str(STYLE);
    out.push_str("</style>\n</head>\n<body>\n<main>\n<header>\n<h1>");
    escape(&book.title, &mut out);
    out.push_str("</h1>\n<p>");
    escape(&book.subtitle, &mut out);
    out.push_str("</p>\n</header>\n");
    contents(book, &mut out);
    for (index, block) in book.blocks.iter().enumerate() {
        self::block(index, block, &mut out);
    }
    out.push_str("</main>\n<footer><p>");
    escape(&book.foot, &mut out);
    out.push_str("</p></footer>\n</body>\n</html>\n");
    out
}

/// The chapters, with links.
fn contents(book: &Book, out: &mut String) {
    out.push_str("<nav aria-label=\"");
    escape(&book.chapters, out);
    out.push_str("\">\n<ul>\n");
    for (index, block) in book.blocks.iter().enumerate() {
        if let Block::Heading(1, text) = block {
            put(out, format_args!("<li><a href=\"#b{index}\">"));
            escape(text, out);
            out.push_str("</a></li>\n");
        }
    }
    out.push_str("</ul>\n</nav>\n");
}

fn block(index: usize, block: &Block, out: &mut String) {
    match block {
        Block::Heading(level, text) => {
            // The title of the book is the only heading of the first level.
            let level = (level + 1).min(6);
            put(out, format_args!("<h{level} id=\"b{index}\">"));
            escape(text, out);
            put(out, format_args!("</h{level}>\n"));
        }
        Block::Paragraph(text) => {
            out.push_str("<p>");
            spans(text, out);
            out.push_str("</p>\n");
        }
        Block::List(items) => {
            out.push_str("<ul>\n");
            for item in items {
                out.push_str("<li>");
                spans(item, out);
                out.push_str("</li>\n");
            }
            out.push_str("</ul>\n");
        }
        Block::Table { summary, head, rows } => table(summary, head, rows, out),
        Block::SignOff { what, signed, note, lines } => {
            out.push_str("<div class=\"sign\">\n<p><strong>");
            escape(what, out);
            out.push_str("</strong></p>\n<p>");
            if let Some(signed) = signed {
                escape(signed, out);
            } else {
                escape(note, out);
                for (index, label) in lines.iter().enumerate() {
                    out.push_str(if index % 2 == 0 { "</p>\n<p>" } else { " " });
                    escape(label, out);
                    out.push_str(" <span class=\"line\"></span>");
                }
            }
            out.push_str("</p>\n</div>\n");
        }
    }
}

fn table(summary: &str, head: &[String], rows: &[Vec<String>], out: &mut String) {
    // A wide table scrolls by itself, also with the keyboard.
    out.push_str("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
    escape(summary, out);
    out.push_str("\">\n<table>\n<thead>\n<tr>");
    for cell in head {
        out.push_str("<th scope=\"col\">");
        escape(cell, out);
        out.push_str("</th>");
    }
    out.push_str("</tr>\n</thead>\n<tbody>\n");
    for row in rows {
        out.push_str("<tr>");
        for (column, cell) in row.iter().enumerate() {
            let (open, close) = if column == 0 { ("<th scope=\"row\">", "</th>") } else { ("<td>", "</td>") };
            out.push_str(open);
            escape(cell, out);
            out.push_str(close);
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n</div>\n");
}

fn spans(text: &Text, out: &mut String) {
    for span in text {
        let tag = match span.style {
            Style::Plain => None,
            Style::Strong => Some("strong"),
            Style::Emphasis => Some("em"),
            Style::Code => Some("code"),
        };
        if let Some(tag) = tag {
            put(out, format_args!("<{tag}>"));
        }
        escape(&span.text, out);
        if let Some(tag) = tag {
            put(out, format_args!("</{tag}>"));
        }
    }
}

/// Adds formatted text. Writing to a text cannot fail.
fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = std::fmt::Write::write_fmt(out, text);
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}
