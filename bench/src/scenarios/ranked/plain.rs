//! The ranked page in plain SQL, put together from its parts: the best that one would write with the same tables, indexes and
//! score, without an extension.

use super::stage::Which;

const CANDIDATES: &str = include_str!("../../../sql/ranked/plain_candidates.sql");
const WALK: &str = include_str!("../../../sql/ranked/timeline_walk.sql");
const LATERAL: &str = include_str!("../../../sql/ranked/timeline_lateral.sql");
const INTEREST: &str = include_str!("../../../sql/ranked/plain_interest.sql");
const ALIKE: &str = include_str!("../../../sql/ranked/plain_alike.sql");
const SCORES: &str = include_str!("../../../sql/ranked/plain_scores.sql");
const SEMANTIC: &str = include_str!("../../../sql/ranked/plain_semantic.sql");
const EMBEDDED: &str = include_str!("../../../sql/ranked/plain_embedded.sql");
const COUNT: &str = include_str!("../../../sql/ranked/plain_count.sql");

/// Which way plain SQL takes to the newest posts of followees; which one is shorter depends on how many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Walk,
    Lateral,
}

/// A page of 20 behind so many others.
pub fn page(which: Which, way: Way, offset: i64) -> String {
    let (semantic, embedded) = match which {
        Which::Plain => ("0", ""),
        Which::Embedded => (SEMANTIC.trim_end(), EMBEDDED),
    };
    let scores = SCORES
        .replace("{semantic}", semantic)
        .replace("{embedded}", embedded)
        .replace("{offset}", &offset.to_string());
    candidates(which, way) + &scores
}

/// How many posts are ranked.
pub fn count(which: Which) -> String {
    candidates(which, Way::Lateral) + COUNT
}

fn candidates(which: Which, way: Way) -> String {
    let timeline = match way {
        Way::Walk => WALK,
        Way::Lateral => LATERAL,
    };
    let (interest, alike) = match which {
        Which::Plain => ("", ""),
        Which::Embedded => (INTEREST, ALIKE),
    };
    CANDIDATES
        .replace("{timeline}", timeline)
        .replace("{interest}", interest)
        .replace("{alike}", alike)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_place_stays_empty_but_those_of_the_stage() {
        for which in Which::ALL {
            for way in [Way::Walk, Way::Lateral] {
                let sql = page(which, way, 20).replace("{tables}", "t");
                let sql = sql.replace("{dimensions}", "384");
                assert!(!sql.contains('{'), "{sql}");
            }
        }
    }
}
