//! Rankings of posts as values: which formula over which time, for whom and when, and the call that asks for one page.

use crate::app::App;
use crate::engagement::{DAY, seconds};
use crate::quote::{ident, literal, nullable};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Formula {
    Decay,
    Gravity,
    Window,
}

pub const FORMULAS: [Formula; 3] = [Formula::Decay, Formula::Gravity, Formula::Window];

impl Formula {
    pub fn name(self) -> &'static str {
        match self {
            Self::Decay => "decay",
            Self::Gravity => "gravity",
            Self::Window => "window",
        }
    }
}

/// The arguments of `trending_posts`; the viewer is kept as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranking {
    pub formula: Formula,
    /// In seconds.
    pub within: i64,
    pub viewer: Option<String>,
    /// An SQL expression; absent, the clock stands at `now()`.
    pub as_of: Option<String>,
}

impl Ranking {
    /// With the defaults of everything else.
    pub fn by(formula: Formula) -> Self {
        Self {
            formula,
            within: 7 * DAY,
            viewer: None,
            as_of: None,
        }
    }

    /// Where the clock stands, as SQL.
    pub fn clock(&self) -> &str {
        self.as_of.as_deref().unwrap_or("now()")
    }

    /// A function call in FROM that gives one page.
    pub fn call(&self, app: &App, page_size: usize, after: Option<&str>) -> String {
        let mut arguments = vec![
            format!("within => {}", seconds(self.within)),
            format!("page_size => {page_size}"),
            format!("formula => {}", literal(self.formula.name())),
        ];
        if after.is_some() {
            arguments.push(format!("after => {}", nullable(after)));
        }
        if let Some(viewer) = &self.viewer {
            arguments.push(format!(
                "viewer => {}::{}",
                literal(viewer),
                app.user.name()
            ));
        }
        if let Some(as_of) = &self.as_of {
            arguments.push(format!("as_of => {as_of}"));
        }
        format!(
            "{}.trending_posts({})",
            ident(&app.feed),
            arguments.join(", ")
        )
    }
}
