//! The pages: the public self-check, what it relies on, the clinician's pages, plans and calendar feeds.
//!
//! Every page works as plain HTML and forms; scripts only make it quicker. [`site`] holds what all pages share (layout,
//! headers, assets, errors, words), [`check`] the public self-check, [`decide`] the
//! decision aid, [`rely_on`] what stands behind it, [`worklist`] the call-back list. Faces decide nothing: they ask `heelrise_care`.

pub mod check;
pub mod clinic;
pub mod clock;
pub mod decide;
pub mod plan_pages;
pub mod rely_on;
pub mod site;
#[cfg(test)]
mod test_site;
pub mod worklist;

use std::sync::Arc;

use axum::Router;

pub use clock::Clock;
use heelrise_care::Care;
use heelrise_knowledge::Knowledge;
use site::assets::Assets;

/// How this site is run.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// The address people reach this site by, for example `https://heelrise.example.org`, without a closing slash.
    /// Used for links and QR codes. When it is not set, the address of the request itself is used.
    pub public_url: Option<String>,
    /// A throw-away site with invented cases; every page says so.
    pub demo: bool,
    /// Where `now` comes from.
    pub clock: Clock,
    /// The call-back list that clinicians review; none when the site was started without one.
    pub worklist: Option<Arc<worklist::Shelf>>,
}

/// Everything a page needs. Cheap to clone.
#[derive(Debug, Clone)]
pub struct App(Arc<Inner>);

/// What an [`App`] holds.
#[derive(Debug)]
pub struct Inner {
    /// How this site is run.
    pub config: Config,
    /// The path, bound to what the system believes.
    pub care: Arc<Care>,
    /// The records and who may come in; none when the site is run without a place to keep them.
    pub desk: Option<clinic::Desk>,
    /// Style sheets, scripts and pictures, with their addresses.
    pub assets: Assets,
}

impl App {
    /// Puts a site together. Style sheets are joined and compressed here, once.
    pub fn new(config: Config, care: Arc<Care>) -> Self {
        Self(Arc::new(Inner { config, care, desk: None, assets: Assets::build() }))
    }

    /// A site with a place for records: the clinician's pages are open to those who sign in.
    pub fn with_desk(config: Config, care: Arc<Care>, desk: clinic::Desk) -> Self {
        Self(Arc::new(Inner { config, care, desk: Some(desk), assets: Assets::build() }))
    }

    /// What the system believes, checked on load.
    pub fn knowledge(&self) -> &Knowledge {
        self.care.knowledge()
    }
}

impl std::ops::Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// All pages, with the layers that every answer passes through.
pub fn router(app: App) -> Router {
    let pages = Router::new()
        .merge(site::routes())
        .merge(check::routes())
        .merge(decide::routes())
        .merge(rely_on::routes())
        .merge(
            clinic::routes()
                .merge(clinic::demo_routes(&app.config))
                .merge(plan_pages::routes())
                .merge(worklist::routes())
                .layer(clinic::same_site(&app.config)),
        );
    site::layers(pages, app)
}

/// Serves the site on an open socket until `stop` is done. Requests under way are finished first.
pub async fn serve(
    app: App,
    listener: tokio::net::TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let service = router(app).into_make_service_with_connect_info::<std::net::SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stop).await
}
