//! The browser's own ciphers (`crypto.subtle`) and its source of randomness. What is sealed with them, and
//! in which form it is stored, is `domain::vault`'s business.
//!
//! The browser offers them to pages from https and from loopback only.

use js_sys::{Array, JsString, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Crypto, CryptoKey, SubtleCrypto};

use crate::domain::vault::{Bits256, NoCiphers, Primitives};

const STRETCHING: &str = "PBKDF2";
const CIPHER: &str = "AES-GCM";

/// The ciphers of this page.
#[derive(Debug)]
pub struct WebCrypto {
    crypto: Crypto,
    subtle: SubtleCrypto,
}

impl WebCrypto {
    /// The ciphers, if the browser offers them to this page.
    ///
    /// # Errors
    /// When it does not.
    pub fn of_page() -> Result<Self, NoCiphers> {
        let crypto = super::window()
            .and_then(|window| window.crypto().ok())
            .ok_or(NoCiphers)?;
        let subtle = crypto.subtle();
        // The type says that it is always there; plain http says otherwise.
        if subtle.is_undefined() {
            return Err(NoCiphers);
        }
        Ok(Self { crypto, subtle })
    }

    async fn import(
        &self,
        bytes: &[u8],
        what_for: &str,
        usage: &str,
    ) -> Result<CryptoKey, NoCiphers> {
        let usages = Array::of1(&usage.into());
        let bytes = Uint8Array::from(bytes);
        let key = self
            .subtle
            .import_key_with_str("raw", &bytes, what_for, false, &usages);
        JsFuture::from(key.map_err(refused)?)
            .await
            .map(JsCast::unchecked_into)
            .map_err(refused)
    }
}

impl Primitives for WebCrypto {
    fn fill_random(&self, bytes: &mut [u8]) -> Result<(), NoCiphers> {
        let filled = self.crypto.get_random_values_with_u8_array(bytes);
        filled.map(drop).map_err(refused)
    }

    async fn stretch(
        &self,
        passphrase: &str,
        salt: &[u8],
        iterations: u32,
    ) -> Result<Bits256, NoCiphers> {
        // The same letters may come as other code points from another keyboard.
        let typed = String::from(JsString::from(passphrase).normalize("NFC"));
        let key = self
            .import(typed.as_bytes(), STRETCHING, "deriveBits")
            .await?;
        let how = object(&[
            ("name", STRETCHING.into()),
            ("hash", "SHA-256".into()),
            ("salt", Uint8Array::from(salt).into()),
            ("iterations", iterations.into()),
        ]);
        let bits = self.subtle.derive_bits_with_object(&how, &key, 256);
        let bits = JsFuture::from(bits.map_err(refused)?).await;
        bytes(&bits.map_err(refused)?)
            .try_into()
            .map_err(|_| NoCiphers)
    }

    async fn encrypt(
        &self,
        key: &Bits256,
        nonce: &[u8],
        bound: &[u8],
        plain: &[u8],
    ) -> Result<Vec<u8>, NoCiphers> {
        let key = self.import(key, CIPHER, "encrypt").await?;
        let sealed = self.subtle.encrypt_with_object_and_js_u8_array(
            &gcm(nonce, bound),
            &key,
            &Uint8Array::from(plain),
        );
        let sealed = JsFuture::from(sealed.map_err(refused)?).await;
        Ok(bytes(&sealed.map_err(refused)?))
    }

    async fn decrypt(
        &self,
        key: &Bits256,
        nonce: &[u8],
        bound: &[u8],
        ciphertext: &[u8],
    ) -> Result<Option<Vec<u8>>, NoCiphers> {
        let key = self.import(key, CIPHER, "decrypt").await?;
        let plain = self.subtle.decrypt_with_object_and_js_u8_array(
            &gcm(nonce, bound),
            &key,
            &Uint8Array::from(ciphertext),
        );
        // The promise is broken when the tag does not agree, and for no other reason.
        let plain = JsFuture::from(plain.map_err(refused)?).await;
        Ok(plain.ok().map(|plain| bytes(&plain)))
    }
}

fn gcm(nonce: &[u8], bound: &[u8]) -> Object {
    object(&[
        ("name", CIPHER.into()),
        ("iv", Uint8Array::from(nonce).into()),
        ("additionalData", Uint8Array::from(bound).into()),
        ("tagLength", 128.into()),
    ])
}

fn object(entries: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in entries {
        // Setting a property of a plain object cannot fail.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object
}

fn bytes(buffer: &JsValue) -> Vec<u8> {
    Uint8Array::new(buffer).to_vec()
}

/// What the browser says of it would be for programmers; what helps is the same.
fn refused(_: JsValue) -> NoCiphers {
    NoCiphers
}
