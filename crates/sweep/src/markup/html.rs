//! HTML and XHTML: tags dropped, those that end a line or a cell kept as such, references decoded; comments, scripts and styles
//! passed over.

use super::windows;

/// The names of the characters from U+00A0 to U+00FF.
const LATIN: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 \
    sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring \
    AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash \
    Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc \
    euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute \
    thorn yuml";

/// The other names that notes use.
const NAMES: [(&str, char); 24] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bdquo", '„'),
    ("bull", '•'),
    ("hellip", '…'),
    ("ensp", ' '),
    ("emsp", ' '),
    ("thinsp", ' '),
    ("euro", '€'),
    ("trade", '™'),
    ("le", '≤'),
    ("ge", '≥'),
    ("rarr", '→'),
    ("asymp", '≈'),
];

/// The longest reference to a character, from `&` to `;`.
const REFERENCE: usize = 32;

/// The text of a page or a part of one.
pub fn html(source: &str) -> String {
    let mut page = Html { source, at: 0, out: String::with_capacity(source.len() / 2), ..Html::default() };
    page.read();
    page.out.truncate(page.out.trim_end().len());
    page.out
}

/// A page as it is read.
#[derive(Default)]
struct Html<'a> {
    source: &'a str,
    at: usize,
    out: String,
    /// White space was passed over.
    space: bool,
    /// Where the text of the last cell begins.
    cell: usize,
    /// How deep in text whose white space counts.
    kept: usize,
    /// What ends nowhere behind here: each is looked for once.
    quotes_off: bool,
    no_comment: bool,
    no_script: [bool; 2],
}

