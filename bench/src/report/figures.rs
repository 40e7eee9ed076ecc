//! Quantiles, ratios and how they are written. Knows neither server nor clock.

use std::time::Duration;

use crate::record::Unit;

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

/// A figure with its unit: `21.3 µs`, `1.24 ms`, `11,500/s`, `7.90 GB`; things of which there are only whole ones have no fraction.
pub fn told(value: f64, unit: Unit) -> String {
    let (value, suffix) = scaled(value, unit);
    match suffix {
        "" | " B" if value.fract() == 0.0 => format!("{}{suffix}", grouped(value as i64)),
        _ => format!("{}{suffix}", written(Some(value))),
    }
}

/// The same as short as it can be, for the marks of an axis: `20 µs`, `1.5 ms`, `0`.
pub fn marked(value: f64, unit: Unit) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let (value, suffix) = scaled(value, unit);
    let digits = written(Some(value));
    match digits.contains('.') {
        true => format!(
            "{}{suffix}",
            digits.trim_end_matches('0').trim_end_matches('.')
        ),
        false => format!("{digits}{suffix}"),
    }
}

/// A figure in the unit that leaves one to three digits in front of the point, and that unit.
fn scaled(value: f64, unit: Unit) -> (f64, &'static str) {
    let steps: &[&str] = match unit {
        Unit::Micros => &[" µs", " ms", " s"],
        Unit::Bytes => &[" B", " kB", " MB", " GB", " TB"],
        Unit::PerSecond if value >= 1e6 => return (value / 1e6, " M/s"),
        Unit::PerSecond => &["/s"],
        Unit::Number => &[""],
    };
    let mut value = value;
    let mut step = 0;
    while value >= 999.5 && step + 1 < steps.len() {
        value /= 1e3;
        step += 1;
    }
    (value, steps[step])
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
    fn figures_are_told_in_a_unit_that_fits() {
        let told = [
            (21.3, Unit::Micros, "21.3 µs"),
            (1_240.0, Unit::Micros, "1.24 ms"),
            (999.7, Unit::Micros, "1.00 ms"),
            (7_200_000.0, Unit::Micros, "7.20 s"),
            (7_200_000_000.0, Unit::Micros, "7,200 s"),
            (11_500.0, Unit::PerSecond, "11,500/s"),
            (1_200_000.0, Unit::PerSecond, "1.20 M/s"),
            (105.0, Unit::Bytes, "105 B"),
            (104.6, Unit::Bytes, "105 B"),
            (7_900_000_000.0, Unit::Bytes, "7.90 GB"),
            (3.0, Unit::Number, "3"),
            (0.94, Unit::Number, "0.94"),
        ];
        for (value, unit, text) in told {
            assert_eq!(super::told(value, unit), text);
        }
    }

    #[test]
    fn marks_of_an_axis_are_short() {
        let marks = [
            (0.0, Unit::Micros, "0"),
            (20.0, Unit::Micros, "20 µs"),
            (1_500.0, Unit::Micros, "1.5 ms"),
            (200_000.0, Unit::Number, "200,000"),
            (100.0, Unit::PerSecond, "100/s"),
        ];
        for (value, unit, text) in marks {
            assert_eq!(marked(value, unit), text);
        }
    }
}
