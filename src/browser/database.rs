//! The library in IndexedDB: one record, one text, a log of chunks, and the history per design; beside them
//! what belongs to no design.
//!
//! While a design is streamed its new text is appended to the log, so that a save costs what arrived and
//! not what is there; a whole save folds the log into the text in one transaction. A history only grows:
//! revisions, and pieces of text that revisions share. What any of them mean is `domain`'s business, not
//! this file's.

mod whole;

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    rc::Rc,
};

use futures_channel::oneshot;
use idb::{DatabaseEvent, Factory, KeyRange, ObjectStoreParams, Transaction, TransactionMode};
use thiserror::Error;
use wasm_bindgen::{JsCast, JsValue};

use crate::domain::archive::Stored;

const NAME: &str = "backend-architect";
/// 2 added the history and what belongs to no design.
const VERSION: u32 = 2;
const RECORDS: &str = "records";
const TEXTS: &str = "texts";
const CHUNKS: &str = "chunks";
const REVISIONS: &str = "revisions";
const PIECES: &str = "pieces";
/// What a design consists of.
const DESIGN: [&str; 5] = [RECORDS, TEXTS, CHUNKS, REVISIONS, PIECES];

/// A store of things that belong to no design.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Store {
    /// The user's own personas, by id.
    Personas,
    /// Handles of directories, by the id of the design that is written there.
    Folders,
}

impl Store {
    const ALL: [Self; 2] = [Self::Personas, Self::Folders];

    fn name(self) -> &'static str {
        match self {
            Self::Personas => "personas",
            Self::Folders => "folders",
        }
    }
}

/// What a save adds to a design's history.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Additions {
    /// Revisions by number.
    pub revisions: Vec<(u32, String)>,
    /// Pieces of text by digest.
    pub pieces: Vec<(String, String)>,
    /// Numbers of revisions that go.
    pub gone: Vec<u32>,
}

/// A design's history as stored: [`Database::save`] takes it back, for a design that comes back.
pub type StoredHistory = Additions;

/// Why the library could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StorageError {
    /// The disk or the site's quota is full.
    #[error("the storage is full")]
    Full,
    /// The browser has no usable database, as in some private windows.
    #[error("the browser's database cannot be used: {0}")]
    Unavailable(String),
    /// A later version of the page has made the database its own.
    #[error("a newer version of the page has taken over the browser's database")]
    Newer,
    /// The stored design is not the one that this page knows: another tab changed it.
    #[error("another tab has changed the design")]
    Overtaken,
}

impl From<idb::Error> for StorageError {
    fn from(error: idb::Error) -> Self {
        // The crate's own words for the other cases would weigh more than they tell.
        match error {
            idb::Error::DomException(exception) => Self::said(&exception),
            _ => Self::Unavailable("IndexedDB".into()),
        }
    }
}

impl StorageError {
    fn said(exception: &web_sys::DomException) -> Self {
        match exception.name().as_str() {
            "QuotaExceededError" => Self::Full,
            "VersionError" => Self::Newer,
            name => Self::Unavailable(format!("{name}: {}", exception.message())),
        }
    }
}

/// The open database.
#[derive(Debug)]
pub struct Database {
    inner: idb::Database,
    /// The records as this page read or wrote them last: what is stored is replaced only by who knows it.
    known: RefCell<HashMap<String, u64>>,
    /// A later version of the page in another tab made us let go.
    gave_way: Rc<Cell<bool>>,
}

