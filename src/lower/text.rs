//! A case for people: a CLIF file, with comments for everything that CLIF cannot express.
//!
//! The text is a filetest: `cranelift-reader` parses it, and `clif-util` compiles it.

use super::{Naming, function, isa, libcall, signature};
use crate::case::{Address, Answer, Case, Invocation, Linking, Scalar};
use crate::panic::catch;
use cranelift_frontend::FunctionBuilderContext;
use std::fmt;

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        header(self, f)?;
        comments(self, f)?;
        for id in 0..self.functions.len() {
            writeln!(f)?;
            write_function(self, id as u16, f)?;
        }
        Ok(())
    }
}

/// The CLIF of function `id`, as [`Case`]'s `Debug` prints it.
pub fn function_text(case: &Case, id: u16) -> String {
    struct One<'c>(&'c Case, u16);
    impl fmt::Display for One<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write_function(self.0, self.1, f)
        }
    }
    One(case, id).to_string()
}

fn write_function(case: &Case, id: u16, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if case.functions[id as usize].origin.is_extern() {
        return write_extern(case, id, f);
    }
    let text = catch(|| {
        let isa = isa(&case.target)?;
        let mut context = FunctionBuilderContext::new();
        let function = function(case, id, Naming::Text, &*isa, &mut context)?;
        Ok(function.display().to_string())
    });
    match text.flatten() {
        Ok(text) => f.write_str(&text),
        // Cranelift may refuse one function. The others are still printed.
        Err(report) => writeln!(f, "; %f{id} cannot be printed: {report}"),
    }
}

/// Prints an extern function as a comment that says what it returns.
fn write_extern(case: &Case, id: u16, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let function = &case.functions[id as usize];
    let head = catch(|| {
        let head = signature(&function.signature).to_string();
        match function.origin.libcall() {
            Some(named) => format!("{head}, named %{}", libcall(named)),
            None => head,
        }
    });
    let head = head.unwrap_or_else(|report| format!(" {report}"));
    write!(f, "; extern %f{id}{head}")?;
    write!(f, ": returns")?;
    for (answer, param) in function.answers().zip(&function.signature.results) {
        match answer {
            Answer::Param(number) => write!(f, " v{number}")?,
            Answer::Constant(bits) => write!(f, " {}", Scalar::new(param.ty, bits))?,
        }
    }
    writeln!(f)
}

fn header(case: &Case, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    writeln!(f, "test compile")?;
    for (name, value) in case.target.told_settings() {
        writeln!(f, "set {name}={value}")?;
    }
    write!(f, "target riscv64")?;
    for (name, on) in case.target.extensions() {
        if on {
            write!(f, " {name}")?;
        }
    }
    writeln!(f, "\n")
}

fn comments(case: &Case, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for module in &case.life_cycle.modules {
        let linking = match module.linking {
            Linking::Planned => "planned: compiled, then placed, then defined as bytes",
            Linking::Direct => "direct: compiled as they are defined",
        };
        writeln!(f, "; linking {linking}")?;
        for batch in &module.batches {
            write!(f, "; defined in the order")?;
            for function in &batch.functions {
                write!(f, " %f{function}")?;
            }
            writeln!(f)?;
        }
    }
    for (function, spot) in case.placement.spots.iter().enumerate() {
        writeln!(
            f,
            "; placed %f{function}: region {}, {:?}, gap {}",
            spot.region, spot.side, spot.gap
        )?;
    }
    for goal in &case.placement.goals {
        let call = case.calls(goal.caller).nth(goal.site as usize);
        let callee = call.map_or(goal.caller, |c| c.callee);
        let (caller, site, distance) = (goal.caller, goal.site, goal.distance);
        writeln!(
            f,
            "; goal %f{caller} call {site} -> %f{callee}: {distance:?}"
        )?;
    }
    data(case, f)?;
    for Invocation { function, args } in &case.invocations {
        let params = &case.functions[*function as usize].signature.params;
        let values = params.iter().zip(args);
        let values = values.map(|(p, &bits)| Scalar::new(p.ty, bits).to_string());
        let values: Vec<String> = values.collect();
        writeln!(f, "; invoke %f{function}({})", values.join(", "))?;
    }
    Ok(())
}

fn data(case: &Case, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (index, object) in case.data.iter().enumerate() {
        write!(f, "; data %data{index} = {:02x?}", object.bytes)?;
        for (n, address) in object.addresses.iter().enumerate() {
            let offset = object.address_offset(n);
            match address {
                Address::Function(function) => write!(f, ", %f{function} at {offset}")?,
                Address::Data { data, addend } => {
                    write!(f, ", %data{data}{addend:+} at {offset}")?;
                }
            }
        }
        writeln!(f)?;
    }
    writeln!(f, "; data %fuel = {}", crate::case::FUEL)?;
    if case.has_context() {
        let limit = "it leads to the limit of the stack";
        writeln!(f, "; vmctx is {:#x}, and {limit}", crate::case::CONTEXT)?;
    }
    Ok(())
}
