//! What comes without end, made of one piece that is sent again and again.

use super::{Dialect, Flood, Script, encode, wire::Step};
use axum::body::Bytes;
use serde_json::Value;

const PIECE: usize = 1 << 16;
const COMMENT: &str = ": keep-alive\n\n";
/// What a dialect of lines has instead of comments.
const BLANK: &str = "              \n";
const WORDS: &str = "Waves without end. ";

/// The steps of a flood of about so many bytes.
pub fn steps(dialect: Dialect, flood: Flood, bytes: usize) -> Vec<Step> {
    let (before, piece, after) = match (flood, dialect) {
        (Flood::Comments, Dialect::Ollama) => {
            ("", BLANK.repeat(PIECE / BLANK.len()).into_bytes(), "")
        }
        (Flood::Comments, _) => ("", COMMENT.repeat(PIECE / COMMENT.len()).into_bytes(), ""),
        (Flood::Line, Dialect::Ollama) => {
            let before = "{\"message\":{\"content\":\"\"},\"done\":false,\"filler\":\"";
            (before, vec![b'x'; PIECE], "\"}\n")
        }
        (Flood::Line, _) => ("data: ", vec![b'x'; PIECE], "\n\n"),
        (Flood::Text, _) => ("", text(dialect), ""),
    };
    let times = bytes.div_ceil(piece.len());
    vec![
        Step::Send(Bytes::from_static(before.as_bytes())),
        Step::Flood(Bytes::from(piece), times),
        Step::Send(Bytes::from_static(after.as_bytes())),
    ]
}

/// Events of text, about a piece of them.
fn text(dialect: Dialect) -> Vec<u8> {
    let script = Script {
        delta: WORDS.len() * 8,
        ..Script::text(WORDS.repeat(PIECE / WORDS.len()))
    };
    let answer = dialect.answer(&script, &Value::Null);
    encode::text_events(dialect, &script, &answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_as_large_as_asked_for_and_leaves_the_stream_whole() {
        for dialect in Dialect::ALL {
            for flood in [Flood::Comments, Flood::Line, Flood::Text] {
                let steps = steps(dialect, flood, 10 << 20);
                let [
                    Step::Send(before),
                    Step::Flood(piece, times),
                    Step::Send(after),
                ] = steps.as_slice()
                else {
                    panic!("{steps:?}");
                };
                assert!(piece.len() * times >= 10 << 20, "{dialect:?} {flood:?}");
                let one = [before, piece, after].map(|part| part.to_vec()).concat();
                let one = String::from_utf8(one).expect("UTF-8");
                assert!(one.ends_with('\n'), "{dialect:?} {flood:?}");
                assert_eq!(one.contains("Waves"), flood == Flood::Text);
                let lines = one.lines().count();
                assert_eq!(
                    lines <= 2,
                    flood == Flood::Line,
                    "{dialect:?} {flood:?}: {lines}"
                );
            }
        }
    }
}
