//! The merge equals sorting everything, whatever the sources hold and however much is asked at once.

use super::super::key::{ByteOrder, Key};
use super::*;
use proptest::prelude::*;

const BEGINNING: i64 = i64::MIN + 1;

fn at(created_at: i64, id: i64) -> Position {
    Position {
        pinned: false,
        created_at,
        id: Key::Int(id),
    }
}

/// Answers a request from sources held in memory, as the server would from an index.
fn answer(
    sources: &[Vec<Position>],
    frontier: &Frontier<Position>,
    request: &Request,
) -> Vec<(usize, Position, Position)> {
    let mut rows = Vec::new();
    for (place, source) in request.sources.iter().enumerate() {
        let below = frontier.below(*source);
        let found = sources[*source]
            .iter()
            .filter(|p| p.compare(below, &ByteOrder) == Ordering::Greater)
            .filter(|p| p.created_at >= request.oldest)
            .take(request.limit);
        rows.extend(found.map(|p| (place, p.clone(), p.clone())));
    }
    rows
}

fn merged(sources: &[Vec<Position>], wants: &[usize], oldest: i64) -> Vec<Position> {
    let mut frontier = Frontier::new(sources.len(), &at(i64::MAX, 0), oldest);
    let mut all = Vec::new();
    for want in wants.iter().cycle() {
        while let Some(request) = frontier.request(*want, &ByteOrder) {
            let rows = answer(sources, &frontier, &request);
            frontier.absorb(&request, rows, &at(request.oldest, i64::MIN), &ByteOrder);
        }
        let taken = frontier.take(*want, &ByteOrder);
        if taken.is_empty() {
            break;
        }
        all.extend(taken);
    }
    all
}

/// The same by sweeps.
fn swept(sources: &[Vec<Position>], wants: &[usize], oldest: i64) -> Vec<Position> {
    let mut frontier = Frontier::new(sources.len(), &at(i64::MAX, 0), oldest);
    let mut all = Vec::new();
    for want in wants.iter().cycle() {
        let floor = |time| at(time, i64::MIN);
        let answer = |source: usize, below: &Position, oldest: i64, limit: usize| {
            let found = sources[source]
                .iter()
                .filter(|p| p.compare(below, &ByteOrder) == Ordering::Greater)
                .filter(|p| p.created_at >= oldest)
                .take(limit);
            Ok::<_, ()>(found.map(|p| (p.clone(), p.clone())).collect())
        };
        let asked = frontier.sweep(*want, floor, &ByteOrder, answer);
        assert_eq!(asked, Ok(()));
        let taken = frontier.take(*want, &ByteOrder);
        if taken.is_empty() {
            break;
        }
        all.extend(taken);
    }
    all
}

proptest! {
    #[test]
    fn equals_sorting_everything(
        sources in prop::collection::vec(prop::collection::vec((0i64..12, 0i64..6), 0..12), 0..8),
        wants in prop::collection::vec(1usize..6, 1..4),
        oldest in prop_oneof![Just(BEGINNING), 0i64..12],
    ) {
        let sources: Vec<Vec<Position>> = sources
            .into_iter()
            .map(|source| {
                let mut source: Vec<_> = source.into_iter().map(|(t, id)| at(t, id)).collect();
                source.sort_by(|a, b| a.compare(b, &ByteOrder));
                source.dedup();
                source
            })
            .collect();
        let mut expected: Vec<_> = sources
            .iter()
            .flatten()
            .filter(|p| p.created_at >= oldest)
            .cloned()
            .collect();
        expected.sort_by(|a, b| a.compare(b, &ByteOrder));
        expected.dedup();
        prop_assert_eq!(&swept(&sources, &wants, oldest), &expected);
        prop_assert_eq!(merged(&sources, &wants, oldest), expected);
    }
}

#[test]
fn asks_only_sources_that_can_contribute() {
    let sources: Vec<Vec<Position>> = (0..200).map(|i| vec![at(i, 1), at(i - 1000, 2)]).collect();
    let mut frontier = Frontier::new(sources.len(), &at(i64::MAX, 0), BEGINNING);
    let Some(heads) = frontier.request(10, &ByteOrder) else {
        unreachable!("unasked sources must be asked")
    };
    assert_eq!((heads.sources.len(), heads.limit), (200, 1));
    let rows = answer(&sources, &frontier, &heads);
    frontier.absorb(&heads, rows, &at(heads.oldest, i64::MIN), &ByteOrder);
    let Some(open) = frontier.request(10, &ByteOrder) else {
        unreachable!("heads alone are not final")
    };
    assert!(open.sources.len() < 10);
    assert_eq!(open.oldest, 190);
}
