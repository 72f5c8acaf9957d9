//! The real `JITModule`, with the riscv64 instruction set on any host.
//!
//! *Planned*: every function is compiled with its own `Context`, placed, and handed over with `define_function_bytes`. *Direct*:
//! `define_function` in the case's order; only the callers of edges are compiled once before, because their call sites decide where they
//! and their callees lie, and then both compilations have to agree.

use super::arena::{Arena, HOST, STACK_LEN, UNKNOWN, host_entry, libcall_entry};
use super::compile::{self, Compiled};
use super::data::{self, objects};
use super::failure::{Cause, Failure, Stage};
use super::map::{Image, LinkMap, Relocation};
use super::module::Jit;
use super::planner::Planner;
use super::provider::{Item, Shared};
use crate::case::{Case, DataObject, FuncId, Libcall, Linking};
use crate::lower::{self, Naming};
use cranelift_codegen::Context;
use cranelift_frontend::FunctionBuilderContext;
use cranelift_jit::JITModule;
use cranelift_module::{self as module, Linkage, Module};

/// Links cases, one after another, into one arena.
#[derive(Debug)]
pub struct Linker {
    arena: Arena,
    /// Cranelift's reusable state; thrown away after a panic.
    pub(super) scratch: Scratch,
}

pub(super) struct Scratch {
    pub(super) context: Context,
    pub(super) builder: FunctionBuilderContext,
}

impl Default for Scratch {
    fn default() -> Self {
        Scratch {
            context: Context::new(),
            builder: FunctionBuilderContext::new(),
        }
    }
}

impl std::fmt::Debug for Scratch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Scratch")
    }
}

impl Linker {
    /// A linker into `arena`.
    pub fn new(arena: Arena) -> Self {
        Linker {
            arena,
            scratch: Scratch::default(),
        }
    }

    /// The arena; after a failure it holds what was placed so far.
    pub fn arena(&self) -> &Arena {
        &self.arena
    }

    /// Compiles, places and links `case`.
    ///
    /// # Errors
    /// If Cranelift refuses or panics; what is known by then goes with it.
    pub fn link(&mut self, case: &Case) -> Result<Image<'_>, Box<Failure>> {
        self.arena.recycle();
        self.arena.fill_stack(STACK_LEN);
        let shared = Shared::new(Planner::new(case, self.arena.base()));
        let mut job = Job {
            case,
            shared: shared.clone(),
            scratch: &mut self.scratch,
            stage: Stage::Declare,
            compiled: case.functions.iter().map(|_| None).collect(),
            relocations: vec![Vec::new(); case.functions.len()],
            code: vec![Vec::new(); case.functions.len()],
        };
        let host = self.arena.base() + HOST;
        // Every name has an address in the arena, so that this process's symbols are never asked.
        let symbol = move |name: &str| Some(host + host_function(name).unwrap_or(UNKNOWN));
        let result = lower::isa(&case.target)
            .and_then(|isa| Jit::new(isa, Box::new(shared.clone()), symbol))
            .and_then(|mut jit| jit.with(|module| job.run(module)));
        let (stage, relocations, compiled) = (job.stage, job.relocations.concat(), job.code);
        let map = map(&shared, relocations);
        let spans = map.functions.iter().chain(&map.data).flatten();
        spans.for_each(|&span| self.arena.touch(span));
        let cause = match result.map_err(Cause::Panic).flatten() {
            Ok(()) => {
                return Ok(Image {
                    map,
                    compiled,
                    objects: objects(case).collect(),
                    arena: &mut self.arena,
                });
            }
            Err(cause) => cause,
        };
        if let Cause::Panic(_) = cause {
            self.scratch = Scratch::default();
        }
        Err(Box::new(Failure { stage, cause, map }))
    }
}

/// Where a symbol lies that the module looks up: functions of the host, by the names under which they are declared, or by that of the libcall.
fn host_function(name: &str) -> Option<u64> {
    let number = name.strip_prefix('f').and_then(|n| n.parse().ok());
    let names = module::default_libcall_names();
    let mut libcalls = Libcall::ALL.into_iter();
    number.map(host_entry).or_else(|| {
        libcalls
            .find(|&l| names(lower::libcall(l)) == name)
            .map(libcall_entry)
    })
}

fn map(shared: &Shared, relocations: Vec<Relocation>) -> LinkMap {
    shared.planner(|planner| LinkMap {
        functions: planner.functions().to_vec(),
        data: planner.data().to_vec(),
        relocations,
        edges: planner.edges(),
    })
}

/// One case on its way through the module.
struct Job<'j> {
    case: &'j Case,
    shared: Shared,
    scratch: &'j mut Scratch,
    stage: Stage,
    /// Functions compiled before they are defined.
    compiled: Vec<Option<Compiled>>,
    relocations: Vec<Vec<Relocation>>,
    /// The code that was handed to the module, by function.
    code: Vec<Vec<u8>>,
}

