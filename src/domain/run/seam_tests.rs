//! What models repeat when they go on, and the law that nothing else is dropped.

use proptest::{prelude::*, sample::Index, test_runner::RngSeed};

use super::*;

const TRANSCRIPTS: [&str; 3] = [
    include_str!("../../../tests/fixtures/transcripts/a1.md"),
    include_str!("../../../tests/fixtures/transcripts/b1.md"),
    include_str!("../../../tests/fixtures/transcripts/c1.md"),
];

/// Joins a continuation that arrives in pieces of `size` characters.
fn join(before: &str, continuation: &str, size: usize) -> Joined {
    let mut seam = Seam::default();
    let mut text = String::new();
    let characters: Vec<char> = continuation.chars().collect();
    let pieces = characters.chunks(size).map(String::from_iter);
    for joined in pieces
        .map(|piece| seam.push(before, piece))
        .collect::<Vec<_>>()
    {
        match joined {
            Joined::Held => {}
            Joined::Text(more) => text.push_str(&more),
            other => return other,
        }
    }
    match seam.end(before, false) {
        Joined::Held => Joined::Text(text),
        Joined::Text(more) => Joined::Text(text + &more),
        other => other,
    }
}

fn joins(before: &str, continuation: &str, whole: &str) {
    for size in [1, 3, 40, 1000] {
        match join(before, continuation, size) {
            Joined::Text(more) => assert_eq!(
                format!("{before}{more}"),
                whole,
                "{before:?} + {continuation:?} by {size}"
            ),
            other => panic!("{other:?} for {before:?} + {continuation:?}"),
        }
    }
}

#[test]
fn what_is_repeated_is_dropped() {
    for (before, continuation, whole) in [
        // The exact character.
        (
            "The order serv",
            "ice owns orders.",
            "The order service owns orders.",
        ),
        ("订单服", "务拥有订单。", "订单服务拥有订单。"),
        ("a\n", "\nb", "a\n\nb"),
        // The word, the line, the last lines again.
        (
            "The order serv",
            "service owns orders.",
            "The order service owns orders.",
        ),
        (
            "## A\n\nThe order serv",
            "The order service owns orders.",
            "## A\n\nThe order service owns orders.",
        ),
        (
            "| a | b |\n|---|---|\n| Order serv",
            "| Order service | x |\n",
            "| a | b |\n|---|---|\n| Order service | x |\n",
        ),
        (
            "x\n| Order service | owns orders |\n",
            "| Order service | owns orders |\n| Stock | y |\n",
            "x\n| Order service | owns orders |\n| Stock | y |\n",
        ),
        (
            "## 缓存\n\n订单服务把热点数据放入缓存",
            "订单服务把热点数据放入缓存，过期时间为一分钟。",
            "## 缓存\n\n订单服务把热点数据放入缓存，过期时间为一分钟。",
        ),
        // A sentence about going on.
        (
            "## Caching\n\nThe catalogue is cached for one minute at the edge; the",
            "Continuing from where I left off:\n\nThe catalogue is cached for one minute at the edge; the order never.",
            "## Caching\n\nThe catalogue is cached for one minute at the edge; the order never.",
        ),
        // The fence, the table's header, the heading again.
        (
            "```mermaid\nflowchart LR\n  A --> B\n  B -",
            "```mermaid\n  B --> C\n```\n",
            "```mermaid\nflowchart LR\n  A --> B\n  B --> C\n```\n",
        ),
        (
            "```yaml\nopenapi: 3.1.0\ninfo:\n",
            "Here is the rest:\n\n```yaml\n  title: T\n```\n",
            "```yaml\nopenapi: 3.1.0\ninfo:\n  title: T\n```\n",
        ),
        (
            "| Service | Owns |\n|---|---|\n| Order | orders |\n",
            "| Service | Owns |\n|---|---|\n| Stock | stock |\n",
            "| Service | Owns |\n|---|---|\n| Order | orders |\n| Stock | stock |\n",
        ),
        (
            "| Service | Owns |\n|---|---|\n|",
            "| Service | Owns |\n|---|---|\n| Stock | stock |\n",
            "| Service | Owns |\n|---|---|\n| Stock | stock |\n",
        ),
        (
            "# T\n\n## API contracts\n\nFirst.\n\n",
            "## API contracts (continued)\n\nSecond.\n",
            "# T\n\n## API contracts\n\nFirst.\n\n\nSecond.\n",
        ),
        // Not repetitions.
        ("| yes | yes ", "| yes |\n", "| yes | yes | yes |\n"),
        (
            "  loop x\n    loop y\n    end\n",
            "  end\n",
            "  loop x\n    loop y\n    end\n  end\n",
        ),
        ("  end\nend\n", "end\n", "  end\nend\nend\n"),
        ("| --- | --- ", "| --- |\n", "| --- | --- | --- |\n"),
        ("#", "# Two\n", "## Two\n"),
        ("``", "`mermaid\n", "```mermaid\n"),
        ("retry in 5", "5 s", "retry in 55 s"),
        (
            "```\na\n```\n\n",
            "```mermaid\nflowchart\n```\n",
            "```\na\n```\n\n```mermaid\nflowchart\n```\n",
        ),
        ("## A\n\nx\n\n", "## B\n\ny\n", "## A\n\nx\n\n## B\n\ny\n"),
    ] {
        joins(before, continuation, whole);
    }
}

