//! Everything that is stored of one design, to be carried elsewhere and back (`domain::backup`).

use idb::TransactionMode;
use wasm_bindgen::JsValue;

use super::{CHUNKS, Database, PIECES, RECORDS, REVISIONS, StorageError, TEXTS, all_of, settle};
use crate::domain::{
    archive::Stored,
    backup::{Entry, Rows},
};

impl Database {
    /// The ids of all designs.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn ids(&self) -> Result<Vec<String>, StorageError> {
        let transaction = self.begin(TransactionMode::ReadOnly)?;
        let keys = transaction
            .object_store(RECORDS)?
            .get_all_keys(None, None)?;
        let keys = keys.await?;
        Ok(keys.iter().filter_map(JsValue::as_string).collect())
    }

    /// Everything of one design, whether it can be read or not.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn entry(&self, id: &str) -> Result<Option<Entry>, StorageError> {
        let Some(stored) = self.load(id).await? else {
            return Ok(None);
        };
        let transaction = self.begin(TransactionMode::ReadOnly)?;
        let mut found = [Rows::new(), Rows::new()];
        for (name, rows) in [REVISIONS, PIECES].into_iter().zip(&mut found) {
            let store = transaction.object_store(name)?;
            let keys = store.get_all_keys(Some(all_of(id)?.into()), None)?;
            let values = store.get_all(Some(all_of(id)?.into()), None)?;
            let (keys, values) = (keys.await?, values.await?);
            let row = |(key, value): (JsValue, JsValue)| {
                let key = key.as_string()?;
                let own = key.strip_prefix(id)?.strip_prefix('/')?;
                Some((own.to_owned(), value.as_string()?))
            };
            rows.extend(keys.into_iter().zip(values).filter_map(row));
        }
        let [revisions, pieces] = found;
        Ok(Some(Entry {
            id: id.to_owned(),
            stored,
            revisions,
            pieces,
        }))
    }

    /// Writes everything of one design as it is given.
    ///
    /// # Errors
    /// When the storage is full, the browser refuses, or what is stored under the id was never read.
    pub async fn put_entry(&self, entry: &Entry) -> Result<(), StorageError> {
        let Entry {
            id,
            stored: Stored { record, text },
            revisions,
            pieces,
        } = entry;
        let transaction = self.begin(TransactionMode::ReadWrite)?;
        self.check(&transaction, id).await?;
        let key = JsValue::from_str(id);
        let put = |store: &str, key: &JsValue, value: &str| -> Result<(), StorageError> {
            transaction
                .object_store(store)?
                .put(&value.into(), Some(key))?;
            Ok(())
        };
        put(RECORDS, &key, record)?;
        put(TEXTS, &key, text)?;
        transaction.object_store(CHUNKS)?.delete(all_of(id)?)?;
        for (store, rows) in [(REVISIONS, revisions), (PIECES, pieces)] {
            for (own, value) in rows {
                put(store, &JsValue::from_str(&format!("{id}/{own}")), value)?;
            }
        }
        settle(transaction).await?;
        self.know(id, record);
        Ok(())
    }

    /// How many bytes each design takes, the largest first.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn sizes(&self) -> Result<Vec<(String, usize)>, StorageError> {
        let mut sizes = Vec::new();
        for id in self.ids().await? {
            let Some(entry) = self.entry(&id).await? else {
                continue;
            };
            let rows = entry.revisions.iter().chain(&entry.pieces);
            let rows: usize = rows.map(|(key, value)| key.len() + value.len()).sum();
            sizes.push((
                id,
                entry.stored.record.len() + entry.stored.text.len() + rows,
            ));
        }
        sizes.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
        Ok(sizes)
    }
}
