//! Whether everybody has written the same: the likes of the post that was liked most, in each table and as they were counted.

use postgres::Client;

use super::amounts::Amounts;
use super::keys::Keys;
use crate::failure::{Failure, Outcome};
use crate::scenarios::attached::stage::Stage;

const COUNTED: &str = include_str!("../../../sql/writes/counted.sql");

/// Stops with a sentence where likes are missing somewhere, or were counted twice.
pub fn require(stage: Stage, client: &mut Client, keys: &Keys, amounts: Amounts) -> Outcome<()> {
    let row = client.query_one(&stage.sql(COUNTED), &[&keys.hot])?;
    let figure = |name: &str| row.get::<_, Option<i64>>(name).unwrap_or_default();
    let [told, there, bare, watched] = ["told", "there", "bare", "watched"].map(figure);
    // The counter began at zero.
    let (new, counter) = (amounts.total() as i64, figure("counter"));
    match told == there && there == bare && bare == watched && counter == new {
        true => Ok(()),
        false => Err(Failure::said(format!(
            "post {} has {there} likes, {bare} and {watched} in the other tables; the feed tells {told}, and the counter counted \
             {counter} of {new}",
            keys.hot
        ))),
    }
}
