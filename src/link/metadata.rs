//! What Cranelift records about a function besides code and relocations: where its calls return to,
//! and how its frame is unwound.
//!
//! Modules do not expose these records. So the functions of a case are compiled once more, outside
//! any module, and only on request.

use super::call_site::CallSite;
use super::compat;
use super::compile::{self, Scratch};
use super::failure::{Cause, Failure, Stage};
use super::linker::Linker;
use super::map::LinkMap;
use crate::case::{Case, FuncId};
use crate::lower::{self, Naming};
use cranelift_codegen::CompiledCode;
use cranelift_codegen::isa::TargetIsa;
use cranelift_codegen::isa::unwind::UnwindInfo;
use gimli::LittleEndian;
use gimli::write::{Address, EhFrame, EndianVec, FrameTable};

/// What was recorded about a function. All offsets are in bytes from its start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The code that the metadata describes, before relocation.
    pub code: Vec<u8>,
    /// Calls.
    pub call_sites: Vec<CallSite>,
    /// Return addresses of the calls that have a stack map.
    pub stack_maps: Vec<u32>,
    /// An `.eh_frame` section with one CIE and one FDE, for the function at address 0; none if it
    /// cannot be unwound.
    pub unwind: Option<Vec<u8>>,
}

impl Linker {
    /// Compiles the functions of `case`, and returns what was recorded about each; nothing for
    /// extern functions.
    ///
    /// # Errors
    /// If Cranelift refuses or panics.
    pub fn metadata(&mut self, case: &Case) -> Result<Vec<Option<Metadata>>, Box<Failure>> {
        let mut all = vec![None; case.functions.len()];
        let failed = |stage, cause| {
            let map = LinkMap::default();
            Box::new(Failure { stage, cause, map })
        };
        let isa = lower::isa(&case.target);
        let isa = isa.map_err(|report| failed(Stage::Declare, report.into()))?;
        for function in case.compiled() {
            let scratch = &mut self.scratch;
            let metadata = scratch
                .catch(|scratch| compile(case, function, scratch, &*isa))
                .map_err(|cause| failed(Stage::Compile(function), cause))?;
            all[function as usize] = Some(metadata);
        }
        Ok(all)
    }
}

fn compile(
    case: &Case,
    function: FuncId,
    scratch: &mut Scratch,
    isa: &dyn TargetIsa,
) -> Result<Metadata, Cause> {
    let Scratch { context, builder } = scratch;
    context.clear();
    context.func = lower::function(case, function, Naming::Numbers, isa, builder)?;
    let compiled = compile::compile(function.into(), context, isa)?;
    let code = context.compiled_code().expect("it was compiled just now");
    let stack_maps = code.buffer.user_stack_maps().iter();
    Ok(Metadata {
        code: compiled.bytes,
        call_sites: compat::call_sites(code).collect(),
        stack_maps: stack_maps.map(|(offset, ..)| *offset).collect(),
        unwind: unwind(code, isa)?,
    })
}

/// The unwind information of `code`, written as Cranelift's users write it.
pub(super) fn unwind(code: &CompiledCode, isa: &dyn TargetIsa) -> Result<Option<Vec<u8>>, Cause> {
    let info = code.create_unwind_info(isa)?;
    let (Some(UnwindInfo::SystemV(info)), Some(cie)) = (info, isa.create_systemv_cie()) else {
        return Ok(None);
    };
    let mut table = FrameTable::default();
    let cie = table.add_cie(cie);
    table.add_fde(cie, info.to_fde(Address::Constant(0)));
    let mut section = EhFrame(EndianVec::new(LittleEndian));
    let written = table.write_eh_frame(&mut section);
    written.map_err(|error| Cause::Error(format!("unwind information: {error}")))?;
    Ok(Some(section.0.into_vec()))
}
