//! The connection below a request, so that a script can reset it instead of closing it.

use axum::{extract::connect_info::Connected, serve::IncomingStream};
use std::{
    io,
    os::fd::{AsFd, OwnedFd},
    sync::Arc,
};
use tokio::net::{TcpListener, TcpStream};

/// A second handle of a connection; `None` if the system gave none.
#[derive(Clone)]
pub struct Socket(Option<Arc<OwnedFd>>);

impl Connected<IncomingStream<'_, TcpListener>> for Socket {
    fn connect_info(stream: IncomingStream<'_, TcpListener>) -> Self {
        let handle = stream.io().as_fd().try_clone_to_owned();
        Self(handle.ok().map(Arc::new))
    }
}

impl Socket {
    /// Makes the end of the connection, whenever it comes, a reset: without leave, and what was not yet
    /// sent is thrown away.
    pub fn reset_at_end(&self) -> io::Result<()> {
        let Some(handle) = &self.0 else {
            return Err(io::Error::other("there is no handle of this connection"));
        };
        let stream: std::net::TcpStream = handle.try_clone()?.into();
        TcpStream::from_std(stream)?.set_zero_linger()
    }
}
