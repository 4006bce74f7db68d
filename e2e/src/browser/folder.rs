//! A temporary folder for a browser's profile and downloads, removed on drop.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

/// The extension of a download that Chromium has not finished.
const UNFINISHED: &str = "crdownload";

static COUNT: AtomicUsize = AtomicUsize::new(0);

pub struct Folder(PathBuf);

impl Folder {
    pub fn create() -> io::Result<Self> {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("e2e-{}-{number}", std::process::id()));
        let folder = Self(path);
        for inner in [
            folder.profile(),
            folder.downloads_path(),
            folder.uploads_path(),
        ] {
            fs::create_dir_all(inner)?;
        }
        Ok(folder)
    }

    pub fn profile(&self) -> PathBuf {
        self.0.join("profile")
    }

    pub fn downloads_path(&self) -> PathBuf {
        self.0.join("downloads")
    }

    pub fn uploads_path(&self) -> PathBuf {
        self.0.join("uploads")
    }

    /// The finished downloads.
    pub fn downloads(&self) -> io::Result<Vec<PathBuf>> {
        let entries: Result<Vec<_>, io::Error> = fs::read_dir(self.downloads_path())?
            .map(|entry| Ok(entry?.path()))
            .collect();
        let finished = |path: &PathBuf| is_finished(path);
        Ok(entries?.into_iter().filter(finished).collect())
    }
}

/// Chromium also keeps hidden files while it decides on a name, and empty ones that reserve a name.
fn is_finished(path: &Path) -> bool {
    let hidden = path
        .file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with('.'));
    let empty = fs::metadata(path).is_ok_and(|facts| facts.len() == 0);
    !hidden
        && !empty
        && path
            .extension()
            .is_none_or(|extension| extension != UNFINISHED)
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What the system keeps open for a moment longer goes with the next reboot.
        let _ = fs::remove_dir_all(&self.0);
    }
}