impl<'a> Html<'a> {
    fn rest(&self) -> &'a str {
        self.source.get(self.at..).unwrap_or_default()
    }

    fn read(&mut self) {
        while self.at < self.source.len() {
            let rest = self.rest().as_bytes();
            let run = memchr::memchr2(b'<', b'&', rest).unwrap_or(rest.len());
            let end = self.at + run;
            let text = self.source.get(self.at..end).unwrap_or_default();
            for one in text.chars() {
                self.push(one);
            }
            self.at = end;
            match self.source.as_bytes().get(end) {
                Some(b'<') => self.mark(),
                Some(_) => self.reference(),
                None => {}
            }
        }
    }

    /// Adds a character; white space is one space, except where it counts.
    fn push(&mut self, one: char) {
        if self.kept > 0 {
            self.out.push(if one == '\u{a0}' { ' ' } else { one });
        } else if one.is_whitespace() {
            self.space = true;
        } else {
            if std::mem::take(&mut self.space) && !self.out.is_empty() && !self.out.ends_with(['\n', '\t']) {
                self.out.push(' ');
            }
            self.out.push(one);
        }
    }

    /// Ends a line; nothing at the front of a line.
    fn line(&mut self) {
        self.space = false;
        let end = self.out.trim_end_matches([' ', '\t']).len();
        self.out.truncate(end);
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    /// Ends a paragraph or the like; nothing at the front of a cell.
    fn block(&mut self) {
        self.space = false;
        if !self.out.ends_with('\t') {
            self.line();
        }
    }

    /// Begins or ends a cell. A tab keeps “Thompson” and “positive” beside each other in one sentence, also where a paragraph
    /// ends between them.
    fn cell(&mut self, closes: bool) {
        self.space = false;
        let end = self.out.trim_end_matches('\n').len();
        if closes && end > self.cell {
            self.out.truncate(end);
        }
        if !self.out.is_empty() && !self.out.ends_with(['\n', '\t']) {
            self.out.push('\t');
        }
        if !closes {
            self.cell = self.out.len();
        }
    }

    fn reference(&mut self) {
        let rest = self.rest();
        let front = rest.as_bytes().get(..REFERENCE).unwrap_or(rest.as_bytes());
        let length = front.iter().skip(1).position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'#');
        let name = rest.get(1..=length.unwrap_or(front.len() - 1)).unwrap_or_default();
        let closed = rest.as_bytes().get(1 + name.len()) == Some(&b';');
        let found = match name.strip_prefix('#') {
            Some(number) => numbered(number),
            None if closed => named(name),
            None => None,
        };
        if let Some(one) = found {
            self.at += 1 + name.len() + usize::from(closed);
            if one != '\u{ad}' {
                self.push(one);
            }
        } else {
            self.at += 1;
            self.push('&');
        }
    }

    /// A tag, a comment, or a mere `<`.
    fn mark(&mut self) {
        let rest = self.rest();
        if let Some(inside) = rest.strip_prefix("<!--") {
            let end = if self.no_comment { None } else { memchr::memmem::find(inside.as_bytes(), b"-->") };
            self.no_comment |= end.is_none();
            self.at += end.map_or(4, |end| 4 + end + 3);
            return;
        }
        if let Some(inside) = rest.strip_prefix("<![CDATA[") {
            // What stands inside is text as it is; three marks at its end do no harm.
            self.at += rest.len() - inside.len();
            return;
        }
        let name = rest.get(1..).unwrap_or_default();
        let name = name.strip_prefix('/').unwrap_or(name);
        let is_tag = name.starts_with(|one: char| one.is_ascii_alphabetic() || matches!(one, '!' | '?'));
        let Some(length) = is_tag.then(|| self.tag()).flatten() else {
            self.at += 1;
            self.push('<');
            return;
        };
        let (rest, closes) = (self.rest(), rest.starts_with("</"));
        let name = rest.get(1 + usize::from(closes)..length).unwrap_or_default();
        let end = name.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(name.len());
        let name = name.get(..end.min(16)).unwrap_or_default().to_ascii_lowercase();
        self.at += length;
        match name.as_str() {
            "script" | "style" if !closes => self.script(&name),
            "td" | "th" => self.cell(closes),
            "caption" | "table" | "tbody" | "tfoot" | "thead" | "tr" => self.line(),
            "pre" | "textarea" => {
                self.block();
                self.kept = if closes { self.kept.saturating_sub(1) } else { self.kept + 1 };
            }
            "br" => {
                self.space = false;
                self.out.push('\n');
            }
            "address" | "article" | "aside" | "blockquote" | "body" | "center" | "dd" | "details" | "div" | "dl"
            | "dt" | "fieldset" | "figcaption" | "figure" | "footer" | "form" | "h1" | "h2" | "h3" | "h4" | "h5"
            | "h6" | "head" | "header" | "hr" | "html" | "legend" | "li" | "main" | "nav" | "ol" | "option" | "p"
            | "section" | "select" | "summary" | "title" | "ul" => self.block(),
            _ => {}
        }
    }

    /// The length of the tag that begins here; nothing when another mark begins before it ends. A quote counts behind `=`.
    fn tag(&mut self) -> Option<usize> {
        let rest = self.rest().as_bytes();
        let mut at = 1;
        loop {
            let next = rest.get(at..)?.iter().position(|byte| matches!(byte, b'<' | b'>' | b'"' | b'\''))?;
            let here = at + next;
            at = here + 1;
            match rest[here] {
                b'<' => return None,
                b'>' => return Some(at),
                _ if self.quotes_off || rest[here - 1] != b'=' => {}
                quote => match memchr::memchr(quote, rest.get(at..).unwrap_or_default()) {
                    Some(close) => at += close + 1,
                    None => self.quotes_off = true,
                },
            }
        }
    }

    /// Passes over what no reader sees, to the tag that ends it.
    fn script(&mut self, name: &str) {
        let known = usize::from(name == "style");
        if self.no_script[known] {
            return;
        }
        let rest = self.rest().as_bytes();
        let is_end = |at: &usize| {
            let behind = rest.get(at + 1..at + 2 + name.len());
            behind.and_then(|bytes| bytes.strip_prefix(b"/")).is_some_and(|b| b.eq_ignore_ascii_case(name.as_bytes()))
        };
        match memchr::memchr_iter(b'<', rest).find(is_end) {
            Some(at) => self.at += at,
            None => self.no_script[known] = true,
        }
    }
}

fn numbered(text: &str) -> Option<char> {
    let number = match text.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None => text.parse().ok()?,
    };
    match u8::try_from(number) {
        Ok(byte) if byte >= 0x80 => Some(windows(byte)),
        Ok(0) => None,
        _ => char::from_u32(number),
    }
}

fn named(name: &str) -> Option<char> {
    if let Some((_, one)) = NAMES.iter().find(|(known, _)| *known == name) {
        return Some(*one);
    }
    let at = LATIN.split_whitespace().position(|known| known == name)?;
    u32::try_from(at).ok().and_then(|at| char::from_u32(0xa0 + at))
}
