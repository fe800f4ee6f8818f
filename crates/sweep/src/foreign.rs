//! Files that are no note, whatever they are called: archives, office files, pictures, records. Read as text they would name
//! nothing, and nobody would hear of it.

use crate::input::Cause;
use crate::wide::ByteOrder;

/// How many bytes are looked at.
const FRONT: usize = 4096;

/// What archives, documents and pictures begin with, and what that is.
const BEGINNINGS: &[(&[u8], What)] = &[
    (b"PK\x03\x04", What::Archive("a zip archive, or a file of Word or Excel")),
    (b"PK\x05\x06", What::Archive("an empty zip archive")),
    (b"BZh", What::Archive("packed with bzip2")),
    (b"\xfd7zXZ\0", What::Archive("packed with xz")),
    (b"7z\xbc\xaf\x27\x1c", What::Archive("a 7-Zip archive")),
    (b"Rar!", What::Archive("a RAR archive")),
    (b"%PDF", What::Document("a PDF")),
    (b"\xd0\xcf\x11\xe0", What::Document("an office file of the old kind")),
    (b"\x89PNG", What::Picture),
    (b"\xff\xd8\xff", What::Picture),
    (b"GIF8", What::Picture),
    (b"II*\0", What::Picture),
    (b"MM\0*", What::Picture),
    (b"SQLite format 3\0", What::Document("a database")),
];

#[derive(Debug, Clone, Copy)]
enum What {
    Archive(&'static str),
    Document(&'static str),
    Picture,
}

impl What {
    fn cause(self) -> Cause {
        match self {
            Self::Archive(name) => {
                let mend = "Unpack it, save a sheet as CSV and a document as text, and sweep what comes out.";
                Cause::new(format!("it is {name}"), mend)
            }
            Self::Document(name) => {
                Cause::new(format!("it is {name}"), "Save what it holds as text or as CSV, and sweep that.")
            }
            Self::Picture => Cause::new(
                "it is a picture",
                "Pictures are not read: have it typed, or sweep the record it belongs to.",
            ),
        }
    }
}

/// Why a file that should be one note is none; nothing when it may be one.
pub fn cause(bytes: &[u8]) -> Option<Cause> {
    let front = &bytes[..bytes.len().min(FRONT)];
    if let Some((_, what)) = BEGINNINGS.iter().find(|(begins, _)| front.starts_with(begins)) {
        return Some(what.cause());
    }
    if front.get(257..262) == Some(b"ustar") {
        return Some(What::Archive("a tar archive").cause());
    }
    if front.get(128..132) == Some(b"DICM") {
        return Some(What::Picture.cause());
    }
    let has = |words: &[u8]| front.windows(words.len()).any(|here| here.eq_ignore_ascii_case(words));
    let text = front.strip_prefix("\u{feff}".as_bytes()).unwrap_or(front).trim_ascii_start();
    if text.starts_with(b"<?xml") && !has(b"<html") {
        return Some(Cause::new(
            "it is XML",
            "XML is not read: export the notes as text, CSV or FHIR, and sweep those.",
        ));
    }
    let list = text.strip_prefix(b"[").is_some_and(|rest| rest.trim_ascii_start().starts_with(b"{"));
    if list || (text.starts_with(b"{") && has(b"\"resourceType\"")) {
        let mend = "Sweep it with --kind fhir.";
        return Some(Cause::new("it holds records, and is not one note", mend));
    }
    let strange = front.iter().filter(|byte| matches!(byte, 0 | 1..=6 | 14..=26 | 28..=31 | 127)).count();
    let is_binary = ByteOrder::of_note(front).is_none() && (front.contains(&0) || strange * 20 > front.len());
    is_binary.then(|| Cause::new("it is no text", "If notes are in it, save them as text or as CSV, and sweep those."))
}

#[cfg(test)]
mod tests {
    use super::cause;

    #[test]
    fn what_is_no_note_is_named_and_every_note_is_read() {
        let tar = [b"notes/a.txt".as_slice(), &[0; 246], b"ustar\x0000"].concat();
        for (bytes, why) in [
            (b"PK\x03\x04\x14\0".as_slice(), "zip"),
            (b"%PDF-1.7", "PDF"),
            (b"BZh91AY", "bzip2"),
            (&tar, "tar"),
            (b"\x89PNG\r\n", "picture"),
            (b"<?xml version=\"1.0\"?><ClinicalDocument>", "XML"),
            (b"[\n {\"resourceType\": \"Encounter\"}]", "records"),
            (b"{\"resourceType\":\"Encounter\",\"id\":\"e1\"}\n", "records"),
            (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0", "no text"),
        ] {
            let found = cause(bytes).map(|cause| cause.why).unwrap_or_default();
            assert!(found.contains(why), "{why}: {found}");
        }
        let wide: Vec<u8> = "Felt a pop in the calf.".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for note in [
            b"Felt a pop.".as_slice(),
            b"[copied] felt a pop",
            b"{plan} home",
            b"<?xml version=\"1.0\"?><html><body>pop</body></html>",
            b"<p>Felt a pop</p>",
            b"{\\rtf1 pop}",
            b"caf\xe9 pop\x0c\x1b[0m",
            b"",
            &wide,
        ] {
            assert_eq!(cause(note), None, "{}", String::from_utf8_lossy(note));
        }
    }
}