#[test]
fn an_answer_that_comes_again_whole_brings_only_its_end() {
    let whole = TRANSCRIPTS[0];
    let cut: String = whole.chars().take(5_000).collect();
    joins(&cut, whole, whole);
    // Cut again at the same place, or before it: nothing new.
    joins(&cut, &cut, &cut);
    let shorter: String = cut.chars().take(3_000).collect();
    joins(&cut, &shorter, &cut);
}

#[test]
fn a_document_begun_again_in_other_words_is_noticed() {
    let before = "# Shop\n\n## Service boundaries\n\nOrders and stock.\n\n## Caching\n\nThe cat";
    let again = "# Shop\n\n## Service boundaries\n\nThere are two services: orders, stock.\n";
    assert_eq!(join(before, again, 7), Joined::Restarted);
    assert_eq!(
        join(before, "# Appendix\n\nx", 7),
        Joined::Text("# Appendix\n\nx".into())
    );
}

#[test]
fn a_repetition_that_is_cut_brings_nothing() {
    let before = "## Caching\n\nThe catalogue is cached for one minute at the edge; the";
    for (continuation, cut, expected) in [
        ("The catalogue is cached for", true, ""),
        (
            "The catalogue is cached for",
            false,
            "The catalogue is cached for",
        ),
        (" orders never", true, " orders never"),
    ] {
        let mut seam = Seam::default();
        assert_eq!(seam.push(before, continuation.into()), Joined::Held);
        assert_eq!(seam.end(before, cut), Joined::Text(expected.into()));
    }
}

#[test]
fn a_model_can_say_that_nothing_is_missing() {
    for size in [1, 5, 100] {
        let said = format!("\n{NOTHING_MISSING}\n");
        assert_eq!(join("# T\n\nEnd.\n", &said, size), Joined::Complete);
    }
}

/// A transcript, cut anywhere.
#[derive(Clone, Copy)]
struct Cut {
    whole: &'static str,
    at: usize,
}

impl Cut {
    fn before(self) -> &'static str {
        &self.whole[..self.at]
    }

    fn after(self) -> &'static str {
        &self.whole[self.at..]
    }
}

/// The place, not the whole text.
impl std::fmt::Debug for Cut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let excerpt: String = self.after().chars().take(80).collect();
        write!(
            f,
            "{} of {:?}: {:?} | {excerpt:?}",
            self.at,
            self.whole.get(..9),
            last_line(self.before())
        )
    }
}

