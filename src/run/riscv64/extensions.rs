//! The extensions of a case's hart.

use crate::case::Target;
use farcall_machine::{Extension, Extensions};

/// The machine has exactly the extensions that the compiler was told about.
pub(crate) fn extensions(target: &Target) -> Extensions {
    let toggles = [
        (Extension::Zca, target.zca),
        (Extension::Zcb, target.zcb),
        (Extension::Zba, target.zba),
        (Extension::Zbb, target.zbb),
        (Extension::Zbs, target.zbs),
        (Extension::Zicond, target.zicond),
    ];
    let base = Extensions::GC
        .without(Extension::Zca)
        .without(Extension::Zcd);
    toggles
        .into_iter()
        .filter(|&(_, on)| on)
        .fold(base, |all, (extension, _)| all.with(extension))
}
