//! The stored form of a kept key: JSON with a version and a checksum, and the bounds of what is read.
//!
//! Version 1 is released and never changes: another cipher, another way of stretching, another field is
//! another version. This file must not know the passphrase.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{VaultError, first};

pub(super) const SALT_BYTES: usize = 16;
pub(super) const NONCE_BYTES: usize = 12;
pub(super) const CHECK_BYTES: usize = 8;

const VERSION: u64 = 1;
const STRETCHING: &str = "PBKDF2-HMAC-SHA-256";
const CIPHER: &str = "AES-256-GCM";
/// The checksum is against accidents; against people there is the cipher's tag.
const CHECKSUM_BYTES: usize = 8;
/// The tag alone; a key has at least one character more.
const TAG_BYTES: usize = 16;
/// Keys have a few hundred characters at the most. More is no key of ours.
const LONGEST: usize = 64 * 1024;
/// Storage is not ours alone. Fewer iterations than we ever asked for are no envelope of ours, and very
/// many would keep the page busy for minutes.
const FEWEST_ITERATIONS: u64 = 600_000;
const MOST_ITERATIONS: u64 = 10_000_000;

/// What is stored of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Envelope {
    pub origin: String,
    pub iterations: u32,
    pub salt: [u8; SALT_BYTES],
    pub check: [u8; CHECK_BYTES],
    pub nonce: [u8; NONCE_BYTES],
    pub ciphertext: Vec<u8>,
}

impl Envelope {
    /// Reads an envelope. Nothing of it is believed before the checksum agrees.
    pub fn parse(stored: &str) -> Result<Self, VaultError> {
        if stored.len() > LONGEST {
            return Err(VaultError::Damaged);
        }
        let value: Value = serde_json::from_str(stored).map_err(|_| VaultError::Damaged)?;
        match value["version"].as_u64() {
            Some(VERSION) => {}
            Some(newer) if newer > VERSION => return Err(VaultError::Newer(newer)),
            _ => return Err(VaultError::Damaged),
        }
        Self::read(&value).ok_or(VaultError::Damaged)
    }

    fn read(value: &Value) -> Option<Self> {
        let named = value["kdf"] == STRETCHING && value["cipher"] == CIPHER;
        let iterations = value["iterations"].as_u64()?;
        if !named || !(FEWEST_ITERATIONS..=MOST_ITERATIONS).contains(&iterations) {
            return None;
        }
        let envelope = Self {
            origin: value["origin"].as_str()?.to_owned(),
            iterations: u32::try_from(iterations).ok()?,
            salt: fixed(&value["salt"])?,
            check: fixed(&value["check"])?,
            nonce: fixed(&value["nonce"])?,
            ciphertext: bytes(&value["ciphertext"])?,
        };
        let is_whole = envelope.ciphertext.len() > TAG_BYTES
            && fixed(&value["checksum"])? == envelope.checksum();
        is_whole.then_some(envelope)
    }

    /// The text to store.
    pub fn write(&self) -> String {
        json!({
            "version": VERSION,
            "origin": self.origin,
            "kdf": STRETCHING,
            "iterations": self.iterations,
            "salt": STANDARD.encode(self.salt),
            "check": STANDARD.encode(self.check),
            "cipher": CIPHER,
            "nonce": STANDARD.encode(self.nonce),
            "ciphertext": STANDARD.encode(&self.ciphertext),
            "checksum": STANDARD.encode(self.checksum()),
        })
        .to_string()
    }

    /// What the cipher authenticates besides the key: the origin and how the passphrase is stretched. An
    /// envelope that is moved to another origin, its checksum made anew, does not open there.
    pub fn bound(&self) -> Vec<u8> {
        let lines = [
            "backend-architect kept key",
            &VERSION.to_string(),
            &self.origin,
            STRETCHING,
            &self.iterations.to_string(),
            &STANDARD.encode(self.salt),
            CIPHER,
        ];
        lines.join("\n").into_bytes()
    }

    fn checksum(&self) -> [u8; CHECKSUM_BYTES] {
        let hash = Sha256::new()
            .chain_update(self.bound())
            .chain_update(self.check)
            .chain_update(self.nonce)
            .chain_update(&self.ciphertext)
            .finalize();
        first(&hash.into())
    }
}

fn bytes(value: &Value) -> Option<Vec<u8>> {
    STANDARD.decode(value.as_str()?).ok()
}

fn fixed<const N: usize>(value: &Value) -> Option<[u8; N]> {
    bytes(value)?.try_into().ok()
}
