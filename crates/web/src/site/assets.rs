//! Style sheets, scripts and pictures: embedded, joined, compressed once at start, and served under an address that
//! holds the hash of them all. The address changes when anything in them does, so a browser may keep them for a year,
//! and scripts can import each other by plain relative names.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, VARY};
use axum::response::{IntoResponse, Response};
use flate2::{Compression, write::GzEncoder};
use heelrise_knowledge::files::sha256_hex;
use rust_embed::RustEmbed;

use super::PageError;
use crate::App;

#[derive(RustEmbed)]
#[folder = "assets"]
struct Embedded;

/// The parts of the one style sheet of the public pages, in this order; the drawings' own follows them.
const SITE_CSS: &[&str] = &[
    "css/tokens.css",
    "css/base.css",
    "css/layout.css",
    "css/components.css",
    "css/check.css",
    "css/rely-on.css",
    "css/decide.css",
    "css/print.css",
];
/// The parts of the style sheet that clinicians' and plan pages add.
const CLINIC_CSS: &[&str] = &["css/clinic.css", "css/plan.css", "css/callback.css"];

/// One file as it is sent.
#[derive(Debug)]
pub struct Asset {
    /// Its content type.
    pub mime: &'static str,
    /// Its bytes.
    pub plain: Vec<u8>,
    /// Its bytes, compressed with gzip; none when that saves nothing.
    pub gzip: Option<Vec<u8>>,
}

/// All files, by the path after `/assets/<version>/`.
#[derive(Debug)]
pub struct Assets {
    files: BTreeMap<String, Asset>,
    version: String,
    ready: Mutex<BTreeMap<String, Arc<Asset>>>,
}

/// How many pages are kept ready at most: languages times the days that the server runs, before all are made anew.
const READY_PAGES: usize = 16;

impl Assets {
    /// Joins, compresses and hashes what is embedded.
    pub fn build() -> Self {
        let mut files = BTreeMap::new();
        let mut all = String::new();
        let mut add = |path: String, bytes: Vec<u8>| {
            all.push_str(&path);
            all.push_str(&sha256_hex(&String::from_utf8_lossy(&bytes)));
            let gzip = gzip(&bytes).filter(|small| small.len() < bytes.len());
            files.insert(path.clone(), Asset { mime: mime(&path), plain: bytes, gzip });
        };
        let mut site = join(SITE_CSS);
        site.extend_from_slice(heelrise_charts::CSS.as_bytes());
        add("css/site.css".to_owned(), site);
        add("css/clinic-pages.css".to_owned(), join(CLINIC_CSS));
        for path in Embedded::iter().filter(|path| !is_css(path)) {
            if let Some(file) = Embedded::get(&path) {
                add(path.into_owned(), file.data.into_owned());
            }
        }
        let version = sha256_hex(&all).chars().take(12).collect();
        Self { files, version, ready: Mutex::default() }
    }

    /// The address of one file: `url("css/site.css")`.
    pub fn url(&self, path: &str) -> String {
        format!("/assets/{}/{path}", self.version)
    }

    /// One file.
    pub fn get(&self, path: &str) -> Option<&Asset> {
        self.files.get(path)
    }

    /// A page that is the same for everybody who asks with this key: made once, then kept ready and compressed.
    pub fn ready<E>(&self, key: &str, make: impl FnOnce() -> Result<String, E>) -> Result<Arc<Asset>, E> {
        let lock = || self.ready.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(page) = lock().get(key) {
            return Ok(Arc::clone(page));
        }
        let plain = make()?.into_bytes();
        let page = Arc::new(Asset { mime: "text/html; charset=utf-8", gzip: gzip(&plain), plain });
        let mut pages = lock();
        if pages.len() >= READY_PAGES {
            pages.clear();
        }
        pages.insert(key.to_owned(), Arc::clone(&page));
        Ok(page)
    }

    /// The hash of all files that stands in their addresses, 12 hexadecimal digits.
    pub fn version(&self) -> &str {
        &self.version
    }
}

fn is_css(path: &str) -> bool {
    path.starts_with("css/")
}

fn join(parts: &[&str]) -> Vec<u8> {
    parts.iter().filter_map(|path| Embedded::get(path)).fold(Vec::new(), |mut all, file| {
        all.extend_from_slice(&file.data);
        all.push(b'\n');
        all
    })
}

fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = GzEncoder::new(Vec::new(), Compression::best());
    out.write_all(bytes).ok()?;
    out.finish().ok()
}

fn mime(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, ext)| ext) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "txt" => "text/plain; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

/// Sends one file. An old version's address is gone: the page that named it is gone too.
pub async fn serve(
    State(app): State<App>,
    Path((version, path)): Path<(String, String)>,
    request: HeaderMap,
) -> Response {
    let missing = || PageError::new(StatusCode::NOT_FOUND, "error-not-found").into_response();
    if version != app.assets.version() {
        return missing();
    }
    let Some(asset) = app.assets.get(&path) else { return missing() };
    send(asset, &request, "public, max-age=31536000, immutable")
}

/// One file with its headers, compressed when the browser takes it.
pub fn send(asset: &Asset, request: &HeaderMap, cache: &'static str) -> Response {
    let takes_gzip = request.get(ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).is_some_and(|v| v.contains("gzip"));
    let headers = [(CONTENT_TYPE, asset.mime), (CACHE_CONTROL, cache), (VARY, "accept-encoding")];
    match &asset.gzip {
        Some(small) if takes_gzip => (headers, [(CONTENT_ENCODING, "gzip")], small.clone()).into_response(),
        _ => (headers, asset.plain.clone()).into_response(),
    }
}
