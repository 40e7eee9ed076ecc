//! Values across the border: keys, texts and arrays to and from Datums.

use std::cmp::Ordering;
use std::ffi::{CString, c_char, c_int};

use pgrx::IntoDatum;
use pgrx::pg_sys::{self, Datum, Oid};

use crate::error::{Failure, Outcome};
use crate::merge::key::{Key, TextOrder};

const UUID_BYTES: usize = 16;

/// # Safety
/// `datum` is a text or varchar.
pub unsafe fn text_from(datum: Datum) -> String {
    // SAFETY: detoasting yields a valid varlena that lives as long as the current memory context.
    unsafe {
        let text = pg_sys::pg_detoast_datum_packed(datum.cast_mut_ptr());
        let bytes = std::slice::from_raw_parts(
            pgrx::vardata_any(text) as *const u8,
            pgrx::varsize_any_exhdr(text),
        );
        String::from_utf8_lossy(bytes).into_owned()
    }
}

/// # Safety
/// `datum` is a text[].
pub unsafe fn texts_from(datum: Datum) -> Vec<Option<String>> {
    let mut elements: *mut Datum = std::ptr::null_mut();
    let mut nulls: *mut bool = std::ptr::null_mut();
    let mut count: c_int = 0;
    // SAFETY: deconstruct_array fills the three out-parameters; text is a varlena with int alignment.
    unsafe {
        pg_sys::deconstruct_array(
            pg_sys::pg_detoast_datum(datum.cast_mut_ptr()) as *mut pg_sys::ArrayType,
            pg_sys::TEXTOID,
            -1,
            false,
            pg_sys::TYPALIGN_INT as c_char,
            &mut elements,
            &mut nulls,
            &mut count,
        );
        (0..count as usize)
            .map(|i| (!*nulls.add(i)).then(|| text_from(*elements.add(i))))
            .collect()
    }
}

/// Reads a key of type `kind`.
///
/// # Safety
/// `datum` is a value of type `kind`.
pub unsafe fn key_from(datum: Datum, kind: Oid) -> Outcome<Key> {
    Ok(match kind {
        pg_sys::INT8OID => Key::Int(datum.value() as i64),
        pg_sys::INT4OID => Key::Int(i64::from(datum.value() as i32)),
        pg_sys::INT2OID => Key::Int(i64::from(datum.value() as i16)),
        pg_sys::UUIDOID => {
            let mut bytes = [0u8; UUID_BYTES];
            // SAFETY: a uuid is a pointer to 16 bytes.
            unsafe {
                std::ptr::copy_nonoverlapping(
                    datum.cast_mut_ptr::<u8>(),
                    bytes.as_mut_ptr(),
                    UUID_BYTES,
                );
            }
            Key::Uuid(bytes)
        }
        // SAFETY: text and varchar have the same representation.
        pg_sys::TEXTOID | pg_sys::VARCHAROID => Key::Text(unsafe { text_from(datum) }.into()),
        _ => return Err(Failure::internal("a key of an unsupported type")),
    })
}

/// The value of a key as type `kind`; None where it does not fit (an integer too wide for its column).
pub fn key_datum(key: &Key, kind: Oid) -> Option<Datum> {
    match (key, kind) {
        (Key::Int(value), pg_sys::INT8OID) => Some(Datum::from(*value)),
        (Key::Int(value), pg_sys::INT4OID) => i32::try_from(*value).ok().map(Datum::from),
        (Key::Int(value), pg_sys::INT2OID) => i16::try_from(*value).ok().map(Datum::from),
        (Key::Uuid(bytes), pg_sys::UUIDOID) => Some(uuid_datum(bytes)),
        (Key::Text(text), pg_sys::TEXTOID | pg_sys::VARCHAROID) => Some(text_datum(text)),
        _ => None,
    }
}

pub fn float_datum(number: f64) -> Datum {
    Datum::from(number.to_bits() as i64)
}

