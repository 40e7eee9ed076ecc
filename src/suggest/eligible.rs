//! Who may be suggested to a viewer: somebody else, not followed, visible and discoverable, not excluded in either direction, and
//! not dismissed.

use std::ops::ControlFlow;

use foldhash::HashSet;
use pgrx::pg_sys::{self, Oid};

use crate::definition::model::Feed;
use crate::definition::objects::storage;
use crate::definition::told::lost;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::value::{array_of, family_of, keys_datum};
use crate::quote::{fill, identifier};
use crate::timeline::people::{ONE_BY_ONE, condition, followed, has_account, not_excluded};
use crate::timeline::reader::Reader;

/// Those of some accounts that may be suggested.
pub fn eligible(reader: &Reader, viewer: &Key, accounts: &[Key]) -> Outcome<HashSet<Key>> {
    let mut found = HashSet::default();
    if accounts.is_empty() {
        return Ok(found);
    }
    let sql = fill(
        include_str!("../../sql/suggest/eligible.sql"),
        &[("eligible", &is_eligible(reader.feed)?)],
    )?;
    let user = reader.feed.user_kind();
    let parameters = [
        (family_of(user), reader.user(Some(viewer))),
        (
            array_of(family_of(user)),
            Some(keys_datum(accounts.iter(), user)),
        ),
    ];
    reader.as_the_owner(|| {
        reader.run_in_order(sql, &parameters, &mut |row| {
            if let Some(place) = row.bigint(0) {
                found.insert(accounts[place as usize - 1].clone());
            }
            ControlFlow::Continue(())
        })
    })?;
    Ok(found)
}

/// That a number is one of user keys, which may be narrower than the columns where accounts are found.
fn fits(kind: Oid) -> Option<String> {
    let (least, most) = match kind {
        pg_sys::INT4OID => (i64::from(i32::MIN), i64::from(i32::MAX)),
        pg_sys::INT2OID => (i64::from(i16::MIN), i64::from(i16::MAX)),
        _ => return None,
    };
    Some(format!("s.key BETWEEN {least} AND {most}"))
}

/// Whether account `s.key` may be suggested to viewer `$1`, as SQL.
pub fn is_eligible(feed: &Feed) -> Outcome<String> {
    let mut conditions = vec![
        "s.key <> $1".to_owned(),
        format!("NOT {}", followed(feed, ONE_BY_ONE)?),
    ];
    if let Some(accounts) = &feed.accounts {
        let [visible, discoverable] = [&accounts.visible, &accounts.discoverable].map(condition);
        let holds = format!("{visible} AND {discoverable}");
        conditions.push(has_account(accounts, &holds, ONE_BY_ONE)?);
    }
    for exclusion in &feed.exclusions {
        conditions.push(not_excluded(exclusion, "$1", "s.key", ONE_BY_ONE)?);
        conditions.push(not_excluded(exclusion, "s.key", "$1", ONE_BY_ONE)?);
    }
    if feed.dismissed.is_none() {
        return Err(lost(&feed.name, "dismissed accounts"));
    }
    let data = identifier(&storage(&feed.name));
    let template = include_str!("../../sql/suggest/dismissed.sql");
    conditions.push(format!("NOT {}", fill(template, &[("data", &data)])?));
    conditions.extend(fits(feed.user_kind()));
    Ok(conditions.join("\n  AND "))
}
