//! What is open beside the session by unix socket: PostgreSQL over TCP and Redis, where they are there.

use postgres::Client;

use super::super::stage::Stage;
use crate::failure::Outcome;
use crate::options::Options;
use crate::peers::redis::Redis;
use crate::server;

/// The other sessions.
pub struct Sessions {
    pub by_tcp: Option<Client>,
    pub redis: Option<Redis>,
}

impl Sessions {
    /// Opens them, all on the core that this program is on. Answers what a reader must know of them, too.
    pub fn open(client: &mut Client, stage: Stage, options: &Options) -> Outcome<(Self, String)> {
        let (by_tcp, of_tcp) = match server::connect_by_tcp(client) {
            Err(why) => (None, format!("PostgreSQL over TCP is left out: {why}.")),
            Ok(mut second) => {
                stage.see_tables(&mut second)?;
                let core = server::core(&mut second, options.pinned)?;
                (
                    Some(second),
                    format!("Core of the session over TCP: {core}."),
                )
            }
        };
        let mut redis = Redis::start()?;
        let of_redis = match &mut redis {
            None => "Redis is left out: there is no redis-server on this machine.".to_owned(),
            Some(redis) => {
                let version = redis.version()?;
                let told = format!(
                    "Redis {version} keeps nothing on disk, and runs on that core, too, if it is shared."
                );
                match redis.without_tcp() {
                    None => told,
                    Some(why) => format!("{told} Over TCP it is left out: {why}."),
                }
            }
        };
        Ok((Self { by_tcp, redis }, format!("{of_tcp} {of_redis}")))
    }
}
