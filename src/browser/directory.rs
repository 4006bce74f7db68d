//! A directory that the user picked (File System Access API): read, written, asked for again. Which files
//! belong there is `domain::bundle`'s business.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    File, FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetDirectoryOptions,
    FileSystemGetFileOptions, FileSystemWritableFileStream,
};

/// A directory.
#[derive(Debug, Clone)]
pub struct Directory(FileSystemDirectoryHandle);

/// Whether the browser lets pages ask for directories.
#[must_use]
pub fn can_pick() -> bool {
    picker().is_some()
}

fn picker() -> Option<Function> {
    let window = super::window()?;
    Reflect::get(&window, &"showDirectoryPicker".into())
        .ok()?
        .dyn_into()
        .ok()
}

fn read_write() -> JsValue {
    let options = Object::new();
    // Setting a property of a plain object cannot fail.
    let _ = Reflect::set(&options, &"mode".into(), &"readwrite".into());
    options.into()
}

impl Directory {
    /// Has the user pick one; `None` when they would rather not.
    ///
    /// # Errors
    /// What the browser said when it refused.
    pub async fn pick() -> Result<Option<Self>, String> {
        let (Some(picker), Some(window)) = (picker(), super::window()) else {
            return Ok(None);
        };
        let asked = picker.call1(&window, &read_write()).map_err(said)?;
        match JsFuture::from(Promise::from(asked)).await {
            Ok(handle) => Ok(Self::of(handle)),
            Err(error) if name(&error).as_deref() == Some("AbortError") => Ok(None),
            Err(error) => Err(said(error)),
        }
    }

    /// A handle that was kept.
    #[must_use]
    pub fn of(handle: JsValue) -> Option<Self> {
        handle.is_object().then(|| Self(handle.unchecked_into()))
    }

    /// The handle, to be kept.
    #[must_use]
    pub fn handle(&self) -> JsValue {
        self.0.clone().into()
    }

    /// What the directory is called.
    #[must_use]
    pub fn name(&self) -> String {
        self.0.name()
    }

    /// Whether it may be written now, without the user being asked.
    pub async fn is_open(&self) -> bool {
        self.permission("queryPermission").await
    }

    /// Asks the user whether it may be written; needs a click.
    pub async fn ask(&self) -> bool {
        self.permission("requestPermission").await
    }

    async fn permission(&self, method: &str) -> bool {
        let Ok(function) = Reflect::get(&self.0, &method.into()) else {
            return false;
        };
        // A directory of the origin's own needs no permission and may not know the question.
        let Ok(function) = function.dyn_into::<Function>() else {
            return true;
        };
        match function.call1(&self.0, &read_write()) {
            Ok(asked) => {
                let state = JsFuture::from(Promise::from(asked)).await;
                state.is_ok_and(|state| state.as_string().as_deref() == Some("granted"))
            }
            Err(_) => false,
        }
    }

    /// The text of a file; `None` when there is none of that path.
    ///
    /// # Errors
    /// What the browser said when it could not be read.
    pub async fn read(&self, path: &str) -> Result<Option<String>, String> {
        let found = async {
            let (folder, name) = self.place(path, false).await?;
            JsFuture::from(folder.get_file_handle(name)).await
        };
        let handle: FileSystemFileHandle = match found.await {
            Ok(handle) => handle.unchecked_into(),
            Err(error) if name(&error).as_deref() == Some("NotFoundError") => return Ok(None),
            Err(error) => return Err(said(error)),
        };
        let file: File = JsFuture::from(handle.get_file())
            .await
            .map_err(said)?
            .unchecked_into();
        let text = JsFuture::from(file.text()).await.map_err(said)?;
        Ok(text.as_string())
    }

    /// Writes a file.
    ///
    /// # Errors
    /// What the browser said when it refused; what was there before is then still there.
    pub async fn write(&self, path: &str, content: &str) -> Result<(), String> {
        self.write_now(path, content).await.map_err(said)
    }

    async fn write_now(&self, path: &str, content: &str) -> Result<(), JsValue> {
        let (folder, name) = self.place(path, true).await?;
        let options = FileSystemGetFileOptions::new();
        options.set_create(true);
        let handle = folder.get_file_handle_with_options(name, &options);
        let handle: FileSystemFileHandle = JsFuture::from(handle).await?.unchecked_into();
        let stream = JsFuture::from(handle.create_writable()).await?;
        let stream: FileSystemWritableFileStream = stream.unchecked_into();
        JsFuture::from(stream.write_with_str(content)?).await?;
        JsFuture::from(stream.close()).await?;
        Ok(())
    }

    /// Removes a file; one that is not there is no error.
    ///
    /// # Errors
    /// What the browser said when it refused.
    pub async fn remove(&self, path: &str) -> Result<(), String> {
        let removed = async {
            let (folder, name) = self.place(path, false).await?;
            JsFuture::from(folder.remove_entry(name)).await
        };
        match removed.await {
            Err(error) if name(&error).as_deref() != Some("NotFoundError") => Err(said(error)),
            _ => Ok(()),
        }
    }

    /// The directory that a path's file is in, and the file's name.
    async fn place<'path>(
        &self,
        path: &'path str,
        create: bool,
    ) -> Result<(FileSystemDirectoryHandle, &'path str), JsValue> {
        let Some((folder, name)) = path.split_once('/') else {
            return Ok((self.0.clone(), path));
        };
        let options = FileSystemGetDirectoryOptions::new();
        options.set_create(create);
        let folder = self.0.get_directory_handle_with_options(folder, &options);
        Ok((JsFuture::from(folder).await?.unchecked_into(), name))
    }
}

fn name(error: &JsValue) -> Option<String> {
    Reflect::get(error, &"name".into()).ok()?.as_string()
}

#[allow(clippy::needless_pass_by_value)]
fn said(error: JsValue) -> String {
    let text = |field: &str| Reflect::get(&error, &field.into()).ok()?.as_string();
    text("message").unwrap_or_else(|| super::describe(&error))
}
