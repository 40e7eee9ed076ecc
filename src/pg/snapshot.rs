//! What a snapshot sees, in a form that outlives it: which transactions had ended when it was taken.

use pgrx::pg_sys;

/// The most transactions in progress that are told one by one.
const TOLD: usize = 128;

/// Which transactions' changes a snapshot sees. Transaction ids are those that never come again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sight {
    /// All before are seen.
    pub first: u64,
    /// None from here on is.
    pub end: u64,
    /// Of those between, the ones that are not seen.
    pub unseen: Vec<u64>,
    /// The reader's own transaction, whose changes it sees; 0: it has changed nothing.
    pub own: u64,
}

impl Sight {
    /// That of the active snapshot.
    pub fn active() -> Sight {
        // SAFETY: there is an active snapshot, whose arrays are as long as it says.
        unsafe {
            let snapshot = &*pg_sys::GetActiveSnapshot();
            let next = pg_sys::ReadNextFullTransactionId().value;
            let (list, count) = match snapshot.takenDuringRecovery {
                true => (snapshot.subxip, snapshot.subxcnt as usize),
                false => (snapshot.xip, snapshot.xcnt as usize),
            };
            let first = widened(snapshot.xmin, next);
            let end = widened(snapshot.xmax, next);
            let running = (0..count).map(|place| widened(*list.add(place), next));
            Sight {
                first,
                // With too many to tell, none of them counts as seen.
                end: if count > TOLD { first } else { end },
                unseen: if count > TOLD {
                    Vec::new()
                } else {
                    running.collect()
                },
                own: pg_sys::GetTopFullTransactionIdIfAny().value,
            }
        }
    }

    /// Whether it sees what a transaction did that has committed since.
    pub fn sees(&self, transaction: u64) -> bool {
        transaction == self.own
            || transaction < self.first
            || (transaction < self.end && !self.unseen.contains(&transaction))
    }
}

/// The whole id of a transaction, given the next one's: no id in use is more than half of the short ones away.
fn widened(short: pg_sys::TransactionId, next: u64) -> u64 {
    let short = u64::from(short.into_inner());
    let epoch = next >> 32;
    match short > next & u64::from(u32::MAX) {
        true if epoch > 0 => ((epoch - 1) << 32) | short,
        _ => (epoch << 32) | short,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn running_transactions_are_not_seen() {
        let sight = Sight {
            first: 10,
            end: 20,
            unseen: vec![10, 15],
            own: 21,
        };
        let seen: Vec<u64> = (8..22).filter(|id| sight.sees(*id)).collect();
        assert_eq!(seen, [8, 9, 11, 12, 13, 14, 16, 17, 18, 19, 21]);
    }
}
