//! The weight of the site: what a visitor's browser downloads, compressed as static hosts compress it,
//! the bars that we hold ourselves to, and the ceilings that no change may break meanwhile.

use crate::failure::{Failure, Result};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// What a part should weigh and what it may weigh at the most, in compressed bytes. A ceiling above its
/// bar is a debt: it follows the weight down and never up.
struct Limit {
    part: Part,
    bar: usize,
    ceiling: usize,
}

const LIMITS: [Limit; 2] = [
    // Page, styles, program and whatever else index.html names.
    Limit {
        part: Part::FirstLoad,
        bar: 250_000,
        ceiling: 250_000,
    },
    // The worker, loaded after the first paint.
    Limit {
        part: Part::Renderer,
        bar: 1_600_000,
        // Raised once, for the comparison of contracts (docs/adr/0013).
        ceiling: 2_140_000,
    },
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    FirstLoad,
    Renderer,
    Later,
}

impl Part {
    fn label(self) -> &'static str {
        match self {
            Self::FirstLoad => "first load",
            Self::Renderer => "renderer",
            Self::Later => "",
        }
    }
}

struct Weight {
    file: String,
    part: Part,
    raw: usize,
    brotli: usize,
}

/// Prints the table of sizes; fails if a ceiling is broken.
pub fn weigh(folder: &Path) -> Result {
    let weights = weights(folder)?;
    print(&weights);
    judge(&weights)
}

/// What the first load and the renderer weigh, in compressed bytes.
pub fn totals(folder: &Path) -> Result<(usize, usize)> {
    let weights = weights(folder)?;
    let of = |part| total(&weights, part).1;
    Ok((of(Part::FirstLoad), of(Part::Renderer)))
}

fn weights(folder: &Path) -> Result<Vec<Weight>> {
    let page = folder.join("index.html");
    let html = fs::read_to_string(&page).map_err(|error| Failure::io("read", &page, &error))?;
    let files = files(folder)?;
    files
        .into_iter()
        .map(|file| weight(folder, file, &html))
        .collect()
}

fn weight(folder: &Path, file: String, html: &str) -> Result<Weight> {
    let path = folder.join(&file);
    let bytes = fs::read(&path).map_err(|error| Failure::io("read", &path, &error))?;
    let part = part(&file, html);
    Ok(Weight {
        raw: bytes.len(),
        brotli: compressed(&bytes)?,
        file,
        part,
    })
}

/// Every file that the page's own text names is downloaded with it; the worker's are not.
fn part(file: &str, html: &str) -> Part {
    if file.starts_with("renderer") {
        Part::Renderer
    } else if file == "index.html" || html.contains(file) {
        Part::FirstLoad
    } else {
        Part::Later
    }
}

fn compressed(bytes: &[u8]) -> Result<usize> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    let mut output = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut output, &parameters)
        .map_err(|error| Failure::new(format!("cannot compress: {error}")))?;
    Ok(output.len())
}

fn total(weights: &[Weight], part: Part) -> (usize, usize) {
    weights
        .iter()
        .filter(|weight| weight.part == part)
        .fold((0, 0), |sum, weight| {
            (sum.0 + weight.raw, sum.1 + weight.brotli)
        })
}

fn print(weights: &[Weight]) {
    let width = weights
        .iter()
        .map(|weight| weight.file.len())
        .max()
        .unwrap_or_default();
    println!("{:width$} {:>12} {:>12}", "file", "raw", "brotli");
    for weight in weights {
        println!(
            "{:width$} {:>12} {:>12}  {}",
            weight.file,
            weight.raw,
            weight.brotli,
            weight.part.label()
        );
    }
    for limit in &LIMITS {
        let (raw, brotli) = total(weights, limit.part);
        let verdict = match brotli.checked_sub(limit.bar) {
            Some(over) if over > 0 => format!("{over} over the bar of {}", limit.bar),
            _ => format!("within the bar of {}", limit.bar),
        };
        println!(
            "{:width$} {raw:>12} {brotli:>12}  {verdict}",
            limit.part.label()
        );
    }
}

fn judge(weights: &[Weight]) -> Result {
    for limit in &LIMITS {
        let (_, brotli) = total(weights, limit.part);
        if brotli > limit.ceiling {
            return Err(Failure::new(format!(
                "the {} is {brotli} bytes compressed; it may be {} at the most",
                limit.part.label(),
                limit.ceiling
            )));
        }
    }
    Ok(())
}

/// The files below a folder, as paths relative to it with `/`, in order.
pub fn files(folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    collect(folder, &PathBuf::new(), &mut found)?;
    found.sort();
    Ok(found)
}

fn collect(root: &Path, below: &Path, found: &mut Vec<String>) -> Result {
    let folder = root.join(below);
    let entries = fs::read_dir(&folder).map_err(|error| Failure::io("read", &folder, &error))?;
    for entry in entries {
        let entry = entry.map_err(|error| Failure::io("read", &folder, &error))?;
        let path = below.join(entry.file_name());
        if root.join(&path).is_dir() {
            collect(root, &path, found)?;
        } else {
            found.push(path.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_page_names_is_its_first_load() {
        let html = r#"<link rel=modulepreload href=./studio-1.js><meta name=renderer content=./renderer-2_loader.js>"#;
        for (file, expected) in [
            ("index.html", Part::FirstLoad),
            ("studio-1.js", Part::FirstLoad),
            ("renderer-2_loader.js", Part::Renderer),
            ("renderer-2_bg.wasm", Part::Renderer),
            ("designs/sample.md", Part::Later),
        ] {
            assert_eq!(part(file, html), expected, "{file}");
        }
    }

    #[test]
    fn a_broken_ceiling_is_a_failure() {
        let of = |part, brotli| Weight {
            file: "studio.wasm".into(),
            part,
            raw: 2 * brotli,
            brotli,
        };
        assert!(
            judge(&[
                of(Part::FirstLoad, LIMITS[0].ceiling),
                of(Part::Later, 9_000_000)
            ])
            .is_ok()
        );
        assert!(
            judge(&[
                of(Part::FirstLoad, LIMITS[0].ceiling),
                of(Part::FirstLoad, 1)
            ])
            .is_err()
        );
        assert!(judge(&[of(Part::Renderer, LIMITS[1].ceiling + 1)]).is_err());
    }
}
