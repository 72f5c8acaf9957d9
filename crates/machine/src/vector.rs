//! The architectural state of the vector unit, and `vtype` (RISC-V unprivileged ISA, chapter "'V'
//! Extension for Vector Operations", section "Vector Extension Programmer's Model").

use std::fmt;

use super::extension::{Extension, Extensions};

/// Registers and control state of the vector unit. ELEN is 64 bits.
#[derive(Clone, PartialEq, Eq)]
pub struct VectorState {
    /// v0 to v31, concatenated, so that a register group is contiguous.
    registers: Vec<u8>,
    /// The selected type, `None` if it is illegal (`vill`).
    pub vtype: Option<VectorType>,
    /// Elements to operate on.
    pub vl: u64,
    /// The element that the next instruction starts with.
    pub vstart: u64,
    /// Fixed-point rounding mode, 2 bits.
    pub vxrm: u8,
    /// Whether a fixed-point result was saturated.
    pub vxsat: bool,
    /// Whether binary16 elements are supported (Zvfh).
    pub half: bool,
}

impl VectorState {
    /// All registers zero and `vill` set, with VLEN of `vlen` bits, a power of two from 64 to
    /// 65536, and without binary16.
    pub fn new(vlen: u32) -> Self {
        assert!(
            vlen.is_power_of_two() && (64..=65536).contains(&vlen),
            "a legal VLEN"
        );
        Self {
            registers: vec![0; 32 * vlen as usize / 8],
            vtype: None,
            vl: 0,
            vstart: 0,
            vxrm: 0,
            vxsat: false,
            half: false,
        }
    }

    /// The state of a hart with `extensions`; `None` if V is off.
    pub fn of(extensions: Extensions) -> Option<Box<Self>> {
        let half = extensions.has(Extension::Zvfh);
        extensions.vlen().map(|vlen| {
            Box::new(Self {
                half,
                ..Self::new(vlen)
            })
        })
    }

    /// VLEN in bits.
    pub fn vlen(&self) -> u32 {
        8 * self.vlenb() as u32
    }

    /// VLEN in bytes, the `vlenb` register.
    pub fn vlenb(&self) -> usize {
        self.registers.len() / 32
    }

    /// The bytes of register v`number`; only the low 5 bits of the number are used.
    pub fn register(&self, number: u8) -> &[u8] {
        let start = self.offset(number);
        &self.registers[start..start + self.vlenb()]
    }

    /// The bytes of register v`number`, mutably.
    pub fn register_mut(&mut self, number: u8) -> &mut [u8] {
        let (start, len) = (self.offset(number), self.vlenb());
        &mut self.registers[start..start + len]
    }

    /// The `vtype` register.
    pub fn vtype_bits(&self) -> u64 {
        self.vtype.map_or(1 << 63, VectorType::bits)
    }

    /// The `vcsr` register: `vxrm` above `vxsat`.
    pub fn vcsr(&self) -> u64 {
        u64::from(self.vxrm & 3) << 1 | u64::from(self.vxsat)
    }

    /// The offset of a register in bytes.
    fn offset(&self, number: u8) -> usize {
        usize::from(number & 31) * self.vlenb()
    }

    /// Element `index`, of `eew` bits, of the group that starts at register `first`. The caller has
    /// checked that the group holds it.
    pub(super) fn element(&self, first: u8, eew: u32, index: usize) -> u64 {
        let (at, len) = self.locate(first, eew, index);
        let mut bytes = [0; 8];
        bytes[..len].copy_from_slice(&self.registers[at..at + len]);
        u64::from_le_bytes(bytes)
    }

    /// Writes the low `eew` bits of `value` to an element; see [`VectorState::element`].
    pub(super) fn set_element(&mut self, first: u8, eew: u32, index: usize, value: u64) {
        let (at, len) = self.locate(first, eew, index);
        self.registers[at..at + len].copy_from_slice(&value.to_le_bytes()[..len]);
    }

    /// Offset and length of an element in bytes.
    fn locate(&self, first: u8, eew: u32, index: usize) -> (usize, usize) {
        let len = eew as usize / 8;
        (self.offset(first) + index * len, len)
    }

    /// Bit `index` of mask register `register`.
    pub(super) fn bit(&self, register: u8, index: usize) -> bool {
        self.register(register)[index / 8] >> (index % 8) & 1 != 0
    }

    /// Writes bit `index` of mask register `register`.
    pub(super) fn set_bit(&mut self, register: u8, index: usize, value: bool) {
        let byte = &mut self.register_mut(register)[index / 8];
        *byte = *byte & !(1 << (index % 8)) | u8::from(value) << (index % 8);
    }
}

impl fmt::Debug for VectorState {
    /// Omits registers that are all zeros.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut list = f.debug_struct("VectorState");
        for number in 0..32 {
            let bytes = self.register(number);
            if bytes.iter().any(|byte| *byte != 0) {
                list.field(&format!("v{number}"), &format_args!("{bytes:02x?}"));
            }
        }
        list.field("vlen", &self.vlen())
            .field("vtype", &self.vtype)
            .field("vl", &self.vl)
            .field("vstart", &self.vstart)
            .field("vxrm", &self.vxrm)
            .field("vxsat", &self.vxsat)
            .field("half", &self.half)
            .finish()
    }
}

/// A legal value of `vtype` (section "Vector Type (vtype) Register").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VectorType {
    /// SEW: 8, 16, 32 or 64 bits.
    pub sew: u32,
    /// The logarithm of LMUL: -3 to 3.
    pub lmul: i8,
    /// Whether the tail is agnostic; otherwise it is undisturbed.
    pub tail_agnostic: bool,
    /// Whether masked-off elements are agnostic; otherwise they are undisturbed.
    pub mask_agnostic: bool,
}

impl VectorType {
    /// The type with these `vtype` bits. `None` if it is reserved, or if SEW is above LMUL times
    /// ELEN, which no implementation has to support.
    pub fn from_bits(bits: u64) -> Option<Self> {
        let lmul = (bits as i8) << 5 >> 5;
        let sew = 8 << (bits >> 3 & 7);
        let legal = bits >> 8 == 0 && lmul != -4 && sew <= 64 && sew <= shift(64, lmul);
        legal.then_some(Self {
            sew,
            lmul,
            tail_agnostic: bits >> 6 & 1 != 0,
            mask_agnostic: bits >> 7 & 1 != 0,
        })
    }

    /// The `vtype` bits.
    pub fn bits(self) -> u64 {
        let lmul = u64::from(self.lmul as u8 & 7);
        let sew = u64::from(self.sew.trailing_zeros() - 3);
        lmul | sew << 3 | u64::from(self.tail_agnostic) << 6 | u64::from(self.mask_agnostic) << 7
    }

    /// VLMAX in elements.
    pub fn vlmax(self, vlen: u32) -> u64 {
        u64::from(shift(vlen, self.lmul) / self.sew)
    }
}

/// `value` times 2 to the `log`.
fn shift(value: u32, log: i8) -> u32 {
    if log < 0 { value >> -log } else { value << log }
}
