//! The checklist of what a good decision aid needs, shown on the page itself with what it does not meet.

use heelrise_knowledge::aid::{Group, Item, Met};

use crate::rely_on::{Link, because};
use crate::site::Page;

/// One item.
pub struct ItemView {
    /// Its number in its group.
    pub number: usize,
    /// What it asks for.
    pub text: String,
    /// How it stands, in message ids: `met`, `unmet` or `outside`.
    pub state: &'static str,
    /// The part of the page that meets it; none when it is not met.
    pub place: Option<String>,
    /// Why it is not met, or does not apply.
    pub why: String,
}

/// One group with how many of its items are met.
pub struct GroupView {
    /// Its word in message ids.
    pub word: &'static str,
    /// How many are met.
    pub met: usize,
    /// How many apply to a choice of treatment.
    pub apply: usize,
    /// The items.
    pub items: Vec<ItemView>,
}

/// The checklist with its dates.
pub struct ChecklistView {
    /// The groups.
    pub groups: Vec<GroupView>,
    /// When the page was last held against it.
    pub reviewed_on: String,
    /// By when it will be looked through again.
    pub review_by: String,
    /// Where the list was read.
    pub source: Link,
}

/// The checklist as the page shows it.
pub fn checklist(page: &Page) -> ChecklistView {
    let list = &page.app().knowledge().aid.checklist;
    let groups = Group::ALL.into_iter().map(|group| {
        let mut items: Vec<ItemView> =
            list.items.iter().filter(|item| item.group == group).map(|item| item_view(page, item)).collect();
        items.sort_by_key(|item| item.number);
        let count = |state: &str| items.iter().filter(|item| item.state == state).count();
        GroupView { word: group.word(), met: count("met"), apply: items.len() - count("outside"), items }
    });
    ChecklistView {
        groups: groups.collect(),
        reviewed_on: page.date(list.reviewed_on),
        review_by: page.date(list.review_by),
        source: because(page, &list.source),
    }
}

fn item_view(page: &Page, item: &Item) -> ItemView {
    let (state, place, why) = match &item.met {
        Met::By { place, .. } => ("met", Some(place.clone()), String::new()),
        Met::Not(why) => ("unmet", None, page.say(why)),
        Met::Outside(why) => ("outside", None, page.say(why)),
    };
    ItemView { number: item.number, text: page.say(format!("decide-ipdas-{}", item.id)), state, place, why }
}
