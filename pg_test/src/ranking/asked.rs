//! A read of a ranked feed as a value: for whom, at what time, and the calls that ask for a page or an explanation.

use crate::app::App;
use crate::quote::{ident, literal, nullable};

/// Whose feed, and where the clock stands; the viewer is kept as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub viewer: String,
    /// An SQL expression; absent, the clock stands at `now()`.
    pub as_of: Option<String>,
}

impl Asked {
    /// Now.
    pub fn by(viewer: &str) -> Self {
        Self {
            viewer: viewer.to_string(),
            as_of: None,
        }
    }

    /// Where the clock stands, as SQL.
    pub fn clock(&self) -> &str {
        self.as_of.as_deref().unwrap_or("now()")
    }

    /// A function call in FROM that gives one page.
    pub fn call(&self, app: &App, page_size: usize, after: Option<&str>) -> String {
        let mut arguments = vec![self.viewer(app), format!("page_size => {page_size}")];
        if after.is_some() {
            arguments.push(format!("after => {}", nullable(after)));
        }
        arguments.extend(self.time());
        format!("{}.feed_for({})", ident(&app.feed), arguments.join(", "))
    }

    /// The call that explains one post.
    pub fn explain(&self, app: &App, post: &str) -> String {
        let mut arguments = vec![self.viewer(app), format!("post => {}", literal(post))];
        arguments.extend(self.time());
        format!("{}.explain({})", ident(&app.feed), arguments.join(", "))
    }

    fn viewer(&self, app: &App) -> String {
        format!("viewer => {}::{}", literal(&self.viewer), app.user.name())
    }

    fn time(&self) -> Option<String> {
        self.as_of.as_ref().map(|as_of| format!("as_of => {as_of}"))
    }
}