impl Database {
    /// Opens the database, making it on the first visit.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn open() -> Result<Self, StorageError> {
        let mut request = Factory::new()?.open(NAME, Some(VERSION))?;
        request.on_upgrade_needed(|event| {
            let Ok(database) = event.database() else {
                return;
            };
            for store in DESIGN.into_iter().chain(Store::ALL.map(Store::name)) {
                // Fails only for a store that is there already.
                let _ = database.create_object_store(store, ObjectStoreParams::new());
            }
        });
        let mut database = request.await?;
        // A later version of the page in another tab may upgrade; holding on would block it.
        let gave_way = Rc::new(Cell::new(false));
        let gives_way = Rc::clone(&gave_way);
        database.on_version_change(move |event| {
            gives_way.set(true);
            if let Ok(database) = event.database() {
                database.close();
            }
        });
        Ok(Self {
            inner: database,
            known: RefCell::default(),
            gave_way,
        })
    }

    /// Deletes the database with everything in it, and waits until it is gone. The page's other tabs let go
    /// of it by themselves; `blocked` is called when something else holds it open, and the waiting goes on.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn delete(blocked: impl FnOnce() + 'static) -> Result<(), StorageError> {
        let mut request = Factory::new()?.delete(NAME)?;
        request.on_blocked(|_| blocked());
        Ok(request.await?)
    }

    /// Lets go of the database once what is being written is on disk; nothing can be written any more.
    pub fn close(&self) {
        self.inner.close();
    }

    /// The records of all designs, by id.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn records(&self) -> Result<Vec<(String, String)>, StorageError> {
        let transaction = self.begin(TransactionMode::ReadOnly)?;
        let store = transaction.object_store(RECORDS)?;
        let keys = store.get_all_keys(None, None)?;
        let values = store.get_all(None, None)?;
        let keys = keys.await?;
        let values = values.await?;
        let texts = |values: Vec<JsValue>| values.into_iter().map(|value| value.as_string());
        let pairs = texts(keys).zip(texts(values));
        Ok(pairs
            .filter_map(|(key, value)| Some((key?, value?)))
            .collect())
    }

    /// The record of one design.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn record(&self, id: &str) -> Result<Option<String>, StorageError> {
        let transaction = self.begin(TransactionMode::ReadOnly)?;
        let record = transaction
            .object_store(RECORDS)?
            .get(JsValue::from_str(id))?;
        Ok(record.await?.and_then(|value| value.as_string()))
    }

    /// One design, with everything that its log holds.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn load(&self, id: &str) -> Result<Option<Stored>, StorageError> {
        let transaction = self.begin(TransactionMode::ReadOnly)?;
        let key = JsValue::from_str(id);
        let record = transaction.object_store(RECORDS)?.get(key.clone())?.await?;
        let text = transaction.object_store(TEXTS)?.get(key)?.await?;
        let chunks = transaction
            .object_store(CHUNKS)?
            .get_all(Some(all_of(id)?.into()), None)?
            .await?;
        let Some(record) = record.and_then(|value| value.as_string()) else {
            return Ok(None);
        };
        let mut text = text.and_then(|value| value.as_string()).unwrap_or_default();
        text.extend(chunks.iter().filter_map(JsValue::as_string));
        self.know(id, &record);
        Ok(Some(Stored { record, text }))
    }

    /// What was appended to a log and never saved whole.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn logged(&self, id: &str) -> Result<String, StorageError> {
        let transaction = self.begin(TransactionMode::ReadOnly)?;
        let chunks = transaction.object_store(CHUNKS)?;
        let chunks = chunks.get_all(Some(all_of(id)?.into()), None)?.await?;
        Ok(chunks.iter().filter_map(JsValue::as_string).collect())
    }

    /// Forgets a log.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn clear_log(&self, id: &str) -> Result<(), StorageError> {
        let transaction = self.begin(TransactionMode::ReadWrite)?;
        transaction.object_store(CHUNKS)?.delete(all_of(id)?)?;
        settle(transaction).await
    }

    /// The history of a design.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn history(&self, id: &str) -> Result<StoredHistory, StorageError> {
        let transaction = self.begin(TransactionMode::ReadOnly)?;
        let mut found = [Vec::new(), Vec::new()];
        for (store, found) in [REVISIONS, PIECES].into_iter().zip(&mut found) {
            let store = transaction.object_store(store)?;
            let keys = store.get_all_keys(Some(all_of(id)?.into()), None)?;
            let values = store.get_all(Some(all_of(id)?.into()), None)?;
            let keys = keys.await?.into_iter();
            let entries = keys.zip(values.await?).filter_map(|(key, value)| {
                let key = key.as_string()?;
                let own = key.rsplit('/').next()?.to_owned();
                Some((own, value.as_string()?))
            });
            found.extend(entries);
        }
        let [revisions, pieces] = found;
        let numbered = |(key, revision): (String, String)| Some((key.parse().ok()?, revision));
        Ok(StoredHistory {
            revisions: revisions.into_iter().filter_map(numbered).collect(),
            pieces,
            gone: Vec::new(),
        })
    }

    /// Writes a design whole, empties its log and adds to its history.
    ///
    /// # Errors
    /// When the storage is full or the browser refuses; what was stored before is then still there.
    pub async fn save(
        &self,
        id: &str,
        stored: &Stored,
        additions: &Additions,
    ) -> Result<(), StorageError> {
        let transaction = self.begin(TransactionMode::ReadWrite)?;
        let key = JsValue::from_str(id);
        self.check(&transaction, id).await?;
        transaction
            .object_store(RECORDS)?
            .put(&stored.record.as_str().into(), Some(&key))?;
        transaction
            .object_store(TEXTS)?
            .put(&stored.text.as_str().into(), Some(&key))?;
        transaction.object_store(CHUNKS)?.delete(all_of(id)?)?;
        for (number, revision) in &additions.revisions {
            let key = JsValue::from_str(&format!("{id}/{number:010}"));
            let store = transaction.object_store(REVISIONS)?;
            store.put(&revision.as_str().into(), Some(&key))?;
        }
        for number in &additions.gone {
            let key = JsValue::from_str(&format!("{id}/{number:010}"));
            transaction.object_store(REVISIONS)?.delete(key)?;
        }
        for (digest, piece) in &additions.pieces {
            let key = JsValue::from_str(&format!("{id}/{digest}"));
            let store = transaction.object_store(PIECES)?;
            store.put(&piece.as_str().into(), Some(&key))?;
        }
        settle(transaction).await?;
        self.know(id, &stored.record);
        Ok(())
    }

    /// Appends a chunk of text to a design's log. Chunks are read back in the order of `sequence`.
    ///
    /// # Errors
    /// When the storage is full or the browser refuses.
    pub async fn append(&self, id: &str, sequence: u32, chunk: &str) -> Result<(), StorageError> {
        let transaction = self.begin(TransactionMode::ReadWrite)?;
        let key = JsValue::from_str(&format!("{id}/{sequence:010}"));
        transaction
            .object_store(CHUNKS)?
            .put(&chunk.into(), Some(&key))?;
        settle(transaction).await
    }

    /// Removes a design.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn remove(&self, id: &str) -> Result<(), StorageError> {
        let transaction = self.begin(TransactionMode::ReadWrite)?;
        let key = JsValue::from_str(id);
        transaction.object_store(RECORDS)?.delete(key.clone())?;
        transaction.object_store(TEXTS)?.delete(key)?;
        for store in [CHUNKS, REVISIONS, PIECES] {
            transaction.object_store(store)?.delete(all_of(id)?)?;
        }
        self.known.borrow_mut().remove(id);
        settle(transaction).await
    }

    /// Everything in a store, by key.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn all(&self, store: Store) -> Result<Vec<(String, JsValue)>, StorageError> {
        let transaction = self.open_store(store, TransactionMode::ReadOnly)?;
        let store = transaction.object_store(store.name())?;
        let keys = store.get_all_keys(None, None)?;
        let values = store.get_all(None, None)?;
        let keys = keys.await?;
        let values = values.await?;
        let keys = keys.iter().map(|key| key.as_string().unwrap_or_default());
        Ok(keys.zip(values).collect())
    }

    /// Puts something into a store, in place of what had that key.
    ///
    /// # Errors
    /// When the storage is full or the browser refuses.
    pub async fn keep(&self, store: Store, key: &str, value: &JsValue) -> Result<(), StorageError> {
        let transaction = self.open_store(store, TransactionMode::ReadWrite)?;
        let place = transaction.object_store(store.name())?;
        place.put(value, Some(&key.into()))?;
        settle(transaction).await
    }

    /// Takes something out of a store.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn discard(&self, store: Store, key: &str) -> Result<(), StorageError> {
        let transaction = self.open_store(store, TransactionMode::ReadWrite)?;
        let place = transaction.object_store(store.name())?;
        place.delete(JsValue::from_str(key))?;
        settle(transaction).await
    }

    fn begin(&self, mode: TransactionMode) -> Result<Transaction, StorageError> {
        self.transact(&DESIGN, mode)
    }

    fn open_store(&self, store: Store, mode: TransactionMode) -> Result<Transaction, StorageError> {
        self.transact(&[store.name()], mode)
    }

    fn transact(
        &self,
        stores: &[&str],
        mode: TransactionMode,
    ) -> Result<Transaction, StorageError> {
        match self.inner.transaction(stores, mode) {
            Err(_) if self.gave_way.get() => Err(StorageError::Newer),
            begun => Ok(begun?),
        }
    }

    fn know(&self, id: &str, record: &str) {
        let digest = digest(record);
        self.known.borrow_mut().insert(id.to_owned(), digest);
    }

    /// Whether what is stored of a design is what this page knows of it: what nobody has read is never
    /// written over.
    async fn check(&self, transaction: &Transaction, id: &str) -> Result<(), StorageError> {
        let record = transaction
            .object_store(RECORDS)?
            .get(JsValue::from_str(id))?;
        let Some(stored) = record.await?.and_then(|value| value.as_string()) else {
            return Ok(());
        };
        let known = self.known.borrow().get(id).copied();
        match known == Some(digest(&stored)) {
            true => Ok(()),
            false => Err(StorageError::Overtaken),
        }
    }
}

