//! `similar_posts`: arguments in, rows out.

use pgrx::pg_sys::{self, Datum};

use super::embeddings::{embeddings, required};
use super::interest::visible;
use super::nearest::{Nearest, nearest};
use crate::error::{Failure, Outcome};
use crate::pg::function::Call;
use crate::pg::value::{float_datum, key_datum};
use crate::pg_function;
use crate::settings::Replies;
use crate::timeline::arguments::{loaded_with, page_size};
use crate::timeline::circle::Circle;
use crate::timeline::reader::{BEGINNING, read};
use crate::timeline::rules::{Audience, Rules};

pg_function!(similar_posts, pg_finfo_similar_posts, call_similar_posts);

/// `similar_posts(post, page_size)`
fn call_similar_posts(call: &Call) -> Outcome<Datum> {
    let loaded = loaded_with(call, |loaded| vec![loaded.feed.post_kind()])?;
    let (post, user) = (loaded.feed.post_kind(), loaded.feed.user_kind());
    let want = page_size(call, 1)?;
    let rows = read(&loaded, |reader| {
        required(reader.feed)?;
        let given = call.key(0, post)?.ok_or_else(|| Failure::null("post"))?;
        let given = visible(reader, std::slice::from_ref(&given), reader.now)?;
        let mut about = embeddings(reader, &given)?;
        let Some((given, about)) = given.first().and_then(|id| Some((id, about.remove(id)?)))
        else {
            return Ok(Vec::new());
        };
        let about: Vec<f64> = about.into_iter().map(f64::from).collect();
        let rules = Rules {
            audience: Audience::Anybody,
            replies: Replies::All,
        };
        let question = Nearest {
            oldest: BEGINNING,
            latest: reader.now,
            public_only: true,
            without_author: None,
            without_post: Some(given),
        };
        let mut nobody = Circle::new(None, false);
        nearest(reader, &mut nobody, &rules, &about, question, want)
    })?;
    call.rows(
        [pg_sys::INT4OID, post, user, pg_sys::FLOAT8OID],
        rows.into_iter()
            .enumerate()
            .map(|(place, (found, similarity))| {
                let author = found.post.author;
                [
                    Some(Datum::from(place as i32 + 1)),
                    key_datum(&found.post.at.id, post),
                    author.and_then(|author| key_datum(&author, user)),
                    Some(float_datum(similarity)),
                ]
            }),
    )
}
