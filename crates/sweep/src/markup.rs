//! The text of notes in HTML and RTF, as somebody reads it: paragraphs on lines of their own, marks for bold and fonts gone.
//! Whatever is broken is read as text, since a note that says too much is better than one that is lost. Every byte is looked
//! at a fixed number of times, whatever stands there.

mod html;
mod pages;
mod rtf;

pub use html::html;
pub use rtf::rtf;

/// What stands for the bytes 0x80 to 0x9F in Windows-1252, which is what HTML and RTF mean by them.
const WINDOWS: [char; 32] = [
    '€', ' ', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', ' ', 'Ž', ' ', ' ', '‘', '’', '“', '”', '•', '–',
    '—', '˜', '™', 'š', '›', 'œ', ' ', 'ž', 'Ÿ',
];

/// A byte of Windows-1252.
fn windows(byte: u8) -> char {
    byte.checked_sub(0x80).and_then(|at| WINDOWS.get(usize::from(at))).copied().unwrap_or(char::from(byte))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_page_is_read_as_it_is_seen() {
        for (source, text) in [
            ("<p>Felt a <b>p</b>op.</p><p>No gap.</p>", "Felt a pop.\nNo gap."),
            ("Felt a pop<br>Simmonds<br/>not done", "Felt a pop\nSimmonds\nnot done"),
            ("no palpable\n    gap in the\r\n tendon", "no palpable gap in the tendon"),
            ("<pre>one\n  two</pre>three", "one\n  two\nthree"),
            (
                "<table><tr><td>Thompson</td><td>positive</td></tr><tr><td>Gap</td><td>none</td></tr></table>",
                "Thompson\tpositive\nGap\tnone",
            ),
            (
                "<table><tr><td><p>Thompson</p></td>\n<td><div>positive</div></td></tr><tr><td></td><td>Gap<td>none</table>So",
                "Thompson\tpositive\nGap\tnone\nSo",
            ),
            ("<td><p>one</p><p>two</p></td><td>three</td>", "one\ntwo\tthree"),
            ("<style>p { a: \"</p>\" }</style><script>if (a < b) { pop() }</SCRIPT >said", "said"),
            ("<!-- gap <p> --->seen<!--[if mso]>not<![endif]-->", "seen"),
            (
                "37&nbsp;&deg;C, pain &lt;3/10 &amp; gr&ouml;&szlig;er, it&#39;s, it&#x2019;s, it&#146;s",
                "37 °C, pain <3/10 & größer, it's, it’s, it’s",
            ),
            ("R&D, a & b, &nothing; &#xffffffff; &", "R&D, a & b, &nothing; &#xffffffff; &"),
            ("pain < 3, BP <120, gap <felt> 3 cm", "pain < 3, BP <120, gap 3 cm"),
            ("pain <moderate, can't walk. <p>gap</p> doesn't", "pain <moderate, can't walk.\ngap\ndoesn't"),
            ("<a title='a > b' href=\"x\">link</a><img src=\"data:<>\">.", "link."),
            ("<a title=\"open>gap</a> felt", "gap felt"),
            ("<!-- never closed <p>gap</p>", "never closed\ngap"),
            ("<script>never closed, gap", "never closed, gap"),
            (
                "<?xml version=\"1.0\"?><!DOCTYPE html><html><head><title>Note</title></head><body><div>pop</div></body></html>",
                "Note\npop",
            ),
            ("", ""),
            ("plain text", "plain text"),
        ] {
            assert_eq!(html(source), text, "{source}");
        }
    }

    #[test]
    fn a_document_is_read_as_it_is_seen() {
        for (source, text) in [
            (
                r"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\colortbl;\red0\green0\blue0;}\f0\fs20 Felt a \b pop\b0 .\par No gap.}",
                "Felt a pop.\nNo gap.",
            ),
            (r"{\rtf1 one\line two\tab three\cell four\row five}", "one\ntwo\tthree\tfour\nfive"),
            (r"{\rtf1 gr\'f6\'dfer, it\'92s, 37\~\'b0C}", "größer, it’s, 37 °C"),
            (r"{\rtf1\uc1 it\u8217?s \u-4179\'3f \uc0\u8805 3 {\uc2\u233 ab}c}", "it’s \u{efad} ≥3 éc"),
            (r"{\rtf1 \u-10179?\u-8704?.}", "😀."),
            (
                r"{\rtf1{\*\generator Word;}{\info{\title pop}}{\field{\*\fldinst LINK x}{\fldrslt gap}} felt}",
                "gap felt",
            ),
            (r"{\rtf1 a\{b\}c\\d\-e\_f}", "a{b}c\\de-f"),
            (r"{\rtf1{\pict\pngblip\bin4 }}{{x}gap}", "gap"),
            ("{\\rtf1 one\\\ntwo\nthree}", "one\ntwothree"),
            (r"no document, }} gap", "no document,  gap"),
            (r"\", ""),
            (r"\'", ""),
            ("", ""),
        ] {
            assert_eq!(rtf(source).unwrap(), text, "{source}");
        }
    }

    #[test]
    fn bytes_are_read_in_the_code_page_that_is_named() {
        for (source, text) in [
            (r"{\rtf1\ansi\ansicpg437 gr\'94\'e1er, 37\'f8C}", "größer, 37°C"),
            (r"{\rtf1\ansi\ansicpg850 gr\'94\'e1er}", "größer"),
            (r"{\rtf1\pc gr\'94\'e1er}", "größer"),
            (r"{\rtf1\pca gr\'94\'e1er}", "größer"),
            (r"{\rtf1\mac gr\'9a\'a7er}", "größer"),
            (r"{\rtf1\ansi\ansicpg1250 gr\'f6\'dfer \'9e}", "größer ž"),
            (r"{\rtf1\ansi\ansicpg1251 \'f0\'e0\'e7\'f0\'fb\'e2}", "разрыв"),
            (r"{\rtf1\ansi\ansicpg1254 gr\'f6\'dfer, s\'fdk\'fd}", "größer, sıkı"),
            (r"{\rtf1\ansi\ansicpg65001 gr\'c3\'b6\'c3\'9fer\par\'e2\'89\'a5 3\'b0}", "größer\n≥ 3\u{fffd}"),
            (r"{\rtf1\ansi\ansicpg1252 gr\'f6\'dfer}", "größer"),
            // What every program reads without the code page is read.
            (r"{\rtf1\ansi\ansicpg932{\fonttbl{\f0 \'83\'81;}}gap \uc2\u26085\'93\'fa 3}", "gap 日 3"),
        ] {
            assert_eq!(rtf(source).as_deref(), Ok(text), "{source}");
        }
        assert_eq!(rtf(r"{\rtf1\ansi\ansicpg932 gap \'93\'fa}"), Err(932));
    }

    /// A square of such a length would take minutes.
    #[test]
    fn the_time_is_that_of_the_length() {
        let begun = std::time::Instant::now();
        for part in [
            "<",
            "<a ",
            "<a b=\"",
            "<a b='\"",
            "<!--",
            "<!",
            "<script>",
            "<style",
            "</td>",
            "<p>",
            " ",
            "&",
            "&#",
            "<pre> ",
            "<br>",
            "{",
            "}",
            "\\",
            "\\'",
            "\\u-10179 ",
            "\\bin1 ",
            "{\\*",
            "{\\pict",
            "\\par ",
            "\\a",
            "<a b=\"c\" <",
            "<![CDATA[",
        ] {
            let source = part.repeat((1 << 18) / part.len());
            let long = html(&source).len() + rtf(&source).unwrap().len();
            assert!(long <= 2 * source.len() + 2, "{part}");
        }
        assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
    }

    proptest! {
        #[test]
        fn anything_can_be_read(text in "\\PC*", marks in prop::collection::vec(
            prop::sample::select(vec!["<", ">", "<p", "</", "<!--", "-->", "<script>", "</script", "\"", "'", "=", "&", "&#x", ";", "é", "a", " ",
                "{", "}", "\\", "\\u", "-1", "\\'e", "\\bin9 ", "\\*", "\\pict", "\n", "\u{10ffff}"]), 0..60)) {
            for source in [text, marks.concat()] {
                prop_assert!(html(&source).len() <= 2 * source.len() + 2);
                prop_assert!(rtf(&source).unwrap().len() <= 2 * source.len() + 2);
            }
        }

        #[test]
        fn no_word_is_lost_and_none_is_added(
            words in prop::collection::vec(("[a-zA-Zäß<>&{}\\\\]{1,8}", 0_usize..5), 1..30),
        ) {
            let (mut page, mut document) = (String::from("<html><body>"), String::from("{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}"));
            for (word, around) in &words {
                let escaped = word.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('ä', "&auml;");
                let (before, behind) = [("<p>", "</p>"), ("<b class=\"x>y\">", "</b> "), ("<td>", "</td>"), (" ", "<br>"), ("<!-- <p>no</p> -->", "\n")][*around];
                page.extend([before, &escaped, behind]);
                let escaped = word.replace('\\', "\\\\").replace('{', "\\{").replace('}', "\\}").replace('ä', "\\u228?").replace('ß', "\\'df");
                let (before, behind) = [("{\\b ", "}\\par "), ("", "\\cell\n"), ("{\\*\\x no}", "\\line "), ("\\pard\\f0 ", " "), ("{\\pict 00}", "\\tab ")][*around];
                document.extend([before, &escaped, behind]);
            }
            let wanted: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).collect();
            let (page, document) = (html(&page), rtf(&document).unwrap());
            prop_assert_eq!(page.split_whitespace().collect::<Vec<_>>(), wanted.clone());
            prop_assert_eq!(document.split_whitespace().collect::<Vec<_>>(), wanted);
        }
    }
}
