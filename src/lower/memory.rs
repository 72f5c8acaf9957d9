//! Loads, stores, and the addresses of data and stack slots.

use super::lowering::Lowering;
use super::{op, signature};
use crate::case::{Access, Base, Holder, MemoryKind};
use cranelift_codegen::ir::{self, InstBuilder, MemFlagsData, types};

impl Lowering<'_, '_> {
    /// Loads a value. If possible, a load from a slot has its offset in the slot's address; a store
    /// has it in the instruction. So both forms are compiled.
    pub(super) fn load(&mut self, access: &Access) -> ir::Value {
        let (address, offset) = match access.memory {
            MemoryKind::Data(base) => self.data(access, base),
            MemoryKind::Slot if self.by_address(access) => {
                (self.slot(access, 0), i32::from(access.offset))
            }
            MemoryKind::Slot => (self.slot(access, access.offset.into()), 0),
        };
        let (ty, flags) = (signature::ty(access.ty), MemFlagsData::new());
        self.builder.ins().load(ty, flags, address, offset)
    }

    /// Stores a value.
    pub(super) fn store(&mut self, access: &Access, value: ir::Value) {
        let (address, offset) = match access.memory {
            MemoryKind::Data(base) => self.data(access, base),
            MemoryKind::Slot => (self.slot(access, 0), i32::from(access.offset)),
        };
        let value = op::canonical(&mut self.builder, value, access.ty);
        let flags = MemFlagsData::new();
        self.builder.ins().store(flags, value, address, offset);
    }

    fn by_address(&self, access: &Access) -> bool {
        self.source.slots[usize::from(access.index)].by_address
    }

    /// The address of a stack slot of this activation, plus `offset`. With `by_address`, it is
    /// computed in a register. The low bits that must be zero by the slot's alignment are shifted
    /// left and added to it, so a misaligned slot gives an address outside all memory.
    fn slot(&mut self, access: &Access, offset: i32) -> ir::Value {
        /// The stack pointer's alignment, as a power of 2. Cranelift does not honour more.
        const MOST: u8 = 4;
        /// A shift that moves any of those bits outside all memory.
        const ASTRAY: i64 = 44;
        let index = usize::from(access.index);
        let (asked, slot) = (self.source.slots[index], self.slots[index]);
        let address = self.builder.ins().stack_addr(types::I64, slot, offset);
        if !asked.by_address {
            return address;
        }
        let mask = (1 << asked.align_log2.min(MOST)) - 1;
        let mask = self.builder.ins().iconst(types::I64, mask);
        let astray = self.builder.ins().iconst(types::I64, ASTRAY);
        let low = self.builder.ins().band(address, mask);
        let high = self.builder.ins().ishl(low, astray);
        self.builder.ins().iadd(address, high)
    }

    /// The base address of an access to data, and the remaining offset in bytes from there to the
    /// accessed place.
    fn data(&mut self, access: &Access, base: Base) -> (ir::Value, i32) {
        let (address, covered) = match base {
            Base::Symbol { near, displacement } => {
                let address = self.symbol(access.index.into(), near, displacement);
                (address, displacement)
            }
            Base::Pointer => {
                let pointer = self.case.pointer_to(access.index);
                let (holder, addend) = pointer.expect("legalisation leaves no other pointer");
                (self.held(holder), addend)
            }
        };
        (address, i32::from(access.offset) - i32::from(covered))
    }

    /// The address stored at `holder`.
    pub(super) fn held(&mut self, holder: Holder) -> ir::Value {
        let table = self.object(holder.data.into());
        let offset = i32::from(holder.offset);
        let ins = self.builder.ins();
        ins.load(types::I64, MemFlagsData::new(), table, offset)
    }

    /// The address of data object `index`, as a symbol that may be anywhere.
    pub(super) fn object(&mut self, index: usize) -> ir::Value {
        self.symbol(index, false, 0)
    }

    /// The address `offset` bytes after the start of data object `index`.
    fn symbol(&mut self, index: usize, colocated: bool, offset: i16) -> ir::Value {
        let key = (index, colocated, offset);
        let known = self.objects.iter().find(|(object, _)| *object == key);
        let global = match known {
            Some(&(_, global)) => global,
            None => {
                let is_fuel = index == self.case.data.len();
                let func = &mut *self.builder.func;
                let name = self.naming.data(func, index as u32, is_fuel);
                let global = func.create_global_value(ir::GlobalValueData::Symbol {
                    name,
                    offset: i64::from(offset).into(),
                    colocated,
                    tls: false,
                });
                self.objects.push((key, global));
                global
            }
        };
        self.builder.ins().symbol_value(types::I64, global)
    }
}
