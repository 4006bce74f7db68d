//! Kept keys with the browser's own ciphers.

use backend_architect::{
    browser::crypto::WebCrypto,
    domain::{
        endpoint::Secret,
        vault::{self, VaultError},
    },
};
use serde_json::Value;
use wasm_bindgen_test::wasm_bindgen_test;

const ORIGIN: &str = "https://api.example.com";
const PASSPHRASE: &str = "Größe 口令 №1";

/// Made by another program over OpenSSL (PBKDF2, SHA-256, AES-GCM) from the description of the format.
/// Version 1 is released: this text never changes.
const MADE_ELSEWHERE: &str = r#"{"version":1,"origin":"https://api.example.com","kdf":"PBKDF2-HMAC-SHA-256","iterations":600000,"salt":"AAECAwQFBgcICQoLDA0ODw==","check":"3gO4liosdEc=","cipher":"AES-256-GCM","nonce":"EBESExQVFhcYGRob","ciphertext":"ByrD4+Oc+IX4agKb5y20sQRni1Upsowym1/kLOy/WyshRuBBtzs=","checksum":"qGvDK/7GFcs="}"#;

async fn open(stored: &str, passphrase: &str, origin: &str) -> Result<Secret, VaultError> {
    vault::open(stored, passphrase, origin, &WebCrypto::of_page().unwrap()).await
}

#[wasm_bindgen_test]
async fn what_is_sealed_here_is_opened_here() {
    let crypto = WebCrypto::of_page().unwrap();
    let secret = Secret::new("sk-sealed-here").unwrap();
    let seal = async || {
        vault::seal(&secret, PASSPHRASE, ORIGIN, &crypto)
            .await
            .unwrap()
    };
    let (one, two) = (seal().await, seal().await);
    for stored in [&one, &two] {
        assert!(!stored.contains("sealed-here"));
        assert_eq!(open(stored, PASSPHRASE, ORIGIN).await, Ok(secret.clone()));
    }
    let field = |stored: &str, name: &str| {
        let stored: Value = serde_json::from_str(stored).unwrap();
        stored[name].clone()
    };
    for name in ["salt", "nonce", "check", "ciphertext"] {
        assert_ne!(field(&one, name), field(&two, name), "{name}");
    }
    assert_eq!(field(&one, "iterations"), vault::ITERATIONS);
}

#[wasm_bindgen_test]
async fn a_key_that_was_sealed_elsewhere_is_opened_here() {
    let opened = open(MADE_ELSEWHERE, PASSPHRASE, ORIGIN).await;
    assert_eq!(opened, Ok(Secret::new("sk-made-elsewhere-0451").unwrap()));
    // The same letters as another keyboard composes them.
    let decomposed = PASSPHRASE.replace('ö', "o\u{308}");
    assert_ne!(decomposed, PASSPHRASE);
    assert!(open(MADE_ELSEWHERE, &decomposed, ORIGIN).await.is_ok());
}

#[wasm_bindgen_test]
async fn a_wrong_passphrase_damage_and_another_origin_are_told_apart() {
    let wrong = open(MADE_ELSEWHERE, "Größe 口令 №2", ORIGIN).await;
    assert_eq!(wrong, Err(VaultError::WrongPassphrase));
    let moved = open(MADE_ELSEWHERE, PASSPHRASE, "https://api.example.org").await;
    assert_eq!(moved, Err(VaultError::OtherOrigin));
    let whole: Value = serde_json::from_str(MADE_ELSEWHERE).unwrap();
    let fields = whole.as_object().unwrap();
    assert_eq!(fields.len(), 10);
    for (name, value) in fields {
        let mut damaged = fields.clone();
        damaged[name] = flipped(value);
        let stored = Value::from(damaged).to_string();
        let expected = match name.as_str() {
            "version" => VaultError::Newer(2),
            _ => VaultError::Damaged,
        };
        // Damage is found out whether or not the passphrase is right, and at whichever origin.
        for (passphrase, origin) in [(PASSPHRASE, ORIGIN), ("some other words", "http://x")] {
            let opened = open(&stored, passphrase, origin).await;
            assert_eq!(opened, Err(expected), "{name}");
        }
    }
}

/// The value with its first character, or its number, changed.
fn flipped(value: &Value) -> Value {
    match (value.as_u64(), value.as_str()) {
        (Some(number), _) => (number + 1).into(),
        (_, Some(text)) => {
            let first = if text.starts_with('A') { "B" } else { "A" };
            format!("{first}{}", &text[1..]).into()
        }
        _ => panic!("an unknown field: {value}"),
    }
}