/// A text in the current memory context.
pub fn text_datum(text: &str) -> Datum {
    // SAFETY: the bytes are copied before the call returns.
    let varlena = unsafe {
        pg_sys::cstring_to_text_with_len(text.as_ptr() as *const c_char, text.len() as c_int)
    };
    Datum::from(varlena)
}

/// Bytea values as bytea[], in the current memory context.
pub fn bytes_datum<'a>(values: impl Iterator<Item = &'a [u8]>) -> Datum {
    let mut elements: Vec<Datum> = values.map(varlena).collect();
    array(&mut elements, pg_sys::BYTEAOID)
}

/// Bytes behind the header of a value of variable length, in the current memory context.
pub fn varlena(bytes: &[u8]) -> Datum {
    let size = pg_sys::VARHDRSZ + bytes.len();
    // SAFETY: palloc raises instead of returning null; the varlena is as long as it says.
    unsafe {
        let value = pg_sys::palloc(size) as *mut pg_sys::varlena;
        pgrx::set_varsize_4b(value, size as i32);
        let data = (value as *mut u8).add(pg_sys::VARHDRSZ);
        std::ptr::copy_nonoverlapping(bytes.as_ptr(), data, bytes.len());
        Datum::from(value)
    }
}

/// The bytes of a value of variable length.
///
/// # Safety
/// `datum` is a varlena that stays in place as long as they are used.
pub unsafe fn bytes_from<'d>(datum: Datum) -> &'d [u8] {
    // SAFETY: detoasting yields a valid varlena: itself, or a copy in the current memory context.
    unsafe {
        let value = pg_sys::pg_detoast_datum_packed(datum.cast_mut_ptr());
        std::slice::from_raw_parts(
            pgrx::vardata_any(value) as *const u8,
            pgrx::varsize_any_exhdr(value),
        )
    }
}

/// A jsonb in the current memory context.
pub fn json_datum(json: serde_json::Value) -> Option<Datum> {
    pgrx::JsonB(json).into_datum()
}

/// A value of type name in the current memory context; 42622 where it is too long.
pub fn name_datum(name: &str) -> Outcome<Datum> {
    let too_long = || Failure::name_too_long(format!("name \"{name}\" is too long"));
    let text = CString::new(name).map_err(|_| too_long())?;
    if name.len() >= pg_sys::NAMEDATALEN as usize {
        return Err(too_long());
    }
    // SAFETY: a name is NAMEDATALEN bytes, zeroed behind the text.
    unsafe {
        let copy = pg_sys::palloc0(pg_sys::NAMEDATALEN as usize) as *mut c_char;
        std::ptr::copy_nonoverlapping(text.as_ptr(), copy, name.len());
        Ok(Datum::from(copy))
    }
}

fn uuid_datum(bytes: &[u8; UUID_BYTES]) -> Datum {
    // SAFETY: palloc raises instead of returning null.
    unsafe {
        let copy = pg_sys::palloc(UUID_BYTES) as *mut u8;
        std::ptr::copy_nonoverlapping(bytes.as_ptr(), copy, UUID_BYTES);
        Datum::from(copy)
    }
}

/// A text[] in the current memory context.
pub fn texts_datum<'a>(texts: impl Iterator<Item = &'a str>) -> Datum {
    let mut elements: Vec<Datum> = texts.map(text_datum).collect();
    array(&mut elements, pg_sys::TEXTOID)
}

/// The widest type of a key type's family, in which parameters are passed: bigint, uuid or text.
///
/// PostgreSQL's b-tree families compare across widths, so an index on an integer column serves a bigint.
pub fn family_of(kind: Oid) -> Oid {
    match kind {
        pg_sys::INT8OID | pg_sys::INT4OID | pg_sys::INT2OID => pg_sys::INT8OID,
        pg_sys::UUIDOID => pg_sys::UUIDOID,
        _ => pg_sys::TEXTOID,
    }
}

