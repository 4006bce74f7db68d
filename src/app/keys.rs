//! Keys: which one belongs to the current address, and how one is kept on this device.
//!
//! A key lives in memory, bound to the origin that it was entered for. It is kept on the device only when
//! the user asks for it, and then only sealed (`domain::vault`): nothing here writes a key anywhere in the
//! clear. A kept key is locked until its passphrase was entered in this visit.

use leptos::{prelude::*, task::spawn_local};

use super::{App, EndpointForm, NoticeAction};
use crate::{
    browser::{crypto::WebCrypto, storage},
    domain::{
        endpoint::{Endpoint, EndpointError, Key, Secret},
        studio::Feature,
        vault::{self, VaultError},
    },
};

/// Sealed keys, one for each origin.
const KEPT: &str = "backend-architect:kept-key:";
/// Where earlier versions kept keys in the clear.
const PLAIN: &str = "backend-architect:key:";

/// The ids of what takes the focus when something was done about a key.
const KEY_FIELD: &str = "key";
const PASSPHRASE_FIELD: &str = "passphrase";
const KEPT_STATE: &str = "kept-key";

/// How the key of the current address is kept on this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keeping {
    /// It is not: there is none, or it is in memory only.
    #[default]
    NotKept,
    /// It is, and its passphrase was not entered in this visit.
    Locked,
    /// It is, and it is in use.
    Open,
    /// One is, but another one was entered in this visit and is in use.
    Other,
}

/// The key's state for the views: nothing of the key itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeptKey {
    /// The origin that it belongs to; empty while the address is not usable.
    pub origin: String,
    /// How it is kept.
    pub keeping: Keeping,
}

/// What is being done with a passphrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum VaultWork {
    /// Nothing.
    #[default]
    Idle,
    /// A key is being sealed or opened.
    Busy,
    /// That did not work.
    Failed(VaultError),
}

/// A key of this visit.
struct Held {
    key: Key,
    /// Whether it is the one that is kept.
    is_kept: bool,
}

/// Keys by the origin that they were entered for.
#[derive(Default)]
pub(super) struct Keys {
    held: Vec<Held>,
    /// Counts what the user did since, so that slow work does not undo it.
    moves: u32,
}

impl Keys {
    fn put(&mut self, key: Key, is_kept: bool) {
        self.remove(key.origin());
        self.held.push(Held { key, is_kept });
    }

    fn remove(&mut self, origin: &str) {
        self.held.retain(|held| held.key.origin() != origin);
    }

    fn is_kept(&self, origin: &str) -> Option<bool> {
        let mut held = self.held.iter();
        held.find_map(|held| (held.key.origin() == origin).then_some(held.is_kept))
    }

    fn find(&self, endpoint: &Endpoint) -> Option<&Secret> {
        self.held.iter().find_map(|held| held.key.key_for(endpoint))
    }
}

impl App {
    /// How the key of the current address is kept.
    #[must_use]
    pub fn kept_key(self) -> ReadSignal<KeptKey> {
        self.kept_key.read_only()
    }

    /// What is being done with a passphrase.
    #[must_use]
    pub fn vault_work(self) -> ReadSignal<VaultWork> {
        self.later().vault_work.read_only()
    }

    /// The settings are entered: another tab may have kept or forgotten a key meanwhile.
    pub fn look_at_key_again(self) {
        if self.later().vault_work.get_untracked() != VaultWork::Busy {
            self.look_at_key();
        }
    }

    /// Takes a key for the current address's origin.
    pub fn set_key(self, text: String) {
        if let Some(origin) = self.endpoint_origin() {
            self.keys.update_value(|keys| match Secret::new(&text) {
                Ok(secret) => keys.put(Key::new(secret, origin), false),
                Err(_) => keys.remove(&origin),
            });
        }
        self.endpoint.update(|form| form.key = text);
        self.look_at_key();
    }

    /// Seals the current address's key with a passphrase and keeps it on this device, if the site lets.
    pub fn keep_key(self, passphrase: String) {
        if !self.allows_now(Feature::KeepKeys) {
            return;
        }
        let named = self.endpoint.with_untracked(|form| {
            let origin = form.endpoint()?.origin();
            Ok((Secret::new(&form.key)?, origin))
        });
        let (secret, origin) = match named {
            Ok(named) => named,
            Err(error) => return self.vault_failed(VaultError::Endpoint(error)),
        };
        let Some(moves) = self.begin_vault_work() else {
            return;
        };
        spawn_local(async move {
            let sealed = match WebCrypto::of_page() {
                Ok(crypto) => vault::seal(&secret, &passphrase, &origin, &crypto).await,
                Err(missing) => Err(missing.into()),
            };
            if self.is_overtaken(moves) {
                return;
            }
            let kept = sealed.and_then(|sealed| {
                let is_stored = storage::set(&format!("{KEPT}{origin}"), &sealed);
                is_stored.then_some(()).ok_or(VaultError::NotStored)
            });
            match kept {
                Ok(()) => self.key_is_open(Key::new(secret, origin)),
                Err(error) => self.vault_failed(error),
            }
        });
    }

