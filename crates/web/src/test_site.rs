//! A site for tests: the embedded knowledge, records in memory, a clock that stands still, and a browser of one cookie.

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, Request, StatusCode};
use heelrise_care::Care;
use heelrise_records_sqlite::SqliteStore;
use jiff::Zoned;
use tower::ServiceExt as _;

use crate::clinic::{Desk, setup_link};
use crate::{App, Clock, Config};

/// The embedded knowledge, loaded once.
pub fn care() -> Arc<Care> {
    static CARE: LazyLock<Arc<Care>> = LazyLock::new(|| Arc::new(Care::load(heelrise_pack::embedded()).unwrap()));
    CARE.clone()
}

/// The moment at which tests happen.
pub fn now() -> Zoned {
    "2026-03-10T10:00:00+01:00[Europe/Zurich]".parse().unwrap()
}

/// An answer, read whole.
pub struct Reply {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its text; what is no text in it is marked.
    pub text: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Reply {
    /// Where it leads.
    pub fn to(&self) -> &str {
        self.headers.get(LOCATION).map_or("", |v| v.to_str().unwrap())
    }

    /// The value of the first hidden or text input with a name.
    pub fn input(&self, name: &str) -> String {
        let at =
            self.text.find(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name}: {}", self.text));
        self.text[at..].split('"').nth(3).unwrap().to_owned()
    }
}

/// A site with a browser.
pub struct Site {
    /// The site.
    pub app: App,
    /// Its records.
    pub desk: Desk,
    router: Router,
    /// The browser's cookie.
    pub cookie: Option<String>,
}

impl Site {
    /// A site without accounts.
    pub async fn empty(config: Config) -> Self {
        let store = Arc::new(SqliteStore::in_memory().await.unwrap());
        Self::over(Desk::new(store.clone(), store), config)
    }

    /// A site over records that are there already, as after a restart.
    pub fn over(desk: Desk, config: Config) -> Self {
        Self::with(care(), desk, config)
    }

    /// The same with other knowledge.
    pub fn with(care: Arc<Care>, desk: Desk, config: Config) -> Self {
        let app = App::with_desk(config, care, desk.clone());
        Self { router: crate::router(app.clone()), app, desk, cookie: None }
    }

    /// The configuration of tests.
    pub fn config(at: Zoned) -> Config {
        Config { clock: Clock::Fixed(at), ..Config::default() }
    }

    /// A site with one administrator, signed in.
    pub async fn signed_in() -> Self {
        let mut site = Self::empty(Self::config(now())).await;
        let link = setup_link(site.desk.accounts.as_ref(), now().timestamp()).await.unwrap().unwrap();
        let code = link.path.split('#').nth(1).unwrap().to_owned();
        let reply = site.set_up(&code).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text);
        site
    }

    /// Sends the form of the first account.
    pub async fn set_up(&mut self, code: &str) -> Reply {
        self.post(
            "/clinic/setup",
            &[
                ("code", code),
                ("name", "weber"),
                ("display", "Dr A. Weber"),
                ("role", "emergency physician"),
                ("password", PASSWORD),
                ("again", PASSWORD),
            ],
        )
        .await
    }

    /// Asks for a page.
    pub async fn get(&mut self, path: &str) -> Reply {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, pairs: &[(&str, &str)]) -> Reply {
        let body = pairs.iter().map(|(k, v)| format!("{}={}", coded(k), coded(v))).collect::<Vec<_>>().join("&");
        let request =
            Request::post(path).header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(Body::from(body));
        self.send(request.unwrap()).await
    }

    /// Sends anything, with the browser's cookie.
    pub async fn send(&mut self, mut request: Request<Body>) -> Reply {
        if let Some(cookie) = &self.cookie {
            request.headers_mut().insert(COOKIE, cookie.parse().unwrap());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        if let Some(set) = response.headers().get(SET_COOKIE) {
            self.cookie = Some(set.to_str().unwrap().split(';').next().unwrap().to_owned());
        }
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 4 << 20).await.unwrap().to_vec();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(
            !text.contains('⟦'),
            "a message is missing: {}",
            text.split('⟦').nth(1).unwrap_or("").split('⟧').next().unwrap()
        );
        Reply { status: parts.status, headers: parts.headers, text, bytes }
    }

    /// Opens a blank case and gives its number.
    pub async fn open_case(&mut self, label: &str, side: &str) -> String {
        let page = self.get("/clinic/new").await;
        let (id, key) = (page.input("id"), page.input("key"));
        let reply = self.post("/clinic/open", &[("id", &id), ("key", &key), ("label", label), ("side", side)]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text);
        id
    }

    /// Saves fields on top of what the case page shows, and gives the answer.
    pub async fn save(&mut self, id: &str, action: &str, fields: &[(&str, &str)]) -> Reply {
        let page = self.get(&format!("/clinic/case/{id}")).await;
        let (version, key) = (page.input("version"), page.input("key"));
        let mut pairs = shown(&page.text);
        pairs.retain(|(name, _)| !fields.iter().any(|(field, _)| field == name));
        pairs.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        pairs.extend([
            ("version".to_owned(), version),
            ("key".to_owned(), key),
            ("action".to_owned(), action.to_owned()),
        ]);
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        self.post(&format!("/clinic/case/{id}"), &pairs).await
    }
}

/// The password of tests.
pub const PASSWORD: &str = "a calf that pushes off";

/// What a browser would send of the case form: checked radios, and typed fields with a point in their name.
pub fn shown(html: &str) -> Vec<(String, String)> {
    html.split("<input ")
        .skip(1)
        .map(|part| part.split('>').next().unwrap_or(""))
        .filter(|tag| !tag.contains("type=\"radio\"") || tag.contains(" checked"))
        .filter_map(|tag| {
            let of = |name: &str| Some(tag.split(&format!("{name}=\"")).nth(1)?.split('"').next()?.to_owned());
            let name = of("name")?;
            let value = of("value").unwrap_or_default();
            crate::clinic::fields::at(&name).map(|_| (name, value))
        })
        .collect()
}

fn coded(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}
