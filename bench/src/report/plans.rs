//! The part of the report on how the planner took the two plain queries.

use std::collections::BTreeMap;

use super::figures::{median, micros, written};
use super::table;
use crate::peers::Contender;
use crate::peers::plans::{Plans, Way};
use crate::scenarios::pull::KindFigures;

/// Runs and forced medians by kind and query, and the plans where the two ways differ.
pub fn tell(kinds: &[KindFigures]) -> String {
    let head = [
        "plans",
        "custom runs",
        "generic runs",
        "p50 if custom",
        "p50 if generic",
        "shapes",
    ];
    let mut legend = Legend::default();
    let mut rows = Vec::new();
    for figures in kinds {
        for plans in &figures.plans {
            rows.push(vec![
                format!("{}, {}", figures.kind.name(), letter(plans)),
                plans.custom.runs.to_string(),
                plans.generic.runs.to_string(),
                middle(&plans.custom),
                middle(&plans.generic),
                legend.numbers(plans),
            ]);
        }
    }
    let mut text = String::from(
        "The plain queries are timed as the server runs prepared statements by default. Forced either way, for the first\n\
         viewers of each kind (shapes: of the first viewer's custom and generic plan):\n\n",
    );
    text.push_str(&table(&head, &rows));
    text.push('\n');
    text.push_str(&legend.list());
    text
}

fn letter(plans: &Plans) -> &'static str {
    if plans.contender == Contender::Join {
        "(b)"
    } else {
        "(c)"
    }
}

fn middle(way: &Way) -> String {
    written(median(&way.times.iter().map(micros).collect::<Vec<_>>()))
}

/// Numbers for plans, as they come.
#[derive(Default)]
struct Legend(BTreeMap<String, usize>);

impl Legend {
    fn numbers(&mut self, plans: &Plans) -> String {
        let custom = self.number(&plans.custom.shape);
        let generic = self.number(&plans.generic.shape);
        if custom == generic {
            format!("#{custom}")
        } else {
            format!("#{custom}, #{generic}")
        }
    }

    fn number(&mut self, shape: &str) -> usize {
        let next = self.0.len() + 1;
        *self.0.entry(shape.to_owned()).or_insert(next)
    }

    fn list(&self) -> String {
        let mut shapes: Vec<_> = self.0.iter().collect();
        shapes.sort_by_key(|(_, number)| **number);
        shapes
            .iter()
            .map(|(shape, number)| format!("- #{number}: `{shape}`\n"))
            .collect()
    }
}
