//! Changes that wait to be applied: what each takes, and what is left once they are.

use postgres::Client;

use super::whole::App;
use super::{Numbers, size};
use crate::failure::Outcome;
use crate::options::Options;
use crate::record::{Case, Measured, Role, Unit};
use crate::scenarios::attached::stage::Stage;
use crate::scenarios::upkeep;

const LIKES: &str = include_str!("../../../sql/storage/likes.sql");
const UNLIKE: &str = include_str!("../../../sql/storage/unlike.sql");

/// Likes are by people numbered behind this one: the network has none of them.
const STRANGERS: i64 = 1_000_000_000;

/// Likes come, are applied, and go again.
pub fn measure(
    stage: Stage,
    client: &mut Client,
    options: &Options,
    app: &App,
    numbers: &Numbers,
) -> Outcome<Vec<Case>> {
    let pending = format!("{}.pending_signal", stage.data());
    let likes = options.effort.events;
    let own = app.own.get("likes").copied().unwrap_or_default() / numbers.likes.max(1) as f64;
    let recent = stage.numbers(client)?;
    stage.apply(client)?;
    let before = size(client, &pending)?;
    client.execute(
        &stage.sql(LIKES),
        &[&likes, &STRANGERS, &recent.first_recent, &recent.last],
    )?;
    upkeep::require_pending(client, &stage.feed(), likes)?;
    let waiting = size(client, &pending)?;
    stage.apply(client)?;
    let applied = size(client, &pending)?;
    client.execute(&stage.sql(UNLIKE), &[&STRANGERS])?;
    stage.apply(client)?;
    client.batch_execute("VACUUM likes")?;
    Ok(vec![
        Case::new(
            "a like while it waits",
            Unit::Bytes,
            vec![
                Measured::once("the app's row of the like", Role::Floor, own),
                Measured::once("pg_feed", Role::Ours, (waiting - before) / likes as f64),
            ],
        ),
        Case::new(
            "pending likes, all together",
            Unit::Bytes,
            vec![
                Measured::once("once they are applied and vacuumed", Role::Ours, applied),
                Measured::once("while they wait", Role::Ours, waiting),
            ],
        ),
    ])
}
