//! Values of pgvector's types without its library: `vector` and `halfvec`, to numbers and from them.
//!
//! Both are laid out alike (pgvector's `src/vector.h` and `src/halfvec.h`): how many numbers there are and two bytes of zero,
//! then the numbers, of four bytes or of two.

use pgrx::pg_sys::{self, Datum};

use super::value;
use crate::error::{Failure, Outcome};
use half::f16;

/// Before the numbers: their count, and zeros.
const HEAD: usize = 4;

/// The numbers of a value.
///
/// # Safety
/// `datum` is a varlena.
pub unsafe fn numbers_from(datum: Datum, of_halves: bool) -> Outcome<Vec<f32>> {
    // SAFETY: detoasting yields a valid varlena, which is a copy where the value was packed, and ours to free.
    unsafe {
        let packed: *mut pg_sys::varlena = datum.cast_mut_ptr();
        let value = pg_sys::pg_detoast_datum(packed);
        let bytes = std::slice::from_raw_parts(
            pgrx::vardata_any(value) as *const u8,
            pgrx::varsize_any_exhdr(value),
        );
        let numbers = numbers(bytes, of_halves);
        if value != packed {
            pg_sys::pfree(value.cast());
        }
        numbers
    }
}

/// A value of type `vector` in the current memory context.
pub fn vector_datum(numbers: &[f32]) -> Outcome<Datum> {
    Ok(value::varlena(&bytes(numbers)?))
}

fn numbers(bytes: &[u8], of_halves: bool) -> Outcome<Vec<f32>> {
    let unknown = || Failure::internal("a vector of an unknown form");
    let (head, rest) = bytes.split_at_checked(HEAD).ok_or_else(unknown)?;
    let count = usize::from(u16::from_ne_bytes([head[0], head[1]]));
    let numbers: Vec<f32> = match of_halves {
        true => rest
            .as_chunks()
            .0
            .iter()
            .map(|half| f16::from_ne_bytes(*half).to_f32())
            .collect(),
        false => rest
            .as_chunks()
            .0
            .iter()
            .map(|single| f32::from_ne_bytes(*single))
            .collect(),
    };
    let width = if of_halves { 2 } else { 4 };
    match count * width == rest.len() {
        true => Ok(numbers),
        false => Err(unknown()),
    }
}

fn bytes(numbers: &[f32]) -> Outcome<Vec<u8>> {
    let count = i16::try_from(numbers.len())
        .map_err(|_| Failure::internal("a vector of too many numbers"))?;
    let mut bytes = count.to_ne_bytes().to_vec();
    bytes.extend([0; 2]);
    bytes.extend(numbers.iter().flat_map(|number| number.to_ne_bytes()));
    Ok(bytes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        let some = [1.0, -0.5, 65_504.0, 0.0, 6.103_515_6e-5];
        let there = bytes(&some).unwrap();
        assert_eq!(there.len(), HEAD + 5 * 4);
        assert_eq!(numbers(&there, false).unwrap(), some);
    }

    #[test]
    fn halves_are_read() {
        let some = [1.0, -0.5, 65_504.0, 0.0, 6.103_515_6e-5];
        let halves = some
            .iter()
            .flat_map(|one| f16::from_f32(*one).to_ne_bytes());
        let head = 5u16.to_ne_bytes().into_iter().chain([0; 2]);
        let there: Vec<u8> = head.chain(halves).collect();
        assert_eq!(numbers(&there, true).unwrap(), some);
    }

    #[test]
    fn what_is_too_short_or_too_long_is_refused() {
        let there = bytes(&[1.0, 2.0]).unwrap();
        assert!(numbers(&there[..there.len() - 1], false).is_err());
        assert!(numbers(&there[..3], false).is_err());
        assert!(numbers(&[there.clone(), vec![0; 4]].concat(), false).is_err());
        assert!(numbers(&there, true).is_err());
        assert!(bytes(&vec![0.0; 40_000]).is_err());
    }
}
