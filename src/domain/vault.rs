//! Keys that stay on the device: how one is sealed with a passphrase, and how it is opened again.
//!
//! What is stored is an [`Envelope`]. The passphrase is stretched once to 256 bits, and two values come out
//! of these by hashing with different labels: the key that encrypts, and a short check value that is stored
//! in the clear. AES-GCM alone answers a wrong passphrase and damage alike; with the check value they are
//! told apart. It gives an attacker nothing that the authentication tag does not give already: both say
//! whether a guess is right, and both cost one stretching a guess. Stretching to 512 bits instead would
//! cost the user twice and the attacker, who needs only one half, once.
//!
//! Randomness and ciphers come from outside ([`Primitives`]): this file must not know the browser.

mod envelope;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

use std::future::Future;

use sha2::{Digest, Sha256};
use thiserror::Error;

use super::{
    endpoint::{EndpointError, Secret},
    locale::Locale,
};
use envelope::{CHECK_BYTES, Envelope, NONCE_BYTES, SALT_BYTES};

/// How often the hash is iterated for a key that is kept now: what OWASP's Password Storage Cheat Sheet
/// asks of PBKDF2 with HMAC-SHA-256. An envelope carries its own number, so this one may grow.
pub const ITERATIONS: u32 = 600_000;

/// The fewest characters of a passphrase. Whoever copies the storage may try passphrases for as long as
/// they like; below this, no stretching helps.
pub const SHORTEST_PASSPHRASE: usize = 8;

const ENCRYPTION: &[u8] = b"backend-architect kept key: encryption";
const CHECK: &[u8] = b"backend-architect kept key: check";

/// 256 bits.
pub type Bits256 = [u8; 32];

/// This page has no ciphers: it came over plain http, or the browser is too old.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoCiphers;

/// Why a key could not be kept, or a kept one not be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum VaultError {
    /// The passphrase is not the one that the key was kept with.
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    /// What is stored is not what was stored.
    #[error("the kept key is damaged")]
    Damaged,
    /// A later version of the page stored it.
    #[error("the kept key is of a newer version ({0})")]
    Newer(u64),
    /// It was kept for another origin.
    #[error("the key was kept for another address")]
    OtherOrigin,
    /// The passphrase is too short to protect anything.
    #[error("the passphrase is too short")]
    ShortPassphrase,
    /// The page has no ciphers.
    #[error("the browser has no ciphers for this page")]
    NoCiphers,
    /// The browser did not store it.
    #[error("the browser did not store the key")]
    NotStored,
    /// There is no key or no address to keep.
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
}

impl From<NoCiphers> for VaultError {
    fn from(_: NoCiphers) -> Self {
        Self::NoCiphers
    }
}

impl VaultError {
    /// What is wrong and what helps.
    #[must_use]
    pub fn message(self, locale: Locale) -> String {
        match self {
            Self::WrongPassphrase => locale.vault_wrong_passphrase().into(),
            Self::Damaged => locale.vault_damaged().into(),
            Self::Newer(_) => locale.vault_newer().into(),
            Self::OtherOrigin => locale.vault_other_origin().into(),
            Self::ShortPassphrase => locale.vault_short_passphrase(SHORTEST_PASSPHRASE),
            Self::NoCiphers => locale.vault_no_ciphers().into(),
            Self::NotStored => locale.vault_not_stored().into(),
            Self::Endpoint(EndpointError::NoKey) => locale.vault_no_key().into(),
            Self::Endpoint(error) => error.message(locale).into(),
        }
    }
}

/// The ciphers and the source of randomness.
pub trait Primitives {
    /// Fills `bytes` with what nobody can guess.
    ///
    /// # Errors
    /// When there is no such source.
    fn fill_random(&self, bytes: &mut [u8]) -> Result<(), NoCiphers>;

    /// PBKDF2 with HMAC-SHA-256 over the passphrase's UTF-8 in normalisation form C.
    fn stretch(
        &self,
        passphrase: &str,
        salt: &[u8],
        iterations: u32,
    ) -> impl Future<Output = Result<Bits256, NoCiphers>>;

