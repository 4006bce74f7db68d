//! TLS in front of a server on loopback, with a certificate of its own making. A browser takes it only
//! with `--ignore-certificate-errors`.

use crate::{HarnessError, Result};
use std::{
    fmt::Display,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer},
};

/// A running front; it stops when dropped.
pub struct Https {
    port: u16,
    front: JoinHandle<()>,
}

impl Https {
    /// Listens for a host, and hands what comes on to the server with that port.
    pub async fn before(host: &str, server: u16) -> Result<Self> {
        let acceptor = TlsAcceptor::from(Arc::new(configuration(host)?));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let front = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(hand_on(acceptor.clone(), socket, server));
            }
        });
        Ok(Self { port, front })
    }

    /// The port that speaks TLS.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Https {
    fn drop(&mut self) {
        self.front.abort();
    }
}

/// Best effort: what breaks here, the browser reports.
async fn hand_on(acceptor: TlsAcceptor, socket: TcpStream, server: u16) {
    let server = SocketAddr::from((Ipv4Addr::LOCALHOST, server));
    if let (Ok(mut outer), Ok(mut inner)) = (
        acceptor.accept(socket).await,
        TcpStream::connect(server).await,
    ) {
        let _ = copy_bidirectional(&mut outer, &mut inner).await;
    }
}

fn configuration(host: &str) -> Result<ServerConfig> {
    let made = rcgen::generate_simple_self_signed([host.to_owned()]).map_err(tls)?;
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).map_err(tls)?;
    ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(tls)?
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .map_err(tls)
}

fn tls(error: impl Display) -> HarnessError {
    HarnessError::Tls(error.to_string())
}
