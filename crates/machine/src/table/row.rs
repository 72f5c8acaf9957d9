//! A row of the table.

use super::pattern::Pattern;
use crate::extension::Extensions;
use crate::format::Format;
use crate::op::Op;

/// One instruction of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The assembly mnemonic, without a suffix for ordering or rounding: `amoadd.w`, `c.addi`.
    pub mnemonic: &'static str,
    /// The extensions that must all be on.
    pub extensions: Extensions,
    /// Another set of extensions that is sufficient, if all of them are on: a second extension that
    /// has the same instruction.
    pub alternative: Option<Extensions>,
    /// The positions of the operands.
    pub format: Format,
    /// The fixed bits. A compressed instruction's are in the low 16 bits.
    pub pattern: Pattern,
    /// Encodings that match `pattern` but are reserved, or another instruction.
    pub except: &'static [Pattern],
    /// The operation.
    pub op: Op,
}

impl Row {
    /// A row without exceptions.
    pub(super) const fn new(
        mnemonic: &'static str,
        extensions: Extensions,
        format: Format,
        pattern: Pattern,
        op: Op,
    ) -> Self {
        Self {
            mnemonic,
            extensions,
            alternative: None,
            format,
            pattern,
            except: &[],
            op,
        }
    }

    /// The row with exceptions.
    pub(super) const fn except(self, except: &'static [Pattern]) -> Self {
        Self { except, ..self }
    }

    /// The row with another sufficient set of extensions.
    pub(super) const fn or(self, extensions: Extensions) -> Self {
        Self {
            alternative: Some(extensions),
            ..self
        }
    }

    /// Whether `extensions` include the instruction.
    #[inline]
    pub fn is_in(&self, extensions: Extensions) -> bool {
        extensions.contains(self.extensions)
            || self
                .alternative
                .is_some_and(|alternative| extensions.contains(alternative))
    }

    /// Whether `encoding` is this instruction. The upper half of a compressed encoding is ignored.
    #[inline]
    pub fn matches(&self, encoding: u32) -> bool {
        self.pattern.matches(encoding) && !self.except.iter().any(|other| other.matches(encoding))
    }

    /// Length of the instruction in bytes: 2 or 4.
    pub fn length(&self) -> u8 {
        if self.pattern.value & 3 == 3 { 4 } else { 2 }
    }
}
