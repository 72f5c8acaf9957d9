//! Classes of registers.

use std::fmt;

/// A class of 32 registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RegClass {
    /// x0 to x31.
    Int,
    /// f0 to f31.
    Float,
    /// v0 to v31.
    Vector,
}

impl RegClass {
    /// Every class, in the order of their indices.
    pub const ALL: [RegClass; 3] = [RegClass::Int, RegClass::Float, RegClass::Vector];
    /// How many classes there are.
    pub const COUNT: usize = RegClass::ALL.len();

    /// Position in [`RegClass::ALL`], for tables with one entry for each class.
    #[inline]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Names of the registers, by number.
    pub const fn names(self) -> &'static [&'static str; 32] {
        &NAMES[self.index()]
    }
}

impl fmt::Display for RegClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            RegClass::Int => "integer",
            RegClass::Float => "float",
            RegClass::Vector => "vector",
        })
    }
}

/// Names by class and number (RISC-V ELF psABI, sections "Integer Register Convention",
/// "Floating-point Register Convention" and "Vector Register Convention").
const NAMES: [[&str; 32]; RegClass::COUNT] = [
    [
        "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0", "a1", "a2", "a3", "a4",
        "a5", "a6", "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4",
        "t5", "t6",
    ],
    [
        "ft0", "ft1", "ft2", "ft3", "ft4", "ft5", "ft6", "ft7", "fs0", "fs1", "fa0", "fa1", "fa2",
        "fa3", "fa4", "fa5", "fa6", "fa7", "fs2", "fs3", "fs4", "fs5", "fs6", "fs7", "fs8", "fs9",
        "fs10", "fs11", "ft8", "ft9", "ft10", "ft11",
    ],
    [
        "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11", "v12", "v13",
        "v14", "v15", "v16", "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v24", "v25", "v26",
        "v27", "v28", "v29", "v30", "v31",
    ],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indices_are_positions() {
        for (index, class) in RegClass::ALL.into_iter().enumerate() {
            assert_eq!(class.index(), index);
        }
    }
}
