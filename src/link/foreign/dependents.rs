//! Which functions cannot be had because of others: each edge of the graph is followed once.

use super::unit::Unit;
use super::unlinked::Unlinked;
use cranelift_codegen::ir::Function;

/// Who refers to each function, by index.
pub(super) struct Dependents(Vec<Vec<usize>>);

impl Dependents {
    /// Those among `units`.
    pub(super) fn of(units: &[Unit]) -> Dependents {
        let mut dependents = vec![Vec::new(); units.len()];
        for (index, unit) in units.iter().enumerate() {
            for &needed in &unit.needs {
                dependents[needed].push(index);
            }
        }
        Dependents(dependents)
    }

    /// Notes what is wrong with those of `units` that refer to one with which something is wrong,
    /// and so on.
    pub(super) fn leave_out(&self, functions: &[Function], units: &mut [Unit]) {
        let missing = |(index, unit): (usize, &Unit)| unit.wrong.as_ref().map(|_| index);
        let mut missing: Vec<usize> = units.iter().enumerate().filter_map(missing).collect();
        let mut next = 0;
        while let Some(&index) = missing.get(next) {
            next += 1;
            for &dependent in &self.0[index] {
                let wrong = &mut units[dependent].wrong;
                if wrong.is_none() {
                    *wrong = Some(Unlinked::Needs(functions[index].name.to_string()));
                    missing.push(dependent);
                }
            }
        }
    }
}
