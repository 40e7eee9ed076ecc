//! Random changes of everything a ranked feed is made of, each as an app might send it.

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

use crate::dataset::{Dataset, Value};
use crate::engagement::activity::Activity;
use crate::quote::ident;
use crate::ranking::marks;
use crate::ranking::networks::World;
use crate::session::Session;

/// Makes one change.
pub(super) fn change(world: &World, rng: &mut StdRng, session: &mut Session) {
    let app = &world.ranked.engagement.app;
    match rng.random_range(0..10) {
        0..5 => {
            let change = Activity {
                rng,
                network: &world.network,
                sources: &world.sources,
                posts: &world.posts,
            }
            .change();
            session.run(&change);
        }
        5..8 => session.run(&relation(world, rng)),
        8 => {
            if let Some(embedding) = &world.ranked.embedding {
                let share = rng.random_range(0..10);
                session.run(&embedding.scatter(rng, &app.posts.table, f64::from(share) / 10.0));
            }
        }
        _ => see(world, rng, session),
    }
}

/// People follow, join, block and are suspended, or no longer.
fn relation(world: &World, rng: &mut StdRng) -> String {
    let tables = &world.network.datasets[1..];
    let table = tables.choose(rng).expect("there are tables beside posts");
    let some = |rng: &mut StdRng, one_in: u32| {
        format!(
            "abs(hashtextextended(t::text, {}) % {one_in}) = 0",
            rng.random_range(0..1_000_000)
        )
    };
    let name = ident(&table.table);
    match rng.random_range(0..3) {
        0 => format!("DELETE FROM {name} AS t WHERE {}", some(rng, 12)),
        1 => {
            // The columns end with `active` and `until`.
            let active = ident(&table.columns[table.columns.len() - 2]);
            format!(
                "UPDATE {name} AS t SET {active} = NOT coalesce({active}, false) WHERE {}",
                some(rng, 12)
            )
        }
        _ => {
            let mut added = Dataset::new(&table.table, &table.columns);
            let keys = table.columns.len() - 2;
            for _ in 0..rng.random_range(1..4) {
                let mut row: Vec<Value> = (0..keys).map(|_| user(world, rng)).collect();
                if world.network.datasets[2].table == table.table {
                    row[1] = Value::of(world.network.groups.choose(rng).expect("a group"));
                }
                row.extend([Value::truth(true), Value::Null]);
                added.rows.push(row);
            }
            added.inserts().join("; ")
        }
    }
}

fn user(world: &World, rng: &mut StdRng) -> Value {
    Value::of(world.network.users.choose(rng).expect("there are users"))
}

/// Somebody sees a few of the posts that are there.
fn see(world: &World, rng: &mut StdRng, session: &mut Session) {
    let app = &world.ranked.engagement.app;
    let viewer = world.viewers.choose(rng).expect("there are viewers");
    let posts = session.column(&format!(
        "SELECT {id}::text FROM {posts} AS t ORDER BY hashtextextended(t::text, {salt}) LIMIT {count}",
        id = ident(&app.posts.id),
        posts = ident(&app.posts.table),
        salt = rng.random_range(0..1_000_000),
        count = rng.random_range(1..40)
    ));
    let posts: Vec<&str> = posts.iter().map(String::as_str).collect();
    marks::mark(session, app, viewer, &posts);
}
