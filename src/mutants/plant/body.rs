//! Finds the function bodies that can be duplicated, for a switch to choose between.

use std::ops::Range;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Block, ImplItemFn, ItemFn, ReturnType, Signature, TraitItemFn, TypeImplTrait};

/// A function's body, braces included.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Body {
    at: Range<usize>,
    /// Whether it can be one of two bodies chosen at run time.
    is_switchable: bool,
}

/// The body, braces included, of the outermost function around `edit`. `None` if there is no such
/// function, if it is a `const fn` or an `async fn`, if it returns `impl Trait` (its two bodies
/// would have two types), or if the text is not Rust.
pub(crate) fn around(source: &str, edit: &Range<usize>) -> Option<Range<usize>> {
    // Spans do not count a byte order mark or a shebang line at the start.
    if source.starts_with(['\u{feff}', '#'])
        && !source.starts_with("#[")
        && !source.starts_with("#![")
    {
        return None;
    }
    let file = syn::parse_file(source).ok()?;
    let mut bodies = Bodies(Vec::new());
    bodies.visit_file(&file);
    let holds = |body: &&Body| body.at.start < edit.start && edit.end < body.at.end;
    let body = bodies.0.iter().find(holds)?;
    body.is_switchable.then(|| body.at.clone())
}

struct Bodies(Vec<Body>);

impl Bodies {
    fn note(&mut self, signature: &Signature, block: &Block) {
        let is_fixed = signature.constness.is_some()
            || signature.asyncness.is_some()
            || is_opaque(&signature.output);
        self.0.push(Body {
            at: block.span().byte_range(),
            is_switchable: !is_fixed,
        });
    }
}

/// Nested functions belong to the outer one, so no method descends into a body.
impl Visit<'_> for Bodies {
    fn visit_item_fn(&mut self, function: &ItemFn) {
        self.note(&function.sig, &function.block);
    }

    fn visit_impl_item_fn(&mut self, function: &ImplItemFn) {
        self.note(&function.sig, &function.block);
    }

    fn visit_trait_item_fn(&mut self, function: &TraitItemFn) {
        if let Some(block) = &function.default {
            self.note(&function.sig, block);
        }
    }
}

/// Whether the type contains `impl Trait`.
fn is_opaque(output: &ReturnType) -> bool {
    struct Opaque(bool);
    impl Visit<'_> for Opaque {
        fn visit_type_impl_trait(&mut self, _: &TypeImplTrait) {
            self.0 = true;
        }
    }
    let mut opaque = Opaque(false);
    visit::visit_return_type(&mut opaque, output);
    opaque.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "//! Größe.
const C: u32 = AT_CONST;
fn plain<T: Copy>(x: T) -> Result<T, ()> { closure(|| AT_PLAIN)?; fn inner() { AT_INNER } return Ok(x) }
const fn fixed() -> u32 { AT_FIXED }
fn opaque() -> Option<impl Iterator<Item = u32>> { AT_OPAQUE }
fn takes(x: impl Copy) { AT_TAKES }
impl X { fn method(&self) { vec![AT_MACRO]; } const D: u32 = AT_ASSOCIATED; }
trait Y { fn provided(&self) { AT_PROVIDED } fn required(&self); }
macro_rules! m { () => { fn made() { AT_RULES } } }
mod z { fn deep() { AT_DEEP } }
";

    fn body_at(mark: &str) -> Option<&'static str> {
        let start = SOURCE.find(mark).expect("the mark");
        around(SOURCE, &(start..start + mark.len())).map(|at| &SOURCE[at])
    }

    #[test]
    fn a_switch_chooses_between_bodies_of_plain_functions_only() {
        for (mark, body) in [
            (
                "AT_PLAIN",
                Some("{ closure(|| AT_PLAIN)?; fn inner() { AT_INNER } return Ok(x) }"),
            ),
            (
                "AT_INNER",
                Some("{ closure(|| AT_PLAIN)?; fn inner() { AT_INNER } return Ok(x) }"),
            ),
            ("AT_TAKES", Some("{ AT_TAKES }")),
            ("AT_MACRO", Some("{ vec![AT_MACRO]; }")),
            ("AT_PROVIDED", Some("{ AT_PROVIDED }")),
            ("AT_DEEP", Some("{ AT_DEEP }")),
            ("AT_CONST", None),
            ("AT_FIXED", None),
            ("AT_OPAQUE", None),
            ("AT_ASSOCIATED", None),
            ("AT_RULES", None),
            ("X { fn method", None),
            ("AT_TAKES }", None),
        ] {
            assert_eq!(body_at(mark), body, "{mark}");
        }
    }

    #[test]
    fn what_is_not_rust_has_no_bodies() {
        assert_eq!(around("(rule (lower x) y)", &(1..2)), None);
        assert_eq!(around("#!/bin/sh\nfn a() { x }", &(19..20)), None);
        assert!(around("#![a]\nfn a() { x }", &(15..16)).is_some());
    }
}
