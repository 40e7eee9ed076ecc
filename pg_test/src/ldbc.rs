//! Loads the small LDBC social network into tables of its own: people who know each other follow each other, forums are
//! groups, comments are replies in the table of posts, and blocks and mutes are drawn from a seeded generator.

use std::collections::HashMap;
use std::path::PathBuf;

use rand::RngExt;
use rand::rngs::StdRng;

use crate::app::App;
use crate::dataset::{Dataset, Value};
use crate::plain;
use crate::session::Session;

/// The folder with the files, or a line that says what is skipped.
pub fn folder() -> Option<PathBuf> {
    let Some(data) = std::env::var_os("PG_FEED_TEST_DATA") else {
        println!("SKIPPED: PG_FEED_TEST_DATA is not set, so the LDBC network is not read");
        return None;
    };
    let folder = PathBuf::from(data).join("ldbc-snb");
    if folder.join("person.csv").exists() {
        return Some(folder);
    }
    println!(
        "SKIPPED: {} has no person.csv, so the LDBC network is not read",
        folder.display()
    );
    None
}

/// Fields of every row, by the place of their column; names repeat in some headers.
pub(crate) fn table(folder: &std::path::Path, file: &str) -> Vec<Vec<String>> {
    let mut lines = lines(folder, file);
    lines.remove(0);
    lines
}

/// The same of a file without a header.
pub(crate) fn lines(folder: &std::path::Path, file: &str) -> Vec<Vec<String>> {
    let path = folder.join(file);
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines()
        .map(|line| line.split('|').map(str::to_string).collect())
        .collect()
}

fn optional(text: &str) -> Value {
    if text.is_empty() {
        Value::Null
    } else {
        Value::of(text)
    }
}

fn columns(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

/// Who is in the network, for the reads.
pub struct Network {
    pub persons: Vec<String>,
    pub forums: Vec<String>,
}

/// Fills the plain tables.
pub fn fill(session: &mut Session, folder: &std::path::Path, rng: &mut StdRng) -> Network {
    let persons: Vec<String> = first_of(&table(folder, "person.csv"));
    let forums: Vec<String> = first_of(&table(folder, "forum.csv"));
    let mut users = Dataset::new("users", &columns(&["id"]));
    users.rows = persons.iter().map(|id| vec![Value::of(id)]).collect();
    let mut follows = Dataset::new("follows", &columns(&["follower_id", "followee_id"]));
    for row in table(folder, "person_knows_person.csv") {
        let (one, other) = (Value::of(&row[0]), Value::of(&row[1]));
        follows.rows.push(vec![one.clone(), other.clone()]);
        follows.rows.push(vec![other, one]);
    }
    let mut memberships = Dataset::new("memberships", &columns(&["group_id", "user_id"]));
    memberships.rows = table(folder, "forum_hasMember_person.csv")
        .iter()
        .map(|row| vec![Value::of(&row[0]), Value::of(&row[1])])
        .collect();
    let exclusions = [
        draw_pairs(rng, "blocks", ["blocker_id", "blocked_id"], &persons, 150),
        draw_pairs(rng, "mutes", ["user_id", "muted_id"], &persons, 300),
    ];
    let all = [users, follows, memberships, posts(folder)];
    for statement in all.iter().chain(&exclusions).flat_map(Dataset::inserts) {
        session.run(&statement);
    }
    session.run("ANALYZE");
    Network { persons, forums }
}

fn first_of(rows: &[Vec<String>]) -> Vec<String> {
    rows.iter().map(|row| row[0].clone()).collect()
}

fn draw_pairs(
    rng: &mut StdRng,
    table: &str,
    names: [&str; 2],
    persons: &[String],
    count: usize,
) -> Dataset {
    let mut pairs = Dataset::new(table, &columns(&names));
    for _ in 0..count {
        let mut person = || Value::of(&persons[rng.random_range(0..persons.len())]);
        pairs.rows.push(vec![person(), person()]);
    }
    pairs
}

fn posts(folder: &std::path::Path) -> Dataset {
    let mut posts = Dataset::new(
        "posts",
        &columns(&[
            "id",
            "author_id",
            "created_at",
            "parent_id",
            "group_id",
            "pinned",
        ]),
    );
    let mut forum_of: HashMap<String, String> = HashMap::new();
    for (number, row) in table(folder, "post.csv").into_iter().enumerate() {
        // Walls are a person's own page: every second one counts as no group, so that some posts are public.
        let forum =
            Some(row[9].clone()).filter(|forum| !forum.ends_with(['0', '2', '4', '6', '8']));
        if let Some(forum) = &forum {
            forum_of.insert(row[0].clone(), forum.clone());
        }
        posts.rows.push(vec![
            Value::of(&row[0]),
            Value::of(&row[8]),
            Value::of(&row[2]),
            Value::Null,
            forum.as_deref().map_or(Value::Null, Value::of),
            Value::truth(number % 61 == 0),
        ]);
    }
    for row in table(folder, "comment.csv") {
        let parent = if row[8].is_empty() { &row[9] } else { &row[8] };
        let forum = forum_of.get(parent).cloned();
        if let Some(forum) = &forum {
            forum_of.insert(row[0].clone(), forum.clone());
        }
        posts.rows.push(vec![
            Value::of(&row[0]),
            Value::of(&row[6]),
            Value::of(&row[1]),
            optional(parent),
            forum.as_deref().map_or(Value::Null, Value::of),
            Value::Null,
        ]);
    }
    posts
}

/// The app without groups and exclusions, as one that starts small.
pub fn small_app() -> App {
    plain::bare()
}

/// The app with everything.
pub fn full_app() -> App {
    plain::app()
}
