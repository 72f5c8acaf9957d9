//! Tests that wait for builds, or for copies of the sources. libtest begins with what comes first
//! by name, so the others run beside them.

mod export_rust;
mod fixes;
mod mutants;
mod relink;