    /// AES-256-GCM; the tag of 128 bits follows the ciphertext. `bound` is authenticated and not encrypted.
    fn encrypt(
        &self,
        key: &Bits256,
        nonce: &[u8],
        bound: &[u8],
        plain: &[u8],
    ) -> impl Future<Output = Result<Vec<u8>, NoCiphers>>;

    /// The reverse of [`Primitives::encrypt`]; `None` when the tag does not agree.
    fn decrypt(
        &self,
        key: &Bits256,
        nonce: &[u8],
        bound: &[u8],
        ciphertext: &[u8],
    ) -> impl Future<Output = Result<Option<Vec<u8>>, NoCiphers>>;
}

/// Seals a key of an origin (`scheme://host[:port]`) and gives the text to store.
///
/// # Errors
/// [`VaultError::ShortPassphrase`] or [`VaultError::NoCiphers`].
pub async fn seal(
    secret: &Secret,
    passphrase: &str,
    origin: &str,
    primitives: &impl Primitives,
) -> Result<String, VaultError> {
    if passphrase.chars().count() < SHORTEST_PASSPHRASE {
        return Err(VaultError::ShortPassphrase);
    }
    let (mut salt, mut nonce) = ([0; SALT_BYTES], [0; NONCE_BYTES]);
    primitives.fill_random(&mut salt)?;
    primitives.fill_random(&mut nonce)?;
    let stretched = primitives.stretch(passphrase, &salt, ITERATIONS).await?;
    let mut envelope = Envelope {
        origin: origin.to_owned(),
        iterations: ITERATIONS,
        salt,
        check: check(&stretched),
        nonce,
        ciphertext: Vec::new(),
    };
    envelope.ciphertext = primitives
        .encrypt(
            &labelled(ENCRYPTION, &stretched),
            &nonce,
            &envelope.bound(),
            secret.expose().as_bytes(),
        )
        .await?;
    Ok(envelope.write())
}

/// Opens what [`seal`] gave, for the origin that it was sealed for.
///
/// # Errors
/// Why it stays closed. Damage, a newer version and another origin are found before the passphrase is tried.
pub async fn open(
    stored: &str,
    passphrase: &str,
    origin: &str,
    primitives: &impl Primitives,
) -> Result<Secret, VaultError> {
    let envelope = Envelope::parse(stored)?;
    if envelope.origin != origin {
        return Err(VaultError::OtherOrigin);
    }
    let stretched = primitives
        .stretch(passphrase, &envelope.salt, envelope.iterations)
        .await?;
    if check(&stretched) != envelope.check {
        return Err(VaultError::WrongPassphrase);
    }
    // From here on the passphrase is right: what does not open was changed by somebody who made a new
    // checksum as well, for example to move it to another origin.
    let plain = primitives
        .decrypt(
            &labelled(ENCRYPTION, &stretched),
            &envelope.nonce,
            &envelope.bound(),
            &envelope.ciphertext,
        )
        .await?
        .ok_or(VaultError::Damaged)?;
    let text = String::from_utf8(plain).map_err(|_| VaultError::Damaged)?;
    Secret::new(&text).map_err(|_| VaultError::Damaged)
}

/// 64 bits: a wrong passphrase passes once in 1.8 · 10¹⁹ attempts, and is called damage then.
fn check(stretched: &Bits256) -> [u8; CHECK_BYTES] {
    first(&labelled(CHECK, stretched))
}

/// A value that tells nothing about those of other labels.
fn labelled(label: &[u8], stretched: &Bits256) -> Bits256 {
    Sha256::new()
        .chain_update(label)
        .chain_update(stretched)
        .finalize()
        .into()
}

/// The first bytes of a hash.
fn first<const N: usize>(hash: &Bits256) -> [u8; N] {
    std::array::from_fn(|at| hash[at])
}
