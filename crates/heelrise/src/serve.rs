//! `heelrise serve`: the site. Unsound knowledge, records that cannot be opened and an address that is taken each stop it
//! before anything is served.

use std::net::SocketAddr;
use std::sync::Arc;

use heelrise_records_sqlite::SqliteStore;
use heelrise_web::clinic::{Desk, demo_cases, setup_link};
use heelrise_web::{App, Clock, Config};
use tokio::net::TcpListener;

use crate::args::{Global, Serve};
use crate::data_folder::{self, DataFolder};
use crate::exit::{Exit, Failure, complain, put};
use crate::{load, records};

/// Runs it.
pub fn run(global: &Global, command: Serve) -> Result<Exit, Failure> {
    let care = Arc::new(load::care(global)?);
    records::runtime()?.block_on(async move {
        let (store, held) = open(&command).await?;
        let listener = TcpListener::bind(command.addr).await.map_err(|error| taken(command.addr, &error))?;
        let addr = listener.local_addr().unwrap_or(command.addr);
        let public_url = command.public_url.map(|url| url.trim_end_matches('/').to_owned());
        let config = Config { public_url, demo: command.demo, clock: Clock::System };
        let desk = Desk::new(Arc::new(store.clone()), Arc::new(store.clone()));
        let now = config.clock.now();
        if command.demo {
            let made = demo_cases(&care, &desk, &now).await;
            made.map_err(|error| Failure::new(Exit::Fault, format!("The demonstration could not be made: {error}")))?;
        }
        let link = setup_link(&*desk.accounts, now.timestamp()).await.map_err(|error| records::failure(&error))?;
        let link = link.map(|link| {
            let base = config.public_url.clone().unwrap_or_else(|| format!("http://{addr}"));
            format!("{base}{}", link.path)
        });
        let app = App::with_desk(config, care, desk);
        let stop = stop().map_err(|error| Failure::new(Exit::Fault, format!("No signal can be heard: {error}.")))?;
        announce(addr, command.demo, link.as_deref())?;
        let served = heelrise_web::serve(app, listener, stop).await;
        store.close().await;
        drop(held);
        served.map_err(|error| Failure::new(Exit::Address, format!("The site stopped: {error}. Start it again.")))?;
        complain("Stopped. Everything that was saved is safe.");
        Ok(Exit::Ok)
    })
}

/// The records in the data folder, held for this server, or in memory for a demonstration.
async fn open(command: &Serve) -> Result<(SqliteStore, Option<DataFolder>), Failure> {
    let folder = if command.demo { None } else { Some(data_folder::take(&command.data)?) };
    let opened = match &folder {
        Some(folder) => SqliteStore::open(&folder.file).await,
        None => SqliteStore::in_memory().await,
    };
    opened.map(|store| (store, folder)).map_err(|error| records::failure(&error))
}

/// Why there is no socket.
fn taken(addr: SocketAddr, error: &std::io::Error) -> Failure {
    let message = match error.kind() {
        std::io::ErrorKind::AddrInUse => format!(
            "The address {addr} is in use by another program. Stop that one, or choose another with --addr, for example \
             --addr 127.0.0.1:{}.",
            addr.port().saturating_add(1)
        ),
        std::io::ErrorKind::PermissionDenied => {
            format!(
                "This account may not listen on {addr}. Ports below 1024 are reserved: choose a higher one with --addr."
            )
        }
        _ => format!("The site cannot listen on {addr}: {error}. Choose another address with --addr."),
    };
    Failure::new(Exit::Address, message)
}

fn announce(addr: SocketAddr, demo: bool, link: Option<&str>) -> Result<(), Failure> {
    let mut text = format!("Heelrise is at http://{addr}/\n");
    if demo {
        text.push_str("This is a demonstration: every case is invented, and nothing is kept.\n");
    }
    if let Some(link) = link {
        text.push_str("Make the first clinician's account with this link. It works once, for two days:\n");
        text = format!("{text}  {link}\n");
    }
    text.push_str("Stop it with Ctrl-C.\n");
    put(&text)
}

/// Done when somebody asks the program to end. From this call on no such request is missed, so it comes before the
/// address is announced.
#[cfg(unix)]
fn stop() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Done when somebody asks the program to end.
#[cfg(not(unix))]
fn stop() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
