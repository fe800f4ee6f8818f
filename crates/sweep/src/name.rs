//! Names that stand on thousands of entries: kept once, and shared.

use std::borrow::Borrow;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A text that many hold. It reads like a `str`, and another copy of it costs no more than its address.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Arc<Box<str>>);

impl Name {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<OsStr> for Name {
    fn as_ref(&self) -> &OsStr {
        OsStr::new(self.as_str())
    }
}

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, to)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&*self.0, to)
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Self(Arc::new(text.into()))
    }
}

impl From<String> for Name {
    fn from(text: String) -> Self {
        Self(Arc::new(text.into()))
    }
}

impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Name {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(Self::from)
    }
}

/// The names that were given out, so that the same text is the same memory.
#[derive(Debug, Default)]
pub struct Names(BTreeSet<Name>);

/// The most texts that are looked for once more: where every note is a file of its own, their names are not shared.
const MOST: usize = 1_000;

impl Names {
    /// A text as a name.
    pub fn name(&mut self, text: &str) -> Name {
        if let Some(known) = self.0.get(text) {
            return known.clone();
        }
        let name = Name::from(text);
        if self.0.len() < MOST {
            self.0.insert(name.clone());
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_is_the_same_memory_up_to_a_number_of_texts() {
        let mut names = Names::default();
        let (one, two) = (names.name("gap"), names.name("gap"));
        assert!(Arc::ptr_eq(&one.0, &two.0) && one == "gap");
        for number in 0..2 * MOST {
            names.name(&number.to_string());
        }
        assert_eq!(names.0.len(), MOST);
        assert!(Arc::ptr_eq(&one.0, &names.name("gap").0));
        assert_eq!(names.name("1999"), "1999");
    }

    #[test]
    fn a_name_is_written_and_read_as_a_text() {
        let name = Name::from("a \"gap\"");
        let json = serde_json::to_string(&name).unwrap();
        assert_eq!(json, r#""a \"gap\"""#);
        assert_eq!(serde_json::from_str::<Name>(&json).unwrap(), name);
        assert_eq!(format!("{name} {name:?}"), "a \"gap\" \"a \\\"gap\\\"\"");
    }
}
