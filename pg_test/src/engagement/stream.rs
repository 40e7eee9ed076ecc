//! Reactions of the LDBC network: likes and comments as tables of their own, and the stream of later events as statements that
//! can be sent in any order.

use std::path::Path;

use crate::dataset::{Dataset, Value};
use crate::engagement::{Engagement, Scoring, Signal};
use crate::ldbc::{full_app, lines, table};
use crate::session::Session;

/// Tables of reactions beside the plain ones. People like posts and comments; a comment is a post as well.
pub const TABLES: &str = "
CREATE TABLE likes (
  user_id bigint,
  post_id bigint,
  created_at timestamptz,
  PRIMARY KEY (post_id, user_id));
CREATE TABLE comments (
  id bigint PRIMARY KEY,
  user_id bigint,
  post_id bigint,
  created_at timestamptz)";

/// Likes, comments by their own table, and comments as replies among the posts.
pub fn engagement(scoring: Scoring) -> Engagement {
    let replies = Signal {
        table: "posts".to_string(),
        post: "parent_id".to_string(),
        actor: Some("author_id".to_string()),
        weight: Some(0.5),
        ..Signal::plain("replies")
    };
    let signals = vec![Signal::plain("likes"), Signal::plain("comments"), replies];
    Engagement {
        scoring,
        ..Engagement::new(full_app(), signals)
    }
}

fn dataset(table: &str, columns: &[&str]) -> Dataset {
    let columns: Vec<String> = columns.iter().map(ToString::to_string).collect();
    Dataset::new(table, &columns)
}

fn likes() -> Dataset {
    dataset("likes", &["user_id", "post_id", "created_at"])
}

fn comments() -> Dataset {
    dataset("comments", &["id", "user_id", "post_id", "created_at"])
}

fn posts() -> Dataset {
    dataset("posts", &["id", "author_id", "created_at", "parent_id"])
}

/// Fills the tables of reactions with what there is before the stream begins.
pub fn fill(session: &mut Session, folder: &Path) {
    let mut likes = likes();
    for file in ["person_likes_post.csv", "person_likes_comment.csv"] {
        likes
            .rows
            .extend(table(folder, file).iter().map(|row| values(row)));
    }
    let mut comments = comments();
    for row in table(folder, "comment.csv") {
        let parent = if row[8].is_empty() { &row[9] } else { &row[8] };
        comments.rows.push(values(&[
            row[0].clone(),
            row[6].clone(),
            parent.clone(),
            row[1].clone(),
        ]));
    }
    for statement in [likes, comments].iter().flat_map(Dataset::inserts) {
        session.run(&statement);
    }
    session.run("ANALYZE");
}

fn values(row: &[String]) -> Vec<Value> {
    row.iter().map(|text| Value::of(text)).collect()
}

/// The stream gives times in milliseconds.
fn at(milliseconds: &str) -> Value {
    Value::Sql(format!(
        "timestamptz 'epoch' + {milliseconds} * interval '1 ms'"
    ))
}

/// The likes, posts and comments of the stream, each as statements, in order of time.
pub fn events(folder: &Path) -> Vec<String> {
    let one = |mut dataset: Dataset, row: Vec<Value>| {
        dataset.rows.push(row);
        dataset.inserts().remove(0)
    };
    let text = |text: &String| Value::of(text);
    lines(folder, "update_stream_forum.csv")
        .iter()
        .filter_map(|event| {
            let field = |place: usize| &event[place];
            match field(2).as_str() {
                "2" | "3" => Some(one(
                    likes(),
                    vec![text(field(3)), text(field(4)), at(field(5))],
                )),
                "6" => Some(one(
                    posts(),
                    vec![text(field(3)), text(field(11)), at(field(5)), Value::Null],
                )),
                "7" => {
                    let parent = if field(11) == "-1" {
                        field(12)
                    } else {
                        field(11)
                    };
                    let (id, author) = (text(field(3)), text(field(9)));
                    let as_post = vec![id.clone(), author.clone(), at(field(4)), text(parent)];
                    let as_comment = vec![id, author, text(parent), at(field(4))];
                    Some(format!(
                        "{}; {}",
                        one(posts(), as_post),
                        one(comments(), as_comment)
                    ))
                }
                _ => None,
            }
        })
        .collect()
}
