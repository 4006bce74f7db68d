//! Native benchmarks of the renderer's pure parts. Look at the ratios: of a document's last appends to its
//! first, of a large contract to a small one.

use backend_architect::{
    domain::locale::Locale,
    render::{
        contract::{self, Extent},
        diagram,
        document::{Document, Setting},
        highlight,
        markdown::{self, Surface},
    },
};
use benches::input::{self, Stream};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use std::{hint::black_box, path::Path, time::Duration};

fn document(criterion: &mut Criterion) {
    let stream = Stream::of_transcripts();
    let chunks = stream.chunks();
    let tenth = chunks.len() / 10;
    let mut group = criterion.benchmark_group("document");
    group
        .sample_size(10)
        .measurement_time(Duration::from_secs(5));
    group.throughput(Throughput::Bytes(stream.text.len() as u64));
    group.bench_function("whole", |bencher| {
        bencher.iter(|| {
            Document::new(Setting::new(Locale::En, Surface::App), false)
                .append(black_box(&stream.text))
        });
    });
    group.bench_function("all 1029 appends", |bencher| {
        bencher.iter(|| {
            let mut document = Document::new(Setting::new(Locale::En, Surface::App), true);
            for chunk in &chunks {
                black_box(document.append(chunk));
            }
            document.finish()
        });
    });
    group.throughput(Throughput::Elements(tenth as u64));
    for (name, from) in [
        ("the first tenth of appends", 0),
        ("the last tenth of appends", chunks.len() - tenth),
    ] {
        let before = chunks[..from].concat();
        group.bench_function(name, |bencher| {
            bencher.iter_batched_ref(
                || {
                    let mut document = Document::new(Setting::new(Locale::En, Surface::App), true);
                    document.append(&before);
                    document
                },
                |document| {
                    for chunk in &chunks[from..from + tenth] {
                        black_box(document.append(chunk));
                    }
                },
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
    let mut group = criterion.benchmark_group("markdown");
    group.throughput(Throughput::Bytes(stream.text.len() as u64));
    group.bench_function("cutting blocks", |bencher| {
        bencher.iter(|| markdown::cut(black_box(&stream.text)));
    });
    let rust = include_str!("render.rs");
    group.throughput(Throughput::Bytes(rust.len() as u64));
    group.bench_function("highlighting", |bencher| {
        let language = highlight::Language::named("rust");
        bencher.iter(|| highlight::html(black_box(rust), language));
    });
    group.finish();
}

/// One diagram of each family, sound and in need of repair.
fn diagrams(criterion: &mut Criterion) {
    let corpus = input::diagrams().unwrap_or_default();
    let mut group = criterion.benchmark_group("diagram");
    group
        .sample_size(20)
        .measurement_time(Duration::from_secs(2));
    for fixture in corpus
        .iter()
        .filter(|fixture| fixture.name.contains("families/"))
    {
        let name = Path::new(&fixture.name).file_stem().unwrap_or_default();
        group.bench_function(name.to_string_lossy(), |bencher| {
            bencher.iter(|| diagram::draw(black_box(&fixture.text), "d", Locale::En));
        });
    }
    let broken = "flowchart TD\n  A[Order (new)] --> B{Paid?}\n  B -->|yes| C[Ship \"now\"]\n  end[Done]\n  C --> end\n";
    group.bench_function("repair", |bencher| {
        bencher.iter(|| diagram::draw(black_box(broken), "d", Locale::En));
    });
    group.finish();
}

fn contracts(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("contract");
    group
        .sample_size(10)
        .measurement_time(Duration::from_secs(3));
    for fixture in input::contracts().unwrap_or_default() {
        group.throughput(Throughput::Bytes(fixture.text.len() as u64));
        group.bench_function(&fixture.name, |bencher| {
            bencher.iter(|| {
                contract::preview(
                    "yaml",
                    black_box(&fixture.text),
                    "c",
                    Locale::En,
                    Extent::Closed,
                )
            });
        });
    }
    // Ten and a hundred times the operations: what it costs must grow no faster.
    for operations in [10_usize, 100, 1000] {
        let json = description(operations);
        group.throughput(Throughput::Elements(operations as u64));
        group.bench_function(format!("JSON with {operations} operations"), |bencher| {
            bencher.iter(|| {
                contract::preview("json", black_box(&json), "c", Locale::En, Extent::Closed)
            });
        });
    }
    group.finish();
}

fn description(operations: usize) -> String {
    let paths: Vec<String> = (0..operations)
        .map(|number| {
            format!(
                "\"/things/{number}\":{{\"get\":{{\"summary\":\"Thing {number}\",\"parameters\":[{{\"name\":\"q\",\
                 \"in\":\"query\",\"schema\":{{\"type\":\"string\"}}}}],\"responses\":{{\"200\":{{\"description\":\
                 \"ok\",\"content\":{{\"application/json\":{{\"schema\":{{\"$ref\":\
                 \"#/components/schemas/Thing\"}}}}}}}}}}}}}}"
            )
        })
        .collect();
    format!(
        "{{\"openapi\":\"3.1.0\",\"info\":{{\"title\":\"Things\",\"version\":\"1\"}},\"paths\":{{{}}},\
         \"components\":{{\"schemas\":{{\"Thing\":{{\"type\":\"object\",\"properties\":{{\"id\":{{\"type\":\
         \"string\"}},\"next\":{{\"$ref\":\"#/components/schemas/Thing\"}}}}}}}}}}}}",
        paths.join(",")
    )
}

criterion_group!(render, document, diagrams, contracts);
criterion_main!(render);
