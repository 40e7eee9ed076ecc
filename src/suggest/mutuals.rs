//! `mutuals_of`: arguments in, rows out. Both lists are held against each other, unless far more follow the account than it follows.

use std::ops::ControlFlow;

use foldhash::HashSet;
use pgrx::pg_sys::Datum;

use crate::error::{Failure, Outcome};
use crate::merge::key::Key;
use crate::pg::function::Call;
use crate::pg::value::{Collated, family_of, key_datum};
use crate::pg_function;
use crate::quote::fill;
use crate::timeline::arguments::{loaded_with, viewer};
use crate::timeline::by_index::link::Link;
use crate::timeline::people::{condition, in_order, name, uncollated};
use crate::timeline::reader::{Reader, read};

pg_function!(mutuals_of, pg_finfo_mutuals_of, call_mutuals_of);

/// How many followers are gone through for each account followed; to look one up costs about as much.
const WORTH: usize = 4;

/// `mutuals_of(account)`
fn call_mutuals_of(call: &Call) -> Outcome<Datum> {
    let loaded = loaded_with(call, |loaded| vec![loaded.feed.user_kind()])?;
    let user = loaded.feed.user_kind();
    let mutuals = read(&loaded, |reader| {
        let account = viewer(reader, call, 0)?.ok_or_else(|| Failure::null("account"))?;
        match by_lists(reader, &account)? {
            Some(mutuals) => Ok(mutuals),
            None => by_statement(reader, &account),
        }
    })?;
    // Follows may know numbers that are wider than user keys.
    let rows = mutuals
        .iter()
        .filter_map(|account| key_datum(account, user).map(|account| [Some(account)]));
    call.rows([user], rows)
}

/// Whom an account follows and who follows it, in the order of their keys; None where no index lists them.
fn by_lists(reader: &Reader, account: &Key) -> Outcome<Option<Vec<Key>>> {
    reader.by_links(|links| {
        let opened = [&links.followees, &links.followers, &links.followed]
            .map(|link| link.as_ref().and_then(Link::open));
        let [Some(mut followees), Some(mut followers), Some(mut followed)] = opened else {
            return Ok(None);
        };
        let mut follows = HashSet::default();
        followees.each(&[account], |followee| {
            follows.insert(followee);
            Ok(true)
        })?;
        follows.remove(account);
        let mut left = follows.len() * WORTH;
        let mut mutuals = HashSet::default();
        if left > 0 {
            followers.each(&[account], |follower| {
                mutuals.extend(follows.take(&follower));
                left -= 1;
                Ok(left > 0)
            })?;
        }
        // Nobody knows how many more there are.
        if left == 0 {
            follows.retain(|followee| followed.holds(&[followee, account]));
            mutuals.extend(follows);
        }
        let order = Collated(reader.feed.posts.author.collation);
        let mut mutuals: Vec<Key> = mutuals.into_iter().collect();
        mutuals.sort_by(|one, other| one.compare(other, &order));
        Ok(Some(mutuals))
    })
}

/// The same by a statement.
fn by_statement(reader: &Reader, account: &Key) -> Outcome<Vec<Key>> {
    let mut mutuals = Vec::new();
    let Some(follows) = &reader.feed.follows else {
        return Ok(mutuals);
    };
    let sql = fill(
        include_str!("../../sql/suggest/mutuals.sql"),
        &[
            ("key", &uncollated(&follows.followee)),
            ("follows", &follows.table.name),
            ("follower", &name(&follows.follower)),
            ("followee", &name(&follows.followee)),
            ("active", &condition(&follows.active)),
            ("order", &in_order(reader.feed)),
        ],
    )?;
    let user = reader.feed.user_kind();
    let parameters = [(family_of(user), reader.user(Some(account)))];
    let mut failed = None;
    reader.as_the_owner(|| {
        reader.run_in_order(sql, &parameters, &mut |row| {
            match row.key(0, user) {
                Ok(account) => mutuals.extend(account),
                Err(failure) => failed = Some(failure),
            }
            ControlFlow::Continue(())
        })
    })?;
    failed.map_or(Ok(mutuals), Err)
}
