//! Backups come back whole; what is cut, altered or hostile is noticed; a restore loses nothing.

use proptest::prelude::*;

use super::*;
use crate::domain::design::tests::sample;

fn entry(design: &Design) -> Entry {
    Entry {
        id: design.id.clone(),
        stored: Stored::of(design),
        revisions: vec![("0000000001".into(), "{\"n\":1}".into())],
        pieces: vec![("ab12".into(), "text\n字".into())],
    }
}

fn read(file: &[u8], piece: usize) -> Result<Vec<Line>, BackupError> {
    let mut reader = Reader::default();
    let mut lines = Vec::new();
    for piece in file.chunks(piece) {
        lines.extend(reader.push(piece)?.into_iter().map(|(line, _)| line));
    }
    reader.finish()?;
    Ok(lines)
}

fn file(designs: &[Design]) -> String {
    let settings = json!({"theme": "dark", "key": "sk-secret", "locale": "zh"});
    let mut file = head(1_795_362_766_000, &settings);
    for it in designs {
        file.push_str(&design(&entry(it)));
    }
    file.push_str(&persona("my-architect", "---\nname: x\n---\n"));
    file.push_str(&end(designs.len() as u64 + 1));
    file
}

#[test]
fn a_backup_comes_back_whole_however_it_is_read() {
    let designs = [
        sample(),
        Design {
            id: "d-2".into(),
            text: "Zeile\r\n\u{2028}\0字🦀".into(),
            ..sample()
        },
    ];
    let file = file(&designs);
    assert!(!file.contains("sk-secret"));
    for piece in [1, 2, 7, 1_000, file.len()] {
        let lines = read(file.as_bytes(), piece).unwrap();
        assert_eq!(lines.len(), 5);
        assert_eq!(
            lines[0],
            Line::Head {
                made: 1_795_362_766_000,
                settings: Settings::read(&json!({"theme": "dark", "locale": "zh"}))
            }
        );
        for (line, design) in lines[1..3].iter().zip(&designs) {
            assert_eq!(*line, Line::Design(Box::new(entry(design))));
        }
        assert_eq!(lines[4], Line::End(3));
    }
}

#[test]
fn lengths_lead_back_to_the_lines() {
    let file = file(&[sample()]);
    let mut reader = Reader::default();
    let mut at = 0;
    for piece in file.as_bytes().chunks(11) {
        for (line, length) in reader.push(piece).unwrap() {
            let again = read_line(&file.as_bytes()[at..at + length]);
            assert_eq!(again, Some(line));
            at += length;
        }
    }
    assert_eq!(at, file.len());
}

#[test]
fn every_cut_is_noticed() {
    let file = file(&[sample()]);
    for end in 0..file.len() {
        let cut = read(&file.as_bytes()[..end], 64);
        assert!(
            matches!(cut, Err(BackupError::Cut | BackupError::Foreign)),
            "{end}: {cut:?}"
        );
    }
    // A line that is missing in the middle, and one that comes after the end.
    let lines: Vec<&str> = file.split_inclusive('\n').collect();
    let without = [lines[0], lines[2], lines[3]].concat();
    assert_eq!(read(without.as_bytes(), 64), Err(BackupError::Cut));
    let after = format!("{file}{}", lines[1]);
    assert_eq!(read(after.as_bytes(), 64), Err(BackupError::Damaged(5)));
}

#[test]
fn other_files_are_told_apart() {
    for (text, error) in [
        ("", BackupError::Foreign),
        ("\n", BackupError::Foreign),
        ("# A design\n\ntext\n", BackupError::Foreign),
        ("{\"design\":{},\"text\":\"\"}\n", BackupError::Foreign),
        (
            "{\"backend-architect-backup\":2,\"x\":1}\n",
            BackupError::Newer,
        ),
    ] {
        assert_eq!(read(text.as_bytes(), 8), Err(error), "{text}");
    }
    let first = head(1, &Value::Null);
    for line in [
        "null",
        "[]",
        "{",
        r#"{"design":7}"#,
        r#"{"design":"../x","record":"","text":"","revisions":[],"pieces":[]}"#,
        r#"{"design":"d-1","record":"","text":"","revisions":{},"pieces":[]}"#,
        r#"{"design":"d-1","record":"","text":"","revisions":[["a/b","x"]],"pieces":[]}"#,
        r#"{"design":"d-1","record":"","text":"","revisions":[["a"]],"pieces":[]}"#,
        r#"{"persona":"a b","stored":""}"#,
    ] {
        let file = format!("{first}{line}\n{}", end(1));
        assert_eq!(
            read(file.as_bytes(), 64),
            Err(BackupError::Damaged(2)),
            "{line}"
        );
    }
    // What a later program adds is passed over.
    let file = format!("{first}{{\"folder\":1}}\n{}", end(1));
    assert_eq!(read(file.as_bytes(), 64).map(|lines| lines.len()), Ok(3));
}

