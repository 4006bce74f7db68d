//! What strangers send: payloads of links, imported files. Never a panic; what is packed comes back.

use backend_architect::domain::{
    brief::Brief,
    design::{Design, Outcome, Stamp},
    locale::Locale,
    share,
};

use crate::input;

/// Unpacks and imports the bytes, then packs a design that has them as its text.
pub fn check(data: &[u8]) {
    let text = input::text(data);
    if let Ok(design) = share::unpack(&text) {
        comes_back(&design);
    }
    if let Ok(file) = share::file_text(data.to_vec())
        && let Ok(design) = share::import(&file, blank())
    {
        comes_back(&design);
    }
    comes_back(&Design {
        brief: Brief::of_text(text.clone()),
        text,
        ..blank()
    });
}

fn comes_back(design: &Design) {
    assert_eq!(share::unpack(&share::pack(design)).as_ref(), Ok(design));
    let file = share::markdown(design);
    match share::import(&file, blank()) {
        Ok(read) => assert_eq!(read.text, design.text, "through {file:?}"),
        Err(error) => assert!(design.text.trim().is_empty(), "{error:?} for {file:?}"),
    }
}

fn blank() -> Design {
    Design {
        id: "design".to_owned(),
        given_title: None,
        created: 1,
        updated: 2,
        locale: Locale::En,
        brief: Brief::default(),
        text: String::new(),
        stamp: Stamp::default(),
        outcome: Outcome::Done,
        runs: Vec::new(),
    }
}
