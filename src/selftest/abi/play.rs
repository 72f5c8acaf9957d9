//! Plays the other side of compiled functions, following the table.

use super::processor::{Executor, STACK_TOP};
use super::signature::Function;
use super::source::{Binary, FOUND, RETURN, RETURNED, SLOT, outside};
use crate::abi::{Layout, Location, Part, ValueLayout, psabi};
use crate::qemu::QemuError;
use farcall_machine::Hart;
use std::fmt;

/// The contents of undefined bits and registers.
const FILLER: u64 = 0xa5a5_5a5a_c3c3_3c3c;

/// A disagreement between the table and the compiler about a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// The executor.
    executor: &'static str,
    /// The function, as C.
    function: String,
    /// What they disagree about.
    what: String,
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.executor, self.function, self.what)
    }
}

/// The result for one function.
pub(super) struct Compared {
    pub(super) values: u64,
    pub(super) disagreement: Option<Disagreement>,
}

/// Calls the callee of function `number`, then runs its caller and plays the function that it
/// calls.
pub(super) fn function(
    executor: &mut dyn Executor,
    binary: &Binary,
    number: usize,
    function: &Function,
) -> Result<Compared, QemuError> {
    let layout = psabi::layout(&function.signature());
    let wrong = match callee(executor, binary.callee(number), function, &layout)? {
        None => caller(
            executor,
            binary.caller(number),
            outside(number),
            function,
            &layout,
        )?,
        wrong => wrong,
    };
    Ok(Compared {
        values: 2 * (layout.args.len() + layout.results.len()) as u64,
        disagreement: wrong.map(|what| Disagreement {
            executor: executor.name(),
            function: prototype(function),
            what,
        }),
    })
}

fn prototype(function: &Function) -> String {
    let params: Vec<&str> = function.params.iter().map(|scalar| scalar.name).collect();
    let result = function.result.map_or("void", |scalar| scalar.name);
    format!("{result} f({})", params.join(", "))
}

/// A hart about to execute at `pc`, with a stack pointer; all other registers hold filler.
fn hart(pc: u64, stack_args: u32) -> Hart {
    let mut hart = Hart::new();
    hart.x = std::array::from_fn(|n| FILLER ^ n as u64);
    hart.f = std::array::from_fn(|n| FILLER ^ (n as u64) << 8);
    hart.x[0] = 0;
    hart.x[1] = RETURN;
    hart.x[2] = STACK_TOP - u64::from(stack_args);
    hart.pc = pc;
    hart
}

/// Calls the callee as the table says. Returns the first value that did not arrive, or did not come
/// back.
fn callee(
    executor: &mut dyn Executor,
    pc: u64,
    function: &Function,
    layout: &Layout,
) -> Result<Option<String>, QemuError> {
    let mut hart = hart(pc, layout.stack_args);
    let sp = hart.x[2];
    for (value, &bits) in layout.args.iter().zip(&function.args) {
        send(executor, &mut hart, sp, value, bits)?;
    }
    if let Some(how) = executor.run(&mut hart)? {
        return Ok(Some(format!("the callee ended: {how}")));
    }
    if hart.pc != RETURN {
        return Ok(Some(format!("the callee went to {:#x}", hart.pc)));
    }
    for (position, (value, &bits)) in layout.args.iter().zip(&function.args).enumerate() {
        let found = found(executor, position as u64, value)?;
        if found != bits {
            let what =
                format!("sent argument {position} in {value} as {bits:#x}, {found:#x} arrived");
            return Ok(Some(what));
        }
    }
    received(
        executor,
        &hart,
        sp,
        "result",
        &layout.results,
        &[function.returned],
    )
}

/// Runs the caller and plays the function that it calls. Returns the first value that did not
/// arrive, or did not come back.
fn caller(
    executor: &mut dyn Executor,
    pc: u64,
    outside: u64,
    function: &Function,
    layout: &Layout,
) -> Result<Option<String>, QemuError> {
    let mut hart = hart(pc, 0);
    if let Some(how) = executor.run(&mut hart)? {
        return Ok(Some(format!("the caller ended: {how}")));
    }
    if hart.pc != outside {
        return Ok(Some(format!("the caller went to {:#x}", hart.pc)));
    }
    let sp = hart.x[2];
    if !sp.is_multiple_of(16) {
        return Ok(Some(format!("sp is {sp:#x} at the call")));
    }
    let wrong = received(
        executor,
        &hart,
        sp,
        "argument",
        &layout.args,
        &function.args,
    )?;
    if wrong.is_some() {
        return Ok(wrong);
    }
    for value in &layout.results {
        send(executor, &mut hart, sp, value, function.returned)?;
    }
    hart.pc = hart.x[1];
    if let Some(how) = executor.run(&mut hart)? {
        return Ok(Some(format!("the caller ended: {how}")));
    }
    for value in &layout.results {
        let found = found(executor, RETURNED, value)?;
        if found != function.returned {
            let bits = function.returned;
            return Ok(Some(format!(
                "sent a result in {value} as {bits:#x}, {found:#x} arrived"
            )));
        }
    }
    Ok(None)
}

