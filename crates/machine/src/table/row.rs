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
    /// The extensions that all have to be on.
    pub extensions: Extensions,
    /// Other extensions that do as well, all of them: those of a second extension that has the
    /// instruction, too.
    pub alternative: Option<Extensions>,
    /// Where the operands are.
    pub format: Format,
    /// The fixed bits. A compressed instruction's are in the low 16 bits.
    pub pattern: Pattern,
    /// Encodings that match `pattern` but are another instruction, or reserved.
    pub except: &'static [Pattern],
    /// What it does.
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

    /// The row with other extensions that do as well.
    pub(super) const fn or(self, extensions: Extensions) -> Self {
        Self {
            alternative: Some(extensions),
            ..self
        }
    }

    /// Whether the instruction exists where `extensions` are on.
    pub fn is_in(&self, extensions: Extensions) -> bool {
        extensions.contains(self.extensions)
            || self
                .alternative
                .is_some_and(|alternative| extensions.contains(alternative))
    }

    /// Whether `encoding` is this instruction; the upper half of a compressed encoding does not
    /// count.
    pub fn matches(&self, encoding: u32) -> bool {
        self.pattern.matches(encoding) && !self.except.iter().any(|other| other.matches(encoding))
    }

    /// Length of the instruction in bytes: 2 or 4.
    pub fn length(&self) -> u8 {
        if self.pattern.value & 3 == 3 { 4 } else { 2 }
    }
}