    /// Opens the key that is kept for the current address.
    pub fn unlock_key(self, passphrase: String) {
        let origin = self.endpoint_origin().unwrap_or_default();
        let Some(sealed) = kept(&origin) else {
            // Another tab has forgotten it meanwhile.
            return self.look_at_key();
        };
        let Some(moves) = self.begin_vault_work() else {
            return;
        };
        spawn_local(async move {
            let opened = match WebCrypto::of_page() {
                Ok(crypto) => vault::open(&sealed, &passphrase, &origin, &crypto).await,
                Err(missing) => Err(missing.into()),
            };
            if self.is_overtaken(moves) {
                return;
            }
            match opened {
                Ok(secret) => self.key_is_open(Key::new(secret, origin)),
                Err(error) => self.vault_failed(error),
            }
        });
    }

    /// Forgets the key that is kept for the current address, and where it is the one in use, that too.
    pub fn forget_key(self) {
        let Some(origin) = self.endpoint_origin() else {
            return;
        };
        storage::remove(&format!("{KEPT}{origin}"));
        self.keys.update_value(|keys| {
            if keys.is_kept(&origin) == Some(true) {
                keys.remove(&origin);
            }
        });
        self.recall_key();
        self.focus_soon(KEY_FIELD);
    }

    /// Forgets every key that is kept: the site does not let keys be kept.
    pub(super) fn forget_kept_keys(self) {
        for name in storage::keys(KEPT) {
            storage::remove(&name);
        }
        self.recall_key();
    }

    /// The endpoint and the key that may go to it, if a run can start with them.
    ///
    /// # Errors
    /// What is missing or wrong.
    pub fn ready_endpoint(self) -> Result<(Endpoint, Option<Secret>), EndpointError> {
        self.endpoint.with_untracked(|form| {
            let (endpoint, key) = self.endpoint_and_key(form)?;
            endpoint.ready(key.as_ref())?;
            Ok((endpoint, key))
        })
    }

    /// The endpoint of a form and the key in memory that belongs to it.
    pub(super) fn endpoint_and_key(
        self,
        form: &EndpointForm,
    ) -> Result<(Endpoint, Option<Secret>), EndpointError> {
        let endpoint = form.endpoint()?;
        self.admit(&endpoint)?;
        let key = self.keys.with_value(|keys| keys.find(&endpoint).cloned());
        let is_untouched = form.key.trim().is_empty();
        if key.is_none() && is_untouched && kept(&endpoint.origin()).is_some() {
            return Err(EndpointError::KeyLocked);
        }
        if !is_untouched {
            // Nobody is to be told that a key is missing who sees one in the field.
            Secret::new(&form.key)?;
        }
        Ok((endpoint, key))
    }

    /// Shows the key that belongs to the current origin, or none: never one of another origin.
    pub(super) fn recall_key(self) {
        self.endpoint.update(|form| {
            let found = form.endpoint().ok().and_then(|endpoint| {
                self.keys
                    .with_value(|keys| keys.find(&endpoint).map(|key| key.expose().to_owned()))
            });
            form.key = found.unwrap_or_default();
        });
        self.look_at_key();
    }

    /// Takes keys that an earlier version kept in the clear into memory and away from the device.
    pub(super) fn take_plain_keys(self) {
        let stored = storage::keys(PLAIN);
        if stored.is_empty() {
            return;
        }
        for name in stored {
            let secret = storage::get(&name).and_then(|text| Secret::new(&text).ok());
            if let (Some(secret), Some(origin)) = (secret, name.strip_prefix(PLAIN)) {
                let key = Key::new(secret, origin.to_owned());
                self.keys.update_value(|keys| keys.put(key, false));
            }
            storage::remove(&name);
        }
        let text = self.locale.get_untracked().keys_was_plain();
        self.notify_with(text, NoticeAction::OpenSettings);
    }

    /// Something was done about the key or the address: what is under way is about what was before.
    fn look_at_key(self) {
        let origin = self.endpoint_origin().unwrap_or_default();
        let in_use = self.keys.try_update_value(|keys| {
            keys.moves = keys.moves.wrapping_add(1);
            keys.is_kept(&origin)
        });
        let keeping = match (kept(&origin), in_use.flatten()) {
            (None, _) => Keeping::NotKept,
            (Some(_), None) => Keeping::Locked,
            (Some(_), Some(true)) => Keeping::Open,
            (Some(_), Some(false)) => Keeping::Other,
        };
        if let Some(later) = self.entered() {
            later.vault_work.set(VaultWork::Idle);
        }
        self.kept_key.set(KeptKey { origin, keeping });
    }

    fn key_is_open(self, key: Key) {
        self.keys.update_value(|keys| keys.put(key, true));
        self.recall_key();
        self.focus_soon(KEPT_STATE);
    }

    /// Notes that a key is being sealed or opened, one at a time, and where the user is then.
    fn begin_vault_work(self) -> Option<u32> {
        if self.later().vault_work.get_untracked() == VaultWork::Busy {
            return None;
        }
        self.later().vault_work.set(VaultWork::Busy);
        Some(self.keys.with_value(|keys| keys.moves))
    }

    fn is_overtaken(self, moves: u32) -> bool {
        self.keys.with_value(|keys| keys.moves != moves)
    }

    fn vault_failed(self, error: VaultError) {
        self.later().vault_work.set(VaultWork::Failed(error));
        self.focus_soon(PASSPHRASE_FIELD);
    }

    pub(super) fn endpoint_origin(self) -> Option<String> {
        self.endpoint
            .with_untracked(|form| form.endpoint().ok().map(|endpoint| endpoint.origin()))
    }
}

/// The sealed key of an origin.
fn kept(origin: &str) -> Option<String> {
    storage::get(&format!("{KEPT}{origin}"))
}
