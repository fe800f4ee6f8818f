//! The home page: two doors.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use heelrise_charts::{About, Anatomy, AnatomyLabels, anatomy};

use super::{Lang, Page, PageError, Section, html};
use crate::App;

#[derive(Template)]
#[template(path = "site/home.html")]
struct Home {
    page: Page,
    drawing: String,
}

pub async fn show(State(app): State<App>, lang: Lang) -> Result<Response, PageError> {
    let page = Page::new(&app, &lang, Section::Home, "home-title");
    let say = |id: &str| page.say(id);
    let (title, desc) = (say("home-drawing-title"), say("home-drawing-what"));
    let (calf_muscle, tendon, gap, heel_bone) =
        (say("home-drawing-muscle"), say("home-drawing-tendon"), say("home-drawing-gap"), say("home-drawing-heel"));
    let labels = AnatomyLabels {
        about: About { id: "leg", title: &title, desc: &desc },
        calf_muscle: &calf_muscle,
        tendon: &tendon,
        gap: &gap,
        heel_bone: &heel_bone,
    };
    let drawing = anatomy(Anatomy::Ruptured, &labels);
    html(&Home { page, drawing })
}
