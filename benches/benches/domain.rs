//! Native benchmarks of the pure and light parts: framing and decoding a provider's answer, packing a
//! design for a link.

use backend_architect::domain::{
    brief::Brief,
    design::{Design, Outcome, Stamp},
    locale::Locale,
    share,
    wire::{Decoder, Dialect, ndjson::Lines, sse},
};
use benches::input::Stream;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

/// The size of a network packet's content.
const PIECE: usize = 1400;

fn wire(criterion: &mut Criterion) {
    let events: String = Stream::of_transcripts()
        .chunks()
        .iter()
        .map(|chunk| {
            let chunk = serde_json::json!({"choices": [{"index": 0, "delta": {"content": chunk}}]});
            format!("data: {chunk}\n\n")
        })
        .collect();
    let mut group = criterion.benchmark_group("wire");
    group.throughput(Throughput::Bytes(events.len() as u64));
    group.bench_function("lines", |bencher| {
        bencher.iter(|| {
            let mut lines = Lines::default();
            for piece in events.as_bytes().chunks(PIECE) {
                black_box(lines.push(piece));
            }
        });
    });
    group.bench_function("server-sent events", |bencher| {
        bencher.iter(|| {
            let mut decoder = sse::Decoder::default();
            for piece in events.as_bytes().chunks(PIECE) {
                black_box(decoder.push(piece));
            }
            decoder.end()
        });
    });
    group.bench_function("OpenAI's answer", |bencher| {
        bencher.iter(|| {
            let mut decoder = Decoder::new(Dialect::OpenAiChat);
            for piece in events.as_bytes().chunks(PIECE) {
                black_box(decoder.push(piece));
            }
            decoder.end()
        });
    });
    group.finish();
}

fn sharing(criterion: &mut Criterion) {
    let design = Design {
        id: "design".to_owned(),
        given_title: None,
        created: 1,
        updated: 2,
        locale: Locale::En,
        brief: Brief::of_text("Order management.".to_owned()),
        text: Stream::of_transcripts().text,
        stamp: Stamp::default(),
        outcome: Outcome::Done,
        runs: Vec::new(),
        notes: Vec::new(),
        head: None,
        proposal: None,
        conversation: Vec::new(),
        plan: None,
    };
    let payload = share::pack(&design);
    let mut group = criterion.benchmark_group("share");
    group.sample_size(20);
    group.throughput(Throughput::Bytes(design.text.len() as u64));
    group.bench_function("packing", |bencher| {
        bencher.iter(|| share::pack(black_box(&design)));
    });
    group.bench_function("unpacking", |bencher| {
        bencher.iter(|| share::unpack(black_box(&payload)));
    });
    group.finish();
}

criterion_group!(domain, wire, sharing);
criterion_main!(domain);
