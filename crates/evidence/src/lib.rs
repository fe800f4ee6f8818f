//! What trials say about operating or not on a torn Achilles tendon, recomputed from their counts. Every result names
//! the set of trials, the method and what was done with arms without events, because the same counts print different
//! numbers otherwise. Nothing here knows a disk, a clock or a source of chance: texts come in as arguments, and so does
//! the seeded generator of random numbers where draws are made.

#![expect(clippy::many_single_char_names, reason = "formulas keep the letters of their papers")]

pub mod addition;
pub mod bayes;
pub mod bias;
pub mod binomial_normal;
pub mod certainty;
pub mod choices;
pub mod effect;
mod likelihood;
pub mod linear;
pub mod mantel_haenszel;
pub mod means;
pub mod network;
pub mod plot;
pub mod pool;
pub mod posterior;
pub mod proportion;
mod quadrature;
pub mod reproductions;
pub mod sensitivity;
pub mod sets;
mod single;
pub mod spare;
pub mod special;
mod spline;
pub mod split;
pub mod standing;
pub mod summary;
pub mod tau2;
pub mod trial_file;
pub mod trials;
pub mod window;
pub mod words;
pub mod zeros;

pub use effect::{Effect, Measure, Table, ZeroRule};
pub use pool::{Interval, Pooled};
pub use sets::{PatientSet, Sets, TrialSet};
pub use tau2::Tau2;
pub use trials::{Status, Strategy, Trials};
pub use words::Words;
pub use zeros::Zeros;
