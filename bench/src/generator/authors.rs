//! Who writes: most people only read, some are as active as they are famous, and some have been silent for long.

use rand::RngExt;
use rand::rngs::StdRng;

use super::calendar::{DAY, Moment};
use super::draws::{account, other_account, rank};
use super::planted::{QUIET_ACCOUNTS, silent};
use super::recipe::Recipe;
use crate::network::{DAYS, Size};

/// The share of posts whose authors are as active as they are popular; the others' activity and fame are unrelated, so that there
/// are both celebrities who write much and tireless writers whom nobody reads.
const BY_FAME: f64 = 0.15;
/// Silent accounts wrote in so many of the oldest days, and never since.
const SILENT_AFTER: i64 = 10;
/// Their share of what was written then; more where they would not have written once each, but never more than half.
const SILENT_SHARE: f64 = 0.02;
const MOST_SILENT_SHARE: f64 = 0.5;

/// Who wrote a post of that time.
pub fn author(recipe: &Recipe, random: &mut StdRng, time: Moment) -> i64 {
    let size = &recipe.size;
    let is_old = time < recipe.calendar.start() + SILENT_AFTER * DAY;
    if is_old && random.random_bool(silent_share(size)) {
        return random.random_range(silent(size));
    }
    let holder = match random.random_bool(BY_FAME) {
        true => account,
        false => other_account,
    };
    holder(rank(random, size.writers, size.exponent), size.users)
}

fn silent_share(size: &Size) -> f64 {
    let old = size.posts * SILENT_AFTER / DAYS;
    let once_each = QUIET_ACCOUNTS as f64 / old as f64;
    SILENT_SHARE.max(once_each).min(MOST_SILENT_SHARE)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::generator::posts::Posts;
    use crate::generator::recipe::tests::tiny;

    #[test]
    fn silent_accounts_wrote_in_the_oldest_ten_days_alone() {
        let recipe = tiny(1);
        let posts = Posts::draw(&recipe).unwrap();
        let quiet = silent(&recipe.size);
        let by_them: Vec<usize> = (0..posts.len())
            .filter(|place| quiet.contains(&posts.author(*place)))
            .collect();
        assert!(by_them.len() > QUIET_ACCOUNTS as usize / 2);
        let since = posts.since(recipe.calendar.start() + SILENT_AFTER * DAY);
        assert!(by_them.iter().all(|place| *place < since));
    }
}