fn last_line(text: &str) -> &str {
    text.rsplit('\n').next().unwrap_or_default()
}

fn cut_anywhere() -> impl Strategy<Value = Cut> {
    (prop::sample::select(TRANSCRIPTS.to_vec()), any::<Index>()).prop_map(|(whole, at)| {
        let places: Vec<usize> = whole.char_indices().map(|(at, _)| at).collect();
        let at = places[at.index(places.len())];
        Cut { whole, at }
    })
}

/// Where the two texts part, to tell a failure by.
fn parting(joined: &Joined, expected: &str) -> Option<String> {
    let Joined::Text(text) = joined else {
        return Some(format!("{joined:?}"));
    };
    (text != expected).then(|| {
        let excerpt = |text: &str| text.chars().take(60).collect::<String>();
        format!("{:?} for {:?}", excerpt(text), excerpt(expected))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: RngSeed::Fixed(11), max_global_rejects: 100_000, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn an_exact_continuation_is_whole(cut in cut_anywhere(), size in 1usize..200) {
        let joined = join(cut.before(), cut.after(), size);
        prop_assert_eq!(parting(&joined, cut.after()), None);
    }

    #[test]
    fn repeated_lines_are_dropped(cut in cut_anywhere(), lines in 1usize..9, size in 1usize..200) {
        let before = cut.before();
        let start = before.rmatch_indices('\n').map(|(at, _)| at + 1).nth(lines).unwrap_or(0);
        let again = &before[start..];
        prop_assume!(weight(again) >= SURE && again.chars().any(char::is_alphanumeric));
        let joined = join(before, &cut.whole[start..], size);
        prop_assert_eq!(parting(&joined, cut.after()), None);
    }

    #[test]
    fn the_last_characters_are_dropped(cut in cut_anywhere(), size in 1usize..200) {
        let before = cut.before();
        let start = before.char_indices().rev().nth(39).map_or(0, |(at, _)| at);
        let again = &before[start..];
        prop_assume!(again.chars().filter(|c| c.is_alphanumeric()).count() > 3);
        let joined = join(before, &cut.whole[start..], size);
        prop_assert_eq!(parting(&joined, cut.after()), None);
    }

    #[test]
    fn a_fence_opened_again_is_dropped(cut in cut_anywhere(), size in 1usize..200) {
        let open = Open::at_the_end_of(cut.before());
        let fence = open.fence.map(|range| &cut.whole[range]);
        prop_assume!(fence.is_some() && !last_line(cut.before()).trim_start().starts_with('`'));
        let continuation = format!("{}{}", fence.unwrap_or_default(), cut.after());
        let joined = join(cut.before(), &continuation, size);
        prop_assert_eq!(parting(&joined, cut.after()), None);
    }

    #[test]
    fn a_table_s_head_written_again_is_dropped(cut in cut_anywhere(), size in 1usize..200) {
        let open = Open::at_the_end_of(cut.before());
        let header = open.header.map(|range| &cut.whole[range]);
        let begun = last_line(cut.before());
        prop_assume!(header.is_some() && (begun.is_empty() || begun.starts_with('|')));
        let continuation = format!("{}{begun}{}", header.unwrap_or_default(), cut.after());
        let joined = join(cut.before(), &continuation, size);
        prop_assert_eq!(parting(&joined, cut.after()), None);
    }

    /// However it arrives; and what is dropped stood there already.
    #[test]
    fn only_what_is_there_is_dropped(
        cut in cut_anywhere(),
        continuation in "([a-c#|`\n -]|服务){0,60}",
        size in 1usize..20,
    ) {
        let joined = join(cut.before(), &continuation, 1);
        prop_assert_eq!(&join(cut.before(), &continuation, size), &joined);
        if let Joined::Text(kept) = &joined {
            prop_assert!(continuation.ends_with(kept.as_str()));
        }
    }
}
