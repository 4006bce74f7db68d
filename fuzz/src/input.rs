//! Reading a fuzzer's bytes as text and as the places at which to cut it.

/// The bytes as text; invalid ones become replacement characters, as everywhere in the product.
pub fn text(data: &[u8]) -> String {
    String::from_utf8_lossy(data).into_owned()
}

/// The first bytes, which say where to cut, and the rest, which is cut.
pub fn with_cuts(data: &[u8]) -> (&[u8], &[u8]) {
    const CUTS: usize = 8;
    data.split_at(data.len().min(CUTS))
}

/// The text in pieces whose lengths the cuts give, again and again; never inside a character.
pub fn pieces<'a>(text: &'a str, cuts: &[u8]) -> Vec<&'a str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    for cut in cuts.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let mut end = usize::from(*cut).clamp(1, rest.len());
        while !rest.is_char_boundary(end) {
            end += 1;
        }
        let (piece, after) = rest.split_at(end);
        pieces.push(piece);
        rest = after;
    }
    pieces
}

/// The same for bytes, which may be cut anywhere.
pub fn byte_pieces<'a>(bytes: &'a [u8], cuts: &[u8]) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    let mut rest = bytes;
    for cut in cuts.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (piece, after) = rest.split_at(usize::from(*cut).clamp(1, rest.len()));
        pieces.push(piece);
        rest = after;
    }
    pieces
}
