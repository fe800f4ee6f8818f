//! Quotation marks that are left open: in a table, one of them takes the rows behind it into its cell.

/// Where in a record of several lines another row begins that an open quotation mark took in; nothing when the record is
/// whole. `begins` tells whether a line begins as a row does.
pub fn swallowed(record: &[u8], separator: u8, begins: impl Fn(&[u8]) -> bool) -> Option<usize> {
    let body = record.trim_ascii_end();
    memchr::memchr(b'\n', body)?;
    if !is_odd(body, separator) {
        return None;
    }
    memchr::memchr_iter(b'\n', body).map(|at| at + 1).find(|start| {
        let line = &body[*start..];
        begins(&line[..memchr::memchr(b'\n', line).unwrap_or(line.len())])
    })
}

/// Whether a quoted cell goes on behind its closing mark, or has none. As in the reader, a mark opens only at the front of a
/// cell, and two are one.
fn is_odd(record: &[u8], separator: u8) -> bool {
    let mut at = 0;
    loop {
        if record.get(at) == Some(&b'"') {
            at += 1;
            loop {
                let Some(next) = memchr::memchr(b'"', &record[at..]) else { return true };
                at += next + 1;
                match record.get(at) {
                    Some(b'"') => at += 1,
                    Some(behind) if *behind != separator && !behind.is_ascii_whitespace() => return true,
                    _ => break,
                }
            }
        }
        let Some(next) = memchr::memchr2(separator, b'\n', &record[at..]) else { return false };
        at += next + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::swallowed;

    /// The line that was taken in.
    fn taken(record: &str) -> Option<&str> {
        let at = swallowed(record.as_bytes(), b',', |line| line.starts_with(b"e"))?;
        record[at..].lines().next()
    }

    #[test]
    fn an_open_mark_takes_in_no_row() {
        for (record, expected) in [
            ("e1,\"felt a pop,S93\ne2,\"calf pain\",S93\n", Some("e2,\"calf pain\",S93")),
            ("e1,\"felt a pop,S93\ne2,calf pain,S93\ne3,ankle,S93", Some("e2,calf pain,S93")),
            ("e1,\"felt a pop\r\nno gap,S93\r\ne2,\"calf\",S93", Some("e2,\"calf\",S93")),
            // Whole: the second line is part of the note, whatever it looks like.
            ("e1,\"felt a pop\ne2 is the bed\",S93\n", None),
            ("e1,\"said \"\"pop\"\"\ne2 is the bed\",S93\n", None),
            ("e1,\"felt a pop\" ,S93\n", None),
            // Odd, but nothing was taken in.
            ("e1,\"felt a \"pop\" then\nno gap\",S93\n", None),
            ("e1,5\" wound,S93\n", None),
            ("", None),
        ] {
            assert_eq!(taken(record), expected, "{record}");
        }
    }
}
