//! What one thing takes that is kept: an entry of a window, the counts of a post, a follow in a packed list, a mark.

use postgres::Client;

use super::whole::{self, App, Sizes};
use super::{Numbers, size};
use crate::failure::Outcome;
use crate::peers::redis::Redis;
use crate::record::{Case, Measured, Role, Unit};
use crate::scenarios::attached::stage::Stage;

const FAN_OUT: &str = include_str!("../../../sql/storage/fan_out.sql");
const WINDOW: &str = include_str!("../../../sql/storage/window.sql");
const COUNTERS: &str = include_str!("../../../sql/storage/counters.sql");
const MARKS: &str = include_str!("../../../sql/storage/marks.sql");
const MARK: &str = include_str!("../../../sql/storage/mark.sql");

/// How many windows are put into Redis.
const SORTED_SETS: usize = 100;
/// How many viewers mark how many posts as seen.
const MARKING: usize = 200;
const MARKED: i64 = 50;

/// An entry of a window; nothing where all windows are empty.
pub fn entry(
    stage: Stage,
    client: &mut Client,
    kept: &Sizes,
    viewers: &[i64],
    numbers: &Numbers,
    redis: Option<&mut Redis>,
) -> Outcome<Option<Case>> {
    if numbers.entries == 0 {
        return Ok(None);
    }
    let entries = numbers.entries as f64;
    client.batch_execute(&stage.sql(FAN_OUT))?;
    let mut contenders = vec![
        Measured::once(
            "pg_feed",
            Role::Ours,
            whole::part(kept, whole::WINDOWS) / entries,
        ),
        Measured::once(
            "a fan-out table",
            Role::Peer,
            size(client, "fan_out")? / entries,
        ),
    ];
    client.batch_execute("DROP TABLE fan_out")?;
    if let Some(redis) = redis {
        let window = client.prepare(&stage.sql(WINDOW))?;
        let (mut bytes, mut posts) = (0, 0);
        for viewer in viewers.iter().take(SORTED_SETS) {
            let rows = client.query(&window, &[viewer])?;
            let known: Vec<(i64, i64)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
            redis.fill(*viewer, &known)?;
            bytes += redis.memory(*viewer)?;
            posts += known.len();
        }
        if posts > 0 {
            contenders.push(Measured::once(
                "Redis, a sorted set",
                Role::Peer,
                bytes as f64 / posts as f64,
            ));
        }
    }
    Ok(Some(Case::new(
        "an entry of a window",
        Unit::Bytes,
        contenders,
    )))
}

/// The counts and scores of a post, by hours and all in all.
pub fn post(
    stage: Stage,
    client: &mut Client,
    kept: &Sizes,
    app: &App,
    numbers: &Numbers,
) -> Outcome<Case> {
    let posts = numbers.posts.max(1) as f64;
    client.batch_execute(&stage.sql(COUNTERS))?;
    let counters = size(client, "counters")?;
    client.batch_execute("DROP TABLE counters")?;
    let own = |table: &str| app.own.get(table).copied().unwrap_or_default();
    let contenders = vec![
        Measured::once(
            "the app's row of the post",
            Role::Floor,
            own("posts") / posts,
        ),
        Measured::once(
            "pg_feed",
            Role::Ours,
            whole::part(kept, whole::COUNTS) / posts,
        ),
        Measured::once("counters and a rank", Role::Peer, counters / posts),
    ];
    Ok(Case::new(
        "the counts and scores of a post",
        Unit::Bytes,
        contenders,
    ))
}

/// A follow in the packed lists; nothing where nobody follows.
pub fn follow(kept: &Sizes, app: &App, numbers: &Numbers) -> Option<Case> {
    let own = app.own.get("follows").filter(|_| numbers.follows > 0)?;
    let follows = numbers.follows as f64;
    let contenders = vec![
        Measured::once("the app's row of the follow", Role::Floor, own / follows),
        Measured::once(
            "pg_feed",
            Role::Ours,
            whole::part(kept, whole::LISTS) / follows,
        ),
    ];
    Some(Case::new(
        "a follow in the packed lists",
        Unit::Bytes,
        contenders,
    ))
}

/// A mark that somebody has seen a post.
pub fn mark(stage: Stage, client: &mut Client, viewers: &[i64]) -> Outcome<Case> {
    client.batch_execute(&stage.sql(MARKS))?;
    let seen = format!("{}.seen", stage.data());
    let before = [size(client, &seen)?, size(client, "marks")?];
    let mark = client.prepare(&stage.sql(MARK))?;
    let mut marks: i64 = 0;
    for viewer in viewers.iter().take(MARKING) {
        let marked: i32 = client.query_one(&mark, &[viewer, &MARKED])?.get(0);
        marks += i64::from(marked);
    }
    let after = [size(client, &seen)?, size(client, "marks")?];
    client.batch_execute("DROP TABLE marks")?;
    let each = |place: usize| (after[place] - before[place]) / marks.max(1) as f64;
    let contenders = vec![
        Measured::once("pg_feed", Role::Ours, each(0)),
        Measured::once("a table of the app's", Role::Peer, each(1)),
    ];
    Ok(Case::new(
        "a mark of what was seen",
        Unit::Bytes,
        contenders,
    ))
}
