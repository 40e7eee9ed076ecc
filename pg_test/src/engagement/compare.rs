//! Compares rows in no order: what is counted must be the same bit for bit, each row as often; what is computed must be
//! as close as double precision lets it be.

use std::collections::HashMap;

use crate::session::Row;

/// What a number is, and so how close two of them must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// A sum or a quotient: one billionth of the expected value.
    Linear,
    /// A logarithm, whose error is that of what it is the logarithm of: one billionth, and beyond some hundred thousand
    /// what double precision cannot hold.
    Log,
}

const TOLERANCE: f64 = 1e-9;

/// Double precision holds 1.1e-16 of a number; a logarithm is the sum of few.
const ROUNDING: f64 = 1e-14;

/// Below it a value has gone: half-lives without number have passed.
const VANISHED: f64 = 1e-290;

impl Scale {
    pub fn close(self, got: f64, want: f64) -> bool {
        let limit = match self {
            Self::Linear => TOLERANCE * want.abs() + VANISHED,
            Self::Log => TOLERANCE + ROUNDING * want.abs(),
        };
        // Not a number is close to nothing; the infinite is equal or not.
        got == want || (got - want).abs() <= limit
    }
}

pub fn float(text: &str) -> f64 {
    text.parse()
        .unwrap_or_else(|_| panic!("{text:?} is no number"))
}

/// NULL meets NULL.
fn close(scale: Scale, got: Option<&str>, want: Option<&str>) -> bool {
    match (got, want) {
        (Some(got), Some(want)) => scale.close(float(got), float(want)),
        (got, want) => got == want,
    }
}

/// Where rows differ: those without a partner, EXCEPT ALL both ways by all columns but the last ones, which are the numbers;
/// then partners whose numbers are not close. Nothing where they are equal.
pub fn differences(want: &[Row], got: &[Row], numbers: &[Scale]) -> Vec<String> {
    let exact = |row: &Row| row[..row.len() - numbers.len()].to_vec();
    let mut waiting: HashMap<Row, Vec<&Row>> = HashMap::new();
    for row in want {
        waiting.entry(exact(row)).or_default().push(row);
    }
    let mut found = Vec::new();
    for row in got {
        let Some(partner) = waiting.get_mut(&exact(row)).and_then(Vec::pop) else {
            found.push(format!("extra   {row:?}"));
            continue;
        };
        let first = row.len() - numbers.len();
        let same = numbers.iter().enumerate().all(|(place, scale)| {
            let column = first + place;
            close(*scale, row[column].as_deref(), partner[column].as_deref())
        });
        if !same {
            found.push(format!("got     {row:?}\n  wanted  {partner:?}"));
        }
    }
    let missing = waiting.into_values().flatten();
    found.extend(missing.map(|row| format!("missing {row:?}")));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(columns: &[&str]) -> Row {
        columns
            .iter()
            .map(|column| Some((*column).to_string()))
            .collect()
    }

    #[test]
    fn rows_count_as_often_as_they_are_there() {
        let (one, other) = (row(&["1", "5", "0.5"]), row(&["2", "5", "0.5"]));
        let twice = [one.clone(), one.clone(), other.clone()];
        let numbers = [Scale::Linear];
        assert!(differences(&twice, &twice, &numbers).is_empty());
        assert_eq!(differences(&twice, &twice[1..], &numbers).len(), 1);
        assert_eq!(differences(&twice[1..], &twice, &numbers).len(), 1);
        assert_eq!(
            differences(&[one.clone(), one], &[other.clone(), other], &numbers).len(),
            4
        );
    }

    #[test]
    fn numbers_may_differ_in_the_tenth_place_alone() {
        assert!(Scale::Linear.close(1e-30 * (1.0 + 1e-10), 1e-30));
        assert!(!Scale::Linear.close(1e-30 * (1.0 + 1e-8), 1e-30));
        assert!(Scale::Log.close(5_000.000_000_000_9, 5_000.0));
        assert!(!Scale::Log.close(5_000.000_000_01, 5_000.0));
        assert!(!Scale::Log.close(f64::NAN, 1.0));
        assert!(Scale::Log.close(f64::NEG_INFINITY, f64::NEG_INFINITY));
    }

    #[test]
    fn null_is_close_to_null_alone() {
        let null = vec![Some("1".to_string()), None];
        let zero = row(&["1", "0"]);
        let same = |got: &Row, want: &Row| {
            differences(
                std::slice::from_ref(want),
                std::slice::from_ref(got),
                &[Scale::Log],
            )
            .is_empty()
        };
        assert!(same(&null, &null) && same(&zero, &zero));
        assert!(!same(&null, &zero) && !same(&zero, &null));
    }
}