/// A connection that nobody holds any more would block a deletion: with it goes the listener that lets go.
impl Drop for Database {
    fn drop(&mut self) {
        self.close();
    }
}

fn digest(record: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    record.hash(&mut hasher);
    hasher.finish()
}

/// All keys `<id>/…`: `0` is the character after `/`.
fn all_of(id: &str) -> Result<KeyRange, StorageError> {
    let lower = JsValue::from_str(&format!("{id}/"));
    let upper = JsValue::from_str(&format!("{id}0"));
    Ok(KeyRange::bound(&lower, &upper, None, Some(true))?)
}

/// Waits until a transaction is on disk. A full disk shows only in the abort event's own error.
async fn settle(mut transaction: Transaction) -> Result<(), StorageError> {
    let (done, settled) = oneshot::channel();
    let done = Rc::new(Cell::new(Some(done)));
    let failed = Rc::clone(&done);
    // Whoever waits may be gone by then; the transaction has happened all the same.
    transaction.on_complete(move |_| {
        done.take().map(|done| done.send(Ok(())));
    });
    transaction.on_abort(move |event| {
        let error = event
            .target()
            .map(|target| target.unchecked_into::<web_sys::IdbTransaction>())
            .and_then(|transaction| transaction.error())
            .map_or_else(
                || StorageError::Unavailable("AbortError".into()),
                |exception| StorageError::said(&exception),
            );
        failed.take().map(|failed| failed.send(Err(error)));
    });
    let aborted = || StorageError::Unavailable("AbortError".into());
    settled.await.unwrap_or_else(|_| Err(aborted()))
}
