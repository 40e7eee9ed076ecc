//! Holds the contenders' pages against each other before anything is timed: different answers are not comparable.

use postgres::Client;

use super::{Contender, Field};
use crate::failure::{Failure, Outcome};

/// Stops with a sentence at the first viewer for whom two contenders do not return the same posts in the same order.
/// Calls everything once for each viewer, which also warms what the timed calls will read.
pub fn require(client: &mut Client, field: &Field, viewers: &[i64]) -> Outcome<()> {
    for viewer in viewers {
        let mut first: Option<(Contender, Vec<i64>)> = None;
        for place in 0..field.len() {
            let contender = field.contender(place);
            if contender == Contender::Row {
                continue;
            }
            let (_, page) = field.call(client, place, *viewer, 0)?;
            match &first {
                None => first = Some((contender, page)),
                Some((other, expected)) if *expected != page => {
                    return Err(Failure::said(format!(
                        "different pages for viewer {viewer}: {} returned {page:?}, {} returned {expected:?}",
                        contender.name(),
                        other.name(),
                    )));
                }
                Some(_) => {}
            }
        }
    }
    Ok(())
}
