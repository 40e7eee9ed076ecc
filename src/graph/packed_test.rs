//! What is packed comes back, in chunks of bounded size; and no bytes whatever break the reader.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn unpacked(chunks: &[Chunk]) -> Vec<u32> {
    let mut numbers = Vec::new();
    for chunk in chunks {
        assert!(View::of(chunk.first, &chunk.bytes).is_some_and(|view| view.unpack(&mut numbers)));
    }
    numbers
}

/// Lists of few and of many, of numbers close together and far apart.
fn lists() -> impl Strategy<Value = Vec<u32>> {
    let numbers = |most: u32, count: usize| prop::collection::btree_set(0..most, 0..count);
    let far = prop::collection::btree_set(any::<u32>(), 0..200);
    prop_oneof![
        numbers(40, 40),
        numbers(10_000, 4_000),
        numbers(1_000_000, 5_000),
        far
    ]
    .prop_map(|numbers: BTreeSet<u32>| numbers.into_iter().collect())
}

proptest! {
    #[test]
    fn what_is_packed_comes_back(numbers in lists()) {
        let chunks = pack(0, &numbers);
        prop_assert_eq!(&unpacked(&chunks), &numbers);
        prop_assert_eq!(chunks[0].first, 0);
        prop_assert!(chunks.iter().all(|chunk| chunk.bytes.len() <= MOST_BYTES));
        for number in numbers.iter().take(20).flat_map(|number| [*number, number.wrapping_add(1)]) {
            let chunk = chunks.iter().rfind(|chunk| chunk.first <= number);
            let has = chunk.and_then(|chunk| View::of(chunk.first, &chunk.bytes)).is_some_and(|view| view.has(number));
            prop_assert_eq!(has, numbers.binary_search(&number).is_ok());
        }
        prop_assert!(chunks.is_sorted_by(|one, other| one.first < other.first));
    }

    #[test]
    fn any_bytes_are_read_or_refused(first in any::<u32>(), bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let mut numbers = Vec::new();
        if let Some(view) = View::of(first, &bytes) {
            let _ = view.unpack(&mut numbers);
        }
    }
}

#[test]
fn the_shorter_form_is_taken() {
    let dense: Vec<u32> = (0..10_000).filter(|number| number % 4 == 0).collect();
    let chunks = pack(0, &dense);
    assert_eq!(chunks.len(), 1);
    assert_eq!(chunks[0].bytes.len(), 1 + 1_250);
    let sparse: Vec<u32> = (0..54).map(|place| place * 3_700).collect();
    let chunks = pack(0, &sparse);
    assert_eq!((chunks.len(), chunks[0].bytes.len()), (1, 1 + 1 + 53 * 2));
    assert_eq!(
        pack(0, &[]),
        [Chunk {
            first: 0,
            bytes: vec![GAPS]
        }]
    );
}

#[test]
fn what_leads_too_far_is_refused() {
    let broken = [
        &[GAPS, 0x80][..],
        &[GAPS, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
        &[GAPS, 1, 0],
        &[7],
        &[],
    ];
    for bytes in broken {
        let mut numbers = Vec::new();
        assert!(
            !View::of(5, bytes).is_some_and(|view| view.unpack(&mut numbers)),
            "{bytes:?}"
        );
    }
    assert!(!View::Gaps(u32::MAX, &[1]).each(|_| {}));
    assert!(!View::Bits(u32::MAX, &[0, 1]).each(|_| {}));
}
