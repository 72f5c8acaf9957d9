//! The functions to leave out because they refer to others that are left out. Each reference is
//! followed once.

use super::unit::ForeignFunction;
use super::unlinked::Unlinked;
use cranelift_codegen::ir::Function;

/// The functions that refer to each function, by index.
pub(super) struct Dependents(Vec<Vec<usize>>);

impl Dependents {
    /// Collects the references among `units`.
    pub(super) fn of(units: &[ForeignFunction]) -> Dependents {
        let mut dependents = vec![Vec::new(); units.len()];
        for (index, unit) in units.iter().enumerate() {
            for &needed in &unit.needs {
                dependents[needed].push(index);
            }
        }
        Dependents(dependents)
    }

    /// Leaves out every unit that refers to one that is left out, directly or not.
    pub(super) fn leave_out(&self, functions: &[Function], units: &mut [ForeignFunction]) {
        let missing = |(index, unit): (usize, &ForeignFunction)| unit.wrong.as_ref().map(|_| index);
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
