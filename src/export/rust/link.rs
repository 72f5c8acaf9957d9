//! Tests of cranelift-jit: where a relocation leads, and that linking succeeds.

use super::claim::Reason;
use super::layout::Layout;
use super::program::Program;
use super::site::{LINK, LINK_OR_REFUSE, Site};
use super::text::{fill, head, hex};
use super::{Test, UNBUILT, UNSEEN};
use crate::case::FuncId;
use crate::link::{Relocation, Symbol};

const LINKS: &str = "\
    Expected: it links, because each colocated symbol is in reach. Source: \
    `ExtFuncData::colocated` (`cranelift/codegen/src/ir/extfunc.rs`) asks for no more.";

/// What a test of cranelift-jit does when everything is defined.
#[derive(Default)]
struct Ending {
    expected: String,
    /// The number of the function whose relocations it needs.
    relocations_of: Option<usize>,
    lines: String,
    decoder: &'static str,
    may_be_refused: bool,
}

impl Test<'_> {
    /// The test that these functions link.
    pub(super) fn links(&self, functions: Vec<FuncId>) -> Result<String, Reason> {
        let ending = Ending {
            expected: LINKS.to_owned(),
            lines: LINK.to_owned(),
            ..Ending::default()
        };
        self.write(&self.program(functions)?, ending)
    }

    /// The test that one relocation leads to its symbol.
    pub(super) fn leads(&self, site: Site, or_refused: bool) -> Result<String, Reason> {
        let program = self.program([self.function])?;
        let (relocation, nth) = self.relocation(site).ok_or(UNSEEN)?;
        if self.holds(site, relocation) {
            return Err(UNSEEN);
        }
        let layout = Layout::of(&program).ok_or(UNBUILT)?;
        let target = layout.target(&program, relocation).ok_or(UNSEEN)?;
        let name = program.number(relocation.symbol).ok_or(UNSEEN)?;
        let own = Symbol::Function(self.function);
        let place = layout.index(own).ok_or(UNSEEN)?;
        let link = if or_refused { LINK_OR_REFUSE } else { LINK };
        let ending = Ending {
            expected: site.expected(or_refused),
            relocations_of: program.position(self.function),
            lines: link.to_owned() + &site.check(nth, place, &target, &name),
            decoder: site.decoder(),
            may_be_refused: or_refused,
        };
        self.write(&program, ending)
    }

    /// The relocation that the finding is about, and its number among those of its kind.
    fn relocation(&self, site: Site) -> Option<(&Relocation, usize)> {
        let map = &self.inspection.map;
        let start = map.functions[usize::from(self.function)]?.start;
        let own = map
            .relocations
            .iter()
            .filter(|r| r.function == self.function);
        let mut alike = own.filter(|r| r.kind == site.kind()).zip(0..);
        let at = self.subject.finding.at.address?;
        alike.find(|(r, _)| start + u64::from(r.offset) == at)
    }

    /// Whether what the test asserts is so.
    fn holds(&self, site: Site, relocation: &Relocation) -> bool {
        if self.inspection.failure.is_some() {
            return false;
        }
        let code = self.inspection.code[usize::from(self.function)].as_deref();
        let bytes = code.and_then(|code| code.get(relocation.offset as usize..)?.first_chunk());
        let place = self.inspection.map.distance(relocation);
        bytes.zip(place).is_some_and(|(&bytes, (at, distance))| {
            let target = at.wrapping_add_signed(distance) as usize;
            site.leads(at as usize, bytes) == Some(target)
        })
    }

    fn write(&self, program: &Program<'_>, ending: Ending) -> Result<String, Reason> {
        let layout = Layout::of(program).ok_or(UNBUILT)?;
        let (relocations, record) = match ending.relocations_of {
            Some(number) => (RELOCATIONS.to_owned(), record(number)),
            None => Default::default(),
        };
        let panic = if ending.may_be_refused { PANIC } else { "" };
        let holes = [
            ("HEAD", head(self.subject, &ending.expected)),
            ("NAME", self.name()),
            ("CLIF", program.clif().ok_or(UNBUILT)?),
            ("PLACES", layout.lines()),
            ("LEN", hex(layout.len())),
            ("SYMBOLS", layout.symbols(program)),
            ("IMPORTS", imports(program)),
            ("DATA", data(program)),
            ("RELOC", reloc(&ending).to_owned()),
            ("MODULE", module(program, &ending)),
            ("PANIC", panic.to_owned()),
            ("RELOCATIONS", relocations),
            ("RECORD", record),
            ("CHECK", ending.lines),
            ("DECODER", ending.decoder.to_owned()),
        ];
        Ok(fill(include_str!("text/link.in"), &holes))
    }
}

const PANIC: &str = "use std::panic::{AssertUnwindSafe, catch_unwind};\n";
const RELOCATIONS: &str = "    let mut relocs = Vec::new();\n";

/// The lines that keep the relocations of the function with this number.
fn record(number: usize) -> String {
    format!(
        "        if number == {number} {{\n            \
             let all = context.compiled_code().unwrap().buffer.relocs().iter();\n            \
             let function = &context.func;\n            \
             let all = all.map(|r| ModuleReloc::from_mach_reloc(r, function, id));\n            \
             relocs.extend(all);\n        \
         }}\n"
    )
}

/// The lines that declare extern functions.
fn imports(program: &Program<'_>) -> String {
    let lines = (0..program.externs().count()).map(|number| {
        format!(
            "    let signature = module.make_signature();\n    \
             module.declare_function(\"extern{number}\", Linkage::Import, &signature).unwrap();\n"
        )
    });
    lines.collect()
}

/// The lines that define data objects.
fn data(program: &Program<'_>) -> String {
    let lines = program.data_lens().map(|len| {
        format!(
            "    let mut zeros = DataDescription::new();\n    \
             zeros.define_zeroinit({len});\n    \
             let data = module.declare_anonymous_data(true, false).unwrap();\n    \
             module.define_data(data, &zeros).unwrap();\n"
        )
    });
    lines.collect()
}

fn reloc(ending: &Ending) -> &'static str {
    match ending.relocations_of {
        Some(_) => "use cranelift_codegen::binemit::Reloc;\n",
        None => "",
    }
}

/// What the test imports from cranelift-module.
fn module(program: &Program<'_>, ending: &Ending) -> String {
    let has_data = program.data_lens().next().is_some();
    let has_externs = program.externs().next().is_some();
    let names = [
        ("DataDescription", has_data),
        ("FuncId", true),
        ("Linkage", has_externs),
        ("Module", true),
        ("ModuleReloc", ending.relocations_of.is_some()),
        ("ModuleResult", true),
        ("default_libcall_names", true),
    ];
    let used = names.iter().filter(|(_, is_used)| *is_used);
    let names: Vec<&str> = used.map(|(name, _)| *name).collect();
    let names = names.join(", ");
    let line = format!("use cranelift_module::{{{names}}};\n");
    if line.len() <= 101 {
        line
    } else {
        format!("use cranelift_module::{{\n    {names},\n}};\n")
    }
}