/// Puts a value where the table says.
fn send(
    executor: &mut dyn Executor,
    hart: &mut Hart,
    sp: u64,
    value: &ValueLayout,
    bits: u128,
) -> Result<(), QemuError> {
    let mut rest = bits;
    for part in &value.parts {
        let word = part.widen(rest as u64, FILLER);
        match part.location {
            Location::Reg(register) => hart.write(register, word),
            Location::Stack(offset) => {
                executor.write(sp + u64::from(offset), &word.to_le_bytes())?
            }
            Location::ReturnArea(_) => unreachable!("C has one result"),
        }
        rest = rest.checked_shr(part.bits).unwrap_or(0);
    }
    Ok(())
}

/// Compares values with the places that the table names. Returns the first mismatch.
fn received(
    executor: &mut dyn Executor,
    hart: &Hart,
    sp: u64,
    role: &str,
    values: &[ValueLayout],
    expected: &[u128],
) -> Result<Option<String>, QemuError> {
    for (position, (value, &bits)) in values.iter().zip(expected).enumerate() {
        let mut rest = bits;
        for part in &value.parts {
            let word = word(executor, hart, sp, part)?;
            let own = part.own(rest as u64);
            let above = part.defined_above(rest as u64);
            if part.own(word) != own || above.is_some_and(|above| part.above(word) != above) {
                let what = format!(
                    "{role} {position} in {value} should be {bits:#x}, {word:#x} is in {}",
                    part.location
                );
                return Ok(Some(what));
            }
            rest = rest.checked_shr(part.bits).unwrap_or(0);
        }
    }
    Ok(None)
}

fn word(executor: &mut dyn Executor, hart: &Hart, sp: u64, part: &Part) -> Result<u64, QemuError> {
    Ok(match part.location {
        Location::Reg(register) => hart.read(register),
        Location::Stack(offset) => {
            let bytes = executor.read(sp + u64::from(offset), 8)?;
            u64::from_le_bytes(bytes.try_into().expect("eight bytes"))
        }
        Location::ReturnArea(_) => unreachable!("C has one result"),
    })
}

/// What compiled code stored in a slot.
fn found(executor: &mut dyn Executor, slot: u64, value: &ValueLayout) -> Result<u128, QemuError> {
    let bytes = executor.read(FOUND + SLOT * slot, SLOT as usize)?;
    let word = u128::from_le_bytes(bytes.try_into().expect("sixteen bytes"));
    Ok(word & value.ty.mask())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{Extension, Type};
    use std::collections::BTreeMap;

    /// Memory alone; it executes nothing.
    #[derive(Default)]
    struct Memory(BTreeMap<u64, u8>);

    impl Executor for Memory {
        fn name(&self) -> &'static str {
            "memory"
        }

        fn run(&mut self, _: &mut Hart) -> Result<Option<String>, QemuError> {
            Ok(Some("it cannot".to_owned()))
        }

        fn read(&mut self, address: u64, len: usize) -> Result<Vec<u8>, QemuError> {
            let bytes = (address..).take(len);
            Ok(bytes
                .map(|at| self.0.get(&at).copied().unwrap_or(0))
                .collect())
        }

        fn write(&mut self, address: u64, bytes: &[u8]) -> Result<(), QemuError> {
            self.0.extend((address..).zip(bytes.iter().copied()));
            Ok(())
        }
    }

    #[test]
    fn what_was_sent_is_received_and_nothing_else() {
        use crate::case::{Convention, Param, Signature};
        let mut params = vec![Param::plain(Type::I64); 7];
        params.push(Param::plain(Type::I128));
        params.extend(vec![Param::plain(Type::F32); 9]);
        params[0] = Param {
            extension: Extension::Sign,
            ..Param::plain(Type::I8)
        };
        let signature = Signature {
            convention: Convention::SystemV,
            results: Vec::new(),
            params,
        };
        let layout = psabi::layout(&signature);
        let values: Vec<u128> = (0..17).map(|n| 0x80 + n * 0x101).collect();
        let masked = layout.args.iter().zip(&values);
        let values: Vec<u128> = masked
            .map(|(value, &bits)| bits & value.ty.mask())
            .collect();
        let mut executor = Memory::default();
        let mut hart = hart(0, layout.stack_args);
        let sp = hart.x[2];
        for (value, &bits) in layout.args.iter().zip(&values) {
            send(&mut executor, &mut hart, sp, value, bits).expect("memory takes all");
        }
        let mut receive = |hart: &Hart, expected: &[u128]| {
            let wrong = received(&mut executor, hart, sp, "argument", &layout.args, expected);
            wrong.expect("memory gives all")
        };
        assert_eq!(receive(&hart, &values), None);
        let mut other = values.clone();
        other[7] ^= 1 << 100;
        let wrong = receive(&hart, &other).expect("half of it is on the stack");
        assert!(
            wrong.starts_with("argument 7 in a7:stack+0 should be "),
            "{wrong}"
        );
        // The bits above an extended value are compared, too.
        hart.x[10] ^= 1 << 40;
        let wrong = receive(&hart, &values).expect("the extension is wrong");
        assert!(wrong.starts_with("argument 0 in a0 should be "), "{wrong}");
    }
}
