//! Events of one kind by everybody who writes them, and the cases that come of it.

use std::time::Duration;

use postgres::{Client, Statement};
use rand::rngs::StdRng;

use super::amounts::Amounts;
use super::event::Event;
use super::keys::{Key, Keys};
use super::pen::{Figures, Pen};
use super::writer::Writer;
use super::{at_once, one_by_one};
use crate::failure::Outcome;
use crate::record::{Aim, Bound, Case, Measured, Role, Unit};
use crate::scenarios::attached::stage::Stage;

const MAINTAIN: &str = include_str!("../../../sql/windows/maintain.sql");

/// The write itself against that to a bare table.
const TO_BARE: Bound = Bound::AtMost(1.15);
const WITH_MAINTENANCE: &str = "pg_feed and feed.maintain";

/// Who writes what.
pub struct Contest {
    pub stage: Stage,
    pub amounts: Amounts,
    event: Event,
    pub keys: Vec<Key>,
    pub pens: Vec<Pen>,
    maintain: Statement,
    /// How long the statements of a slow trigger may take together.
    pub patience: Duration,
    /// How many followers of an author there are, and how many of them have a window.
    followers: [i64; 2],
}

/// What one way of writing gave.
pub struct Found {
    /// By place of the pen.
    pub written: Vec<Figures>,
    /// The feed's writes together with applying them.
    pub applied: Figures,
}

impl Contest {
    pub fn prepare(
        stage: Stage,
        client: &mut Client,
        amounts: Amounts,
        keys: &Keys,
        event: Event,
        patience: Duration,
    ) -> Outcome<Self> {
        let mut pens = Vec::new();
        for writer in Writer::ALL {
            if writer.writes(event) {
                pens.push(Pen::prepare(stage, client, event, writer)?);
            }
        }
        let authors = match event {
            Event::HugePost => &keys.huge,
            _ => &keys.small,
        };
        Ok(Self {
            stage,
            amounts,
            event,
            keys: keys.of(event),
            pens,
            maintain: client.prepare(MAINTAIN)?,
            patience,
            followers: [authors.followers, authors.warm],
        })
    }

    /// How many rows a trigger writes for an event, about.
    pub fn rows(&self, writer: Writer) -> i64 {
        match writer {
            Writer::Bare | Writer::Watched | Writer::Counter => 1,
            Writer::FanOut => self.followers[0],
            Writer::FanOutToWarm => self.followers[1],
        }
    }

    /// Applies what was written, by one call.
    pub fn maintain(&self, client: &mut Client) -> Outcome<()> {
        client.query(&self.maintain, &[&self.stage.feed()])?;
        Ok(())
    }

    /// Writes all events of the kind, both ways.
    pub fn run(&self, client: &mut Client, random: &mut StdRng) -> Outcome<Vec<Case>> {
        let one_by_one = one_by_one::measure(self, client, random)?;
        let at_once = at_once::measure(self, client, random)?;
        let ways = [("one by one", one_by_one), ("1,000 at once", at_once)];
        Ok(ways
            .iter()
            .flat_map(|(way, found)| self.cases(way, found))
            .collect())
    }

    /// Time and log of an event.
    fn cases(&self, way: &str, found: &Found) -> [Case; 2] {
        let name = self.event.name();
        let time = self.contenders(found, |figures| &figures.times);
        let log = self.contenders(found, |figures| &figures.log);
        let (ours, bare) = (Writer::Watched.name(), Writer::Bare.name());
        [
            Case::new(format!("{name}, {way}"), Unit::Micros, time)
                .aiming(Aim::ratio(ours, bare, TO_BARE)),
            Case::new(format!("log of {name}, {way}"), Unit::Bytes, log),
        ]
    }

    fn contenders(&self, found: &Found, of: impl Fn(&Figures) -> &Vec<f64>) -> Vec<Measured> {
        let mut contenders = Vec::new();
        for (pen, figures) in self.pens.iter().zip(&found.written) {
            let writer = pen.writer;
            contenders.extend(Measured::of(writer.name(), writer.role(), of(figures)));
            if writer == Writer::Watched {
                contenders.extend(Measured::of(
                    WITH_MAINTENANCE,
                    Role::Ours,
                    of(&found.applied),
                ));
            }
        }
        contenders
    }
}
