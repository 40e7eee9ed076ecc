//! Quantiles, ratios and how they are written. Knows neither server nor clock.

use std::time::Duration;

/// A figure in microseconds.
pub type Micros = f64;

pub fn micros(time: &Duration) -> Micros {
    time.as_secs_f64() * 1e6
}

/// The smallest value that at least this share of all values does not exceed (nearest rank); none of none.
pub fn quantile(values: &[f64], share: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.max(1) - 1).copied()
}

pub fn median(values: &[f64]) -> Option<f64> {
    quantile(values, 0.5)
}

pub fn p99(values: &[f64]) -> Option<f64> {
    quantile(values, 0.99)
}

pub fn maximum(values: &[f64]) -> Option<f64> {
    values.iter().copied().max_by(f64::total_cmp)
}

pub fn ratio(over: Option<f64>, under: Option<f64>) -> Option<f64> {
    Some(over? / under?)
}

/// Two or three digits that count: `0.0037`, `0.94`, `23.1`, `168`, `72,300`; a dash for none.
pub fn written(value: Option<f64>) -> String {
    let Some(value) = value else {
        return "–".into();
    };
    match value {
        _ if value > 0.0 && value < 0.0995 => {
            let zeros = -value.log10().floor() as usize;
            format!("{value:.0$}", zeros + 1)
        }
        _ if value < 9.995 => format!("{value:.2}"),
        _ if value < 99.95 => format!("{value:.1}"),
        _ => grouped(value.round() as i64),
    }
}

/// A count with its thousands apart.
pub fn grouped(count: i64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_values_that_occurred() {
        let values: Vec<f64> = (1..=200).rev().map(f64::from).collect();
        assert_eq!(median(&values), Some(100.0));
        assert_eq!(p99(&values), Some(198.0));
        assert_eq!(quantile(&values, 1.0), maximum(&values));
        assert_eq!(median(&[7.0]), Some(7.0));
        assert_eq!(median(&[]), None);
    }

    #[test]
    fn figures_keep_the_digits_that_count() {
        let pairs = [
            (0.0, "0.00"),
            (0.003_69, "0.0037"),
            (0.099_8, "0.10"),
            (0.944, "0.94"),
            (9.999, "10.0"),
            (23.14, "23.1"),
            (99.96, "100"),
            (72_345.6, "72,346"),
        ];
        for (value, text) in pairs {
            assert_eq!(written(Some(value)), text);
        }
        assert_eq!(written(None), "–");
        assert_eq!(grouped(1_500_000), "1,500,000");
        assert_eq!(grouped(100), "100");
    }

    #[test]
    fn a_ratio_needs_both_sides() {
        assert_eq!(ratio(Some(3.0), Some(2.0)), Some(1.5));
        assert_eq!(ratio(None, Some(2.0)), None);
    }
}
