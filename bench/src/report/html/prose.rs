//! What sections tell in Markdown, as HTML that loads nothing.

use maud::{Markup, PreEscaped};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};

/// Markup within it is shown as it is written, and pictures by their words alone.
pub fn prose(markdown: &str) -> Markup {
    let events =
        Parser::new_ext(markdown, Options::ENABLE_TABLES).filter_map(|event| match event {
            Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
            event => Some(event),
        });
    let mut text = String::new();
    html::push_html(&mut text, events);
    PreEscaped(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_is_set_and_markup_is_not() {
        let text =
            prose("*Warm*, `count(*)` <b>x</b>\n\n![a plot](a.png)\n\n- one\n").into_string();
        assert_eq!(
            text,
            "<p><em>Warm</em>, <code>count(*)</code> &lt;b&gt;x&lt;/b&gt;</p>\n<p>a plot</p>\n<ul>\n<li>one</li>\n</ul>\n"
        );
    }
}
