//! Names beside figures: broken into lines, and kept from covering each other. Widths are estimates: no font is at hand.

/// The size of names and figures, in pixels.
pub const SIZE: i32 = 13;
/// The size of what stands at axes.
pub const SMALL: i32 = 11;
/// From one line of a name to the next.
pub const LINE: i32 = 16;

/// Letters of a line; a longer name is broken.
const LETTERS: usize = 34;
/// Lines of a name; what goes beyond is cut, and the table below the plot has it in full.
const LINES: usize = 3;
/// The width of a letter as a share of the size, by the widest of the common sans-serif fonts in bold.
const WIDTH: f64 = 0.64;

/// A name in lines.
pub fn lines(name: &str) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in name.split_whitespace() {
        let mut word = word;
        loop {
            let last = lines.len() - 1;
            let line = &mut lines[last];
            let gap = usize::from(!line.is_empty());
            if line.chars().count() + gap + word.chars().count() <= LETTERS {
                line.push_str(&" "[..gap]);
                line.push_str(word);
                break;
            }
            if line.is_empty() {
                let end = word
                    .char_indices()
                    .nth(LETTERS)
                    .map_or(word.len(), |(end, _)| end);
                line.push_str(&word[..end]);
                word = &word[end..];
            }
            lines.push(String::new());
        }
    }
    if lines.len() > LINES {
        lines.truncate(LINES);
        lines[LINES - 1].push('…');
    }
    lines
}

/// About how wide a name is in lines.
pub fn width(name: &str) -> i32 {
    let letters = lines(name)
        .iter()
        .map(|line| line.chars().count())
        .max()
        .unwrap_or(0);
    (letters as f64 * f64::from(SIZE) * WIDTH).ceil() as i32
}

/// How high it is.
pub fn height(name: &str) -> i32 {
    lines(name).len() as i32 * LINE
}

/// Middles of labels that want to stand at some height, as near to there as they can without covering each other between
/// the bounds. Each with its height; in the order given.
pub fn apart(wanted: &[(i32, i32)], top: i32, bottom: i32) -> Vec<i32> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|place| wanted[*place].0);
    let mut middles: Vec<i32> = wanted.iter().map(|(middle, _)| *middle).collect();
    let mut free = top;
    for place in &order {
        let height = wanted[*place].1;
        middles[*place] = middles[*place].max(free + height / 2);
        free = middles[*place] + height.div_euclid(2) + height % 2;
    }
    let mut free = bottom;
    for place in order.iter().rev() {
        let height = wanted[*place].1;
        middles[*place] = middles[*place].min(free - height / 2);
        free = middles[*place] - height / 2;
    }
    middles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_broken_between_words() {
        assert_eq!(
            lines("the plain join, custom plan (taken 12,345 times)"),
            ["the plain join, custom plan (taken", "12,345 times)"]
        );
        assert_eq!(lines("timeline_for"), ["timeline_for"]);
        assert_eq!(lines(""), [""]);
        let endless = "ü".repeat(80);
        assert_eq!(
            lines(&endless)
                .iter()
                .map(|line| line.chars().count())
                .sum::<usize>(),
            80
        );
        assert!(lines(&"word ".repeat(99)).len() == 3);
    }

    #[test]
    fn labels_do_not_cover_each_other() {
        assert_eq!(apart(&[(50, 16), (50, 16)], 0, 100), [50, 66]);
        assert_eq!(apart(&[(98, 16), (97, 16), (10, 16)], 0, 100), [92, 76, 10]);
    }
}
