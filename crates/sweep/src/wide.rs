//! Inputs in UTF-16, as some systems export them: read as the UTF-8 that everything else expects. They are known by the mark
//! at their front; a note without one by its zeros.

use std::io::{self, Read};

/// How much is read at a time.
const PIECE: usize = 1 << 16;

/// Which byte of a unit comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByteOrder {
    Little,
    Big,
}

impl ByteOrder {
    /// By the mark at the front.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xfe, ..] => Some(Self::Little),
            [0xfe, 0xff, ..] => Some(Self::Big),
            _ => None,
        }
    }

    /// Of a note, by its mark or by its zeros: in UTF-16 nearly every second byte of such a text is one, in other forms none is.
    pub fn of_note(bytes: &[u8]) -> Option<Self> {
        /// How many bytes are looked at.
        const FRONT: usize = 512;
        let front = &bytes[..bytes.len().min(FRONT)];
        if front.len() < 8 || memchr::memchr(0, front).is_none() {
            return Self::of(bytes);
        }
        let zeros = |from: usize| front.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
        let (even, odd, most) = (zeros(0), zeros(1), front.len() / 2);
        Self::of(bytes).or_else(|| match () {
            () if odd * 4 >= most * 3 && even * 16 <= most => Some(Self::Little),
            () if even * 4 >= most * 3 && odd * 16 <= most => Some(Self::Big),
            () => None,
        })
    }

    /// A unit; half a unit, at the end of what was cut off, is none.
    pub fn unit(self, pair: &[u8]) -> u16 {
        match (self, pair) {
            (Self::Little, [a, b]) => u16::from_le_bytes([*a, *b]),
            (Self::Big, [a, b]) => u16::from_be_bytes([*a, *b]),
            _ => 0xfffd,
        }
    }
}

/// Reads UTF-16 as UTF-8.
pub struct Wide<R> {
    inner: R,
    order: ByteOrder,
    /// Half a unit.
    byte: Option<u8>,
    /// Half a character.
    half: Option<u16>,
    raw: Vec<u8>,
    text: io::Cursor<Vec<u8>>,
    ended: bool,
}

impl<R: Read> Wide<R> {
    /// What comes behind the mark.
    pub fn new(inner: R, order: ByteOrder) -> Self {
        let text = io::Cursor::new(Vec::new());
        Self { inner, order, byte: None, half: None, raw: Vec::new(), text, ended: false }
    }

    fn fill(&mut self) -> io::Result<()> {
        self.raw.clear();
        self.raw.extend(self.byte.take());
        let room = u64::try_from(PIECE).unwrap_or(u64::MAX);
        let before = self.raw.len();
        (&mut self.inner).take(room).read_to_end(&mut self.raw)?;
        self.ended = self.raw.len() == before;
        if !self.ended && self.raw.len() % 2 == 1 {
            self.byte = self.raw.pop();
        }
        let mut units: Vec<u16> = self.half.take().into_iter().collect();
        units.extend(self.raw.chunks(2).map(|pair| self.order.unit(pair)));
        if !self.ended && units.last().is_some_and(|unit| (0xd800..0xdc00).contains(unit)) {
            self.half = units.pop();
        }
        let text: String = char::decode_utf16(units).map(|one| one.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        self.text = io::Cursor::new(text.into_bytes());
        Ok(())
    }
}

impl<R: Read> Read for Wide<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.text.read(into)?;
            if read > 0 || into.is_empty() || self.ended {
                return Ok(read);
            }
            self.fill()?;
            if self.ended {
                return self.text.read(into);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Gives a few bytes at a time.
    struct Slow(io::Cursor<Vec<u8>>, usize);

    impl Read for Slow {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let some = self.1.min(into.len());
            self.0.read(&mut into[..some])
        }
    }

    proptest! {
        #[test]
        fn whatever_is_written_comes_out(text in "\\PC{0,300}", big in any::<bool>(), step in 1_usize..9) {
            let order = if big { ByteOrder::Big } else { ByteOrder::Little };
            let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
            let written: Vec<u8> = text.encode_utf16().flat_map(bytes).collect();
            let mut out = String::new();
            Wide::new(Slow(io::Cursor::new(written), step), order).read_to_string(&mut out).unwrap();
            prop_assert_eq!(out, text);
        }

        #[test]
        fn any_bytes_can_be_read(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let mut out = String::new();
            Wide::new(io::Cursor::new(bytes), ByteOrder::Little).read_to_string(&mut out).unwrap();
        }
    }

    #[test]
    fn a_character_across_two_pieces_is_one() {
        let text = format!("{}😀 end", "x".repeat(PIECE / 2 - 1));
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut out = String::new();
        Wide::new(io::Cursor::new(bytes), ByteOrder::Little).read_to_string(&mut out).unwrap();
        assert_eq!(out, text);
    }
}
