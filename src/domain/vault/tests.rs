//! The vault over ciphers made of nothing but a hash: what depends on the real ones is tested in a browser
//! (`tests/web/vault.rs`).

use std::{
    cell::{Cell, RefCell},
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use proptest::prelude::*;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::*;

const ORIGIN: &str = "https://api.example.com";
const PASSPHRASE: &str = "correct horse";

/// Ciphers that count how often they are asked.
#[derive(Default)]
struct Toy {
    filled: Cell<u8>,
    stretched: Cell<u32>,
    iterations: RefCell<Vec<u32>>,
    are_missing: bool,
}

fn hash(parts: &[&[u8]]) -> Bits256 {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

fn mask(key: &Bits256, nonce: &[u8], text: &[u8]) -> Vec<u8> {
    let pad = |at: usize| hash(&[key, nonce, &at.to_be_bytes()])[0];
    text.iter()
        .enumerate()
        .map(|(at, byte)| byte ^ pad(at))
        .collect()
}

fn tag(key: &Bits256, nonce: &[u8], bound: &[u8], masked: &[u8]) -> [u8; 16] {
    first(&hash(&[b"tag", key, nonce, bound, masked]))
}

impl Primitives for Toy {
    fn fill_random(&self, bytes: &mut [u8]) -> Result<(), NoCiphers> {
        for byte in bytes {
            self.filled.set(self.filled.get().wrapping_add(1));
            *byte = self.filled.get();
        }
        Ok(())
    }

    async fn stretch(
        &self,
        passphrase: &str,
        salt: &[u8],
        iterations: u32,
    ) -> Result<Bits256, NoCiphers> {
        self.stretched.set(self.stretched.get() + 1);
        self.iterations.borrow_mut().push(iterations);
        if self.are_missing {
            return Err(NoCiphers);
        }
        Ok(hash(&[
            passphrase.as_bytes(),
            salt,
            &iterations.to_be_bytes(),
        ]))
    }

    async fn encrypt(
        &self,
        key: &Bits256,
        nonce: &[u8],
        bound: &[u8],
        plain: &[u8],
    ) -> Result<Vec<u8>, NoCiphers> {
        let masked = mask(key, nonce, plain);
        let tag = tag(key, nonce, bound, &masked);
        Ok([masked.as_slice(), &tag].concat())
    }

    async fn decrypt(
        &self,
        key: &Bits256,
        nonce: &[u8],
        bound: &[u8],
        ciphertext: &[u8],
    ) -> Result<Option<Vec<u8>>, NoCiphers> {
        let (masked, found) = ciphertext.split_at(ciphertext.len() - 16);
        let agrees = found == tag(key, nonce, bound, masked);
        Ok(agrees.then(|| mask(key, nonce, masked)))
    }
}

/// The toy never waits.
fn now<T>(future: impl Future<Output = T>) -> T {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the toy waits"),
    }
}

fn secret() -> Secret {
    Secret::new("sk-0451").unwrap()
}

fn sealed() -> String {
    now(seal(&secret(), PASSPHRASE, ORIGIN, &Toy::default())).unwrap()
}

fn try_open(stored: &str, passphrase: &str, origin: &str) -> Result<Secret, VaultError> {
    now(open(stored, passphrase, origin, &Toy::default()))
}

/// The stored text with one field changed, its checksum left as it was.
fn with(field: &str, value: Value) -> String {
    let mut stored: Value = serde_json::from_str(&sealed()).unwrap();
    assert_ne!(stored[field], value, "{field} is that already");
    stored[field] = value;
    stored.to_string()
}

/// The envelope after somebody changed it who knows how checksums are made.
fn forged(change: impl Fn(&mut Envelope)) -> String {
    let mut envelope = Envelope::parse(&sealed()).unwrap();
    change(&mut envelope);
    envelope.write()
}

#[test]
fn a_kept_key_is_opened_with_its_passphrase_at_its_origin() {
    let stored = sealed();
    assert_eq!(try_open(&stored, PASSPHRASE, ORIGIN), Ok(secret()));
    assert!(!stored.contains("0451"));
    assert!(!stored.contains(PASSPHRASE));
    for passphrase in ["correct horsf", "Correct horse", "correct horse ", ""] {
        assert_eq!(
            try_open(&stored, passphrase, ORIGIN),
            Err(VaultError::WrongPassphrase),
            "{passphrase}"
        );
    }
    for origin in ["http://api.example.com", "https://evil.example", ""] {
        assert_eq!(
            try_open(&stored, PASSPHRASE, origin),
            Err(VaultError::OtherOrigin),
            "{origin}"
        );
    }
}

#[test]
fn every_key_has_a_salt_and_a_nonce_of_its_own_and_is_stretched_as_asked() {
    let toy = Toy::default();
    let twice = [(); 2].map(|()| now(seal(&secret(), PASSPHRASE, ORIGIN, &toy)).unwrap());
    let [one, two] = twice.map(|stored| Envelope::parse(&stored).unwrap());
    assert_ne!(one.salt, two.salt);
    assert_ne!(one.nonce, two.nonce);
    assert_ne!(one.check, two.check);
    assert_ne!(one.ciphertext, two.ciphertext);
    assert_eq!(*toy.iterations.borrow(), [ITERATIONS; 2]);
    const { assert!(ITERATIONS >= 600_000) };
}

#[test]
fn a_change_of_any_field_is_damage_and_no_passphrase_is_tried() {
    let other = |bytes: usize| Value::from(STANDARD.encode(vec![7; bytes]));
    for (field, value) in [
        ("version", json!(0)),
        ("version", json!("1")),
        ("version", Value::Null),
        ("origin", json!("https://evil.example")),
        ("origin", Value::Null),
        ("kdf", json!("PBKDF2-HMAC-SHA-1")),
        ("cipher", json!("none")),
        ("iterations", json!(ITERATIONS + 1)),
        ("salt", other(16)),
        ("salt", other(15)),
        ("salt", json!("?")),
        ("check", other(8)),
        ("nonce", other(12)),
        ("nonce", other(0)),
        ("ciphertext", other(23)),
        ("ciphertext", other(16)),
        ("ciphertext", json!([1])),
        ("checksum", other(8)),
        ("checksum", Value::Null),
    ] {
        let toy = Toy::default();
        let stored = with(field, value.clone());
        let opened = now(open(&stored, PASSPHRASE, ORIGIN, &toy));
        assert_eq!(opened, Err(VaultError::Damaged), "{field}: {value}");
        assert_eq!(toy.stretched.get(), 0, "{field}: {value}");
    }
}

#[test]
fn a_number_of_iterations_is_bounded_whoever_wrote_it() {
    for iterations in [0, 1, 599_999, 10_000_001, u32::MAX] {
        let toy = Toy::default();
        let stored = forged(|envelope| envelope.iterations = iterations);
        let opened = now(open(&stored, PASSPHRASE, ORIGIN, &toy));
        assert_eq!(opened, Err(VaultError::Damaged), "{iterations}");
        assert_eq!(toy.stretched.get(), 0, "{iterations}");
    }
    // Those of a page that asks for more.
    let stored = forged(|envelope| envelope.iterations = 10_000_000);
    let opened = try_open(&stored, PASSPHRASE, ORIGIN);
    assert_eq!(opened, Err(VaultError::WrongPassphrase));
}

#[test]
fn a_forged_checksum_opens_nothing() {
    // Moved to another origin: the passphrase is right there, and still it does not open.
    let moved = forged(|envelope| envelope.origin = "https://evil.example".into());
    assert_eq!(
        try_open(&moved, PASSPHRASE, "https://evil.example"),
        Err(VaultError::Damaged)
    );
    assert_eq!(
        try_open(&moved, PASSPHRASE, ORIGIN),
        Err(VaultError::OtherOrigin)
    );
    for (forged, error) in [
        (
            forged(|envelope| envelope.nonce[0] ^= 1),
            VaultError::Damaged,
        ),
        (
            forged(|envelope| envelope.ciphertext[0] ^= 1),
            VaultError::Damaged,
        ),
        (
            forged(|envelope| envelope.salt[0] ^= 1),
            VaultError::WrongPassphrase,
        ),
        (
            forged(|envelope| envelope.check[0] ^= 1),
            VaultError::WrongPassphrase,
        ),
    ] {
        assert_eq!(try_open(&forged, PASSPHRASE, ORIGIN), Err(error));
    }
}

#[test]
fn a_newer_version_says_so_before_anything_else() {
    for stored in [r#"{"version":2}"#.to_owned(), with("version", json!(2))] {
        let opened = try_open(&stored, PASSPHRASE, ORIGIN);
        assert_eq!(opened, Err(VaultError::Newer(2)));
    }
}

#[test]
fn what_is_no_envelope_is_damage() {
    let long = format!(r#"{{"version":1,"origin":"{}"}}"#, "x".repeat(70_000));
    for stored in [
        "",
        "sk-plain",
        "{}",
        "null",
        "[1]",
        r#"{"version":1}"#,
        &long,
    ] {
        assert_eq!(
            try_open(stored, PASSPHRASE, ORIGIN),
            Err(VaultError::Damaged)
        );
    }
}

#[test]
fn a_short_passphrase_seals_nothing_and_characters_are_counted_not_bytes() {
    for (passphrase, expected) in [
        ("", false),
        ("1234567", false),
        ("七个汉字的口令", false),
        ("八个汉字的口令词", true),
        ("12345678", true),
    ] {
        let toy = Toy::default();
        let sealed = now(seal(&secret(), passphrase, ORIGIN, &toy));
        assert_eq!(sealed.is_ok(), expected, "{passphrase}");
        if !expected {
            assert_eq!(sealed, Err(VaultError::ShortPassphrase));
            assert_eq!(toy.stretched.get(), 0);
        }
    }
}

#[test]
fn missing_ciphers_are_named() {
    let toy = Toy {
        are_missing: true,
        ..Toy::default()
    };
    let missing = Err(VaultError::NoCiphers);
    assert_eq!(
        now(seal(&secret(), PASSPHRASE, ORIGIN, &toy)).map(drop),
        missing
    );
    assert_eq!(
        now(open(&sealed(), PASSPHRASE, ORIGIN, &toy)).map(drop),
        missing
    );
}

#[test]
fn every_error_has_its_own_words_in_both_languages() {
    let errors = [
        VaultError::WrongPassphrase,
        VaultError::Damaged,
        VaultError::Newer(2),
        VaultError::OtherOrigin,
        VaultError::ShortPassphrase,
        VaultError::NoCiphers,
        VaultError::NotStored,
        VaultError::Endpoint(EndpointError::NoKey),
        VaultError::Endpoint(EndpointError::KeyCharacters),
    ];
    for locale in Locale::ALL {
        let mut words: Vec<_> = errors.map(|error| error.message(locale)).into();
        words.sort();
        words.dedup();
        assert_eq!(words.len(), errors.len());
    }
}

proptest! {
    #[test]
    fn any_key_survives_the_round_trip(
        key in "[!-~]{1,400}",
        passphrase in r"\PC{8,60}",
        origin in r"https?://[a-z.]{1,30}(:[1-9][0-9]{0,3})?",
    ) {
        let secret = Secret::new(&key).unwrap();
        let stored = now(seal(&secret, &passphrase, &origin, &Toy::default())).unwrap();
        prop_assert_eq!(try_open(&stored, &passphrase, &origin), Ok(secret));
        let other = format!("{passphrase}x");
        prop_assert_eq!(
            try_open(&stored, &other, &origin),
            Err(VaultError::WrongPassphrase)
        );
    }

    /// Whatever happens to a character of the stored text, no other key comes out.
    #[test]
    fn a_changed_character_never_opens_as_another_key(at in any::<prop::sample::Index>(), by in any::<char>()) {
        let mut characters: Vec<char> = sealed().chars().collect();
        let place = at.index(characters.len());
        prop_assume!(characters[place] != by);
        characters[place] = by;
        let stored: String = characters.into_iter().collect();
        match try_open(&stored, PASSPHRASE, ORIGIN) {
            // A digit of the version.
            Err(VaultError::Newer(_)) => prop_assert!(by.is_ascii_digit()),
            Err(error) => prop_assert_eq!(error, VaultError::Damaged),
            Ok(opened) => prop_assert_eq!(opened, secret()),
        }
    }

    #[test]
    fn no_stored_text_panics(stored in ".*") {
        let opened = try_open(&stored, PASSPHRASE, ORIGIN);
        prop_assert!(opened.is_err());
    }
}
