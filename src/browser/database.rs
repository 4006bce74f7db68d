//! The library in IndexedDB: one record, one text and a log of chunks per design.
//!
//! While a design is streamed its new text is appended to the log, so that a save costs what arrived and
//! not what is there; a whole save folds the log into the text in one transaction. What the records
//! mean is `domain::archive`'s business, not this file's.

use std::{cell::Cell, rc::Rc};

use futures_channel::oneshot;
use idb::{DatabaseEvent, Factory, KeyRange, ObjectStoreParams, Transaction, TransactionMode};
use thiserror::Error;
use wasm_bindgen::{JsCast, JsValue};

use crate::domain::archive::Stored;

const NAME: &str = "backend-architect";
const VERSION: u32 = 1;
const RECORDS: &str = "records";
const TEXTS: &str = "texts";
const CHUNKS: &str = "chunks";
const STORES: [&str; 3] = [RECORDS, TEXTS, CHUNKS];

/// Why the library could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StorageError {
    /// The disk or the site's quota is full.
    #[error("the storage is full")]
    Full,
    /// The browser has no usable database, as in some private windows.
    #[error("the browser's database cannot be used: {0}")]
    Unavailable(String),
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
        if exception.name() == "QuotaExceededError" {
            Self::Full
        } else {
            Self::Unavailable(format!("{}: {}", exception.name(), exception.message()))
        }
    }
}

/// The open database.
#[derive(Debug)]
pub struct Database(idb::Database);

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
            for store in STORES {
                // Fails only for a store that is there already.
                let _ = database.create_object_store(store, ObjectStoreParams::new());
            }
        });
        let mut database = request.await?;
        // A later version of the page in another tab may upgrade; holding on would block it.
        database.on_version_change(|event| {
            if let Ok(database) = event.database() {
                database.close();
            }
        });
        Ok(Self(database))
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
        self.0.close();
    }

    /// The records of all designs.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn records(&self) -> Result<Vec<String>, StorageError> {
        let transaction = self.begin(TransactionMode::ReadOnly)?;
        let values = transaction
            .object_store(RECORDS)?
            .get_all(None, None)?
            .await?;
        Ok(values.iter().filter_map(JsValue::as_string).collect())
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
            .get_all(Some(chunks_of(id)?.into()), None)?
            .await?;
        let Some(record) = record.and_then(|value| value.as_string()) else {
            return Ok(None);
        };
        let mut text = text.and_then(|value| value.as_string()).unwrap_or_default();
        text.extend(chunks.iter().filter_map(JsValue::as_string));
        Ok(Some(Stored { record, text }))
    }

    /// Writes a design whole and empties its log.
    ///
    /// # Errors
    /// When the storage is full or the browser refuses; what was stored before is then still there.
    pub async fn save(&self, id: &str, stored: &Stored) -> Result<(), StorageError> {
        let transaction = self.begin(TransactionMode::ReadWrite)?;
        let key = JsValue::from_str(id);
        transaction
            .object_store(RECORDS)?
            .put(&stored.record.as_str().into(), Some(&key))?;
        transaction
            .object_store(TEXTS)?
            .put(&stored.text.as_str().into(), Some(&key))?;
        transaction.object_store(CHUNKS)?.delete(chunks_of(id)?)?;
        settle(transaction).await
    }

    /// Writes a design's record only; its text stays.
    ///
    /// # Errors
    /// When the storage is full or the browser refuses.
    pub async fn save_record(&self, id: &str, record: &str) -> Result<(), StorageError> {
        let transaction = self.begin(TransactionMode::ReadWrite)?;
        transaction
            .object_store(RECORDS)?
            .put(&record.into(), Some(&id.into()))?;
        settle(transaction).await
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
        transaction.object_store(CHUNKS)?.delete(chunks_of(id)?)?;
        settle(transaction).await
    }

    fn begin(&self, mode: TransactionMode) -> Result<Transaction, StorageError> {
        Ok(self.0.transaction(&STORES, mode)?)
    }
}

/// A connection that nobody holds any more would block a deletion: with it goes the listener that lets go.
impl Drop for Database {
    fn drop(&mut self) {
        self.close();
    }
}

/// All keys `<id>/…`: `0` is the character after `/`.
fn chunks_of(id: &str) -> Result<KeyRange, StorageError> {
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