#[test]
fn a_design_has_one_fate() {
    let base = sample();
    let longer = Design {
        text: format!("{}\nmore", base.text),
        updated: base.updated + 1,
        ..base.clone()
    };
    let other = Design {
        text: "# Other\n".into(),
        updated: base.updated + 9,
        ..base.clone()
    };
    let renamed = Design {
        given_title: Some("Mine".into()),
        ..longer.clone()
    };
    let begun_again = Design {
        created: base.created + 5,
        updated: base.updated + 5,
        ..base.clone()
    };
    let with_history = Entry {
        revisions: vec![
            ("0000000001".into(), "{\"n\":1}".into()),
            ("0000000002".into(), "{\"n\":2}".into()),
        ],
        ..entry(&longer)
    };
    let other_history = Entry {
        revisions: vec![("0000000001".into(), "{\"n\":9}".into())],
        ..entry(&longer)
    };
    let sealed = |version: u64| Entry {
        stored: Stored {
            record: format!("{{\"version\":{version},\"id\":\"d-1\"}}"),
            text: String::new(),
        },
        ..entry(&base)
    };
    let base_entry = entry(&base);
    for (number, (there, here, expected)) in [
        (base_entry.clone(), None, Fate::New),
        (base_entry.clone(), Some(base_entry.clone()), Fate::Same),
        (base_entry.clone(), Some(entry(&longer)), Fate::Older),
        (entry(&longer), Some(base_entry.clone()), Fate::Newer),
        (base_entry.clone(), Some(entry(&begun_again)), Fate::Older),
        (with_history.clone(), Some(base_entry.clone()), Fate::Newer),
        (base_entry.clone(), Some(with_history), Fate::Older),
        (other_history, Some(base_entry.clone()), Fate::Apart),
        (entry(&other), Some(base_entry.clone()), Fate::Apart),
        (entry(&renamed), Some(base_entry.clone()), Fate::Apart),
        (sealed(99), None, Fate::Sealed),
        (sealed(99), Some(sealed(99)), Fate::Same),
        (sealed(99), Some(base_entry.clone()), Fate::Left),
        (base_entry.clone(), Some(sealed(99)), Fate::Apart),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(fate(&there, here.as_ref()), expected, "row {number}");
    }
    // A record that speaks of another design is none of this one.
    let foreign = Entry {
        id: "d-7".into(),
        ..base_entry
    };
    assert_eq!(fate(&foreign, None), Fate::Sealed);
}

proptest! {
    #[test]
    fn no_bytes_panic_and_only_whole_backups_are_read(
        bytes in proptest::collection::vec(any::<u8>(), 0..400), piece in 1_usize..50, at in any::<prop::sample::Index>()
    ) {
        prop_assert!(read(&bytes, piece).is_err());
        let mut file = file(&[sample()]).into_bytes();
        let at = at.index(file.len());
        file.splice(at..at, bytes);
        let _ = read(&file, piece);
    }

    /// Whatever is replaced, all of its text is in what takes its place.
    #[test]
    fn a_replaced_text_is_part_of_the_new_one(
        ours in "[ab\n]{0,6}", theirs in "[ab\n]{0,6}", ours_at in 0_u64..3, theirs_at in 0_u64..3
    ) {
        let design = |text: &str, at| Design { text: text.into(), updated: at, created: 0, ..sample() };
        let (here, there) = (entry(&design(&ours, ours_at)), entry(&design(&theirs, theirs_at)));
        match fate(&there, Some(&here)) {
            Fate::Newer => prop_assert!(theirs.starts_with(&ours)),
            Fate::Older => prop_assert!(ours.starts_with(&theirs)),
            Fate::Same => prop_assert_eq!(ours, theirs),
            Fate::Apart => {}
            other => prop_assert!(false, "{other:?}"),
        }
    }
}
