//! Lines from bytes, in whatever pieces they arrive: all the framing that newline-delimited JSON has.
//!
//! Event streams are made of the same lines, so `sse` builds on this file.

/// Sans-I/O decoder of UTF-8 lines ending in LF, CRLF or CR, of any length.
///
/// Bytes are decoded only when their line is whole, so that no character is cut; invalid ones become
/// U+FFFD. A byte order mark at the start is dropped.
#[derive(Debug, Default)]
pub struct Lines {
    open: Vec<u8>,
    after_cr: bool,
    started: bool,
}

impl Lines {
    /// Takes bytes, gives the lines that they complete, without their ends.
    pub fn push(&mut self, mut bytes: &[u8]) -> Vec<String> {
        let mut lines = Vec::new();
        if self.after_cr && !bytes.is_empty() {
            self.after_cr = false;
            bytes = bytes.strip_prefix(b"\n").unwrap_or(bytes);
        }
        while let Some(end) = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
            self.open.extend_from_slice(&bytes[..end]);
            lines.push(self.take());
            let cr = bytes[end] == b'\r';
            bytes = &bytes[end + 1..];
            if cr {
                self.after_cr = bytes.is_empty();
                bytes = bytes.strip_prefix(b"\n").unwrap_or(bytes);
            }
        }
        self.open.extend_from_slice(bytes);
        lines
    }

    /// The stream is over: gives the line that had no end.
    pub fn end(&mut self) -> Option<String> {
        (!self.open.is_empty()).then(|| self.take())
    }

    fn take(&mut self) -> String {
        let bytes = std::mem::take(&mut self.open);
        let text = if std::mem::replace(&mut self.started, true) {
            &bytes[..]
        } else {
            bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes)
        };
        String::from_utf8_lossy(text).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_the_same_however_they_are_cut() {
        let stream = "\u{feff}{\"a\":\"漢\"}\r\n\n{\"b\":1}\r{\"c\":\"😀\"}";
        let expected = ["{\"a\":\"漢\"}", "", "{\"b\":1}", "{\"c\":\"😀\"}"];
        for size in 1..stream.len() {
            let mut decoder = Lines::default();
            let mut lines: Vec<_> = stream
                .as_bytes()
                .chunks(size)
                .flat_map(|piece| decoder.push(piece))
                .collect();
            lines.extend(decoder.end());
            assert_eq!(lines, expected, "pieces of {size}");
        }
    }
}
