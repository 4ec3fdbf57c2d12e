use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A CRC-32 (IEEE 802.3, the one of zip and PNG), written as eight hex digits. It finds every change of
/// up to 32 neighbouring bits, and so every flipped one; it is no protection against intent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Sum(u32);

/// A sum over bytes that come in parts.
#[derive(Clone, Default)]
pub struct Summing(crc32fast::Hasher);

impl Sum {
    /// Of the digits alone.
    pub const WRITTEN_BYTES: usize = 8;

    pub fn of(bytes: &[u8]) -> Self {
        Self(crc32fast::hash(bytes))
    }
}

impl Summing {
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub fn sum(self) -> Sum {
        Sum(self.0.finalize())
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

impl FromStr for Sum {
    type Err = &'static str;

    /// Reads what is written, and no other spelling of the same number: capitals would hide a flipped bit.
    fn from_str(written: &str) -> Result<Self, Self::Err> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let is_sum = written.len() == Self::WRITTEN_BYTES && written.bytes().all(is_digit);
        let number = is_sum.then(|| u32::from_str_radix(written, 16).ok()).flatten();
        number.map(Self).ok_or("a checksum has eight digits, 0 to 9 and a to f")
    }
}

impl TryFrom<String> for Sum {
    type Error = &'static str;

    fn try_from(written: String) -> Result<Self, Self::Error> {
        written.parse()
    }
}

impl From<Sum> for String {
    fn from(sum: Sum) -> Self {
        sum.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_is_the_one_that_every_other_program_computes() {
        // The check value of the catalogue of parametrised CRC algorithms, CRC-32/ISO-HDLC.
        assert_eq!(Sum::of(b"123456789").to_string(), "cbf43926");
        let mut parts = Summing::default();
        parts.add(b"1234");
        parts.add(b"56789");
        assert_eq!(parts.sum(), Sum::of(b"123456789"));
    }

    #[test]
    fn a_sum_has_one_spelling() {
        assert_eq!("0000002a".parse(), Ok(Sum(42)));
        for other in ["0000002A", "2a", "+000002a", "0000002a ", ""] {
            assert!(other.parse::<Sum>().is_err(), "{other:?}");
        }
    }
}
