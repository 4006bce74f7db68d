//! What files weigh on the wire: compressed with brotli as static hosts do, the same for everybody.

use crate::failure::Result;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Weighs files and remembers them: the large ones take seconds.
#[derive(Debug, Default)]
pub struct Scales {
    known: BTreeMap<PathBuf, usize>,
}

impl Scales {
    /// The compressed bytes of these files together.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn weigh(&mut self, files: &[PathBuf]) -> Result<usize> {
        let mut sum = 0;
        for file in files {
            sum += match self.known.get(file) {
                Some(weight) => *weight,
                None => {
                    let weight = on_the_wire(file)?;
                    self.known.insert(file.clone(), weight);
                    weight
                }
            };
        }
        Ok(sum)
    }
}

/// Fonts and pictures are compressed already.
fn on_the_wire(file: &Path) -> Result<usize> {
    let bytes = fs::read(file)?;
    let packed = file
        .extension()
        .is_some_and(|extension| extension == "woff2" || extension == "png");
    if packed {
        return Ok(bytes.len());
    }
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    let mut output = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut output, &parameters)?;
    Ok(output.len())
}
