//! Two hops by packed lists: additions by number, and keys only of those who are offered.

use foldhash::{HashMap, HashSet};

use super::lists::{Account, List, Lists};
use super::offer::{Met, Named, Sums, offer};
use super::page::{Page, Suggestion};
use crate::error::Outcome;
use crate::graph::packed::View;
use crate::graph::{Method, REMEMBERED};
use crate::merge::key::Key;

/// Of how many followees lists are looked at at once for the first ones who follow somebody.
const AT_ONCE: usize = 64;

/// Offers whom the followees follow, who come in the order of their keys; false, with nothing offered, where lists cannot be believed.
pub fn by_lists(page: &mut Page, method: Method, followed: &[Key]) -> Outcome<bool> {
    let (reader, viewer) = (page.reader, page.viewer);
    if followed.is_empty() {
        return Ok(true);
    }
    let people: HashSet<&Key> = followed.iter().chain([viewer]).collect();
    let found = reader.as_the_owner(|| {
        let Some(lists) = Lists::open(reader, Some(&people))? else {
            return Ok(None);
        };
        let mut sums = Sums::of(&lists);
        let right = lists.each(followed, &mut |_, list| Ok(sums.add(&list)))?;
        let known = known(&lists, viewer)?.filter(|_| right);
        Ok(known.map(|known| (lists, sums.met(), known)))
    })?;
    let Some((lists, mut met, known)) = found else {
        return Ok(false);
    };
    met.retain(|met| !known.contains(&met.account));
    let score = |met: &Met| method.score(met.count, met.weight);
    offer(page, &lists, met, score, |named| {
        let mut firsts = reader.as_the_owner(|| firsts(&lists, followed, &named))?;
        let suggestion = |one: Named| Suggestion {
            score: score(&one.met),
            mutual_count: one.met.count,
            mutuals: firsts.remove(&one.met.account).unwrap_or_default(),
            account: one.key,
            source: "mutual",
        };
        Ok(named.into_iter().map(suggestion).collect())
    })?;
    Ok(true)
}

/// Whom the viewer follows, and the viewer; None where lists cannot be believed.
fn known(lists: &Lists, viewer: &Key) -> Outcome<Option<HashSet<Account>>> {
    let mut known = HashSet::from_iter([lists.account(viewer)?]);
    let viewer = std::slice::from_ref(viewer);
    let right = lists.each(viewer, &mut |_, list| {
        match list {
            List::Loose(accounts) => known.extend(accounts),
            List::Packed(_, chunks) => {
                for (first, bytes) in chunks {
                    let mut add = |number| known.extend([Account::Number(number)]);
                    if !View::of(*first, bytes).is_some_and(|part| part.each(&mut add)) {
                        return Ok(false);
                    }
                }
            }
        }
        Ok(true)
    })?;
    Ok(right.then_some(known))
}

/// The first of the followees, who come in the order of their keys, who follow each of some accounts.
fn firsts(
    lists: &Lists,
    followed: &[Key],
    accounts: &[Named],
) -> Outcome<HashMap<Account, Vec<Key>>> {
    let mut found: HashMap<Account, Vec<Key>> = HashMap::default();
    let wanted = |met: &Met| REMEMBERED.min(met.count as usize);
    let mut missing: Vec<&Met> = accounts.iter().map(|one| &one.met).collect();
    for (slice, people) in followed.chunks(AT_ONCE).enumerate() {
        let mut here: Vec<(usize, &Account)> = Vec::new();
        lists.each(people, &mut |place, list| {
            let follow = missing.iter().filter(|met| has(&list, &met.account));
            here.extend(follow.map(|met| (slice * AT_ONCE + place, &met.account)));
            Ok(true)
        })?;
        here.sort_unstable_by_key(|(place, _)| *place);
        for (place, account) in here {
            found
                .entry(account.clone())
                .or_default()
                .push(followed[place].clone());
        }
        missing.retain(|met| found.get(&met.account).map_or(0, Vec::len) < wanted(met));
        if missing.is_empty() {
            break;
        }
    }
    found
        .values_mut()
        .for_each(|first| first.truncate(REMEMBERED));
    Ok(found)
}

/// Whether an account is in a list.
fn has(list: &List, account: &Account) -> bool {
    match (list, account) {
        (List::Packed(_, chunks), Account::Number(number)) => {
            let chunk = chunks.iter().rfind(|(first, _)| first <= number);
            let view = chunk.and_then(|(first, bytes)| View::of(*first, bytes));
            view.is_some_and(|view| view.has(*number))
        }
        (List::Packed(..), Account::Key(_)) => false,
        (List::Loose(accounts), account) => accounts.contains(account),
    }
}
