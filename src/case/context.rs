//! The context: memory outside of the case's data, where functions find the limit of their stack.
//!
//! It is what Cranelift's users call the VM context: a parameter of its own purpose holds its address, the same for all functions of a case, and
//! a function may check before it makes its frame that the stack pointer stays above a limit. The limit is one load away, or two, as in
//! Wasmtime.

use super::{Case, FuncId, Function, Operand, Purpose, Signature, Type};
use serde::{Deserialize, Serialize};

/// The address of the context. A value like any other for the model, so it is the same on every machine; nothing else is near.
pub const CONTEXT: u64 = 0x6f00_1000;
/// The same as an operand.
const NAMED: Operand = Operand::Const(CONTEXT as u128);
/// From the lowest byte that belongs to the context to [`CONTEXT`], in bytes.
const BELOW: i32 = 0x10;
/// Bytes that belong to the context.
const LEN: usize = 0x2000;

/// Where a function that has the address of the context finds the limit of its stack.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum StackLimit {
    /// It does not look.
    #[default]
    Unchecked,
    /// In the context.
    Near,
    /// In the context, farther away than an immediate offset reaches.
    Far,
    /// Behind an address that the context holds, as in Wasmtime.
    Pointed,
    /// Behind an address that the context holds, farther away than an immediate offset reaches.
    FarPointed,
}

impl StackLimit {
    /// Every one.
    pub const ALL: [StackLimit; 5] = [
        StackLimit::Unchecked,
        StackLimit::Near,
        StackLimit::Far,
        StackLimit::Pointed,
        StackLimit::FarPointed,
    ];

    /// The offsets of the loads that lead to the limit, in bytes: the first one counts from [`CONTEXT`], each other one from the address that
    /// was loaded.
    pub fn loads(self) -> &'static [i32] {
        match self {
            StackLimit::Unchecked => &[],
            StackLimit::Near => &[16],
            StackLimit::Far => &[2048],
            StackLimit::Pointed => &[-8, 24],
            StackLimit::FarPointed => &[-8, 4096],
        }
    }
}

/// The lowest address of the context, and what it holds, if the limit of the stack is `limit`.
pub fn context(limit: u64) -> (u64, Vec<u8>) {
    let mut bytes = vec![0; LEN];
    let mut write = |offset: i32, word: u64| {
        let at = (offset + BELOW) as usize;
        bytes[at..at + 8].copy_from_slice(&word.to_le_bytes());
    };
    for path in StackLimit::ALL.map(StackLimit::loads) {
        if let Some((last, pointers)) = path.split_last() {
            pointers.iter().for_each(|&offset| write(offset, CONTEXT));
            write(*last, limit);
        }
    }
    (CONTEXT - BELOW as u64, bytes)
}

impl Signature {
    /// The index of the parameter for [`Purpose::Context`], if there is one, and where the function finds the limit of its stack.
    pub fn context(&self) -> Option<(usize, StackLimit)> {
        let mut params = self.params.iter().enumerate();
        params.find_map(|(index, param)| match param.purpose {
            Purpose::Context(limit) => Some((index, limit)),
            _ => None,
        })
    }

    /// What the function passes for the context: what it got, or else the address.
    pub(crate) fn handed_on(&self) -> Operand {
        // The parameters of the entry block are the first values.
        let own = self.context();
        own.map_or(NAMED, |(index, _)| Operand::Value(index as u32))
    }

    /// Whether the function checks a limit before it makes its frame.
    pub fn checks_stack_limit(&self) -> bool {
        let context = self.context();
        context.is_some_and(|(_, limit)| limit != StackLimit::Unchecked)
    }
}

impl Case {
    /// Whether some function has the address of the context.
    pub fn has_context(&self) -> bool {
        let mut signatures = self.functions.iter().map(|f| &f.signature);
        signatures.any(|signature| signature.context().is_some())
    }

    /// The functions that check the limit of their stack.
    pub fn checked_functions(&self) -> impl Iterator<Item = FuncId> {
        let functions = self.functions.iter().enumerate();
        let checked = functions.filter(|(_, f)| f.signature.checks_stack_limit());
        checked.map(|(index, _)| index as FuncId)
    }
}

/// At most one parameter, an i64 that no other argument may push out of the registers, is for the context.
pub(super) fn legalise_signature(signature: &mut Signature) {
    let mut free = true;
    for (index, param) in signature.params.iter_mut().enumerate() {
        if let Purpose::Context(_) = param.purpose {
            let fits = index <= super::limits::MAX_BEFORE_CONTEXT && param.ty == Type::I64;
            match free && fits {
                true => free = false,
                false => param.purpose = Purpose::Normal,
            }
        }
    }
}

/// Every call hands on the context of `function`, or names it as a constant. Operands are as many as parameters already.
pub(super) fn legalise_calls(function: &mut Function, signatures: &[Signature]) {
    let own = function.signature.handed_on();
    for call in function.calls_mut() {
        if let Some((index, _)) = signatures[call.callee as usize].context()
            && call.args[index] != own
        {
            call.args[index] = NAMED;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_leads_to_the_limit_and_no_word_has_two_meanings() {
        const LIMIT: u64 = 0x1234_5678_9abc;
        let (start, bytes) = context(LIMIT);
        let load = |address: u64| {
            let at = (address - start) as usize;
            u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"))
        };
        for way in StackLimit::ALL {
            let mut word = CONTEXT;
            for &offset in way.loads() {
                word = load(word.wrapping_add_signed(offset.into()));
            }
            let expected = match way {
                StackLimit::Unchecked => CONTEXT,
                _ => LIMIT,
            };
            assert_eq!(word, expected, "{way:?}");
        }
    }
}