/// Whether each key of one type is one of the other, too.
pub fn is_no_wider(kind: Oid, than: Oid) -> bool {
    let width = |kind: Oid| match kind {
        pg_sys::INT2OID => 2,
        pg_sys::INT4OID => 4,
        _ => 8,
    };
    family_of(kind) == family_of(than) && width(kind) <= width(than)
}

/// The array type of a parameter type.
pub fn array_of(kind: Oid) -> Oid {
    match kind {
        pg_sys::INT8OID => pg_sys::INT8ARRAYOID,
        pg_sys::UUIDOID => pg_sys::UUIDARRAYOID,
        pg_sys::TIMESTAMPOID => pg_sys::TIMESTAMPARRAYOID,
        pg_sys::TIMESTAMPTZOID => pg_sys::TIMESTAMPTZARRAYOID,
        _ => pg_sys::TEXTARRAYOID,
    }
}

/// The array type of a key type itself.
pub fn exact_array_of(kind: Oid) -> Oid {
    match kind {
        pg_sys::INT4OID => pg_sys::INT4ARRAYOID,
        pg_sys::INT2OID => pg_sys::INT2ARRAYOID,
        pg_sys::VARCHAROID => pg_sys::VARCHARARRAYOID,
        other => array_of(other),
    }
}

/// Keys as an array of their family's widest type.
pub fn keys_datum<'a>(keys: impl Iterator<Item = &'a Key>, kind: Oid) -> Datum {
    let family = family_of(kind);
    let mut elements: Vec<Datum> = keys.filter_map(|key| key_datum(key, family)).collect();
    array(&mut elements, family)
}

/// Keys as an array of their own type; one that is wider is left out.
pub fn exact_keys_datum<'a>(keys: impl Iterator<Item = &'a Key>, kind: Oid) -> Datum {
    let mut elements: Vec<Datum> = keys.filter_map(|key| key_datum(key, kind)).collect();
    array(&mut elements, kind)
}

/// Keys that may be missing, as an array of their family's widest type; a missing one is NULL.
pub fn optional_keys_datum<'a>(keys: impl Iterator<Item = Option<&'a Key>>, kind: Oid) -> Datum {
    let family = family_of(kind);
    array_with_nulls(
        keys.map(|key| key.and_then(|key| key_datum(key, family))),
        family,
    )
}

/// Counts as bigint[]; a missing one is NULL.
pub fn counts_datum(counts: impl Iterator<Item = Option<i64>>) -> Datum {
    array_with_nulls(counts.map(|count| count.map(Datum::from)), pg_sys::INT8OID)
}

/// The numbers of an array without NULLs; none of one with.
///
/// # Safety
/// `datum` is a bigint[].
pub unsafe fn counts_from(datum: Datum) -> Vec<i64> {
    // SAFETY: behind the header of an array without a bitmap its elements stand one after the other, aligned.
    unsafe {
        let array = pg_sys::pg_detoast_datum(datum.cast_mut_ptr()) as *mut pg_sys::ArrayType;
        if (*array).ndim != 1 || (*array).dataoffset != 0 {
            return Vec::new();
        }
        let header = size_of::<pg_sys::ArrayType>() + 2 * size_of::<c_int>();
        let start = (array as *const u8).add(header.next_multiple_of(size_of::<i64>()));
        let count = *(array as *const u8)
            .add(size_of::<pg_sys::ArrayType>())
            .cast::<c_int>();
        std::slice::from_raw_parts(start.cast::<i64>(), count.max(0) as usize).to_vec()
    }
}

