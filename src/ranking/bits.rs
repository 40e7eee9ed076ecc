//! Single bits in bytes, written and read from the highest one down.

pub struct BitWriter {
    bytes: Vec<u8>,
    /// Bits that fill no byte yet, the last one lowest.
    rest: u64,
    count: u32,
}

impl BitWriter {
    /// Goes on behind these bytes.
    pub fn new(bytes: Vec<u8>) -> BitWriter {
        BitWriter {
            bytes,
            rest: 0,
            count: 0,
        }
    }

    /// The lowest `width` bits of a number, at most 56.
    pub fn put(&mut self, number: u64, width: u32) {
        let number = number & ((1 << width) - 1);
        self.rest = self.rest << width | number;
        self.count += width;
        while self.count >= u8::BITS {
            self.count -= u8::BITS;
            self.bytes.push((self.rest >> self.count) as u8);
        }
    }

    /// A number as so many ones, and a zero.
    pub fn unary(&mut self, number: u64) {
        (0..number).for_each(|_| self.put(1, 1));
        self.put(0, 1);
    }

    /// The last byte is filled with zeros.
    pub fn finish(mut self) -> Vec<u8> {
        if self.count > 0 {
            self.put(0, u8::BITS - self.count);
        }
        self.bytes
    }
}

pub struct BitReader<'b> {
    bytes: &'b [u8],
    next: usize,
}

impl BitReader<'_> {
    pub fn new(bytes: &[u8]) -> BitReader<'_> {
        BitReader { bytes, next: 0 }
    }

    /// None at the end.
    fn bit(&mut self) -> Option<bool> {
        let byte = self.bytes.get(self.next / 8)?;
        let bit = byte >> (7 - self.next % 8) & 1 == 1;
        self.next += 1;
        Some(bit)
    }

    /// A number of `width` bits, at most 64.
    pub fn take(&mut self, width: u32) -> Option<u64> {
        (0..width).try_fold(0, |number, _| Some(number << 1 | u64::from(self.bit()?)))
    }

    /// A number written as so many ones, and a zero.
    pub fn unary(&mut self) -> Option<u64> {
        let mut number = 0;
        while self.bit()? {
            number += 1;
        }
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_written_is_read(numbers in prop::collection::vec((any::<u64>(), 0..=56u32, 0..20u64), 0..50)) {
            let mut writer = BitWriter::new(vec![7]);
            for (number, width, ones) in &numbers {
                writer.put(*number, *width);
                writer.unary(*ones);
            }
            let bytes = writer.finish();
            prop_assert_eq!(bytes[0], 7);
            let mut reader = BitReader::new(&bytes[1..]);
            for (number, width, ones) in &numbers {
                prop_assert_eq!(reader.take(*width), Some(number & ((1 << width) - 1)));
                prop_assert_eq!(reader.unary(), Some(*ones));
            }
        }
    }
}
