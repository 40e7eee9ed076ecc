//! What a feed with everything attached takes on disk: as a whole, by part, and for each thing that is kept, against what an app
//! would keep by itself.

mod each;
mod pending;
mod whole;

use postgres::Client;

use crate::failure::Outcome;
use crate::options::Options;
use crate::peers::redis::Redis;
use crate::record::Section;
use crate::report::figures::grouped;
use crate::scenarios::attached::stage::Stage;

const NUMBERS: &str = include_str!("../../../sql/storage/numbers.sql");
const SIZE: &str = include_str!("../../../sql/storage/size.sql");

/// How many things there are of which a share of the storage is.
#[derive(Debug, Clone, Copy)]
pub struct Numbers {
    pub entries: i64,
    pub posts: i64,
    pub follows: i64,
    pub likes: i64,
}

pub fn measure(stage: Stage, client: &mut Client, options: &Options) -> Outcome<Section> {
    let row = client.query_one(&stage.sql(NUMBERS), &[])?;
    let numbers = Numbers {
        entries: row.get("entries"),
        posts: row.get("posts"),
        follows: row.get("follows"),
        likes: row.get("likes"),
    };
    let viewers = stage.warm_viewers(client, options)?;
    let (kept, app) = (whole::kept(stage, client)?, whole::app(stage, client)?);
    let mut cases = vec![whole::case(&kept, &app)];
    let mut redis = Redis::start()?;
    cases.extend(each::entry(
        stage,
        client,
        &kept,
        &viewers,
        &numbers,
        redis.as_mut(),
    )?);
    cases.push(each::post(stage, client, &kept, &app, &numbers)?);
    cases.extend(each::follow(&kept, &app, &numbers));
    cases.push(each::mark(stage, client, &viewers)?);
    cases.extend(pending::measure(stage, client, options, &app, &numbers)?);
    let by = match &mut redis {
        Some(redis) => format!(
            "Redis {} tells `MEMORY USAGE` of a sorted set with the same posts, which is memory, not disk",
            redis.version()?
        ),
        None => "there is no redis-server on this machine, so that sorted sets are left out".into(),
    };
    Ok(Section {
        scenario: "storage".into(),
        network: stage.network.name().into(),
        title: "What is kept on disk".into(),
        text: format!(
            "Tables with all their indexes, vacuumed, all applied. {} viewers have a window, with {} entries in all. \
             The app's tables are {} posts and {} follows, and what engages with posts, with their keys; indexes that the feed \
             asks for are told apart, though an app has some of them anyway. The fan-out table has the entries of the windows and \
             one index. The counters are three numbers and a rank for each post, with an index by rank, without hours. \
             {by}.",
            grouped(viewers.len() as i64),
            grouped(numbers.entries),
            grouped(numbers.posts),
            grouped(numbers.follows),
        ),
        cases,
        ..Section::default()
    })
}

/// What a table of the stage takes with its indexes.
fn size(client: &mut Client, table: &str) -> Outcome<f64> {
    Ok(client.query_one(SIZE, &[&table])?.get::<_, i64>(0) as f64)
}
