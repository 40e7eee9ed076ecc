//! The first of a list, some at a time, without putting the rest in order.

use std::cmp::Ordering;

/// What has not been drawn of a list.
pub struct Draw<T, F> {
    rest: Vec<T>,
    order: F,
}

impl<T, F: Fn(&T, &T) -> Ordering> Draw<T, F> {
    pub fn new(all: Vec<T>, order: F) -> Draw<T, F> {
        Draw { rest: all, order }
    }

    /// The next `most` ones in order, fewer at the end.
    pub fn next(&mut self, most: usize) -> Vec<T> {
        if most < self.rest.len() {
            self.rest.select_nth_unstable_by(most, &self.order);
        }
        let rest = self.rest.split_off(most.min(self.rest.len()));
        let mut first = std::mem::replace(&mut self.rest, rest);
        first.sort_unstable_by(&self.order);
        first
    }

    /// The same, and with the last of them all that stand beside it in the order.
    pub fn next_with_ties(&mut self, most: usize) -> Vec<T> {
        let mut first = self.next(most);
        if let Some(last) = first.last() {
            let order = &self.order;
            let (ties, rest) = std::mem::take(&mut self.rest)
                .into_iter()
                .partition(|one| order(last, one) == Ordering::Equal);
            self.rest = rest;
            let ties: Vec<T> = ties;
            first.extend(ties);
        }
        first
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn draws_joined_are_the_list_in_order(all in prop::collection::vec(0..50u8, 0..60), mosts in prop::collection::vec(0..9usize, 60)) {
            let mut sorted = all.clone();
            sorted.sort_unstable();
            let mut draw = Draw::new(all, u8::cmp);
            let mut joined = Vec::new();
            for most in mosts {
                let first = draw.next(most);
                prop_assert!(first.len() <= most);
                joined.extend(first);
            }
            joined.extend(draw.next(usize::MAX));
            prop_assert_eq!(joined, sorted);
        }

        #[test]
        fn ties_are_drawn_together(all in prop::collection::vec(0..50u8, 0..60), mosts in prop::collection::vec(1..9usize, 60)) {
            let mut sorted = all.clone();
            sorted.sort_unstable();
            let mut draw = Draw::new(all, u8::cmp);
            let mut joined: Vec<u8> = Vec::new();
            for most in mosts {
                let first = draw.next_with_ties(most);
                prop_assert!(first.iter().all(|one| !joined.contains(one)));
                prop_assert!(first.len() >= most || joined.len() + first.len() == sorted.len());
                joined.extend(first);
            }
            prop_assert_eq!(joined, sorted);
        }
    }
}