impl Job<'_> {
    fn run(&mut self, module: &mut JITModule) -> Result<(), Cause> {
        self.declare(module)?;
        let [only] = &self.case.life_cycle.modules[..] else {
            unreachable!("legalisation leaves a case one module");
        };
        if only.linking == Linking::Planned {
            for function in self.case.compiled() {
                self.compile(module, function)?;
            }
        }
        for function in self.case.life_cycle.order() {
            if self.case.functions[function as usize].home.is_host() {
                continue;
            }
            self.reserve_callers(module, function, &mut Vec::new())?;
            match only.linking {
                Linking::Planned => self.define_bytes(module, function)?,
                Linking::Direct => self.define(module, function)?,
            }
        }
        self.stage = Stage::Finalize;
        let result = module.finalize_definitions();
        result.map_err(|error| compile::module_error(&error))
    }

    /// Declares everything, and defines the data. A libcall is declared, too, so that numbers are those of the case; nothing names the declaration.
    fn declare(&mut self, module: &mut JITModule) -> Result<(), Cause> {
        self.stage = Stage::Declare;
        let case = self.case;
        for (index, function) in case.functions.iter().enumerate() {
            let signature = lower::signature(&function.signature);
            let name = format!("f{index}");
            let linkage = match function.home.is_host() {
                true => Linkage::Import,
                false => Linkage::Export,
            };
            let declared = module.declare_function(&name, linkage, &signature);
            let id = declared.map_err(|error| compile::module_error(&error))?;
            assert_eq!(id, compile::module_id(index as FuncId));
        }
        for index in 0..=case.data.len() {
            let name = format!("data{index}");
            let declared = module.declare_data(&name, Linkage::Export, true, false);
            let id = declared.map_err(|error| compile::module_error(&error))?;
            assert_eq!(id, compile::module_data_id(index));
        }
        for (index, object) in objects(case).enumerate() {
            self.define_data(module, index, &object)?;
        }
        Ok(())
    }

    fn define_data(
        &mut self,
        module: &mut JITModule,
        index: usize,
        object: &DataObject,
    ) -> Result<(), Cause> {
        self.shared.expect(Item::Data(index));
        let case = self.case;
        let libcall = |function: FuncId| case.functions[function as usize].home.libcall();
        let description = data::describe(module, object, libcall);
        let defined = module.define_data(compile::module_data_id(index), &description);
        defined.map_err(|error| compile::module_error(&error))
    }

    /// Lowers `function` into the scratch context.
    fn lower(&mut self, module: &JITModule, function: FuncId) -> Result<(), Cause> {
        let Scratch { context, builder } = &mut *self.scratch;
        context.clear();
        let isa = module.isa();
        context.func = lower::function(self.case, function, Naming::Numbers, isa, builder)?;
        Ok(())
    }

    /// Compiles `function` outside of the module.
    fn compile(&mut self, module: &JITModule, function: FuncId) -> Result<(), Cause> {
        self.stage = Stage::Compile(function);
        self.lower(module, function)?;
        let compiled = compile::compile(
            &self.case.functions,
            function,
            &mut self.scratch.context,
            module.isa(),
        )?;
        self.learn(function, &compiled);
        self.compiled[function as usize] = Some(compiled);
        Ok(())
    }

    fn learn(&mut self, function: FuncId, compiled: &Compiled) {
        let relocations = &compiled.relocations;
        self.shared
            .planner(|planner| planner.learn(function, relocations));
        self.relocations[function as usize].clone_from(relocations);
    }

    /// Reserves places for functions from which edges lead to `function`, and so on for these.
    fn reserve_callers(
        &mut self,
        module: &JITModule,
        function: FuncId,
        visiting: &mut Vec<FuncId>,
    ) -> Result<(), Cause> {
        visiting.push(function);
        let callers = self
            .shared
            .planner(|planner| planner.callers_first(function));
        for caller in callers {
            if visiting.contains(&caller) {
                continue;
            }
            self.reserve_callers(module, caller, visiting)?;
            self.learn_sites(module, caller)?;
            let compiled = self.compiled[caller as usize].as_ref();
            let (len, align) = match compiled {
                Some(compiled) => (compiled.bytes.len() as u64, compiled.align),
                None => continue,
            };
            self.shared.planner(|planner| {
                if planner.functions()[caller as usize].is_none() {
                    planner.place(caller, len, align);
                }
            });
        }
        visiting.pop();
        Ok(())
    }

    /// Compiles `function` ahead of its turn if an edge leads from it.
    fn learn_sites(&mut self, module: &JITModule, function: FuncId) -> Result<(), Cause> {
        let is_caller = self.shared.planner(|planner| planner.is_caller(function));
        if is_caller && self.compiled[function as usize].is_none() {
            self.compile(module, function)?;
        }
        Ok(())
    }

    fn define_bytes(&mut self, module: &mut JITModule, function: FuncId) -> Result<(), Cause> {
        self.stage = Stage::Define(function);
        self.shared.expect(Item::Function(function));
        let compiled = self.compiled[function as usize].take();
        let compiled = compiled.expect("all were compiled, and each is defined once");
        let result = module.define_function_bytes(
            compile::module_id(function),
            compiled.align,
            &compiled.bytes,
            &compiled.recorded,
        );
        self.code[function as usize] = compiled.bytes;
        result.map_err(|error| compile::module_error(&error))
    }

    fn define(&mut self, module: &mut JITModule, function: FuncId) -> Result<(), Cause> {
        self.learn_sites(module, function)?;
        self.stage = Stage::Define(function);
        self.lower(module, function)?;
        self.shared.expect(Item::Function(function));
        let id = compile::module_id(function);
        let result = module.define_function(id, &mut self.scratch.context);
        let compiled = compile::compiled(&self.case.functions, function, &self.scratch.context);
        let before = self.compiled[function as usize].take();
        if let (Some(before), Some(compiled)) = (before, &compiled)
            && !before.agrees(compiled)
        {
            return Err(Cause::Nondeterministic);
        }
        result.map_err(|error| compile::module_error(&error))?;
        let compiled = compiled.expect("what was defined was compiled");
        self.learn(function, &compiled);
        self.code[function as usize] = compiled.bytes;
        Ok(())
    }
}
