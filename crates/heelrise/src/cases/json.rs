//! JSON read with the place of everything in it, so that a mistake can be shown where it stands and said in plain words.
//! What is read here is only looked at; the case itself is made by its own reader afterwards.

/// Nobody nests a case deeper than this.
const DEEPEST: usize = 64;

/// A value and where it begins, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Where it begins.
    pub at: usize,
    /// What it is.
    pub value: Value,
}

/// A JSON value. Of a list only that it is one is kept: a case holds none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as it is written.
    Number(String),
    /// Text.
    Text(String),
    /// A list.
    List,
    /// Fields in the order in which they stand.
    Object(Vec<Field>),
}

/// A field of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Where the name begins.
    pub at: usize,
    /// Its value.
    pub node: Node,
}

/// Something that is not JSON: where, which sentence says so, and what was written there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// Where, in bytes.
    pub at: usize,
    /// The id of the sentence.
    pub id: &'static str,
    /// What stands there; empty when the sentence needs nothing.
    pub written: String,
}

impl Slip {
    fn new(at: usize, id: &'static str) -> Self {
        Self { at, id, written: String::new() }
    }
}

/// Reads one value that fills the whole text.
pub fn read(text: &[u8]) -> Result<Node, Slip> {
    let text = std::str::from_utf8(text).map_err(|error| Slip::new(error.valid_up_to(), "input-not-utf8"))?;
    let mut reader = Reader { text, at: 0 };
    let node = reader.value(0, 0)?;
    reader.space();
    if reader.peek().is_some() { Err(Slip::new(reader.at, "input-comma-missing")) } else { Ok(node) }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while self.peek().is_some_and(|byte| b" \t\r\n".contains(&byte)) {
            self.at += 1;
        }
    }

    /// A run of characters that end nothing, for a message.
    fn word(&self) -> String {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let end = rest.find(|c: char| c.is_whitespace() || ",:{}[]\"'".contains(c)).unwrap_or(rest.len());
        let end = if end == 0 { rest.chars().next().map_or(0, char::len_utf8) } else { end };
        rest.get(..end).unwrap_or_default().to_owned()
    }

    fn slip_word(&self, id: &'static str) -> Slip {
        Slip { at: self.at, id, written: self.word() }
    }

    /// A value; `open` is where the bracket around it stands, to be named when the text ends too early.
    fn value(&mut self, depth: usize, open: usize) -> Result<Node, Slip> {
        self.space();
        let at = self.at;
        if depth > DEEPEST {
            return Err(Slip::new(at, "input-too-deep"));
        }
        let value = match self.peek() {
            None => return Err(Slip::new(open, "input-cut-off")),
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Value::Text(self.string()?),
            Some(b'\'') => return Err(Slip::new(at, "input-single-quotes")),
            Some(b'/' | b'#') => return Err(Slip::new(at, "input-comment")),
            Some(b',' | b'}' | b']' | b':') => return Err(Slip::new(at, "input-value-missing")),
            Some(_) => {
                let word = self.word();
                let value = match word.as_str() {
                    "null" => Value::Null,
                    "true" => Value::Bool(true),
                    "false" => Value::Bool(false),
                    number if is_number(number) => Value::Number(word.clone()),
                    _ => return Err(self.slip_word("input-bare-word")),
                };
                self.at += word.len();
                value
            }
        };
        Ok(Node { at, value })
    }

    fn object(&mut self, depth: usize) -> Result<Value, Slip> {
        let open = self.at;
        self.at += 1;
        let mut fields = Vec::new();
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Object(fields));
        }
        loop {
            self.space();
            let at = self.at;
            let name = match self.peek() {
                None => return Err(Slip::new(open, "input-cut-off")),
                Some(b'"') => self.string()?,
                Some(b'}') => return Err(Slip::new(at, "input-comma-at-end")),
                Some(b'\'') => return Err(Slip::new(at, "input-single-quotes")),
                Some(b'/' | b'#') => return Err(Slip::new(at, "input-comment")),
                Some(b']') => return Err(Slip::new(at, "input-wrong-bracket")),
                Some(_) => return Err(self.slip_word("input-bare-name")),
            };
            self.space();
            match self.peek() {
                Some(b':') => self.at += 1,
                None => return Err(Slip::new(open, "input-cut-off")),
                Some(_) => return Err(Slip { at: self.at, id: "input-colon-missing", written: name }),
            }
            let node = self.value(depth + 1, open)?;
            fields.push(Field { name, at, node });
            if self.ends(open, b'}', b']')? {
                return Ok(Value::Object(fields));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value, Slip> {
        let open = self.at;
        self.at += 1;
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::List);
        }
        loop {
            self.space();
            if self.peek() == Some(b']') {
                return Err(Slip::new(self.at, "input-comma-at-end"));
            }
            self.value(depth + 1, open)?;
            if self.ends(open, b']', b'}')? {
                return Ok(Value::List);
            }
        }
    }

    /// After a value: a comma, or the bracket that ends what holds it.
    fn ends(&mut self, open: usize, close: u8, wrong: u8) -> Result<bool, Slip> {
        self.space();
        match self.peek() {
            None => Err(Slip::new(open, "input-cut-off")),
            Some(b',') => {
                self.at += 1;
                Ok(false)
            }
            Some(byte) if byte == close => {
                self.at += 1;
                Ok(true)
            }
            Some(byte) if byte == wrong => Err(Slip::new(self.at, "input-wrong-bracket")),
            Some(b'/' | b'#') => Err(Slip::new(self.at, "input-comment")),
            Some(_) => Err(Slip::new(self.at, "input-comma-missing")),
        }
    }

    fn string(&mut self) -> Result<String, Slip> {
        let open = self.at;
        self.at += 1;
        loop {
            match self.peek() {
                None | Some(b'\n') => return Err(Slip::new(open, "input-quote-open")),
                Some(b'"') => break,
                Some(b'\\') => self.at += 2,
                Some(byte) if byte < 0x20 => return Err(Slip::new(self.at, "input-control")),
                Some(_) => self.at += 1,
            }
        }
        self.at += 1;
        let quoted = self.text.get(open..self.at).unwrap_or_default();
        serde_json::from_str(quoted).map_err(|_| Slip::new(open, "input-backslash"))
    }
}

/// Whether this is a number as JSON writes it.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let (text, power) = text.split_once(['e', 'E']).map_or((text, None), |(text, power)| (text, Some(power)));
    let power_good = power.is_none_or(|power| digits(power.strip_prefix(['+', '-']).unwrap_or(power)));
    let (whole, part) = text.split_once('.').map_or((text, None), |(whole, part)| (whole, Some(part)));
    let whole_good = digits(whole) && (whole == "0" || !whole.starts_with('0'));
    power_good && whole_good && part.is_none_or(digits)
}