/// Values of a type that keys, times or numbers have, as an array.
pub fn array_with_nulls(values: impl Iterator<Item = Option<Datum>>, kind: Oid) -> Datum {
    let values: Vec<Option<Datum>> = values.collect();
    let mut elements: Vec<Datum> = values
        .iter()
        .map(|value| value.unwrap_or(Datum::null()))
        .collect();
    let mut nulls: Vec<bool> = values.iter().map(Option::is_none).collect();
    let (length, by_value, alignment) = layout(kind);
    let (mut count, mut first) = (elements.len() as c_int, 1);
    // SAFETY: as in `array`; one dimension of as many elements, each with its mark for NULL.
    let array = unsafe {
        pg_sys::construct_md_array(
            elements.as_mut_ptr(),
            nulls.as_mut_ptr(),
            1,
            &mut count,
            &mut first,
            kind,
            length,
            by_value,
            alignment,
        )
    };
    Datum::from(array)
}

/// The keys of an array; a NULL among them is left out.
///
/// # Safety
/// `datum` is an array of type `kind`, that of a key.
pub unsafe fn keys_from(datum: Datum, kind: Oid) -> Outcome<Vec<Key>> {
    let mut elements: *mut Datum = std::ptr::null_mut();
    let mut nulls: *mut bool = std::ptr::null_mut();
    let mut count: c_int = 0;
    let (mut length, mut by_value, mut alignment) = (0, false, 0);
    // SAFETY: deconstruct_array fills the three out-parameters, by the layout of the type.
    unsafe {
        pg_sys::get_typlenbyvalalign(kind, &mut length, &mut by_value, &mut alignment);
        pg_sys::deconstruct_array(
            pg_sys::pg_detoast_datum(datum.cast_mut_ptr()) as *mut pg_sys::ArrayType,
            kind,
            c_int::from(length),
            by_value,
            alignment,
            &mut elements,
            &mut nulls,
            &mut count,
        );
        (0..count as usize)
            .filter(|i| !*nulls.add(*i))
            .map(|i| key_from(*elements.add(i), kind))
            .collect()
    }
}

/// Times (microseconds) as an array of timestamp or timestamptz, which are stored alike.
pub fn times_datum(times: impl Iterator<Item = i64>, kind: Oid) -> Datum {
    let mut elements: Vec<Datum> = times.map(Datum::from).collect();
    array(&mut elements, kind)
}

/// Length, passing and alignment of the elements of an array.
fn layout(kind: Oid) -> (c_int, bool, c_char) {
    let (length, by_value, alignment) = match kind {
        pg_sys::INT8OID | pg_sys::FLOAT8OID | pg_sys::TIMESTAMPOID | pg_sys::TIMESTAMPTZOID => {
            (8, true, pg_sys::TYPALIGN_DOUBLE)
        }
        pg_sys::INT4OID => (4, true, pg_sys::TYPALIGN_INT),
        pg_sys::INT2OID => (2, true, pg_sys::TYPALIGN_SHORT),
        pg_sys::UUIDOID => (UUID_BYTES as c_int, false, pg_sys::TYPALIGN_CHAR),
        _ => (-1, false, pg_sys::TYPALIGN_INT),
    };
    (length, by_value, alignment as c_char)
}

fn array(elements: &mut [Datum], kind: Oid) -> Datum {
    let (length, by_value, alignment) = layout(kind);
    // SAFETY: the elements are values of `kind`, whose length, passing and alignment are fixed by PostgreSQL.
    let array = unsafe {
        pg_sys::construct_array(
            elements.as_mut_ptr(),
            elements.len() as c_int,
            kind,
            length,
            by_value,
            alignment,
        )
    };
    Datum::from(array)
}

/// The order of texts under a collation, asked of PostgreSQL.
#[derive(Debug, Clone, Copy)]
pub struct Collated(pub Oid);

impl TextOrder for Collated {
    fn compare(&self, left: &str, right: &str) -> Ordering {
        // SAFETY: the lengths are those of the texts; varstr_cmp copies what it keeps.
        let order = unsafe {
            pg_sys::varstr_cmp(
                left.as_ptr() as *const c_char,
                left.len() as c_int,
                right.as_ptr() as *const c_char,
                right.len() as c_int,
                self.0,
            )
        };
        order.cmp(&0)
    }
}
