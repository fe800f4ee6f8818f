//! Tables whose rows end with a carriage return alone, as some programs still write them: read as if they ended with a line
//! feed, byte for byte.

use std::io::{self, Read};

/// Whether a table that begins with these bytes is one.
pub fn ends_rows(front: &[u8]) -> bool {
    memchr::memchr(b'\r', front).is_some() && memchr::memchr(b'\n', front).is_none()
}

/// Reads line feeds where carriage returns stand.
pub struct Returns<R>(pub R);

impl<R: Read> Read for Returns<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.0.read(into)?;
        into[..read].iter_mut().filter(|byte| **byte == b'\r').for_each(|byte| *byte = b'\n');
        Ok(read)
    }
}
