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
use crate::exit::{Exit, Failure, complain, put, why};
use crate::words::Words;
use crate::{load, records, worklist};

/// Runs it.
pub fn run(global: &Global, command: Serve) -> Result<Exit, Failure> {
    let care = Arc::new(load::care(global)?);
    let lang = global.lang.clone();
    records::runtime()?.block_on(async move {
        // The list is asked for before the records are touched: a wrong folder leaves nothing behind.
        let place = command.worklist.as_deref();
        place.map(|place| worklist::listed(Words::of(&care, &lang), place)).transpose()?;
        let (store, held) = open(&command).await?;
        let shelf = |place| worklist::shelf(global, Words::of(&care, &lang), place, Arc::new(store.clone()));
        let worklist = place.map(shelf).transpose()?.map(Arc::new);
        let (listener, addr) = listen(&command.addr).await?;
        let config = Config { public_url: command.public_url, demo: command.demo, clock: Clock::System, worklist };
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
        let stop = stop().map_err(|error| Failure::new(Exit::Fault, format!("No signal can be heard: {error}.")))?;
        announce(Words::of(&care, &lang), addr, command.demo, link.as_deref())?;
        let stopped = Words::of(&care, &lang).say("serve-stopped");
        let app = App::with_desk(config, care, desk);
        let served = heelrise_web::serve(app, listener, stop).await;
        store.close().await;
        drop(held);
        served.map_err(|error| Failure::new(Exit::Address, format!("The site stopped: {error}. Start it again.")))?;
        complain(&stopped);
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
    match opened {
        Ok(store) => Ok((store, folder)),
        Err(error) => {
            if let Some(folder) = folder {
                folder.take_back();
            }
            Err(records::failure(&error))
        }
    }
}

/// Takes the first of the addresses that a name stands for and that can be taken.
async fn listen((host, port): &(String, u16)) -> Result<(TcpListener, SocketAddr), Failure> {
    let unknown = || {
        let message = format!(
            "No machine is called `{host}` here. Check the name, or give a number: --addr 127.0.0.1:{port} for this \
             machine alone, --addr 0.0.0.0:{port} for everybody who reaches it."
        );
        Failure::new(Exit::Address, message)
    };
    let found = tokio::net::lookup_host((host.as_str(), *port)).await.map_err(|_| unknown())?;
    let mut refused = unknown();
    for address in found {
        match TcpListener::bind(address).await {
            Ok(listener) => {
                let taken = listener.local_addr().unwrap_or(address);
                return Ok((listener, taken));
            }
            Err(error) => refused = taken(address, &error),
        }
    }
    Err(refused)
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
        _ => format!("The site cannot listen on {addr}: {}. Choose another address with --addr.", why(error)),
    };
    Failure::new(Exit::Address, message)
}

fn announce(words: Words<'_>, addr: SocketAddr, demo: bool, link: Option<&str>) -> Result<(), Failure> {
    let mut lines = vec![words.say_with("serve-at", &[("address", &format!("http://{addr}/"))])];
    if demo {
        lines.push(words.say("serve-demo"));
    }
    if let Some(link) = link {
        lines.extend([words.say("serve-first-account"), format!("  {link}")]);
    }
    lines.push(words.say("serve-stop"));
    put(&(lines.join("\n") + "\n"))
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
