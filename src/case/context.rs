//! The context: memory outside the case's data, from which functions read their stack limit.
//!
//! Cranelift's users call it the VM context. A parameter with a purpose of its own holds its
//! address, which is the same for all functions of a case. A function may check that the stack
//! pointer stays above a limit before it makes its frame. One load from the context reads the
//! limit, or two, as in Wasmtime.

use super::{Case, FuncId, Function, Operand, Purpose, Signature, Type};
use serde::{Deserialize, Serialize};

/// The address of the context. To the model it is an ordinary value, so it must be the same on
/// every machine. Nothing else lies nearby.
pub const CONTEXT: u64 = 0x6f00_1000;
/// The address as an operand.
const NAMED: Operand = Operand::Const(CONTEXT as u128);
/// Distance in bytes from the first byte of the context to [`CONTEXT`].
const BELOW: i32 = 0x10;
/// Length of the context in bytes.
const LEN: usize = 0x2000;

/// Where a function that receives the context reads its stack limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum StackLimit {
    /// Nowhere: it does not check.
    #[default]
    Unchecked,
    /// In the context.
    Near,
    /// In the context, beyond the reach of an immediate offset.
    Far,
    /// Behind a pointer in the context, as in Wasmtime.
    Pointed,
    /// Behind a pointer in the context, beyond the reach of an immediate offset.
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

    /// The offsets, in bytes, of the loads that lead to the limit. The first counts from
    /// [`CONTEXT`], each other one from the address that the load before it returned.
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

/// The lowest address of the context and its contents, for the stack limit `limit`.
pub fn context(limit: u64) -> (u64, Vec<u8>) {
    let mut bytes = vec![0; LEN];
    let mut write = |offset: i32, word: u64| {
        let at = (offset + BELOW) as usize;
        bytes[at..at + 8].copy_from_slice(&word.to_le_bytes());
    };
    for path in StackLimit::ALL.map(StackLimit::loads) {
        // Every pointer leads back to the context, so one layout serves all paths.
        if let Some((last, pointers)) = path.split_last() {
            pointers.iter().for_each(|&offset| write(offset, CONTEXT));
            write(*last, limit);
        }
    }
    (CONTEXT - BELOW as u64, bytes)
}

impl Signature {
    /// The index of the [`Purpose::Context`] parameter, if there is one, and where the function
    /// reads its stack limit.
    pub fn context(&self) -> Option<(usize, StackLimit)> {
        let mut params = self.params.iter().enumerate();
        params.find_map(|(index, param)| match param.purpose {
            Purpose::Context(limit) => Some((index, limit)),
            _ => None,
        })
    }

    /// What the function passes to a callee that takes the context: its own context parameter, or
    /// else the constant address.
    pub(crate) fn handed_on(&self) -> Operand {
        // The parameters of the entry block are the first values.
        let own = self.context();
        own.map_or(NAMED, |(index, _)| Operand::Value(index as u32))
    }

    /// Whether the function checks a stack limit before it makes its frame.
    pub fn checks_stack_limit(&self) -> bool {
        let context = self.context();
        context.is_some_and(|(_, limit)| limit != StackLimit::Unchecked)
    }
}

impl Case {
    /// Whether any function receives the context.
    pub fn has_context(&self) -> bool {
        let mut signatures = self.functions.iter().map(|f| &f.signature);
        signatures.any(|signature| signature.context().is_some())
    }

    /// The functions that check a stack limit.
    pub fn checked_functions(&self) -> impl Iterator<Item = FuncId> {
        let functions = self.functions.iter().enumerate();
        let checked = functions.filter(|(_, f)| f.signature.checks_stack_limit());
        checked.map(|(index, _)| index as FuncId)
    }
}

/// At most one parameter is the context. It is an i64, early enough that no other argument can push
/// it out of the registers.
pub(super) fn legalise_signature(signature: &mut Signature) {
    let mut free = true;
    for (index, param) in signature.params.iter_mut().enumerate() {
        if let Purpose::Context(_) = param.purpose {
            let fits = index <= super::limits::MAX_BEFORE_CONTEXT && param.ty == Type::I64;
            if free && fits {
                free = false;
            } else {
                param.purpose = Purpose::Normal;
            }
        }
    }
}

/// Every call passes on the context of `function`, or the constant address. Each call already has
/// one operand for each parameter.
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
